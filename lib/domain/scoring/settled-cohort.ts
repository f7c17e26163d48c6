import { type Amount, compareAmounts, isPositive, quotientOf, sumOf } from '../amount.ts';
import type { PointUnits } from '../points.ts';
import { quantity } from '../quantity.ts';
import { amountAt, type Basis, type Board, type CompetitiveColumn } from '../recalculation/board.ts';
import { evaluate, overAll } from '../rules/evaluate.ts';
import type { CohortFunction, ComponentNumber, Formula } from '../rules/formula.ts';
import type { ToldReading } from '../rules/formula-words.ts';
import { roundedPoints, type Settlement } from '../rules/rule.ts';
import type { Component, Scheme } from '../scheme.ts';
import type { Text } from '../text.ts';
import { type Coefficients, pointsAmount } from './book-numbers.ts';
import { isEarnedAlone, isSpecial, specialStandings } from './own-facts.ts';
import { settlePlaces } from './settle-places.ts';

/** What settling knows of a district besides its numbers. */
export interface CohortDistrict {
  readonly name: Text;
  readonly group: string | null;
  readonly coefficients?: Coefficients | undefined;
}

/** A component settled over the cohort on one basis. */
export interface SettledComponent {
  pointsAt(district: number): PointUnits;
  readonly mostly: Settlement['mostly'];
  /** The number that is scored, where it comes from the cohort. */
  valueAt(district: number): Amount | null;
  /** Points, place and words by place. */
  readonly places: Pick<Settlement, 'earn'> | null;
  /** The mean that districts get to which it does not apply, of how many; `null` where it is not asked for. */
  readonly mean: { readonly exact: Amount | null; readonly districts: number } | null;
}

/**
 * A board with every component that depends on the cohort settled: each once on a basis, when it is first asked for, never
 * once for each district. What a component looks at stands before it, so that the asking ends.
 */
export class SettledCohort {
  readonly scheme: Scheme;
  readonly districts: readonly CohortDistrict[];
  readonly board: Board;
  readonly #settled = { claimed: new Map<number, SettledComponent>(), verified: new Map<number, SettledComponent>() };
  readonly #functions = { claimed: new Map<CohortFunction, Overall>(), verified: new Map<CohortFunction, Overall>() };

  constructor(scheme: Scheme, districts: readonly CohortDistrict[], board: Board) {
    this.scheme = scheme;
    this.districts = districts;
    this.board = board;
  }

  settle(component: Component, basis: Basis): SettledComponent {
    const known = this.#settled[basis].get(component.index);
    if (known) return known;
    const settled = settleComponent(this, component, basis);
    this.#settled[basis].set(component.index, settled);
    return settled;
  }

  /** What formulas read of a district, on a basis: from what the board keeps, and what has been settled before. */
  reading(district: number, basis: Basis): ToldReading {
    return {
      numberOf: (number) => this.#numberOf(number, basis, district),
      coefficient: (name) => {
        const { coefficients = {} } = this.districts[district]!;
        return Object.hasOwn(coefficients, name) ? quantity(coefficients[name]!) : null;
      },
      overCohort: (formula) => this.#overall(formula, basis).of(this.#groupFor(formula, district)).result,
      whose: (formula) => {
        const { amounts, result } = this.#overall(formula, basis).of(this.#groupFor(formula, district));
        const isOne = formula.function === 'best' || formula.function === 'lowest';
        const holders = [...amounts].filter(([, amount]) => isOne && result && compareAmounts(amount, result) === 0);
        return { districts: amounts.size, holders: holders.map(([position]) => this.districts[position]!.name) };
      },
    };
  }

  /** The components whose veto is in force for a district: a value above 0 counts. */
  vetoesAt(district: number, basis: Basis): Component[] {
    return this.scheme.components.filter(({ rule, index, id }) => {
      if (rule.highestGrade === undefined) return false;
      const value = this.#numberOf(
        { kind: 'component', number: 'value', component: index, id, basis: null },
        basis,
        district,
      );
      return value !== null && isPositive(value);
    });
  }

  /** The column of a number that the board keeps. */
  kept(number: ComponentNumber['number'], component: number, basis: Basis): CompetitiveColumn {
    const at = this.scheme.keptNumbers.findIndex((each) => each.number === number && each.component === component);
    return this.board[basis].competitive[this.scheme.competitive.length + at]!;
  }

  #numberOf(
    { number, component: index, basis: named }: ComponentNumber,
    basis: Basis,
    district: number,
  ): Amount | null {
    const component = this.scheme.components[index]!;
    const on = named ?? basis;
    if (number === 'value' && component.sees.measure) return this.settle(component, on).valueAt(district);
    if (number === 'points' && component.competitive >= 0)
      return pointsAmount(this.settle(component, on).pointsAt(district), component);
    const column = this.kept(number, index, on);
    return number === 'points' || column.standing[district] !== 0 ? amountAt(column, district) : null;
  }

  #groupFor({ among }: CohortFunction, district: number): string | null | undefined {
    return among === 'group' ? this.districts[district]!.group : undefined;
  }

  #overall(formula: CohortFunction, basis: Basis): Overall {
    let overall = this.#functions[basis].get(formula);
    if (!overall) {
      overall = new Overall(this, formula, basis);
      this.#functions[basis].set(formula, overall);
    }
    return overall;
  }
}

