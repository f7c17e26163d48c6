import fc from 'fast-check';
import { formatPoints } from '../../lib/domain/points.ts';
import { type SchemeDocument, schemeSchema } from '../../lib/domain/scheme-document.ts';
import type { PlainBook, PlainInputs } from './plain-scheme.ts';

type Component = SchemeDocument['categories'][number]['indicators'][number]['components'][number];

const digits = (least: number, most: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: least, maxLength: most }).map((each) => each.join(''));

/** Every text that is a quantity: up to 15 digits, up to 6 decimals, zeros at the end included. */
export const anyQuantity: fc.Arbitrary<string> = fc
  .tuple(
    fc.oneof(
      fc.constant('0'),
      fc.tuple(fc.integer({ min: 1, max: 9 }), digits(0, 14)).map((part) => part.join('')),
    ),
    digits(0, 6),
  )
  .map(([whole, decimals]) => (decimals === '' ? whole : `${whole}.${decimals}`));

/** Few values, so that ties, zeros and neighbours a millionth apart are common. */
const closeQuantity = fc.constantFrom(
  '0',
  '0.00',
  '0.000001',
  '1',
  '2',
  '3',
  '7.999999',
  '8',
  '8.0',
  '8.000001',
  '9',
  '10',
);

/** Quantities of both sorts. */
export const quantityText: fc.Arbitrary<string> = fc.oneof({ weight: 4, arbitrary: closeQuantity }, anyQuantity);

const name = { zh: '名称', en: 'name' };
const zeroTarget = fc.constantFrom('any' as const, 'positive' as const);

function rule(places: number, full: number): fc.Arbitrary<Component['rule']> {
  const upToFull = fc.integer({ min: 0, max: full }).map((units) => formatPoints(units, places));
  return fc.oneof(
    fc.record({ kind: fc.constant('completion' as const), zeroTarget }),
    fc.record({ kind: fc.constant('proportional' as const), zeroTarget }),
    fc.record({
      kind: fc.constant('top' as const),
      places: fc.integer({ min: 1, max: 4 }),
      placePoints: fc.constant(formatPoints(full, places)),
      targetPoints: upToFull,
      otherPoints: upToFull,
      ties: fc.constantFrom('competition' as const, 'modified-competition' as const, 'dense' as const),
      placeNeedsTarget: fc.boolean(),
      zeroTarget,
    }),
    fc.record({ kind: fc.constant('discretionary' as const) }),
    bands(upToFull),
  );
}

/** Edges that values often meet exactly, a millionth beside them too. */
function bands(points: fc.Arbitrary<string>): fc.Arbitrary<Component['rule']> {
  const edges = fc.uniqueArray(fc.constantFrom('0', '0.5', '1', '2.000001', '8', '9'), { maxLength: 3 });
  return fc
    .record({
      of: fc.constantFrom('value' as const, 'rate' as const),
      edges,
      isUpwards: fc.boolean(),
      points: fc.array(points, { minLength: 4, maxLength: 4 }),
    })
    .map(({ of, edges, isUpwards, points: each }) => {
      const ordered = edges.sort((a, b) => (isUpwards ? 1 : -1) * (Number(a) - Number(b)));
      const list = [...ordered, null].map((edge, index) =>
        isUpwards ? { upTo: edge, points: each[index]! } : { from: edge, points: each[index]! },
      );
      return { kind: 'bands' as const, of, bands: list };
    });
}

interface Part {
  readonly full: number;
  readonly rule: Component['rule'];
  readonly target: Component['target'];
}

function part(places: number): fc.Arbitrary<Part> {
  const fixed = fc.record({ kind: fc.constant('fixed' as const), value: quantityText });
  const withTarget = fc.oneof({ weight: 3, arbitrary: fc.constant({ kind: 'assigned' as const }) }, fixed);
  return fc
    .integer({ min: 0, max: 5 * 10 ** places })
    .chain((full) => fc.record({ full: fc.constant(full), rule: rule(places, full), target: withTarget }))
    .map((drawn) => (drawn.rule.kind === 'discretionary' ? { ...drawn, target: { kind: 'none' as const } } : drawn));
}

/** Any settings of the rule kinds, in one to three categories; maxima are the sums they must be. */
export const schemeDocument: fc.Arbitrary<SchemeDocument> = fc
  .integer({ min: 0, max: 4 })
  .chain((places) =>
    fc.record({
      rounding: fc.record({
        places: fc.constant(places),
        mode: fc.constantFrom('half-up' as const, 'half-even' as const),
      }),
      categories: fc.array(fc.array(part(places), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
    }),
  )
  .map(({ rounding, categories }) => documentOf(rounding, categories));

function documentOf(rounding: SchemeDocument['rounding'], categories: readonly (readonly Part[])[]): SchemeDocument {
  const sum = (parts: readonly Part[]) =>
    formatPoints(
      parts.reduce((total, { full }) => total + full, 0),
      rounding.places,
    );
  return schemeSchema().parse({
    id: 'drawn',
    title: name,
    source: '办法',
    maxPoints: sum(categories.flat()),
    rounding,
    categories: categories.map((parts, index) => ({
      id: `category-${index}`,
      name,
      maxPoints: sum(parts),
      indicators: parts.map((one, at) => ({
        id: `${index}.${at}`,
        name,
        clause: '条款',
        maxPoints: sum([one]),
        components: [componentOf(`${index}.${at}`, one, rounding.places)],
      })),
    })),
  });
}

function componentOf(id: string, { full, rule, target }: Part, places: number): Component {
  return { id, name, fullPoints: formatPoints(full, places), unit: name, target, rule, evidence: [], onSite: false };
}

/** A cohort of up to eight districts for a scheme, some of them with nothing. */
export function cohortFor(document: SchemeDocument): fc.Arbitrary<PlainBook[]> {
  const components = document.categories.flatMap(({ indicators }) =>
    indicators.flatMap((indicator) => indicator.components),
  );
  const book = fc.record(
    Object.fromEntries(components.map((component) => [component.id, plainInputs(component, document.rounding.places)])),
    { requiredKeys: [] },
  );
  return fc.array(fc.oneof({ weight: 6, arbitrary: book as fc.Arbitrary<PlainBook> }, fc.constant({})), {
    maxLength: 8,
  });
}

function plainInputs({ rule, fullPoints }: Component, places: number): fc.Arbitrary<PlainInputs> {
  const isDiscretionary = rule.kind === 'discretionary';
  const value = isDiscretionary ? fc.constantFrom('0', '1', '0.00', '1.0') : quantityText;
  const revision = fc.integer({ min: 1, max: 3 });
  const found = fc.record({ value, claimRevision: revision, deduction: fc.constant(null) });
  const deducted = fc.record({
    value: fc.constant('0'),
    claimRevision: revision,
    deduction: fc
      .integer({ min: 0, max: Number(fullPoints.replace('.', '')) })
      .map((units) => formatPoints(units, places)),
  });
  const drawn = fc.record({
    target: fc.option(quantityText, { freq: 4 }),
    claim: fc.option(fc.record({ value, revision, returned: fc.boolean() }), { freq: 6 }),
    verification: fc.option(isDiscretionary ? fc.oneof(found, deducted) : found, { freq: 3 }),
  });
  // An assessment judges a claim, so that there is no verification without one.
  return drawn.map((inputs) => (inputs.claim ? inputs : { ...inputs, verification: null }));
}
