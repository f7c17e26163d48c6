import * as z from 'zod';
import { type ComponentNumber, type Formula, formula, numbersIn } from './formula.ts';
import { formulasIn, rule } from './kinds/index.ts';
import { points, signedPoints } from './kinds/kind.ts';

/** Ids of everything that has one. */
export const id = z.string().regex(/^[a-z0-9][a-z0-9.-]{0,31}$/, 'not an id');

/** What a district claims, an assessor finds, a target is. */
export const amount = z.string().regex(/^(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$/, 'not a quantity');

/** What is sealed in the place of a target where a component does not apply to a district. */
export const notApplicable = 'not-applicable';

const text = z.object({ zh: z.string().min(1), en: z.string().min(1) });

const target = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('assigned') }),
  z.strictObject({ kind: z.literal('fixed'), value: amount }),
  z.strictObject({ kind: z.literal('none') }),
]);

const part = z.object({
  id,
  name: text,
  fullPoints: points,
  lowestPoints: signedPoints.default('0'),
  target,
  rule,
  filledBy: z.enum(['district', 'assessor']).default('district'),
  measure: formula.optional(),
  whenNotApplicable: z.enum(['full', 'zero', 'mean']).optional(),
  unless: z.strictObject({ atLeast: z.tuple([formula, formula]) }).optional(),
});

const indicator = z.object({ id, maxPoints: points, components: z.array(part).min(1) });

const category = z.object({
  id,
  maxPoints: points,
  onTop: z.boolean().default(false),
  indicators: z.array(indicator).min(1),
});

const grade = z.object({
  id,
  from: z
    .string()
    .regex(/^-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})?$/, 'not points')
    .nullable(),
});

/** The scheme as a result holds it: of the document only what scoring rests on; its hash covers the rest. */
export const method = z.object({
  id,
  maxPoints: points,
  rounding: z.strictObject({ places: z.int().min(0).max(4), mode: z.enum(['half-up', 'half-even']) }),
  grades: z.array(grade).min(1).optional(),
  categories: z.array(category).min(1),
});

/** A scheme that was read. */
export type Method = z.infer<typeof method>;

/** One scored part of it. */
export type MethodPart = z.infer<typeof part>;

/** The method's scored parts in order, each with the position of its category. */
export function partsOf({ categories }: Method): { readonly part: MethodPart; readonly category: number }[] {
  return categories.flatMap(({ indicators }, category) =>
    indicators.flatMap(({ components }) => components.map((part) => ({ part, category }))),
  );
}

/** Every formula of a part. */
export function formulasOf({ measure, unless, rule }: MethodPart): readonly Formula[] {
  return [...(measure ? [measure] : []), ...(unless?.atLeast ?? []), ...formulasIn(rule)];
}

/**
 * The ids of the parts of which points count what was claimed: those that a formula names as `claimed`, and all that
 * these are computed of. A part's formulas name parts before it only.
 */
export function claimedParts(method: Method): ReadonlySet<string> {
  const read = partsOf(method).map(({ part }) => ({ id: part.id, numbers: formulasOf(part).flatMap(numbersIn) }));
  const named = (of: readonly ComponentNumber[], ...ops: readonly ComponentNumber['op'][]) =>
    of.filter(({ op }) => ops.includes(op)).map((number) => number.of);
  const found = new Set(read.flatMap(({ numbers }) => named(numbers, 'claimed')));
  for (const { id, numbers } of read.reverse())
    if (found.has(id)) for (const each of named(numbers, 'value', 'points')) found.add(each);
  return found;
}
