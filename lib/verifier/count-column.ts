import {
  compare,
  type Fraction,
  fraction,
  larger,
  ofUnits,
  type Rounding,
  roundedUnits,
  smaller,
  zero,
} from './fraction.ts';
import { earned, placingOf } from './kinds/index.ts';
import { type Basis, type Column, type Ledger, meanOf } from './ledger.ts';
import { type MethodPart, notApplicable } from './method.ts';
import { placesHeld } from './places-held.ts';
import type { CountedPart } from './sealed-form.ts';

/** Counts one component of every district on one basis, from the text of the rules; those before it are entered. */
export function countColumn(ledger: Ledger, part: MethodPart, index: number, basis: Basis, rounding: Rounding): Column {
  const sealed = ledger.rows.map(({ components }) => components[index]!);
  const applies = sealed.map(({ target }) => target !== notApplicable);
  const numbers = sealed.map((own, district) => {
    if (!applies[district]) return null;
    return part.measure ? ledger.numberOf(part.measure, basis, district) : countedNumber(own, basis);
  });
  const targets = sealed.map(({ target }, district) => (applies[district] ? targetInForce(part, target) : null));
  const placing = placingOf(part.rule);
  const groups = ledger.rows.map(({ group }) => group);
  const places = placing ? placesHeld(numbers, groups, placing) : numbers.map(() => null);
  const own = sealed.map((inputs, district): Fraction => {
    const numberOf: NumberOf = (formula) => ledger.numberOf(formula, basis, district);
    if (part.unless && isExempt(part.unless.atLeast, numberOf)) return fraction(part.fullPoints);
    const number = numbers[district]!;
    if (number === null) return zero;
    const deduction = countedDeduction(inputs, basis);
    const counted = { full: fraction(part.fullPoints), number, target: targets[district]!, deduction };
    return withinBounds(part, earned(part.rule, { ...counted, place: places[district]!, numberOf }));
  });
  const rounded = own.map((exact) => roundedUnits(exact, rounding));
  const instead = pointsInstead(
    part,
    rounded.filter((_, district) => applies[district]),
    rounding,
  );
  return { numbers, targets, places, points: rounded.map((units, district) => (applies[district] ? units : instead)) };
}

/** The target in force: the method's own where the text fixes it, else what was assigned; `null` where there is none. */
function targetInForce({ target }: MethodPart, assigned: string | null): Fraction | null {
  if (target.kind === 'none') return null;
  if (target.kind === 'fixed') return fraction(target.value);
  return assigned === null ? null : fraction(assigned);
}

/** What counts: of a record, which nobody claimed, the same on both bases. A public form shows claims only where they count. */
function countedNumber({ claim, verification }: CountedPart, basis: Basis): Fraction | null {
  const isFound = basis === 'verified' || claim === null;
  const text = isFound ? verification?.value : claim.returned ? undefined : claim.value;
  return text === undefined ? null : fraction(text);
}

/** A deduction counts on the claimed basis while it is the claim that stands of which it was decided [D 10]. */
function countedDeduction({ claim, verification }: CountedPart, basis: Basis): Fraction | null {
  const isOfThis = basis === 'verified' || verification?.claimRevision === claim?.revision;
  const text = isOfThis ? (verification?.deduction ?? null) : null;
  return text === null ? null : fraction(text);
}

type NumberOf = Parameters<typeof earned>[1]['numberOf'];

/** Whether the first of two numbers is at least the second; without one of them it is not. */
function isExempt([one, other]: NonNullable<MethodPart['unless']>['atLeast'], numberOf: NumberOf): boolean {
  const [reached, needed] = [numberOf(one), numberOf(other)];
  return reached !== null && needed !== null && compare(reached, needed) >= 0;
}

/** Nothing is above full points [D 3], nor below the lowest. */
function withinBounds({ fullPoints, lowestPoints }: MethodPart, exact: Fraction): Fraction {
  return smaller(larger(exact, fraction(lowestPoints)), fraction(fullPoints));
}

/** The points of those to whom the component does not apply: full, none, or the mean of those to whom it does. */
function pointsInstead({ whenNotApplicable, fullPoints }: MethodPart, others: readonly bigint[], rounding: Rounding) {
  if (whenNotApplicable === 'full') return roundedUnits(fraction(fullPoints), rounding);
  if (whenNotApplicable !== 'mean' || others.length === 0) return 0n;
  return roundedUnits(meanOf(others.map((units) => ofUnits(units, rounding.places))), rounding);
}
