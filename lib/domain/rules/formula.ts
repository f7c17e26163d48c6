import { type Amount, amountOfText } from '../amount.ts';
import type { Basis } from '../recalculation/board.ts';

/** Over whom a function of the cohort or a place is: every district, or those of the same group. */
export const amongWhom = ['cohort', 'group'] as const;

/** The name of either. */
export type Among = (typeof amongWhom)[number];

/** What formulas take of a component. */
export const numbers = ['value', 'claimed', 'verified', 'target', 'points'] as const;
/** Operations on any number of parts. */
export const lists = ['add', 'multiply', 'least', 'greatest'] as const;
/** Operations on two. */
export const pairs = ['subtract', 'divide'] as const;
/** Functions over the districts of a cohort. */
export const cohortFunctions = ['mean', 'best', 'lowest', 'sum'] as const;

type NumberName = (typeof numbers)[number];
type ListName = (typeof lists)[number];
type PairName = (typeof pairs)[number];
type CohortName = (typeof cohortFunctions)[number];

/**
 * An exact number as a document writes it: a constant (text); a number of a component that stands before, or of the
 * district; or what is computed of such, over the cohort too. One name and what it is of.
 */
export type Expression = string | ExpressionObject;

interface ExpressionObject
  extends Partial<
    Readonly<
      Record<NumberName | 'coefficient', string> &
        Record<ListName | PairName, readonly Expression[]> &
        Record<CohortName, Expression> & { among: Among }
    >
  > {}

/** An expression made ready: components by their position in the scheme. */
export type Formula =
  | { readonly kind: 'constant'; readonly amount: Amount; readonly text: string }
  | ComponentNumber
  | { readonly kind: 'coefficient'; readonly name: string }
  | {
      readonly kind: 'operation';
      readonly operation: ListName | PairName;
      readonly parts: readonly Formula[];
    }
  | CohortFunction;

/** A number of a component; of a value on the basis at hand (`null`) or on a named one. */
export interface ComponentNumber {
  readonly kind: 'component';
  readonly number: 'value' | 'target' | 'points';
  readonly component: number;
  readonly id: string;
  readonly basis: Basis | null;
}

/** What is computed of every district's number. */
export interface CohortFunction {
  readonly kind: 'cohort';
  readonly function: CohortName;
  readonly part: Formula;
  readonly among: Among;
}

/** An expression that was checked, made ready. */
export function compileExpression(expression: Expression, indexOf: ReadonlyMap<string, number>): Formula {
  const { name, inside, among } = take(expression);
  const inner = (part: Expression) => compileExpression(part, indexOf);
  if (name === 'constant') return { kind: 'constant', amount: amountOfText(inside as string), text: inside as string };
  if (name === 'coefficient') return { kind: 'coefficient', name: inside as string };
  if (isOneOf(numbers, name)) {
    const isOfBasis = name === 'claimed' || name === 'verified';
    const id = inside as string;
    const number = isOfBasis ? 'value' : name;
    return { kind: 'component', number, component: indexOf.get(id) ?? -1, id, basis: isOfBasis ? name : null };
  }
  if (isOneOf(cohortFunctions, name))
    return { kind: 'cohort', function: name, part: inner(inside as Expression), among };
  return { kind: 'operation', operation: name, parts: (inside as readonly Expression[]).map(inner) };
}

/** How an expression begins. */
export type Name = 'constant' | 'coefficient' | NumberName | ListName | PairName | CohortName;

/** An expression taken apart. */
export interface Taken {
  readonly name: Name;
  readonly inside: string | Expression | readonly Expression[];
  readonly among: Among;
}

/** Takes an expression apart: its name, and what it is of. */
export function take(expression: Expression): Taken {
  if (typeof expression === 'string') return { name: 'constant', inside: expression, among: 'cohort' };
  const { among = 'cohort', ...rest } = expression;
  const [entry] = Object.entries(rest);
  return { name: entry![0] as Name, inside: entry![1] as Taken['inside'], among };
}

/** Whether a name is one of these. */
export function isOneOf<Names extends readonly string[]>(names: Names, name: string): name is Names[number] {
  return names.includes(name);
}

/** Every number of components that a formula looks at, those inside functions over the cohort too. */
export function numbersIn(formula: Formula): ComponentNumber[] {
  if (formula.kind === 'component') return [formula];
  if (formula.kind === 'operation') return formula.parts.flatMap(numbersIn);
  return formula.kind === 'cohort' ? numbersIn(formula.part) : [];
}

/** The names of the coefficients that a formula takes of a district. */
export function coefficientsIn(formula: Formula): string[] {
  if (formula.kind === 'coefficient') return [formula.name];
  if (formula.kind === 'operation') return formula.parts.flatMap(coefficientsIn);
  return formula.kind === 'cohort' ? coefficientsIn(formula.part) : [];
}

/** Whether a formula holds a function over the cohort. */
export function looksAtCohort(formula: Formula): boolean {
  return formula.kind === 'cohort' || (formula.kind === 'operation' && formula.parts.some(looksAtCohort));
}
