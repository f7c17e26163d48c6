import { describe, expect, it } from 'vitest';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import type { PlainExpression, PlainInputs } from '../support/plain-scheme.ts';
import {
  blank,
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

function expectVerified(method: HandMethod, districts: readonly HandDistrict[]): void {
  const { text, audit, publicForm } = sealedByHand(method, districts);
  expect(verifySnapshot(text, { audit, publicForm }).differences).toEqual([]);
  expect(verifySnapshot(publicForm).differences).toEqual([]);
}

const fixed = (value: string) => ({ kind: 'fixed', value }) as const;
const assigned = { kind: 'assigned' } as const;
const returned: PlainInputs = { ...blank, claim: { value: '3', revision: 1, returned: true } };

/** Districts that claim values of component 1, each with what its row states of it. */
const rows = (values: readonly string[], stated: readonly Stated[], groups: readonly (string | null)[] = []) =>
  values.map((value, index) => ({
    ...districtOf({ 1: value }),
    group: groups[index] ?? null,
    stated: { 1: stated[index]! },
  }));
const at = (points: string, place: number | null) => ({ points, place });

/** Points that are a number itself: one each, from 0 on, below it as well. */
const itself = (measure: PlainExpression) =>
  component(
    'm',
    {
      ...{ kind: 'per-unit', base: '0', from: '0' },
      above: { points: '1', per: '1', units: 'exact' },
      below: { points: '-1', per: '1', units: 'exact' },
    },
    { fullPoints: '100', lowestPoints: '-100', measure },
  );

describe('what is better', () => {
  const atMost = { zeroTarget: 'positive', order: 'at-most' } as const;
  const to4 = { fullPoints: '6', target: fixed('4') };

  it('is less where the order says so: met up to the target, and beyond it the share that the target is', () => {
    const method = (kind: 'completion' | 'proportional') => ({
      components: [component('1', { kind, ...atMost }, to4)],
    });
    expectVerified(method('completion'), rows(['0', '3', '4', '5'], ['6.00', '6.00', '6.00', '0.00']));
    expectVerified(method('proportional'), rows(['0', '3', '4', '5'], ['6.00', '6.00', '6.00', '4.80']));
  });

  it('holds the first place, in each group where places are among groups, without a group in one of its own', () => {
    const places = { kind: 'places', points: ['3', '1'], order: 'at-most', among: 'group' } as const;
    expectVerified(
      { components: [component('1', places, { fullPoints: '3' })] },
      rows(
        ['5', '0', '5', '7', '9'],
        [at('1.00', 2), at('3.00', 1), at('3.00', 1), at('3.00', 1), at('1.00', 2)],
        ['east', 'east', 'west', null, null],
      ),
    );
  });

  it('is a place above 0 only for the first places, unless they are for all, and for any number in a list', () => {
    const top = {
      kind: 'top',
      ...({ places: 1, placePoints: '4', targetPoints: '2', otherPoints: '1' } as const),
      ...({ ties: 'competition', placeNeedsTarget: false, order: 'at-most', zeroTarget: 'any' } as const),
    } as const;
    const parts = (more: { readonly positiveOnly?: boolean }) => ({
      components: [component('1', { ...top, ...more }, { fullPoints: '4', target: fixed('3') })],
    });
    expectVerified(parts({}), rows(['0', '3', '4'], [at('2.00', null), at('4.00', 1), at('1.00', 2)]));
    expectVerified(
      parts({ positiveOnly: false }),
      rows(['0', '3', '4'], [at('4.00', 1), at('2.00', 2), at('1.00', 3)]),
    );
    const list = (positiveOnly: boolean) => ({
      components: [component('1', { kind: 'places', points: ['2', '1'], positiveOnly }, { fullPoints: '2' })],
    });
    const then = { each: '-1', least: '-0.5' };
    const further = component('1', { kind: 'places', points: ['1'], then }, { fullPoints: '1', lowestPoints: '-1' });
    expectVerified({ components: [further] }, rows(['3', '2', '1'], [at('1.00', 1), at('0.00', 2), at('-0.50', 3)]));
    expectVerified(list(true), rows(['3', '0'], [at('2.00', 1), at('0.00', null)]));
    expectVerified(list(false), rows(['3', '0'], [at('2.00', 1), at('1.00', 2)]));
  });
});

describe('points per unit', () => {
  const side = (points: string, units: 'started' | 'full' | 'exact', most: string) => ({
    points,
    per: '1',
    units,
    most,
  });
  const rule = { kind: 'per-unit', base: '5', from: '10' } as const;
  const bounds = { fullPoints: '9', lowestPoints: '-9' };

  it('change by no more than the most of their side, either way', () => {
    const sides = { above: side('1', 'exact', '2.5'), below: side('-1', 'exact', '3') };
    const part = component('1', { ...rule, ...sides }, bounds);
    expectVerified({ components: [part] }, rows(['12', '13', '7', '0'], ['7.00', '7.50', '2.00', '2.00']));
    const turned = { above: side('-1', 'exact', '2.5'), below: side('1', 'exact', '3') };
    const other = component('1', { ...rule, ...turned }, bounds);
    expectVerified({ components: [other] }, rows(['12', '13', '7', '0'], ['3.00', '2.50', '8.00', '8.00']));
  });

  it('are kept within full and lowest points, and count a unit that is whole once', () => {
    const sides = { above: side('2', 'started', '99'), below: side('-2', 'full', '99') };
    const part = component('1', { ...rule, ...sides }, bounds);
    expectVerified(
      { components: [part] },
      rows(['11', '11.5', '13', '9', '8.5', '0'], ['7.00', '9.00', '9.00', '3.00', '3.00', '-9.00']),
    );
  });

  it('are none, and not the base, where there is nothing to count from', () => {
    const part = component('1', { ...rule, from: { mean: { value: 'a' } } }, bounds);
    expectVerified({ components: [given('a'), part] }, [
      { ...districtOf({ 1: '3' }), stated: { a: { points: '0.00', state: 'missing' }, 1: '0.00' } },
    ]);
  });
});

describe('expressions', () => {
  const scored = (
    measure: PlainExpression,
    points: readonly Stated[],
    cohort: readonly Omit<HandDistrict, 'stated'>[],
  ) =>
    expectVerified(
      { components: [given('a'), given('b'), itself(measure)] },
      cohort.map((district, index) => ({
        ...district,
        stated: {
          ...Object.fromEntries(
            ['a', 'b'].map((id) => [id, { points: '0.00', state: district.book[id] ? 'verified' : 'missing' }]),
          ),
          m: points[index]!,
        },
      })),
    );
  const missing = (points: string) => ({ points, state: 'missing' });
  const cohort = [districtOf({ a: '1', b: '4' }), districtOf({ a: '2', b: '0' }), districtOf({ a: '7' })];

  it('have no number, and give no points, where a part has none or a divisor is 0', () => {
    scored({ divide: [{ value: 'a' }, { value: 'b' }] }, ['0.25', '0.00', missing('0.00')], cohort);
    scored({ add: [{ value: 'a' }, { value: 'b' }] }, ['5.00', '2.00', missing('0.00')], cohort);
  });

  it('take the least and the greatest of the parts that have a number', () => {
    scored({ least: [{ value: 'a' }, { value: 'b' }] }, ['1.00', '0.00', missing('7.00')], cohort);
    scored({ greatest: [{ value: 'b' }, { value: 'a' }] }, ['4.00', '2.00', missing('7.00')], cohort);
  });

  it('look at all districts that have a number, or at those of the same group', () => {
    const east = [{ ...cohort[0]!, group: 'east' }, { ...cohort[1]!, group: 'east' }, cohort[2]!];
    const sum: PlainExpression = { sum: { value: 'b' } };
    scored(sum, ['4.00', '4.00', missing('4.00')], east);
    scored({ ...sum, among: 'group' }, ['4.00', '4.00', missing('0.00')], east);
    scored({ lowest: { value: 'a' }, among: 'group' }, ['1.00', '1.00', '7.00'], east);
    scored({ mean: { value: 'a' }, among: 'group' }, ['1.50', '1.50', '7.00'], east);
  });

  it('are exact until they are rounded, on both sides of zero alike', () => {
    const third: PlainExpression = { divide: [{ value: 'a' }, '3'] };
    scored({ multiply: [third, '3'] }, ['1.00', '2.00', '7.00'], cohort);
    scored({ divide: [{ value: 'a' }, '-2'] }, ['-0.50', '-1.00', '-3.50'], cohort);
    const half = { components: [given('a'), itself({ subtract: ['0', { value: 'a' }] })] };
    const districts = (...points: string[]) =>
      ['0.005', '0.015'].map((a, index) => ({ ...districtOf({ a }), stated: { m: points[index]! } }));
    expectVerified(half, districts('-0.01', '-0.02'));
    expectVerified({ ...half, rounding: { places: 2, mode: 'half-even' } }, districts('0.00', '-0.02'));
  });

  it('take coefficients of the district, targets in force, and points as they were rounded', () => {
    const parts = [
      component('p', { kind: 'proportional', zeroTarget: 'any' }, { fullPoints: '1', target: assigned }),
      itself({ multiply: [{ coefficient: 'hard' }, { target: 'p' }, { points: 'p' }] }),
    ];
    // 1 ÷ 3 → 0.33, and 1.15 × 3 × 0.33 = 1.1385.
    const book = { p: { ...verified('1'), target: '3' } };
    expectVerified({ components: parts }, [{ book, coefficients: { hard: '1.15' }, stated: { p: '0.33', m: '1.14' } }]);
  });
});

describe('states', () => {
  it('of what is computed are the worst of what it reads, without what does not apply', () => {
    const optional = { whenNotApplicable: 'zero' } as const;
    const measure: PlainExpression = { add: [{ value: 'a' }, { best: { points: 'b' } }] };
    const state = (of: string) => ({ points: '0.00', state: of });
    const parts = [given('a', optional), given('b', optional), itself(measure)];
    expectVerified({ components: parts }, [
      { ...districtOf({ a: '1', b: '1' }), stated: { m: '1.00' } },
      { book: { a: verified('0'), b: returned }, stated: { b: state('returned'), m: state('returned') } },
      { book: { b: returned }, stated: { a: state('missing'), b: state('returned'), m: state('returned') } },
      {
        book: { a: notApplicable, b: notApplicable },
        stated: { a: state('not-applicable'), b: state('not-applicable') },
      },
      {
        book: { a: notApplicable, b: verified('1') },
        stated: { a: state('not-applicable') },
      },
    ]);
  });

  it('of what is computed and has a target of its own are that it is missing', () => {
    const rule = { kind: 'proportional', zeroTarget: 'any' } as const;
    const part = component('m', rule, { fullPoints: '4', target: assigned, measure: { value: 'a' } });
    expectVerified({ components: [given('a'), part] }, [
      { ...districtOf({ a: '1' }), stated: { m: { points: '0.00', state: 'target-missing' } } },
      { book: { a: verified('1'), m: { ...blank, target: '2' } }, stated: { m: '2.00' } },
      {
        book: { a: returned },
        stated: { a: { points: '0.00', state: 'returned' }, m: { points: '0.00', state: 'returned' } },
      },
    ]);
  });

  it('of what assessors record are missing, without a target, or verified, and nobody claims', () => {
    const rule = { kind: 'proportional', zeroTarget: 'any' } as const;
    const part = component('1', rule, { fullPoints: '4', target: assigned, filledBy: 'assessor' });
    expectVerified({ components: [part, itself({ claimed: '1' })] }, [
      { book: {}, stated: { 1: { points: '0.00', state: 'missing' }, m: { points: '0.00', state: 'missing' } } },
      {
        book: { 1: recorded('2') },
        stated: { 1: { points: '0.00', state: 'target-missing' }, m: { points: '2.00', state: 'target-missing' } },
      },
      { book: { 1: { ...recorded('2'), target: '4' } }, stated: { 1: '2.00', m: '2.00' } },
    ]);
  });
});

describe('what does not apply', () => {
  const notThere = (points: string) => ({ points, state: 'not-applicable' });
  const rule = { kind: 'completion', zeroTarget: 'any' } as const;
  const part = (whenNotApplicable: 'full' | 'zero' | 'mean') =>
    component('1', rule, { fullPoints: '3', target: fixed('2'), whenNotApplicable });

  it('gives full points or none, be its target fixed, and a mean of nobody is none', () => {
    const book = { 1: { ...verified('5'), target: 'not-applicable' } };
    for (const [when, points] of [
      ['full', '3.00'],
      ['zero', '0.00'],
      ['mean', '0.00'],
    ] as const)
      expectVerified({ components: [part(when)] }, [{ book, stated: { 1: notThere(points) } }]);
  });

  it('gives full points or none to whom it does not apply, whatever the others have', () => {
    for (const [when, points] of [
      ['full', '3.00'],
      ['zero', '0.00'],
    ] as const)
      expectVerified({ components: [part(when)] }, [
        { book: { 1: notApplicable }, stated: { 1: notThere(points) } },
        { ...districtOf({ 1: '5' }), stated: { 1: '3.00' } },
      ]);
  });

  it('has points for expressions, and neither a value nor a target', () => {
    const parts = [
      part('full'),
      itself({ add: [{ points: '1' }, { greatest: [{ value: '1' }, { target: '1' }, '0.5'] }] }),
    ];
    expectVerified({ components: parts }, [
      { book: { 1: { ...verified('5'), target: 'not-applicable' } }, stated: { 1: notThere('3.00'), m: '3.50' } },
      { ...districtOf({ 1: '5' }), stated: { 1: '3.00', m: '8.00' } },
    ]);
  });
});

describe('what lifts and lowers', () => {
  it('gives full points where an exemption holds, in any state, and leaves the place', () => {
    const parts = [
      given('a'),
      component(
        '1',
        { kind: 'places', points: ['2', '1'] },
        { fullPoints: '2', unless: { atLeast: [{ value: 'a' }, '8'] } },
      ),
    ];
    expectVerified({ components: parts }, [
      { ...districtOf({ a: '7.999999', 1: '6' }), stated: { 1: at('2.00', 1) } },
      { ...districtOf({ a: '8', 1: '5' }), stated: { 1: at('2.00', 2) } },
      { ...districtOf({ a: '9' }), stated: { 1: { points: '2.00', state: 'missing' } } },
      { ...districtOf({ 1: '4' }), stated: { a: { points: '0.00', state: 'missing' }, 1: at('0.00', 3) } },
    ]);
  });

  it('is ranked below zero, too', () => {
    const method = { components: [given('1')], onTop: [itself({ subtract: ['5', { value: '1' }] })] };
    const row = (value: string, m: string) => ({ ...districtOf({ 1: value }), stated: { m } });
    expectVerified(method, [row('7.5', '-2.50'), row('5.25', '-0.25'), row('4', '1.00')]);
  });

  it('is every veto below the grade by points, the lowest of them the grade; one that does not apply is none', () => {
    const grades = [
      { id: 'a', from: '10' },
      { id: 'b', from: '-5' },
      { id: 'c', from: null },
    ];
    const filled = { filledBy: 'assessor', whenNotApplicable: 'zero' } as const;
    const veto = (id: string, highest: string) => component(id, { kind: 'veto', highest }, filled);
    const none = { points: '0.00', state: 'not-applicable' };
    const row = (value: string, m: string, book: HandDistrict['book'], grade: string, vetoes: string[]) => ({
      ...{ book: { ...book, 1: verified(value) }, grade, vetoes },
      stated: { m, x: book.x === notApplicable ? none : '0.00' },
    });
    const method = { components: [given('1'), itself({ value: '1' }), veto('x', 'b'), veto('y', 'c')], grades };
    expectVerified(method, [
      row('12', '12.00', { x: recorded('1'), y: recorded('1') }, 'c', ['x', 'y']),
      row('11', '11.00', { x: notApplicable, y: recorded('0') }, 'a', []),
      row('9', '9.00', { x: recorded('3'), y: recorded('0') }, 'b', []),
    ]);
  });
});

describe('what was claimed', () => {
  it('is shown where its points alone are read', () => {
    const rule = { kind: 'completion', zeroTarget: 'any' } as const;
    const scored = component('a', rule, { fullPoints: '2', target: fixed('3') });
    const parts = [scored, given('of', { measure: { points: 'a' } }), itself({ claimed: 'of' })];
    expectVerified({ components: parts }, [{ book: { a: verified('3', '1') }, stated: { a: '0.00', m: '2.00' } }]);
  });

  it('is held against the target in force, which is the same whatever counts', () => {
    const rule = { kind: 'completion', zeroTarget: 'any' } as const;
    const parts = [
      component('a', rule, { target: assigned }),
      given('gap', { measure: { subtract: [{ value: 'a' }, { target: 'a' }] } }),
      given('still', { measure: { target: 'a' } }),
      itself({ add: [{ claimed: 'gap' }, { claimed: 'still' }] }),
    ];
    expectVerified({ components: parts }, [
      { book: { a: { ...verified('5', '2'), target: '3' } }, stated: { m: '5.00' } },
    ]);
    const onTarget = [parts[0]!, given('still', { measure: { target: 'a' } }), itself({ claimed: 'still' })];
    expectVerified({ components: onTarget }, [
      { book: { a: { ...verified('5'), target: '3' } }, stated: { m: '3.00' } },
    ]);
  });

  it('counts where an expression says so: not what was returned, and a deduction while its claim stands', () => {
    const parts = [
      component('d', { kind: 'discretionary' }, { fullPoints: '3' }),
      given('both', { measure: { add: [{ points: 'd' }, { value: 'd' }] } }),
      itself({ claimed: 'both' }),
    ];
    const judged = (claim: string, revision: number, isReturned = false): PlainInputs => ({
      ...{ target: null, claim: { value: claim, revision, returned: isReturned } },
      verification: { value: '0', claimRevision: 1, deduction: '1' },
    });
    expectVerified({ components: parts }, [
      { book: { d: judged('0', 1) }, stated: { d: '2.00', m: '2.00' } },
      { book: { d: judged('1', 1) }, stated: { d: '2.00', m: '4.00' } },
      { book: { d: judged('0', 2) }, stated: { d: '2.00', m: '0.00' } },
      { book: { d: judged('1', 2) }, stated: { d: '2.00', m: '4.00' } },
      { book: { d: judged('1', 2, true) }, stated: { d: '2.00', m: '0.00' } },
    ]);
  });
});
