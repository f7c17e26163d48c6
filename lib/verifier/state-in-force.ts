import { numbersIn } from './formula.ts';
import { fraction, isZero } from './fraction.ts';
import { isYesOrNo } from './kinds/index.ts';
import { type MethodPart, notApplicable } from './method.ts';
import type { CountedPart } from './sealed-form.ts';

/** The worst first: what is computed is as good as the worst that it is computed of. */
const worstFirst = ['returned', 'missing', 'pending', 'target-missing', 'claimed', 'verified'];

/**
 * The state that belongs to the points: missing is not zero, and neither is returned or pending [D 4, D 8, D 10]. The
 * public form does not say what was claimed, so that of a claim nobody judged the stated one of two is taken.
 * `stateOf` knows the states of the district's parts before this one.
 */
export function stateInForce(part: MethodPart, sealed: CountedPart, stateOf: (id: string) => string): string {
  const { claim, verification, target } = sealed;
  if (target === notApplicable) return notApplicable;
  const lacksTarget = part.target.kind === 'assigned' && target === null;
  if (part.measure) {
    const read = numbersIn(part.measure).map(({ of }) => stateOf(of));
    const all = lacksTarget ? [...read, 'target-missing'] : read;
    return worstFirst.find((state) => all.includes(state)) ?? 'verified';
  }
  const found = lacksTarget ? 'target-missing' : 'verified';
  if (part.filledBy === 'assessor') return verification === null ? 'missing' : found;
  if (claim === null) return 'missing';
  if (verification === null && claim.returned) return 'returned';
  if (isYesOrNo(part.rule)) {
    const said = verification?.value ?? claim.value;
    if (said === undefined) return sealed.state === 'pending' ? 'pending' : 'claimed';
    if (isZero(fraction(said)) && (verification?.deduction ?? null) === null) return 'pending';
  }
  if (lacksTarget) return 'target-missing';
  return verification === null ? 'claimed' : 'verified';
}
