import {
  type Book,
  type BookComponent,
  type BookInputs,
  type ComponentState,
  componentOf,
  inputsOf,
  isStale,
} from './book.ts';
import type { Evidence, EvidenceWarning } from './evidence.ts';
import type { Blocker, BlockerKind } from './finalization/snapshot.ts';
import type { Component, Scheme } from './scheme.ts';
import { stateOf } from './scoring/state.ts';

/** What a component still lacks to be final. */
export const missingKinds = [
  'claim',
  'target',
  'evidence',
  'assessment',
  'deduction',
  'new-claim',
  'new-assessment',
  'record',
] as const;

/** One thing that a component lacks. */
export type Missing = (typeof missingKinds)[number];

/** The warnings of a file that a claim cites. */
export interface FileWarnings {
  readonly evidence: string;
  readonly warnings: readonly EvidenceWarning[];
}

/** The files with warnings that a component's claim cites. */
export function warningsOf({ claim }: Pick<BookComponent, 'claim'>): FileWarnings[] {
  return claim?.evidence.flatMap(({ id, warnings }) => (warnings ? [{ evidence: id, warnings }] : [])) ?? [];
}

/** One component's way to being final. */
export interface ComponentCompleteness {
  readonly component: string;
  readonly state: ComponentState;
  readonly missing: readonly Missing[];
  /** What an assessor finds of it: a value, or for what was not carried out a deduction. */
  readonly judgement: Component['rule']['judgement'];
  /** Its verification rests on another claim, target or file than there is now. */
  readonly stale: boolean;
  /** Stored files that the claim or the record cites, kind by kind as the scheme names them, then any other kinds. */
  readonly evidence: readonly { readonly kind: string; readonly cited: number }[];
  readonly onSite: { readonly needed: boolean; readonly done: boolean };
  /** The cited files that have warnings. */
  readonly warnings: readonly FileWarnings[];
}

/** Tells what each component of a book lacks; evidence counts as missing only where the cycle requires it. */
export function completenessOf(
  scheme: Scheme,
  book: Book,
  files: readonly Evidence[],
  isEvidenceRequired: boolean,
): ComponentCompleteness[] {
  const inputs = inputsOf(scheme, book.components);
  const kindOf = new Map(files.map(({ id, kind }) => [id, kind]));
  return scheme.components.map((component) => {
    const stored = componentOf(book, component.id);
    const grounds = component.filledBy === 'assessor' ? stored.verification : stored.claim;
    const cited = grounds?.evidence.flatMap(({ id }) => kindOf.get(id) ?? []) ?? [];
    const kinds = new Set([...component.evidence.map(({ id }) => id), ...cited]);
    return {
      component: component.id,
      state: stateOf(scheme, component, inputs, 'claimed'),
      missing: missingOf(scheme, component, stored, inputs, isEvidenceRequired),
      judgement: component.rule.judgement,
      stale: inputs[component.index]!.applies && isStale(stored),
      evidence: [...kinds].map((kind) => ({ kind, cited: cited.filter((other) => other === kind).length })),
      warnings: warningsOf(stored),
      onSite: { needed: component.onSite, done: stored.verification?.onSite != null },
    };
  });
}

/**
 * What a component lacks to be final, decided from its state on the claimed basis. Blockers of a result follow from it
 * too, so that no two answers about the same component can disagree.
 */
function missingOf(
  scheme: Scheme,
  component: Component,
  stored: BookComponent,
  inputs: BookInputs,
  isEvidenceRequired: boolean,
): Missing[] {
  const { applies, target } = inputs[component.index]!;
  if (!applies) return [];
  const missing: Missing[] = component.target === 'assigned' && !target ? ['target'] : [];
  if (component.filledBy === 'nobody') return missing;
  if (component.filledBy === 'assessor') return stored.verification ? missing : [...missing, 'record'];
  const open = openStates[stateOf(scheme, component, inputs, 'claimed')];
  if (open) return [...missing, open];
  if (stored.verification?.claimRevision === stored.claim!.revision)
    return isStale(stored) ? [...missing, 'new-assessment'] : missing;
  if (isEvidenceRequired && !component.onSite && stored.claim!.evidence.length === 0) missing.push('evidence');
  return [...missing, 'assessment'];
}

/** States that say by themselves what is lacking besides a target. */
const openStates: Partial<Record<ComponentState, Missing>> = {
  missing: 'claim',
  returned: 'new-claim',
  pending: 'deduction',
};

/** The open points of a book, in scheme order: what must be settled before a result can be final. */
export function blockersOf(scheme: Scheme, book: Book, files: readonly Pick<Evidence, 'id' | 'state'>[]): Blocker[] {
  const { district } = book.head;
  const inputs = inputsOf(scheme, book.components);
  const open = scheme.components.flatMap((component) =>
    missingOf(scheme, component, componentOf(book, component.id), inputs, false).flatMap((missing): Blocker[] => {
      const kind = blockerOf[missing];
      return kind ? [{ kind, district, component: component.id, evidence: null }] : [];
    }),
  );
  const pending = files
    .filter(({ state }) => state === 'pending')
    .map(({ id }): Blocker => ({ kind: 'evidence-pending', district, component: null, evidence: id }));
  return [...open, ...pending];
}

/**
 * What of that which a component lacks stands in the way of a result. A component that nobody has claimed or recorded
 * earns nothing and is final.
 */
const blockerOf: Partial<Record<Missing, BlockerKind>> = {
  target: 'target-missing',
  'new-claim': 'claim-returned',
  assessment: 'claim-unverified',
  deduction: 'deduction-undecided',
  'new-assessment': 'verification-stale',
};
