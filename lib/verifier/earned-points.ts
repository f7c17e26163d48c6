import { compare, dividedBy, type Fraction, fraction, minus, times, zero } from './fraction.ts';
import type { CountedPart, MethodPart } from './sealed-form.ts';

const isZero = (amount: Fraction): boolean => amount.over === 0n;

/** The target in force: the method's own where the text fixes it, else what was assigned; `null` where there is none. */
export function targetInForce({ target }: MethodPart, assigned: string | null): Fraction | null {
  if (target.kind === 'none') return null;
  if (target.kind === 'fixed') return fraction(target.value);
  return assigned === null ? null : fraction(assigned);
}

/** Whether a value meets a target. A target of 0 is met by anything, or only by more than nothing [D 9]. */
function meets(value: Fraction, target: Fraction, zeroTarget: 'any' | 'positive'): boolean {
  if (isZero(target)) return zeroTarget === 'any' || !isZero(value);
  return compare(value, target) >= 0;
}

/**
 * The exact points of one component on the verified basis, before rounding, from the text of the rules. Nothing
 * verified gives nothing [D 4]; no target gives nothing but a place's points [D 8]; nothing is above full points [D 3].
 * `isInPlaces` says whether the district is among the first places of a `top` component.
 */
export function earnedPoints(part: MethodPart, sealed: CountedPart, isInPlaces: boolean): Fraction {
  const { rule } = part;
  const full = fraction(part.fullPoints);
  if (sealed.verification === null) return zero;
  const value = fraction(sealed.verification.value);
  if (rule.kind === 'discretionary') return discretionary(full, value, sealed.verification.deduction);
  const target = targetInForce(part, sealed.target);
  if (rule.kind === 'bands') return banded(rule, full, value, target);
  const isMet = target !== null && meets(value, target, rule.zeroTarget);
  if (rule.kind === 'top') {
    if (isInPlaces && (isMet || !rule.placeNeedsTarget)) return fraction(rule.placePoints);
    if (target === null) return zero;
    return fraction(isMet ? rule.targetPoints : rule.otherPoints);
  }
  if (isMet) return full;
  if (target === null || rule.kind === 'completion' || isZero(target)) return zero;
  return times(full, dividedBy(value, target));
}

type Bands = Extract<MethodPart['rule'], { kind: 'bands' }>;

/** The points of the first band that holds the value, or its share of the target, edges included; within 0 and full. */
function banded({ of, bands }: Bands, full: Fraction, value: Fraction, target: Fraction | null): Fraction {
  if (of === 'rate' && (target === null || isZero(target))) return zero;
  const measured = of === 'rate' ? dividedBy(value, target!) : value;
  const found = bands.find((band) => {
    if ('from' in band) return band.from === null || compare(measured, fraction(band.from)) >= 0;
    return band.upTo === null || compare(measured, fraction(band.upTo)) <= 0;
  });
  if (!found || found.points.startsWith('-')) return zero;
  const points = fraction(found.points);
  return compare(points, full) > 0 ? full : points;
}

/** Full when carried out, else full minus what was decided, else nothing yet [C 12] [D 10]. */
function discretionary(full: Fraction, value: Fraction, deduction: string | null): Fraction {
  if (!isZero(value)) return full;
  if (deduction === null || compare(fraction(deduction), full) > 0) return zero;
  return minus(full, fraction(deduction));
}

/**
 * The state that belongs to the points: missing is not zero, and neither is returned or pending [D 4, D 8, D 10]. The
 * public form does not say what was claimed, so that of a claim nobody judged the stated one of two is taken.
 */
export function stateInForce(part: MethodPart, { claim, verification, target, state }: CountedPart): string {
  if (claim === null) return 'missing';
  if (verification === null && claim.returned) return 'returned';
  if (part.rule.kind === 'discretionary') {
    const said = verification ?? ('value' in claim ? claim : null);
    if (said === null) return state === 'pending' ? 'pending' : 'claimed';
    if (isZero(fraction(said.value)) && (verification?.deduction ?? null) === null) return 'pending';
  }
  if (part.target.kind !== 'none' && targetInForce(part, target) === null) return 'target-missing';
  return verification === null ? 'claimed' : 'verified';
}
