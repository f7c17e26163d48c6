import fc from 'fast-check';
import type { PlainAmong, PlainComponent, PlainExpression } from './plain-scheme.ts';

/** An expression before it is known which components stand before it: what it reads is counted backwards from there. */
export type DraftExpression =
  | { readonly constant: string }
  | { readonly read: number; readonly as: 'value' | 'claimed' | 'verified' | 'target' | 'points' }
  | { readonly coefficient: string }
  | { readonly list: 'add' | 'multiply' | 'least' | 'greatest'; readonly parts: readonly DraftExpression[] }
  | { readonly pair: 'subtract' | 'divide'; readonly parts: readonly [DraftExpression, DraftExpression] }
  | { readonly over: OverCohort; readonly part: DraftExpression; readonly among: PlainAmong | null };

type OverCohort = 'mean' | 'best' | 'lowest' | 'sum';

/** The coefficients that drawn expressions take, all of which a drawn district has. */
export const coefficientNames = ['difficulty', 'size'] as const;

/** Numbers that claims meet often, and a few that need more than the decimals of a claim. */
const constant = fc.constantFrom('0', '1', '2', '0.5', '-1', '8', '3.000', '-0.25', '100', '0.3333333333333333333333');

const read = fc.record({
  read: fc.nat({ max: 5 }),
  as: fc.constantFrom('value', 'value', 'value', 'claimed', 'verified', 'target', 'points'),
} as const);
const valueRead = fc.record({ read: fc.nat({ max: 2 }), as: fc.constant('value' as const) });
const overCohort = fc.constantFrom<OverCohort>('mean', 'best', 'lowest', 'sum');
const among = fc.constantFrom<PlainAmong | null>(null, null, 'cohort', 'group');

/** What schemes are really made of: a share of the best, a distance from the mean, a change, weighted cases, a gap. */
const known: fc.Arbitrary<DraftExpression> = fc
  .record({ a: valueRead, b: valueRead, over: overCohort, among })
  .chain(({ a, b, over, among: whose }) => {
    const cohort = { over, part: a, among: whose };
    return fc.constantFrom<DraftExpression>(
      a,
      { pair: 'divide', parts: [a, cohort] },
      { pair: 'subtract', parts: [a, cohort] },
      { pair: 'subtract', parts: [a, b] },
      { pair: 'divide', parts: [a, b] },
      { list: 'add', parts: [{ list: 'multiply', parts: [{ constant: '0.5' }, a] }, b] },
      {
        pair: 'divide',
        parts: [
          {
            pair: 'subtract',
            parts: [
              { ...a, as: 'claimed' },
              { ...a, as: 'verified' },
            ],
          },
          a,
        ],
      },
      { over, part: { pair: 'divide', parts: [a, b] }, among: whose },
    );
  });

const { any } = fc.letrec<{ any: DraftExpression }>((tie) => ({
  any: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    { weight: 2, arbitrary: constant.map((text) => ({ constant: text })) },
    { weight: 4, arbitrary: read },
    { weight: 1, arbitrary: fc.record({ coefficient: fc.constantFrom(...coefficientNames) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        list: fc.constantFrom('add', 'multiply', 'least', 'greatest'),
        parts: fc.array(tie('any'), { minLength: 1, maxLength: 3 }),
      } as const),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        pair: fc.constantFrom('subtract', 'divide', 'divide'),
        parts: fc.tuple(tie('any'), tie('any')),
      } as const),
    },
    { weight: 3, arbitrary: fc.record({ over: overCohort, part: tie('any'), among }) },
  ),
}));

/** As many levels, or as many parts, as an expression may have. */
const largest: fc.Arbitrary<DraftExpression> = fc.constantFrom<DraftExpression>(
  Array.from({ length: 10 }).reduce<DraftExpression>(
    (inner) => ({ pair: 'subtract', parts: [{ constant: '1' }, inner] }),
    { over: 'mean', part: { read: 0, as: 'value' }, among: null },
  ),
  { list: 'add', parts: Array.from({ length: 199 }, (_, at) => ({ read: at % 3, as: 'value' as const })) },
);

/** Nested, over the cohort or not. */
export const draftExpression: fc.Arbitrary<DraftExpression> = fc.oneof(
  { weight: 8, arbitrary: known },
  { weight: 8, arbitrary: any },
  { weight: 1, arbitrary: largest },
);

/** The expression for a component before which others stand. What would not be accepted becomes something near that is. */
export function expressionOf(
  draft: DraftExpression,
  before: readonly PlainComponent[],
  isInCohort = false,
): PlainExpression {
  const of = (part: DraftExpression) => expressionOf(part, before, isInCohort);
  if ('constant' in draft) return draft.constant;
  if ('coefficient' in draft) return { coefficient: draft.coefficient };
  if ('read' in draft) return readOf(draft, before);
  if ('list' in draft) {
    const parts = draft.parts.map(of);
    return { [draft.list]: parts } as unknown as PlainExpression;
  }
  if ('pair' in draft) {
    const [first, second] = [of(draft.parts[0]), of(draft.parts[1])];
    if (draft.pair === 'subtract') return { subtract: [first, second] };
    return { divide: [first, isConstant(second) ? '4' : second] };
  }
  // One over the cohort can't stand inside another.
  if (isInCohort) return of(draft.part);
  const part = expressionOf(draft.part, before, true);
  return { [draft.over]: part, ...(draft.among && { among: draft.among }) } as PlainExpression;
}

function readOf(
  { read: back, as }: Extract<DraftExpression, { readonly read: number }>,
  before: readonly PlainComponent[],
): PlainExpression {
  const component = before.at(-1 - (back % Math.max(1, before.length)));
  if (!component) return String(back);
  const name = as === 'target' && component.target.kind === 'none' ? 'value' : as;
  return { [name]: component.id } as unknown as PlainExpression;
}

/** Whether it looks at nothing: a divisor that does may be zero, and one that doesn't must not. */
function isConstant(expression: PlainExpression): boolean {
  return !/value|claimed|verified|target|points|coefficient/.test(JSON.stringify(expression));
}