interface Result {
  /** By the position of the district. */
  readonly amounts: ReadonlyMap<number, Amount>;
  readonly result: Amount | null;
}

/** A function over the cohort, computed once for all, or once for each group. */
class Overall {
  readonly #results = new Map<string | null | undefined, Result>();
  readonly #settled: SettledCohort;
  readonly #formula: CohortFunction;
  readonly #basis: Basis;

  constructor(settled: SettledCohort, formula: CohortFunction, basis: Basis) {
    this.#settled = settled;
    this.#formula = formula;
    this.#basis = basis;
  }

  /** Of a group; `undefined` for all. */
  of(group: string | null | undefined): Result {
    const known = this.#results.get(group);
    if (known) return known;
    const amounts = new Map<number, Amount>();
    this.#settled.districts.forEach((district, position) => {
      if (group !== undefined && district.group !== group) return;
      const amount = evaluate(this.#formula.part, this.#settled.reading(position, this.#basis));
      if (amount) amounts.set(position, amount);
    });
    const result = { amounts, result: overAll(this.#formula.function, [...amounts.values()]) };
    this.#results.set(group, result);
    return result;
  }
}

function settleComponent(cohort: SettledCohort, component: Component, basis: Basis): SettledComponent {
  const column = cohort.board[basis].competitive[component.competitive]!;
  const measured = component.sees.measure ? measuredBy(cohort, component, basis, column) : null;
  const valueAt = (district: number) => (measured ? measured[district]! : null);
  const { rule } = component;
  const mayBeSpecial = component.whenNotApplicable !== null || component.unless !== null;
  let places: ReturnType<typeof settlePlaces> | null = null;
  if (rule.sees === 'cohort') {
    // Where all districts compete by what they claim, the board's column says all.
    const isSaidByColumn = rule.among === 'cohort' && !measured && !mayBeSpecial;
    places = isSaidByColumn ? rule.settle(column) : settlePlaces(cohort, component, basis, measured);
  }
  if (places && !mayBeSpecial) {
    // Of what is measured the board's column has no standings.
    const mostly = measured ? null : places.mostly;
    return { pointsAt: (district) => places.pointsAt(district), mostly, valueAt, places, mean: null };
  }
  const byRule = places
    ? (district: number) => places.pointsAt(district)
    : isEarnedAlone(component)
      ? (district: number) => column.whole[district]!
      : (district: number) => earnWithCohort(cohort, component, basis, district, measured);
  const points = new Int32Array(cohort.districts.length);
  for (let district = 0; district < points.length; district++) {
    const standing = column.standing[district]!;
    if (standing === specialStandings.notApplicable) continue;
    points[district] = isFree(cohort, component, basis, district, standing) ? component.full : byRule(district);
  }
  const mean = component.whenNotApplicable === 'mean' ? meanOf(component, column, points) : null;
  const absent = notApplicablePoints(component, mean?.exact ?? null);
  for (let district = 0; district < points.length; district++)
    if (column.standing[district] === specialStandings.notApplicable) points[district] = absent;
  return { pointsAt: (district) => points[district]!, mostly: null, valueAt, places, mean };
}

function measuredBy(cohort: SettledCohort, { measure }: Component, basis: Basis, { standing }: CompetitiveColumn) {
  return cohort.districts.map((_, district) => {
    if (standing[district] === specialStandings.notApplicable) return null;
    return evaluate(measure as Formula, cohort.reading(district, basis));
  });
}

function isFree(
  cohort: SettledCohort,
  component: Component,
  basis: Basis,
  district: number,
  standing: number,
): boolean {
  if (!component.sees.unless) return isSpecial(standing);
  const reading = cohort.reading(district, basis);
  const [first, second] = component.unless!.map((formula) => evaluate(formula, reading));
  return Boolean(first && second && compareAmounts(first, second) >= 0);
}

/** The points of a rule whose numbers come from the cohort. */
function earnWithCohort(
  cohort: SettledCohort,
  component: Component,
  basis: Basis,
  district: number,
  measured: readonly (Amount | null)[] | null,
): PointUnits {
  const { rule, index } = component;
  if (rule.sees === 'cohort') throw new Error('places are settled over the whole cohort');
  const column = cohort.board[basis].competitive[component.competitive]!;
  const own = column.standing[district] === 1 ? amountAt(column, district) : null;
  const value = measured ? measured[district]! : own;
  const kept = component.target === 'none' ? null : cohort.kept('target', index, basis);
  const target = kept && kept.standing[district] !== 0 ? amountAt(kept, district) : null;
  if (!value || (rule.needsTarget && !target)) return 0;
  const from = rule.from ? evaluate(rule.from, cohort.reading(district, basis)) : null;
  return rule.from && !from ? 0 : rule.earn({ value, target, deduction: null, from }).points;
}

function meanOf(component: Component, { standing }: CompetitiveColumn, points: Int32Array) {
  const applied = [...points].filter((_, district) => standing[district] !== specialStandings.notApplicable);
  const sum = sumOf(applied.map((each) => pointsAmount(each, component)));
  return { exact: quotientOf(sum, { whole: applied.length, micros: 0 }), districts: applied.length };
}

function notApplicablePoints(component: Component, mean: Amount | null): PointUnits {
  if (component.whenNotApplicable === 'full') return component.full;
  return mean ? roundedPoints(component, mean) : 0;
}
