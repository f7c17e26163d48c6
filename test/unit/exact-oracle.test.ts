import { describe, expect, it } from 'vitest';
import { fraction, rounded } from '../support/exact-fraction.ts';
import { judge, type OracleResult } from '../support/exact-oracle.ts';
import type {
  PlainComponent,
  PlainDistrict,
  PlainExpression,
  PlainInputs,
  PlainScheme,
  PlainSide,
} from '../support/plain-scheme.ts';

/** One category and one indicator; points are rounded half up to 2 places. */
function scheme(components: readonly PlainComponent[], more: Partial<PlainScheme> = {}): PlainScheme {
  return { rounding: { places: 2, mode: 'half-up' }, categories: [{ indicators: [{ components }] }], ...more };
}

function component(id: string, rule: PlainComponent['rule'], more: Partial<PlainComponent> = {}): PlainComponent {
  return { id, fullPoints: '0', target: { kind: 'none' }, rule, ...more };
}

/** A number that a district claims and that gives no points. */
const given = (id: string) => component(id, { kind: 'recorded' });

const blank: PlainInputs = { target: null, claim: null, verification: null };
const claimed = (value: string): PlainInputs => ({ ...blank, claim: { value, revision: 1, returned: false } });
const found = (value: string): PlainInputs => ({
  ...blank,
  verification: { value, claimRevision: 0, deduction: null },
});
const notApplicable: PlainInputs = { ...blank, target: 'not-applicable' };

const claims = (values: Readonly<Record<string, string>>): PlainDistrict => ({
  book: Object.fromEntries(Object.entries(values).map(([id, value]) => [id, claimed(value)])),
});

/** Each district's points of one component as text, with two decimals. */
function pointsOf(result: OracleResult, id: string): string[] {
  return result.points.map((own) => {
    const [size, sign] = own[id]! < 0n ? [-own[id]!, '-'] : [own[id]!, ''];
    const digits = String(size).padStart(3, '0');
    return `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`;
  });
}

/** The claimed points of a component over districts that claim so. */
function score(components: readonly PlainComponent[], id: string, cohort: readonly PlainDistrict[]): string[] {
  return pointsOf(judge(scheme(components), cohort).claimed, id);
}

