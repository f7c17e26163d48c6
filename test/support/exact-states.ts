import { componentsIn } from './exact-expressions.ts';
import { type Fraction, fraction } from './exact-fraction.ts';
import type { PlainComponent, PlainInputs } from './plain-scheme.ts';

/** The two computations that run side by side. */
export type OneBasis = 'claimed' | 'verified';

/** From worst to best, as a measure takes the worst of what it reads; what is not applicable is no part of it. */
const states = ['returned', 'missing', 'pending', 'target-missing', 'claimed', 'verified'] as const;

export type PlainState = (typeof states)[number] | 'not-applicable';

/** The number of a text, of a text that isn't there none. */
export function textNumber(text: string | null | undefined): Fraction | null {
  return text == null ? null : fraction(text);
}

/** The value that counts of a component that is not measured. */
export function countedText({ filledBy }: PlainComponent, inputs: PlainInputs | undefined, basis: OneBasis) {
  if (basis === 'verified' || filledBy === 'assessor') return inputs?.verification?.value ?? null;
  return inputs?.claim?.returned ? null : (inputs?.claim?.value ?? null);
}

export function targetOf({ target }: PlainComponent, inputs: PlainInputs | undefined): Fraction | null {
  if (target.kind === 'fixed') return fraction(target.value);
  return target.kind === 'none' ? null : textNumber(inputs?.target);
}

/** On the claimed basis only what was decided of the very claim that counts. */
export function deductionOf(inputs: PlainInputs | undefined, basis: OneBasis): Fraction | null {
  const isOfClaim = inputs?.claim?.revision === inputs?.verification?.claimRevision;
  return basis === 'verified' || isOfClaim ? textNumber(inputs?.verification?.deduction) : null;
}

/** The state of a component that applies; `stateBefore` is that of a component that stands before it. */
export function stateOf(
  part: PlainComponent,
  inputs: PlainInputs | undefined,
  basis: OneBasis,
  stateBefore: (component: string) => PlainState,
): PlainState {
  const lacksTarget = part.target.kind === 'assigned' && targetOf(part, inputs) === null;
  if (part.measure !== undefined) {
    const read = componentsIn(part.measure).map(stateBefore);
    if (lacksTarget) read.push('target-missing');
    return states.find((state) => read.includes(state)) ?? 'verified';
  }
  const counted = countedText(part, inputs, basis);
  if (part.filledBy === 'assessor') return counted === null ? 'missing' : lacksTarget ? 'target-missing' : 'verified';
  const { claim = null, verification = null } = inputs ?? {};
  if (!claim) return 'missing';
  if (counted === null && claim.returned) return 'returned';
  if (part.rule.kind === 'discretionary') {
    const isCarriedOut = fraction(counted ?? claim.value).over > 0n;
    if (!isCarriedOut && !deductionOf(inputs, basis)) return 'pending';
  }
  if (lacksTarget) return 'target-missing';
  if (basis === 'verified') return counted === null ? 'claimed' : 'verified';
  return verification?.claimRevision === claim.revision ? 'verified' : 'claimed';
}
