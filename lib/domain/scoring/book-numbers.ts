import { type Amount, amountOf, compareAmounts } from '../amount.ts';
import type { BookInputs, ComponentInputs } from '../book.ts';
import { keepShape } from '../kept-shapes.ts';
import type { PointUnits } from '../points.ts';
import { type Quantity, quantity } from '../quantity.ts';
import type { Basis } from '../recalculation/board.ts';
import { evaluate } from '../rules/evaluate.ts';
import type { CohortFunction, ComponentNumber } from '../rules/formula.ts';
import type { ToldReading } from '../rules/formula-words.ts';
import type { Earned } from '../rules/rule.ts';
import type { Component, Scheme } from '../scheme.ts';
import type { SettledCohort } from './settled-cohort.ts';

/** Numbers of a district by their names, such as its difficulty; given when the cycle is opened. */
export type Coefficients = Readonly<Record<string, string>>;

/** Where a district stands in a cohort that was settled. */
export interface InCohort {
  readonly settled: SettledCohort;
  readonly district: number;
}

/**
 * The numbers of one district's book, on both bases: what is scored of each component, and its points. Without the cohort
 * nothing is known of what depends on it.
 */
export class BookNumbers {
  readonly scheme: Scheme;
  readonly inputs: BookInputs;
  readonly inCohort: InCohort | null;
  readonly #coefficients: Coefficients;
  readonly #points: Readonly<Record<Basis, (PointUnits | undefined)[]>>;

  constructor(scheme: Scheme, inputs: BookInputs, coefficients: Coefficients, inCohort: InCohort | null = null) {
    this.scheme = scheme;
    this.inputs = inputs;
    this.inCohort = inCohort;
    this.#coefficients = coefficients;
    const size = scheme.components.length;
    this.#points = { claimed: new Array(size), verified: new Array(size) };
  }

  /** What is scored of a component: the value that counts, or the number that is measured. */
  valueOf(component: Component, basis: Basis): Amount | null {
    const own = this.inputs[component.index]!;
    if (!own.applies) return null;
    if (!component.measure) return countedValue(component, own, basis);
    if (!component.sees.measure) return evaluate(component.measure, this.reading(basis));
    return this.inCohort?.settled.settle(component, basis).valueAt(this.inCohort.district) ?? null;
  }

  /** The rounded points of a component; of one that depends on the cohort they are known with it only. */
  pointsOf(component: Component, basis: Basis): PointUnits {
    if (component.competitive >= 0)
      return this.inCohort?.settled.settle(component, basis).pointsAt(this.inCohort.district) ?? 0;
    const known = this.#points[basis];
    known[component.index] ??= ownPoints(component, this, basis);
    return known[component.index]!;
  }

  /** What formulas read of this district on a basis. */
  reading(basis: Basis): ToldReading {
    const { inCohort } = this;
    const cohort = inCohort?.settled.reading(inCohort.district, basis);
    return {
      numberOf: (number) => this.#numberOf(number, basis),
      coefficient: (name) => (Object.hasOwn(this.#coefficients, name) ? quantity(this.#coefficients[name]!) : null),
      overCohort: (formula: CohortFunction) => cohort?.overCohort(formula) ?? null,
      whose: (formula) => cohort?.whose(formula) ?? { districts: 0, holders: [] },
    };
  }

  #numberOf({ number, component: index, basis: named }: ComponentNumber, basis: Basis): Amount | null {
    const component = this.scheme.components[index]!;
    if (number === 'target') return this.inputs[index]!.target;
    if (number === 'value') return this.valueOf(component, named ?? basis);
    return pointsAmount(this.pointsOf(component, basis), component);
  }
}

/** Points as a number of formulas. */
export function pointsAmount(points: PointUnits, { rounding }: Pick<Component, 'rounding'>): Amount {
  return amountOf(BigInt(points), 10n ** BigInt(rounding.decimals));
}

/** The points of a component that depends on its own district alone. */
function ownPoints(component: Component, numbers: BookNumbers, basis: Basis): PointUnits {
  if (!numbers.inputs[component.index]!.applies) return component.whenNotApplicable === 'full' ? component.full : 0;
  if (isExempt(component, numbers, basis)) return component.full;
  return earnAlone(component, numbers, basis)?.points ?? 0;
}

/** Whether a component gives full points whatever its rule says. A part without a number exempts nobody. */
export function isExempt({ unless }: Component, numbers: BookNumbers, basis: Basis): boolean {
  if (!unless) return false;
  const reading = numbers.reading(basis);
  const [first, second] = unless.map((formula) => evaluate(formula, reading));
  return Boolean(first && second && compareAmounts(first, second) >= 0);
}

/**
 * What a rule earns that looks at its own district's numbers; `null` for nothing: no value counts, its deduction is undecided,
 * a target is needed and not there, its formula has no number, or places decide.
 */
export function earnAlone(component: Component, numbers: BookNumbers, basis: Basis): Earned | null {
  const { rule, index } = component;
  if (rule.sees === 'cohort') return null;
  const own = numbers.inputs[index]!;
  const value = numbers.valueOf(component, basis);
  const deduction = countedDeduction(own, basis);
  const { target } = own;
  if (!value || rule.isUndecided(value, deduction) || (rule.needsTarget && !target)) return null;
  const from = rule.from ? evaluate(rule.from, numbers.reading(basis)) : null;
  return rule.from && !from ? null : rule.earn({ value, target, deduction, from });
}

/**
 * The value that counts on a basis, or `null`: the latest claim unless returned; the verified value only [D 1]. What an
 * assessor records counts on both.
 */
export function countedValue(
  { filledBy }: Pick<Component, 'filledBy'>,
  inputs: ComponentInputs,
  basis: Basis,
): Quantity | null {
  if (basis === 'verified' || filledBy === 'assessor') return inputs.verification?.value ?? null;
  return inputs.claim && !inputs.claim.returned ? inputs.claim.value : null;
}

/** The deduction that counts on a basis; `null` while an assessor has not decided [D 10]. */
export function countedDeduction(inputs: ComponentInputs, basis: Basis): string | null {
  const { claim, verification } = inputs;
  const judged = basis === 'verified' || verification?.claimRevision === claim?.revision;
  return judged ? (verification?.deduction ?? null) : null;
}

keepShape(new BookNumbers({ components: [] } as Pick<Scheme, 'components'> as Scheme, [], {}));
