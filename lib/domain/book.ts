import type { CitedEvidence, EvidenceBinding, OnSiteVisit } from './evidence.ts';
import { isSameNumber, type Quantity, quantity } from './quantity.ts';
import type { Component, Scheme } from './scheme.ts';

/** What the district says: its latest submission for a component. */
export interface Claim {
  readonly value: string;
  /** The book revision at which it was made; an assessment names it. */
  readonly revision: number;
  /** Sent back by an assessor: the district must claim again. */
  readonly returned: boolean;
  /** The stored files it cites; a file that is withdrawn is cited no more. */
  readonly evidence: readonly CitedEvidence[];
  readonly note: string | null;
  readonly at: string;
  readonly by: string;
}

/** The recorded judgement that is in force, with the value it found. */
export interface Verification {
  readonly value: string;
  /** The claim it judged; 0 where an assessor recorded the value, which nobody claims. */
  readonly claimRevision: number;
  /** Points taken off, for a discretionary component found not carried out. */
  readonly deduction: string | null;
  /** What the judgement was made on: the target then in force, the files, the visit. */
  readonly target: string | null;
  readonly evidence: readonly EvidenceBinding[];
  readonly onSite: OnSiteVisit | null;
  readonly at: string;
  readonly by: string;
  readonly reason: string;
}

/** What stands in place of a target where the component does not apply to the district. */
export const notApplicable = 'not-applicable';

/** One component of a book as it stands. */
export interface BookComponent {
  readonly component: string;
  /** A quantity, `not-applicable`, or `null` while nothing is assigned. */
  readonly target: string | null;
  readonly claim: Claim | null;
  readonly verification: Verification | null;
  /** The book revision that last wrote this component; 0 if none has. */
  readonly revision: number;
}

/** What a component holds, without when it was written. */
export type ComponentContent = Pick<BookComponent, 'target' | 'claim' | 'verification'>;

/** Whether a gate lets writes through. */
export const gateStates = ['open', 'closed'] as const;

/** The head of an audit chain without entries. */
export const genesis = 'genesis';

/** The head of a book: its gates, its counter, the end of its audit chain. Every write moves it. */
export interface Head {
  readonly cycle: string;
  readonly district: string;
  readonly revision: number;
  readonly epoch: number;
  /** Whether the portal may still write. */
  readonly portalGate: (typeof gateStates)[number];
  /** Whether assessors may still write. */
  readonly assessorGate: (typeof gateStates)[number];
  /** The instant (epoch milliseconds) from which the portal is closed, whatever the gate says. */
  readonly closesAt: number;
  readonly auditHead: string;
  /** The revision of each component that was ever written: what a read of the book must bring along to be whole. */
  readonly componentRevisions: Readonly<Record<string, number>>;
  /** In a reopening the components that may be corrected; `null` for all. */
  readonly scope: readonly string[] | null;
}

/** A book, or the part of it that was read: the head, and components by id. Unread components are not in the map. */
export interface Book {
  readonly head: Head;
  readonly components: ReadonlyMap<string, BookComponent>;
}

/**
 * Whether the components are those that the head tells of [T 52]: each is there at exactly its revision, and no other. Reads of
 * several items are not isolated from transactions; one that is not whole has seen half of a write.
 */
export function isWhole({ head, components }: Book): boolean {
  const told = Object.entries(head.componentRevisions);
  return told.length === components.size && told.every(([id, revision]) => components.get(id)?.revision === revision);
}

/** A component that nobody has written yet. */
export function blankComponent(component: string): BookComponent {
  return { component, target: null, claim: null, verification: null, revision: 0 };
}

/** The component as the book holds it, blank if it was never written. */
export function componentOf(book: Book, id: string): BookComponent {
  return book.components.get(id) ?? blankComponent(id);
}

/**
 * Whether a verification rests on what is no longer so: another claim, a target that is another number, other files. It
 * stays in force; assessors are shown it, and it blocks finalization. A recorded value rests on none of these.
 */
export function isStale({ claim, verification, target }: BookComponent): boolean {
  if (!verification || isRecorded(verification)) return false;
  const isSameClaim = claim?.revision === verification.claimRevision;
  const cited = new Set(claim?.evidence.map(({ sha256 }) => sha256));
  return (
    !isSameClaim ||
    !isSameTarget(verification.target, target) ||
    verification.evidence.some(({ sha256 }) => !cited.has(sha256))
  );
}

/** Whether an assessor recorded the value, instead of judging a claim. */
export function isRecorded({ claimRevision }: Pick<Verification, 'claimRevision'>): boolean {
  return claimRevision === 0;
}

/** Whether two assigned targets are the same: numbers however they are written. */
export function isSameTarget(a: string | null, b: string | null): boolean {
  if (a === notApplicable || b === notApplicable) return a === b;
  return isSameNumber(a, b);
}

/** Whether a claim waits for the decision on a deduction, because it says that nothing was carried out [D 10]. */
export function isNotCarriedOut({ rule }: Component, { value }: Claim): boolean {
  return rule.isUndecided(quantity(value), null);
}

/** What scoring reads of one component; quantities are parsed once. */
export interface ComponentInputs {
  /** Whether the component applies to the district; where not, nothing counts. */
  readonly applies: boolean;
  readonly target: Quantity | null;
  readonly claim: { readonly value: Quantity; readonly revision: number; readonly returned: boolean } | null;
  readonly verification: {
    readonly value: Quantity;
    readonly claimRevision: number;
    readonly deduction: string | null;
  } | null;
}

/** A book's inputs in the scheme's component order. */
export type BookInputs = readonly ComponentInputs[];

/** The facts of a component that its inputs are read from: a book holds them, and so does a sealed result. */
export interface ComponentFacts {
  readonly target: string | null;
  readonly claim: Pick<Claim, 'value' | 'revision' | 'returned'> | null;
  readonly verification: Pick<Verification, 'value' | 'claimRevision' | 'deduction'> | null;
}

/** What scoring reads of a book; the fixed target of a component comes from the scheme. */
export function inputsOf(scheme: Scheme, components: ReadonlyMap<string, ComponentFacts>): BookInputs {
  return scheme.components.map((component) => componentInputs(component, components.get(component.id)));
}

function componentInputs(component: Component, facts: ComponentFacts | undefined): ComponentInputs {
  const { target, claim, verification } = facts ?? blankComponent(component.id);
  return {
    applies: target !== notApplicable,
    target: targetOf(component, target),
    claim: claim && { value: quantity(claim.value), revision: claim.revision, returned: claim.returned },
    verification: verification && {
      value: quantity(verification.value),
      claimRevision: verification.claimRevision,
      deduction: verification.deduction,
    },
  };
}

/** The target in force: the scheme's where it is fixed, else the assigned one, `null` while there is none or none applies. */
export function targetOf(component: Component, assigned: string | null): Quantity | null {
  if (assigned === notApplicable) return null;
  if (component.target === 'fixed') return component.fixedTarget;
  return component.target === 'none' || assigned === null ? null : quantity(assigned);
}

/** Where a component stands. Missing is not zero, and neither is returned or pending [D 4, D 8, D 10]. */
export const componentStates = [
  'missing',
  'claimed',
  'verified',
  'returned',
  'pending',
  'target-missing',
  'not-applicable',
] as const;

/** The name of a state. */
export type ComponentState = (typeof componentStates)[number];
