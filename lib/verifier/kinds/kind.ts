import * as z from 'zod';
import type { Formula } from '../formula.ts';
import { compare, type Fraction, isZero } from '../fraction.ts';
import type { Placing } from '../places-held.ts';

/** What a rule gives its points for: the numbers of one district on one basis. */
export interface Counted {
  readonly full: Fraction;
  /** What was claimed, verified, recorded or computed. */
  readonly number: Fraction;
  readonly target: Fraction | null;
  readonly deduction: Fraction | null;
  /** The place that the number holds, where the kind has places. */
  readonly place: number | null;
  /** The number of a formula for this district; `null` where it has none. */
  numberOf(formula: Formula): Fraction | null;
}

/** A kind of rule, whole: how it is written in a document, and which points it gives. */
export interface Kind<Settings extends z.ZodObject> {
  readonly settings: Settings;
  /** The exact points, before they are kept within bounds and rounded; zero where something is lacking. */
  earned(rule: z.infer<Settings>, counted: Counted): Fraction;
  /** Points in its settings, no finer than the scheme keeps. */
  keptPoints?(rule: z.infer<Settings>): readonly string[];
  /** Those of them that are full points at most. */
  cappedPoints?(rule: z.infer<Settings>): readonly string[];
  /** The formulas in its settings. */
  formulas?(rule: z.infer<Settings>): readonly Formula[];
  /** How districts take places; where there is none, no district holds one. */
  placing?(rule: z.infer<Settings>): Placing;
  /** The best grade that a district can have for whom it is above zero. */
  bestGrade?(rule: z.infer<Settings>): string;
  /** Whether it says yes or no, 1 or 0, and an assessor decides what a no costs. */
  readonly isYesOrNo?: true;
}

/** Points in a document, and points that may be below zero. */
export const points = z.string().regex(/^(0|[1-9][0-9]{0,4})(\.[0-9]{1,4})?$/, 'not points');

/** Points that may be below zero. */
export const signedPoints = z.string().regex(/^-?(0|[1-9][0-9]{0,4})(\.[0-9]{1,4})?$/, 'not points');

/** A number of any size, exact: rates are finer than points. */
export const decimal = z
  .string()
  .max(60)
  .regex(/^-?(0|[1-9][0-9]*)(\.[0-9]+)?$/, 'not a decimal number');

/** Whether more is better, or less. */
export const order = z.enum(['at-least', 'at-most']).default('at-least');

/** Whether a target of 0 is met by anything, or only by more than nothing [D 9]. */
export const zeroTarget = z.enum(['any', 'positive']);

/** Whether a number meets a target. */
export function meets(
  number: Fraction,
  target: Fraction,
  rule: { readonly order: z.infer<typeof order>; readonly zeroTarget: z.infer<typeof zeroTarget> },
): boolean {
  if (rule.order === 'at-most') return compare(number, target) <= 0;
  if (isZero(target) && rule.zeroTarget === 'positive') return number.over > 0n;
  return compare(number, target) >= 0;
}