describe('the tests’ own computation, held against numbers worked by hand', () => {
  it('takes off per unit below the target, for exact units, full ones, and started ones', () => {
    const points = (units: PlainSide['units']) => {
      const below = { points: '-0.1', per: '0.01', units };
      const rule = { kind: 'per-unit', base: '2', from: 'target', below } as const;
      const whole = component('1', rule, { fullPoints: '2', target: { kind: 'fixed', value: '0.95' } });
      return score([whole], '1', [claims({ 1: '0.9237' }), claims({ 1: '0.95' }), claims({ 1: '0.99' }), { book: {} }]);
    };
    // 0.0263 ÷ 0.01 = 2.63 units, 2 full ones, 3 started ones.
    expect(points('exact')).toEqual(['1.74', '2.00', '2.00', '0.00']);
    expect(points('full')).toEqual(['1.80', '2.00', '2.00', '0.00']);
    expect(points('started')).toEqual(['1.70', '2.00', '2.00', '0.00']);
  });

  it('gives the share of the best, which falls for all others when the best rises', () => {
    const parts = [
      given('a'),
      component(
        'b',
        { kind: 'proportional', zeroTarget: 'any' },
        {
          fullPoints: '6',
          target: { kind: 'fixed', value: '1' },
          measure: { divide: [{ value: 'a' }, { best: { value: 'a' } }] },
        },
      ),
    ];
    const others = [claims({ a: '30' }), claims({ a: '25' }), claims({ a: '40' })];
    expect(score(parts, 'b', [claims({ a: '40' }), ...others.slice(0, 2)])).toEqual(['6.00', '4.50', '3.75']);
    expect(score(parts, 'b', [claims({ a: '50' }), ...others.slice(0, 2)])).toEqual(['6.00', '3.60', '3.00']);
    expect(score(parts, 'b', [claims({ a: '50' }), others[2]!])).toEqual(['6.00', '4.80']);
  });

  it('gives points by place and so many less per further place, ties by competition', () => {
    const then = { each: '-0.5', least: '0' };
    const rule = { kind: 'places', points: ['20', '19', '18'], then, ties: 'competition' } as const;
    const cohort = ['9', '8', '8', '8', '6'].map((value) => claims({ 1: value }));
    const result = judge(scheme([component('1', rule, { fullPoints: '20' })]), [...cohort, { book: {} }]).claimed;
    expect(pointsOf(result, '1')).toEqual(['20.00', '19.00', '19.00', '19.00', '17.00', '0.00']);
    expect(result.components.map((own) => own[1]!.place)).toEqual([1, 2, 2, 2, 5, null]);
    expect(result.ranks).toEqual([1, 2, 2, 2, 5, 6]);
  });

  it('takes off per unit below the mean', () => {
    const below = { points: '-0.1', per: '1', units: 'exact' } as const;
    const rule = { kind: 'per-unit', base: '2', from: { mean: { value: 's' } }, below } as const;
    const parts = [given('s'), component('1', rule, { fullPoints: '2', measure: { value: 's' } })];
    const cohort = ['10', '20', '33'].map((value) => claims({ s: value }));
    expect(score(parts, '1', cohort)).toEqual(['0.90', '1.90', '2.00']);
  });

  it('gives and takes for a change on last year, each side with a bound of its own', () => {
    const above = { points: '0.05', per: '1', units: 'full', most: '0.5' } as const;
    const below = { points: '-0.1', per: '1', units: 'full', most: '2' } as const;
    const parts = [
      given('now'),
      given('before'),
      component(
        '1',
        { kind: 'per-unit', base: '1.5', from: '0', above, below },
        {
          fullPoints: '2',
          lowestPoints: '-0.5',
          measure: { subtract: [{ value: 'now' }, { value: 'before' }] },
        },
      ),
    ];
    const cohort = [
      ['54', '40'],
      ['33', '40'],
      ['0', '40'],
      ['40', '40'],
    ].map(([now, before]) => claims({ now: now!, before: before! }));
    expect(score(parts, '1', cohort)).toEqual(['2.00', '0.80', '-0.50', '1.50']);
  });

  it('takes off for weighted cases and stops at zero', () => {
    const cases = (weight: string, value: string) => ({ multiply: [weight, { value }] });
    const parts = [
      given('late'),
      given('quarrel'),
      component(
        '1',
        { kind: 'per-unit', base: '10', from: '0', above: { points: '-1', per: '1', units: 'exact' } },
        { fullPoints: '10', measure: { add: [cases('0.5', 'late'), cases('2', 'quarrel')] } },
      ),
    ];
    const cohort = [
      ['3', '1'],
      ['0', '9'],
    ].map(([late, quarrel]) => claims({ late: late!, quarrel: quarrel! }));
    expect(score(parts, '1', cohort)).toEqual(['6.50', '0.00']);
  });

  it('gives nothing from two cases on', () => {
    const bands = [
      { upTo: '0', points: '1.5' },
      { upTo: '1', points: '1' },
      { upTo: null, points: '0' },
    ];
    const whole = component('1', { kind: 'bands', of: 'value', bands }, { fullPoints: '1.5', filledBy: 'assessor' });
    const cohort = ['0', '1', '2'].map((value) => ({ book: { 1: found(value) } }));
    const result = judge(scheme([whole]), cohort);
    for (const basis of [result.claimed, result.verified]) {
      expect(pointsOf(basis, '1')).toEqual(['1.50', '1.00', '0.00']);
      expect(basis.components.map((own) => own[1]!.state)).toEqual(['verified', 'verified', 'verified']);
    }
  });

  it('takes off for the gap between claim and finding, whichever basis is asked', () => {
    const bands = [
      { upTo: '0.05', points: '0' },
      { upTo: '0.2', points: '-1' },
      { upTo: null, points: '-5' },
    ];
    const gap = { divide: [{ subtract: [{ claimed: '7' }, { verified: '7' }] }, { claimed: '7' }] } as const;
    const parts = [
      component('7', { kind: 'recorded' }),
      component('8', { kind: 'bands', of: 'value', bands }, { lowestPoints: '-5', measure: gap }),
    ];
    const cohort = ['97', '81', '60'].map((value) => ({
      book: { 7: { ...claimed('100'), verification: { value, claimRevision: 1, deduction: null } } },
    }));
    const result = judge(scheme(parts), [...cohort, claims({ 7: '100' })]);
    expect(pointsOf(result.claimed, '8')).toEqual(['0.00', '-1.00', '-5.00', '0.00']);
    expect(pointsOf(result.verified, '8')).toEqual(['0.00', '-1.00', '-5.00', '0.00']);
  });

  it('gives the mean of those to whom a component applies, nothing where there is none', () => {
    const bands = ['2.5', '1.75', '3'].map((points, at) => ({ upTo: at === 2 ? null : String(at), points }));
    const whole = component('1', { kind: 'bands', of: 'value', bands }, { fullPoints: '3', whenNotApplicable: 'mean' });
    const cohort = [{ book: { 1: notApplicable } }, ...['0', '1', '2'].map((value) => claims({ 1: value }))];
    expect(score([whole], '1', cohort)).toEqual(['2.42', '2.50', '1.75', '3.00']);
    expect(score([whole], '1', cohort.slice(0, 1))).toEqual(['0.00']);
    expect(score([{ ...whole, whenNotApplicable: 'full' }], '1', cohort.slice(0, 1))).toEqual(['3.00']);
    expect(score([{ ...whole, whenNotApplicable: 'zero' }], '1', cohort.slice(0, 1))).toEqual(['0.00']);
  });

  it('gives grades by the total, edges included, and lowers them by vetoes without moving points or ranks', () => {
    const grades = [
      { id: 'excellent', from: '90' },
      { id: 'good', from: '75' },
      { id: 'fair', from: '60' },
      { id: 'poor', from: null },
    ];
    const points = { points: '1', per: '1', units: 'exact' } as const;
    const total = component('1', { kind: 'per-unit', base: '0', from: '0', above: points }, { fullPoints: '100' });
    const veto = (id: string, highest: string) => component(id, { kind: 'veto', highest }, { filledBy: 'assessor' });
    const cohort = ['90', '89.99', '95', '80', '95', '59.99'].map((value) => claims({ 1: value }));
    const result = judge(scheme([total, veto('2', 'good'), veto('3', 'fair')], { grades }), [
      ...cohort.slice(0, 2),
      { book: { ...cohort[2]!.book, 2: found('1') } },
      { book: { ...cohort[3]!.book, 2: found('2') } },
      { book: { ...cohort[4]!.book, 2: found('1'), 3: found('1') } },
      { book: { ...cohort[5]!.book, 2: found('0'), 3: found('1') } },
    ]).claimed;
    expect(result.grades).toEqual(['excellent', 'good', 'good', 'good', 'fair', 'poor']);
    expect(result.vetoes).toEqual([[], [], ['2'], [], ['2', '3'], []]);
    expect(result.ranks).toEqual([3, 4, 1, 5, 1, 6]);
  });
});

