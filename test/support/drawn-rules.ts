import fc from 'fast-check';
import { type DraftExpression, draftExpression } from './drawn-expressions.ts';
import type { PlainRule, PlainSide, RuleOf } from './plain-scheme.ts';

/** A rule before it is known what stands before it: its formula is a draft, its grade a number. */
export type DraftRule =
  | Exclude<PlainRule, { readonly kind: 'per-unit' | 'veto' }>
  | (Omit<RuleOf<'per-unit'>, 'from'> & { readonly from: DraftExpression | 'target' })
  | { readonly kind: 'veto'; readonly highest: number };

/** Points as a scheme with so many places writes them. */
export function pointsText(units: number, places: number): string {
  const digits = String(Math.abs(units)).padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return units < 0 ? `-${text}` : text;
}

const zeroTarget = fc.constantFrom('any' as const, 'positive' as const);
const order = fc.constantFrom('at-least' as const, 'at-most' as const);
const ties = fc.constantFrom('competition' as const, 'modified-competition' as const, 'dense' as const);
const among = fc.constantFrom('cohort' as const, 'group' as const);

/** Settings that a document need not state. */
const sometimes = <T>(settings: { [Key in keyof T]: fc.Arbitrary<T[Key]> }) =>
  fc.record(settings, { requiredKeys: [] });

/** A rule of any kind that gives points, for a component with so many full points in units of the last place. */
export function draftRule(places: number, full: number): fc.Arbitrary<DraftRule> {
  const pointsFrom = (least: number) => fc.integer({ min: least, max: full }).map((units) => pointsText(units, places));
  const beyond = 3 * 10 ** places;
  return fc.oneof(
    { weight: 1, arbitrary: withOrder('completion') },
    { weight: 3, arbitrary: withOrder('proportional') },
    { weight: 2, arbitrary: topRule(pointsText(full, places), pointsFrom(0)) },
    { weight: 1, arbitrary: fc.constant({ kind: 'discretionary' as const }) },
    { weight: 2, arbitrary: bandsRule(pointsFrom(-beyond)) },
    { weight: 4, arbitrary: perUnitRule(pointsFrom(-beyond)) },
    { weight: 3, arbitrary: placesRule(pointsFrom(-beyond)) },
  );
}

function withOrder(kind: 'completion' | 'proportional'): fc.Arbitrary<DraftRule> {
  return fc
    .tuple(fc.record({ kind: fc.constant(kind), zeroTarget }), sometimes({ order }))
    .map(([needed, more]) => ({ ...needed, ...more }));
}

function topRule(placePoints: string, points: fc.Arbitrary<string>): fc.Arbitrary<DraftRule> {
  const needed = fc.record({
    kind: fc.constant('top' as const),
    places: fc.integer({ min: 1, max: 4 }),
    placePoints: fc.constant(placePoints),
    targetPoints: points,
    otherPoints: points,
    ties,
    placeNeedsTarget: fc.boolean(),
    zeroTarget,
  });
  return fc
    .tuple(needed, sometimes({ order, among, positiveOnly: fc.boolean() }))
    .map(([settings, more]) => ({ ...settings, ...more }));
}

/** Edges that values, rates and differences often meet exactly, a millionth beside them too. */
function bandsRule(points: fc.Arbitrary<string>): fc.Arbitrary<DraftRule> {
  const edges = ['-1', '-0.5', '0', '0.05', '0.2', '0.5', '1', '2.000001', '8', '9'];
  return fc
    .record({
      of: fc.constantFrom('value' as const, 'rate' as const),
      edges: fc.uniqueArray(fc.constantFrom(...edges), { maxLength: 3 }),
      isUpwards: fc.boolean(),
      points: fc.array(points, { minLength: 4, maxLength: 4 }),
    })
    .map(({ of, edges: some, isUpwards, points: each }) => {
      const ordered = [...some].sort((a, b) => (isUpwards ? 1 : -1) * (Number(a) - Number(b)));
      const bands = [...ordered, null].map((edge, at) =>
        isUpwards ? { upTo: edge, points: each[at]! } : { from: edge, points: each[at]! },
      );
      return { kind: 'bands', of, bands };
    });
}

/** A base and rates that may be finer than points are. */
function perUnitRule(points: fc.Arbitrary<string>): fc.Arbitrary<DraftRule> {
  const needed = fc.record({
    points: fc.constantFrom('-0.1', '0.05', '-1', '1', '0.5', '-0.0025', '0'),
    per: fc.constantFrom('1', '0.01', '0.5', '3', '0.000001', '7'),
    units: fc.constantFrom('started' as const, 'full' as const, 'exact' as const),
  });
  const side: fc.Arbitrary<PlainSide> = fc
    .tuple(needed, sometimes({ most: fc.constantFrom('0', '0.5', '2', '0.0025') }))
    .map(([settings, more]) => ({ ...settings, ...more }));
  const whole = fc.record({
    kind: fc.constant('per-unit' as const),
    base: fc.oneof({ weight: 3, arbitrary: points }, fc.constantFrom('0.0005', '2', '-0.5')),
    from: fc.oneof(
      { weight: 2, arbitrary: fc.constantFrom('0', '1', '8').map((text) => ({ constant: text })) },
      { weight: 2, arbitrary: draftExpression },
      fc.constant('target' as const),
    ),
  });
  return fc
    .tuple(whole, sometimes({ above: side, below: side }))
    .map(([settings, more]): DraftRule => ({ ...settings, ...more }));
}

function placesRule(points: fc.Arbitrary<string>): fc.Arbitrary<DraftRule> {
  const then = fc.record({ each: fc.constantFrom('-0.5', '-1', '-0.0025', '0', '-0.25'), least: points });
  const needed = fc.record({
    kind: fc.constant('places' as const),
    points: fc.array(points, { minLength: 1, maxLength: 4 }),
  });
  return fc
    .tuple(needed, sometimes({ then, order, ties, among, positiveOnly: fc.boolean() }))
    .map(([settings, more]) => ({ ...settings, ...more }));
}
