import * as z from 'zod';
import { signOf } from '../amount.ts';
import { componentIdSchema, idSchema } from '../ids.ts';
import { named } from '../named.ts';
import type { Path } from '../rejection.ts';
import type { Text } from '../text.ts';
import { evaluate, unknownReading } from './evaluate.ts';
import {
  amongWhom,
  coefficientsIn,
  cohortFunctions,
  compileExpression,
  type Expression,
  isOneOf,
  lists,
  looksAtCohort,
  numbers,
  numbersIn,
  pairs,
  take,
} from './formula.ts';

/** Over whom a function of the cohort or a place is. */
export const amongSchema = () => z.enum(amongWhom);

const constant = () =>
  z
    .string()
    .max(60)
    .regex(/^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/, 'decimal');

/** How an expression is written. What it may read, and how large it may be, is for `expressionFaults`. */
export const expressionSchema: () => z.ZodType<Expression> = /* @__PURE__ */ named(
  'Expression',
  (): z.ZodType<Expression> => {
    const inner = z.lazy(expressionSchema);
    // The contract names each after its function: `MeanExpression`.
    const object = (name: string, inside: z.ZodType, more: Record<string, z.ZodType> = {}) =>
      z
        .strictObject({ [name]: inside, ...more })
        .meta({ id: `${name.charAt(0).toUpperCase()}${name.slice(1)}Expression` });
    const objects = [
      ...numbers.map((name) => object(name, componentIdSchema())),
      object('coefficient', idSchema()),
      ...lists.map((name) => object(name, z.array(inner).min(1))),
      ...pairs.map((name) => object(name, z.array(inner).length(2))),
      ...cohortFunctions.map((name) => object(name, inner, { among: amongSchema().optional() })),
    ];
    return z.union([constant(), ...objects]) as unknown as z.ZodType<Expression>;
  },
);

const nodesMax = 200;
const levelsMax = 12;

/** What an expression may read: the components that stand before it, by id, and whether each ever has a target. */
export type Before = ReadonlyMap<string, { readonly hasTarget: boolean }>;

/** What does not fit of an expression, at its place below `path`. */
export interface ExpressionFault {
  readonly path: Path;
  readonly message: Text;
}

/**
 * Refuses what reads a component that does not stand before it, functions over the cohort inside each other, a number
 * that can never be there, a division by zero, and more than 200 parts or 12 levels.
 */
export function expressionFaults(expression: Expression, before: Before, path: Path): ExpressionFault[] {
  const faults: ExpressionFault[] = [];
  let nodes = 0;
  const visit = (part: Expression, at: Path, level: number, isInCohort: boolean): void => {
    nodes++;
    if (level > levelsMax) return void faults.push({ path: at, message: tooDeep });
    const { name, inside } = take(part);
    const below = [...at, name];
    if (isOneOf(numbers, name)) {
      const found = before.get(inside as string);
      if (!found) faults.push({ path: below, message: notBefore(inside as string) });
      else if (name === 'target' && !found.hasTarget)
        faults.push({ path: below, message: neverHasTarget(inside as string) });
    }
    const isCohort = isOneOf(cohortFunctions, name);
    if (isCohort && isInCohort) faults.push({ path: below, message: cohortInCohort });
    if (isCohort) visit(inside as Expression, below, level + 1, true);
    if (!Array.isArray(inside)) return;
    inside.forEach((each: Expression, index) => {
      visit(each, [...below, index], level + 1, isInCohort);
    });
    if (name === 'divide' && faults.length === 0 && isAlwaysZero(inside[1]))
      faults.push({ path: [...below, 1], message: byZero });
  };
  visit(expression, path, 1, false);
  return nodes > nodesMax ? [{ path, message: tooLong }, ...faults] : faults;
}

/** Whether it is zero whatever is claimed: computed of constants. */
function isAlwaysZero(expression: Expression): boolean {
  const formula = compileExpression(expression, new Map());
  if (looksAtCohort(formula) || numbersIn(formula).length > 0 || coefficientsIn(formula).length > 0) return false;
  const amount = evaluate(formula, unknownReading);
  return amount !== null && signOf(amount) === 0;
}

const tooDeep = { zh: `算式超过 ${levelsMax} 层。`, en: `has more than ${levelsMax} levels` };
const tooLong = { zh: `算式超过 ${nodesMax} 个部分。`, en: `has more than ${nodesMax} parts` };
const byZero = { zh: '除数恒为 0。', en: 'divides by what is always 0' };
const cohortInCohort = {
  zh: '全体函数（mean、best、lowest、sum）之内不能再有全体函数。',
  en: 'a function over the cohort (mean, best, lowest, sum) can’t stand inside another',
};
const notBefore = (id: string) => ({
  zh: `此前没有编号为“${id}”的考核内容；算式只能引用排在它前面的考核内容。`,
  en: `no component "${id}" stands before this one; an expression reads only those before it`,
});
const neverHasTarget = (id: string) => ({
  zh: `考核内容“${id}”没有任务。`,
  en: `component "${id}" never has a target`,
});