describe('the tests’ own expressions', () => {
  const number = (measure: PlainExpression, cohort: readonly PlainDistrict[], parts = [given('a'), given('b')]) =>
    judge(scheme([...parts, component('m', { kind: 'recorded' }, { measure })]), cohort).claimed.components.map(
      ({ m }) => m!.number && `${m!.number.over}/${m!.number.under}`,
    );

  it('are exact, and without a number where a part has none or a divisor is 0', () => {
    const cohort = [claims({ a: '1', b: '3' }), claims({ a: '2', b: '0' }), claims({ a: '7' })];
    expect(number({ divide: [{ value: 'a' }, { value: 'b' }] }, cohort)).toEqual(['1/3', null, null]);
    expect(number({ add: ['0.5', { value: 'a' }, { value: 'b' }] }, cohort)).toEqual(['9/2', '5/2', null]);
    expect(number({ subtract: [{ value: 'b' }, '-1.25'] }, cohort)).toEqual(['17/4', '5/4', null]);
  });

  it('skip parts without a number in the least and the greatest', () => {
    const cohort = [claims({ a: '1', b: '3' }), claims({ a: '7' }), { book: {} }];
    expect(number({ least: [{ value: 'b' }, { value: 'a' }] }, cohort)).toEqual(['1/1', '7/1', null]);
    expect(number({ greatest: [{ value: 'a' }, { value: 'b' }] }, cohort)).toEqual(['3/1', '7/1', null]);
  });

  it('look at all districts that have a number, or at those of the same group, nobody’s group being one', () => {
    const cohort = [
      { group: 'east', ...claims({ a: '1' }) },
      { group: 'east', ...claims({ a: '4' }) },
      claims({ a: '7' }),
      { group: null, book: {} },
    ];
    expect(number({ mean: { value: 'a' } }, cohort)).toEqual(['4/1', '4/1', '4/1', '4/1']);
    expect(number({ mean: { value: 'a' }, among: 'group' }, cohort)).toEqual(['5/2', '5/2', '7/1', '7/1']);
    expect(number({ sum: { value: 'a' }, among: 'group' }, cohort)).toEqual(['5/1', '5/1', '7/1', '7/1']);
    expect(number({ best: { value: 'a' } }, cohort.slice(0, 2))).toEqual(['4/1', '4/1']);
    expect(number({ lowest: { value: 'a' } }, cohort.slice(3))).toEqual([null]);
  });

  it('take coefficients of the district, targets, and points that were rounded', () => {
    const third = component(
      't',
      { kind: 'proportional', zeroTarget: 'any' },
      { fullPoints: '1', target: { kind: 'assigned' } },
    );
    const book = { t: { ...claimed('1'), target: '3' } };
    const cohort = [{ coefficients: { hard: '1.15' }, book }, { book: {} }];
    expect(number({ coefficient: 'hard' }, cohort, [third])).toEqual(['23/20', null]);
    expect(number({ target: 't' }, cohort, [third])).toEqual(['3/1', null]);
    expect(number({ points: 't' }, cohort, [third])).toEqual(['33/100', '0/1']);
  });
});

