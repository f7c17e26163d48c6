import type { CohortFunction, ComponentNumber, Formula } from './formula.ts';
import {
  dividedBy,
  type Fraction,
  fraction,
  isZero,
  larger,
  minus,
  ofUnits,
  smaller,
  sumOf,
  times,
} from './fraction.ts';
import type { CountedRow } from './sealed-form.ts';

/** What counts: what districts claimed, unless it was returned, or what assessors verified [D 1]. */
export type Basis = 'claimed' | 'verified';

/** One component counted over the cohort on one basis, a district a position. */
export interface Column {
  readonly numbers: readonly (Fraction | null)[];
  readonly targets: readonly (Fraction | null)[];
  readonly points: readonly bigint[];
  readonly places: readonly (number | null)[];
}

/** The components that are counted so far, and what formulas give over them. */
export class Ledger {
  readonly rows: readonly CountedRow[];
  readonly #decimals: number;
  readonly #columns = { claimed: new Map<string, Column>(), verified: new Map<string, Column>() };
  /** Functions over the cohort, each of its part on a basis and of a group once. */
  readonly #overCohort = new Map<CohortFunction, Map<string, Fraction | null>>();

  constructor(rows: readonly CountedRow[], decimals: number) {
    this.rows = rows;
    this.#decimals = decimals;
  }

  /** Enters a counted component: formulas of later ones read it. */
  enter(id: string, basis: Basis, column: Column): void {
    this.#columns[basis].set(id, column);
  }

  /** The exact number of a formula for the district at a position; `null` where a part of it has none. */
  numberOf(formula: Formula, basis: Basis, district: number): Fraction | null {
    if ('text' in formula) return fraction(formula.text);
    if ('name' in formula) return this.#coefficientOf(formula.name, district);
    if ('of' in formula) return this.#componentNumber(formula, basis, district);
    if ('part' in formula) return this.#cohortNumber(formula, basis, district);
    return operate(
      formula.op,
      formula.parts.map((part) => this.numberOf(part, basis, district)),
    );
  }

  #coefficientOf(name: string, district: number): Fraction | null {
    const { coefficients = {} } = this.rows[district]!;
    return Object.hasOwn(coefficients, name) ? fraction(coefficients[name]!) : null;
  }

  #componentNumber({ op, of }: ComponentNumber, basis: Basis, district: number): Fraction | null {
    // A target is the same on both bases, and every component is counted on the verified one.
    if (op === 'target') return this.#columns.verified.get(of)!.targets[district]!;
    const column = this.#columns[op === 'claimed' || op === 'verified' ? op : basis].get(of)!;
    return op === 'points' ? ofUnits(column.points[district]!, this.#decimals) : column.numbers[district]!;
  }

  #cohortNumber(formula: CohortFunction, basis: Basis, district: number): Fraction | null {
    const group = formula.among === 'group' ? this.rows[district]!.group : null;
    const key = `${basis} ${JSON.stringify(group)}`;
    const known = this.#overCohort.get(formula) ?? new Map<string, Fraction | null>();
    this.#overCohort.set(formula, known);
    if (!known.has(key)) {
      const numbers = this.rows.map((row, position) =>
        formula.among === 'group' && row.group !== group ? null : this.numberOf(formula.part, basis, position),
      );
      known.set(key, overAll(formula.op, present(numbers)));
    }
    return known.get(key)!;
  }
}

function present(numbers: readonly (Fraction | null)[]): Fraction[] {
  return numbers.filter((number) => number !== null);
}

type Operation = Extract<Formula, { readonly parts: unknown }>['op'];

/** `least` and `greatest` skip what has no number; the others have none then, and no quotient by zero. */
function operate(op: Operation, given: readonly (Fraction | null)[]): Fraction | null {
  const numbers = present(given);
  if (numbers.length === 0) return null;
  if (op === 'least') return numbers.reduce(smaller);
  if (op === 'greatest') return numbers.reduce(larger);
  if (numbers.length < given.length) return null;
  if (op === 'add') return sumOf(numbers);
  if (op === 'multiply') return numbers.reduce(times);
  const [first, second] = [numbers[0]!, numbers[1]!];
  if (op === 'subtract') return minus(first, second);
  return isZero(second) ? null : dividedBy(first, second);
}

function overAll(op: CohortFunction['op'], numbers: readonly Fraction[]): Fraction | null {
  if (numbers.length === 0) return null;
  if (op === 'best') return numbers.reduce(larger);
  if (op === 'lowest') return numbers.reduce(smaller);
  return op === 'sum' ? sumOf(numbers) : meanOf(numbers);
}

/** The exact mean of at least one number. */
export function meanOf(numbers: readonly Fraction[]): Fraction {
  return dividedBy(sumOf(numbers), ofUnits(BigInt(numbers.length), 0));
}
