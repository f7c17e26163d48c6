import type { BookInputs } from '../book.ts';
import type { PointUnits } from '../points.ts';
import { type Basis, bases, fractionText, type OwnCompetitive } from '../recalculation/board.ts';
import type { Row } from '../recalculation/cells.ts';
import type { Component, KeptNumber, Scheme } from '../scheme.ts';
import { BookNumbers, type Coefficients, earnAlone, isExempt, pointsAmount } from './book-numbers.ts';

/** What one book gives on one basis without looking at any other district. */
export interface OwnStanding {
  /** Points by component in scheme order; `null` where the cohort decides. */
  readonly points: readonly (PointUnits | null)[];
  /** Points by category, competitive components left out. */
  readonly plain: readonly PointUnits[];
  /** What the board keeps: of the scheme's competitive components, then of its kept numbers, in their order. */
  readonly competitive: readonly OwnCompetitive[];
}

/** What a district's standing says where its rule is not asked. A rule's own standings are below these. */
export const specialStandings = { exemptWithoutValue: 253, exempt: 254, notApplicable: 255 } as const;

/** Whether a standing is one of these. */
export function isSpecial(standing: number): boolean {
  return standing >= specialStandings.exemptWithoutValue;
}

/**
 * Whether a component that depends on the cohort is settled by the points that its rule earned alone: other districts
 * matter only to who is exempt or to whom it does not apply. Else by places, or by a rule that is given the cohort's numbers.
 */
export function isEarnedAlone({ rule, sees }: Pick<Component, 'rule' | 'sees'>): boolean {
  return rule.sees === 'own' && !sees.measure && !sees.from;
}

/** What a district has of such a component by itself, as the board keeps it. */
export function ownFacts(component: Component, numbers: BookNumbers, basis: Basis): OwnCompetitive {
  const { rule, sees, index } = component;
  const own = numbers.inputs[index]!;
  if (!own.applies) return { value: null, standing: specialStandings.notApplicable };
  const isFree = !sees.unless && isExempt(component, numbers, basis);
  if (isEarnedAlone(component)) {
    if (isFree) return { value: null, standing: specialStandings.exempt };
    const points = earnAlone(component, numbers, basis)?.points ?? 0;
    return { value: points === 0 ? null : { whole: points, micros: 0 }, standing: 0 };
  }
  const value = sees.measure ? null : numbers.valueOf(component, basis);
  if (isFree)
    return { value, standing: value || sees.measure ? specialStandings.exempt : specialStandings.exemptWithoutValue };
  if (sees.measure) return { value: null, standing: 0 };
  if (rule.sees === 'cohort') return { value, standing: rule.standing(value, own.target) };
  return { value, standing: value ? 1 : 0 };
}

/** A number that formulas over the cohort look at, as the board keeps it. */
export function keptNumber(
  { number, component: index }: KeptNumber,
  numbers: BookNumbers,
  basis: Basis,
): OwnCompetitive {
  const component = numbers.scheme.components[index]!;
  const value =
    number === 'points'
      ? pointsAmount(numbers.pointsOf(component, basis), component)
      : number === 'target'
        ? numbers.inputs[index]!.target
        : numbers.valueOf(component, basis);
  return { value, standing: value && number !== 'points' ? 1 : 0 };
}

/** Scores one book on both bases as far as that is possible without the cohort. */
export function ownStandings(
  scheme: Scheme,
  { inputs, coefficients = {} }: { readonly inputs: BookInputs; readonly coefficients?: Coefficients | undefined },
): Record<Basis, OwnStanding> {
  const numbers = new BookNumbers(scheme, inputs, coefficients);
  return { claimed: ownStanding(numbers, 'claimed'), verified: ownStanding(numbers, 'verified') };
}

/** What a book gives by itself as a row of a board, in the order of its columns. */
export function rowOf(revision: number, own: Readonly<Record<Basis, OwnStanding>>): Row {
  const row: (number | string)[] = [revision];
  for (const basis of bases) {
    const { plain, competitive } = own[basis];
    for (const points of plain) row.push(points);
    for (const { value, standing } of competitive)
      row.push(value?.whole ?? 0, value?.micros ?? 0, standing, fractionText(value));
  }
  return row;
}

function ownStanding(numbers: BookNumbers, basis: Basis): OwnStanding {
  const { categories, components, competitive, keptNumbers } = numbers.scheme;
  const plain: PointUnits[] = categories.map(() => 0);
  const points = components.map((component) => {
    if (component.competitive >= 0) return null;
    const own = numbers.pointsOf(component, basis);
    plain[component.category]! += own;
    return own;
  });
  return {
    points,
    plain,
    competitive: [
      ...competitive.map((component) => ownFacts(component, numbers, basis)),
      ...keptNumbers.map((number) => keptNumber(number, numbers, basis)),
    ],
  };
}