describe('the tests’ own rules', () => {
  it('round halves away from zero, or to the even neighbour, on both sides of zero', () => {
    const half = (text: string, mode: string) => rounded(fraction(text), { places: 2, mode });
    expect(['0.005', '-0.005', '0.0049', '-0.0051'].map((text) => half(text, 'half-up'))).toEqual([1n, -1n, 0n, -1n]);
    expect(['0.005', '-0.005', '0.015', '-0.015'].map((text) => half(text, 'half-even'))).toEqual([0n, 0n, 2n, -2n]);
  });

  it('give full points where an exemption holds, whatever else there is, and where a part has no number none', () => {
    const parts = [
      given('a'),
      component(
        '1',
        { kind: 'completion', zeroTarget: 'any' },
        {
          fullPoints: '3',
          target: { kind: 'assigned' },
          unless: { atLeast: [{ value: 'a' }, '8'] },
        },
      ),
    ];
    const cohort = [
      claims({ a: '8' }),
      claims({ a: '7.999999', 1: '5' }),
      { book: { 1: { ...claimed('5'), target: '4' } } },
    ];
    const result = judge(scheme(parts), cohort).claimed;
    expect(pointsOf(result, '1')).toEqual(['3.00', '0.00', '3.00']);
    expect(result.components.map((own) => own[1]!.state)).toEqual(['missing', 'target-missing', 'claimed']);
  });

  it('take less as better where the order says so', () => {
    const fixed = { fullPoints: '6', target: { kind: 'fixed', value: '4' } } as const;
    const atMost = { zeroTarget: 'positive', order: 'at-most' } as const;
    const cohort = ['0', '3', '4', '5'].map((value) => claims({ 1: value }));
    expect(score([component('1', { kind: 'completion', ...atMost }, fixed)], '1', cohort)).toEqual([
      '6.00',
      '6.00',
      '6.00',
      '0.00',
    ]);
    expect(score([component('1', { kind: 'proportional', ...atMost }, fixed)], '1', cohort)).toEqual([
      '6.00',
      '6.00',
      '6.00',
      '4.80',
    ]);
    const places = { kind: 'places', points: ['2', '1'], order: 'at-most' } as const;
    const full = { fullPoints: '2' };
    expect(score([component('1', places, full)], '1', cohort)).toEqual(['2.00', '1.00', '0.00', '0.00']);
    expect(score([component('1', { ...places, positiveOnly: true }, full)], '1', cohort)).toEqual([
      '0.00',
      '2.00',
      '1.00',
      '0.00',
    ]);
  });

  it('say of a measure the worst state of what it reads, leaving out what is not applicable', () => {
    const returned: PlainInputs = { ...blank, claim: { value: '1', revision: 1, returned: true } };
    const measure: PlainExpression = { add: [{ value: 'a' }, { best: { points: 'b' } }] };
    const parts = [given('a'), given('b'), component('m', { kind: 'recorded' }, { measure })];
    const cohort = [
      claims({ a: '1', b: '1' }),
      { book: { a: claimed('1'), b: returned } },
      { book: { a: notApplicable, b: returned } },
      { book: { a: notApplicable, b: notApplicable } },
      { book: {} },
    ];
    const { claimed: result } = judge(scheme(parts), cohort);
    expect(result.components.map(({ m }) => m!.state)).toEqual([
      'claimed',
      'returned',
      'returned',
      'verified',
      'missing',
    ]);
  });
});
