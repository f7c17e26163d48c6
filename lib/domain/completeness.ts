import { type Book, type BookComponent, componentOf, inputsOf, isNotCarriedOut, isStale } from './book.ts';
import type { Evidence } from './evidence.ts';
import type { EvidenceWarning } from './evidence-warnings.ts';
import type { Component, Scheme } from './scheme.ts';
import { type ComponentState, stateOf } from './scoring/component-state.ts';

/** What a component still lacks to be final. */
export type Missing = 'claim' | 'target' | 'evidence' | 'assessment' | 'deduction' | 'new-claim' | 'new-assessment';

/** The warnings of a file that a claim cites. */
export interface FileWarnings {
  readonly evidence: string;
  readonly warnings: readonly EvidenceWarning[];
}

/** The files with warnings that a component's claim cites. */
export function warningsOf({ claim }: Pick<BookComponent, 'claim'>): FileWarnings[] {
  return (claim?.evidence ?? []).flatMap(({ id, warnings }) => (warnings ? [{ evidence: id, warnings }] : []));
}

/** One component's way to being final. */
export interface ComponentCompleteness {
  readonly component: string;
  readonly state: ComponentState;
  readonly missing: readonly Missing[];
  /** Its verification rests on another claim, target or file than there is now. */
  readonly stale: boolean;
  /** Stored files that the claim cites, kind by kind as the scheme names them, then any other kinds. */
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
  return scheme.components.map((component, index) => {
    const stored = componentOf(book, component.id);
    const cited = (stored.claim?.evidence ?? []).flatMap(({ id }) => kindOf.get(id) ?? []);
    const kinds = new Set([...component.evidence.map(({ id }) => id), ...cited]);
    return {
      component: component.id,
      state: stateOf(component, inputs[index]!, 'claimed'),
      missing: missingOf(component, stored, isEvidenceRequired),
      stale: isStale(stored),
      evidence: [...kinds].map((kind) => ({ kind, cited: cited.filter((other) => other === kind).length })),
      warnings: warningsOf(stored),
      onSite: { needed: component.onSite, done: stored.verification?.onSite != null },
    };
  });
}

function missingOf(component: Component, stored: BookComponent, isEvidenceRequired: boolean): Missing[] {
  const { claim, verification, target } = stored;
  const missing: Missing[] = [];
  if (component.target === 'assigned' && target === null) missing.push('target');
  if (!claim) return [...missing, 'claim'];
  if (claim.returned) return [...missing, 'new-claim'];
  const isJudged = verification?.claimRevision === claim.revision;
  const isUndone = isNotCarriedOut(component, claim);
  if (isEvidenceRequired && !isJudged && !component.onSite && !isUndone && claim.evidence.length === 0)
    missing.push('evidence');
  if (!isJudged) missing.push(isUndone ? 'deduction' : 'assessment');
  else if (isStale(stored)) missing.push('new-assessment');
  return missing;
}
