import { type Amount, compareAmounts, differenceOf, productOf, quotientOf, sumOf } from '../amount.ts';

import type { CohortFunction, ComponentNumber, Formula } from './formula.ts';

/** What a formula is asked of: one district, on one basis. */
export interface Reading {
  /** A number of a component; `null` where there is none. */
  numberOf(number: ComponentNumber): Amount | null;
  coefficient(name: string): Amount | null;
  /** A function over the cohort, as it is for this district. */
  overCohort(cohort: CohortFunction): Amount | null;
}

/** The reading of a district of which nothing is known: only constants are numbers. */
export const unknownReading: Reading = { numberOf: () => null, coefficient: () => null, overCohort: () => null };

/**
 * The exact number of a formula; `null` where a part has none (nothing counts, a divisor is 0, no target). `least` and
 * `greatest` skip parts without a number.
 */
export function evaluate(formula: Formula, reading: Reading): Amount | null {
  switch (formula.kind) {
    case 'constant':
      return formula.amount;
    case 'component':
      return reading.numberOf(formula);
    case 'coefficient':
      return reading.coefficient(formula.name);
    case 'cohort':
      return reading.overCohort(formula);
    default:
      return operate(
        formula.operation,
        formula.parts.map((part) => evaluate(part, reading)),
      );
  }
}

type Operation = Extract<Formula, { kind: 'operation' }>['operation'];

function operate(operation: Operation, given: readonly (Amount | null)[]): Amount | null {
  const parts = given.filter((part) => part !== null);
  if (operation === 'least' || operation === 'greatest')
    return parts.length === 0 ? null : extremeOf(parts, operation === 'least' ? -1 : 1);
  if (parts.length < given.length) return null;
  if (operation === 'add') return sumOf(parts);
  if (operation === 'multiply') return parts.reduce(productOf);
  const [first, second] = parts as [Amount, Amount];
  return operation === 'subtract' ? differenceOf(first, second) : quotientOf(first, second);
}

/** The largest (`sign` 1) or smallest (−1) of some amounts. */
export function extremeOf(amounts: readonly Amount[], sign: 1 | -1): Amount {
  return amounts.reduce((best, amount) => (sign * compareAmounts(amount, best) > 0 ? amount : best));
}

/** A function over the numbers that the districts have; `null` where none has any. */
export function overAll(name: CohortFunction['function'], amounts: readonly Amount[]): Amount | null {
  if (amounts.length === 0) return null;
  if (name === 'best') return extremeOf(amounts, 1);
  if (name === 'lowest') return extremeOf(amounts, -1);
  const sum = sumOf(amounts);
  return name === 'sum' ? sum : quotientOf(sum, { whole: amounts.length, micros: 0 });
}
