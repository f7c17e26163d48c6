import { describe, expect, it } from 'vitest';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import type { PlainExpression, PlainSide } from '../support/plain-scheme.ts';
import {
  component,
  districtOf,
  given,
  type HandDistrict,
  type HandMethod,
  notApplicable,
  recorded,
  type Stated,
  sealedByHand,
  verified,
} from '../support/sealed-by-hand.ts';

/** Districts that claim one component, and what the row states of one. */
const each = (of: string, values: readonly string[], scored: string, stated: readonly Stated[]): HandDistrict[] =>
  values.map((value, index) => ({ ...districtOf({ [of]: value }), stated: { [scored]: stated[index]! } }));

const placed = (points: readonly string[], places: readonly number[]): Stated[] =>
  points.map((text, index) => ({ points: text, place: places[index]! }));

const fixed = (value: string) => ({ kind: 'fixed', value }) as const;

/** 0.9237 is 2.63 hundredths below 0.95. */
function belowTarget(units: PlainSide['units'], points: string): [HandMethod, HandDistrict[]] {
  const below = { points: '-0.1', per: '0.01', units };
  const rule = { kind: 'per-unit', base: '2', from: 'target', below } as const;
  const scored = component('1', rule, { fullPoints: '2', target: fixed('0.95') });
  return [{ components: [scored] }, each('1', ['0.9237', '0.95', '0.99'], '1', [points, '2.00', '2.00'])];
}

const then = { each: '-0.5', least: '0' };

const shareOfBest = component(
  'b',
  { kind: 'proportional', zeroTarget: 'any' },
  { fullPoints: '6', target: fixed('1'), measure: { divide: [{ value: 'a' }, { best: { value: 'a' } }] } },
);

const meanOf = (of: PlainExpression) =>
  ({ kind: 'per-unit', base: '2', from: of, below: { points: '-0.1', per: '1', units: 'exact' } }) as const;

const change = component(
  '1',
  {
    ...{ kind: 'per-unit', base: '1.5', from: '0' },
    above: { points: '0.05', per: '1', units: 'full', most: '0.5' },
    below: { points: '-0.1', per: '1', units: 'full', most: '2' },
  },
  { fullPoints: '2', lowestPoints: '-0.5', measure: { subtract: [{ value: 'now' }, { value: 'before' }] } },
);

const cases = component(
  '1',
  { kind: 'per-unit', base: '10', from: '0', above: { points: '-1', per: '1', units: 'exact' } },
  {
    fullPoints: '10',
    measure: { add: [{ multiply: ['0.5', { value: 'late' }] }, { multiply: ['2', { value: 'quarrel' }] }] },
  },
);

const bandsUpTo = (...bands: readonly (readonly [string | null, string])[]) =>
  ({ kind: 'bands', of: 'value', bands: bands.map(([upTo, points]) => ({ upTo, points })) }) as const;

const gap = component('8', bandsUpTo(['0.05', '0'], ['0.2', '-1'], [null, '-5']), {
  lowestPoints: '-5',
  measure: { divide: [{ subtract: [{ claimed: '7' }, { verified: '7' }] }, { claimed: '7' }] },
});

const threeBands = component('1', bandsUpTo(['1', '2.5'], ['2', '1.75'], [null, '3']), {
  fullPoints: '3',
  whenNotApplicable: 'mean',
});

const total = component(
  '1',
  { kind: 'per-unit', base: '0', from: '0', above: { points: '1', per: '1', units: 'exact' } },
  { fullPoints: '100' },
);
const veto = component('v', { kind: 'veto', highest: 'good' }, { filledBy: 'assessor' });
const grades = [
  { id: 'excellent', from: '90' },
  { id: 'good', from: '75' },
  { id: 'fair', from: '60' },
  { id: 'poor', from: null },
];
const graded = (value: string, points: string, grade: string, vetoed?: string): HandDistrict => ({
  book: { 1: verified(value), ...(vetoed === undefined ? {} : { v: recorded(vetoed) }) },
  stated: { 1: points, v: { points: '0.00', state: vetoed === undefined ? 'missing' : 'verified' } },
  grade,
  vetoes: grade === 'good' && Number(points) >= 90 ? ['v'] : [],
});

/** Methods with districts whose points were worked by hand. */
const workedByHand: readonly (readonly [string, HandMethod, readonly HandDistrict[]])[] = [
  ['exact units below the target', ...belowTarget('exact', '1.74')],
  ['full units below the target', ...belowTarget('full', '1.80')],
  ['units begun below the target', ...belowTarget('started', '1.70')],
  [
    'the share of the best',
    { components: [given('a'), shareOfBest] },
    each('a', ['40', '30', '25'], 'b', ['6.00', '4.50', '3.75']),
  ],
  [
    'the share of another best',
    { components: [given('a'), shareOfBest] },
    each('a', ['50', '40', '30', '25'], 'b', ['6.00', '4.80', '3.60', '3.00']),
  ],
  [
    'places by a list, and so much less for each further one',
    {
      components: [component('1', { kind: 'places', points: ['20', '19', '18'], then }, { fullPoints: '20' })],
    },
    each('1', ['9', '8', '8', '8', '6'], '1', placed(['20.00', '19.00', '19.00', '19.00', '17.00'], [1, 2, 2, 2, 5])),
  ],
  [
    'points against the mean',
    {
      components: [
        given('s'),
        component('1', meanOf({ mean: { value: 's' } }), { fullPoints: '2', measure: { value: 's' } }),
      ],
    },
    each('s', ['10', '20', '33'], '1', ['0.90', '1.90', '2.00']),
  ],
  [
    'a change on last year, each side bounded',
    { components: [given('now'), given('before'), change] },
    (
      [
        ['54', '40', '2.00'],
        ['33', '40', '0.80'],
        ['0', '40', '-0.50'],
        ['40', '40', '1.50'],
      ] as const
    ).map(([now, before, points]) => ({ ...districtOf({ now, before }), stated: { 1: points } })),
  ],
  [
    'weighted cases down to zero',
    { components: [given('late'), given('quarrel'), cases] },
    [
      { ...districtOf({ late: '3', quarrel: '1' }), stated: { 1: '6.50' } },
      { ...districtOf({ late: '0', quarrel: '9' }), stated: { 1: '0.00' } },
    ],
  ],
  [
    'nothing from two cases on',
    { components: [component('1', bandsUpTo(['0', '1.5'], ['1', '1'], [null, '0']), { fullPoints: '1.5' })] },
    each('1', ['0', '1', '2'], '1', ['1.50', '1.00', '0.00']),
  ],
  [
    'what the gap between claim and finding costs, on top',
    { components: [given('7')], onTop: [gap] },
    (
      [
        ['97', '0.00'],
        ['81', '-1.00'],
        ['60', '-5.00'],
      ] as const
    ).map(([found, points]) => ({ book: { 7: verified('100', found) }, stated: { 8: points } })),
  ],
  [
    'the mean of those to whom a component applies',
    { components: [threeBands] },
    [
      ...each('1', ['1', '2', '3'], '1', ['2.50', '1.75', '3.00']),
      { book: { 1: notApplicable }, stated: { 1: { points: '2.42', state: 'not-applicable' } } },
    ],
  ],
  [
    'grades by the total, lowered by a veto',
    { components: [total, veto], grades },
    [
      graded('90', '90.00', 'excellent'),
      graded('89.99', '89.99', 'good'),
      graded('95', '95.00', 'good', '1'),
      graded('96', '96.00', 'excellent', '0'),
      graded('70', '70.00', 'fair', '2'),
      graded('59.99', '59.99', 'poor'),
    ],
  ],
];

describe('what was worked by hand', () => {
  for (const [name, method, districts] of workedByHand) {
    const sealed = sealedByHand(method, districts);
    const parts = [...method.components, ...(method.onTop ?? [])];

    it(`verifies, with its audit file and its public form: ${name}`, () => {
      const { differences, checks } = verifySnapshot(sealed.text, { ...sealed });
      expect(differences).toEqual([]);
      expect(checks.find(({ id }) => id === 'points')?.count).toBe(parts.length * districts.length);
      expect(checks.map(({ id }) => id)).toEqual(expect.arrayContaining(['audit-replay', 'public-form']));
      expect(verifySnapshot(sealed.publicForm).differences).toEqual([]);
    });

    it(`verifies no more when any points were moved by a hundredth: ${name}`, () => {
      districts.forEach((district, position) => {
        for (const { id } of parts) {
          const said = district.stated?.[id] ?? '0.00';
          const more = typeof said === 'string' ? { points: said } : said;
          const points = (Number(more.points) + 0.01).toFixed(2);
          const moved = { ...district, stated: { ...district.stated, [id]: { ...more, points } } };
          const { differences } = verifySnapshot(sealedByHand(method, districts.with(position, moved)).text);
          const found = differences.filter(({ check }) => check === 'points');
          expect(found.map(({ of, stated }) => [of, stated])).toContainEqual([`d-${position + 1} ${id}`, points]);
        }
      });
    });
  }
});
