import { describe, expect, it } from 'vitest';
import { standingsOf } from '../../lib/domain/ranking/ranking.ts';
import type { Basis } from '../../lib/domain/recalculation/board.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import type { RuleSettings } from '../../lib/domain/rules/index.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import { inputsFrom } from '../support/cohort.ts';
import { claims, type GivenDistrict, methodOf, part, scoresOf } from '../support/small-method.ts';

const recorded = { kind: 'recorded' } as const;
const share: RuleSettings = { kind: 'proportional', zeroTarget: 'any' };
const fixed = (value: string) => ({ target: { kind: 'fixed' as const, value } });
const a = { value: 'a' };
const [claimed, verified] = [{ claimed: 'a' }, { verified: 'a' }];

/** Points in hundredths of a component in each district. */
const pointsOf = (scheme: Scheme, cohort: readonly GivenDistrict[], id: string, basis?: Basis) =>
  scoresOf(scheme, cohort, basis).map(
    ({ components }) => components.find(({ component }) => component.id === id)!.points,
  );

/** Points by what is measured, 1 for each, of 9 at most. */
const counting = (measure: Parameters<typeof part>[2] & object) =>
  methodOf([part('a', recorded), part('m', share, { fullPoints: '9', ...fixed('9'), ...measure })]);

const cohort = (...values: string[]) => values.map((value, at) => claims(`d${at}`, { a: value }));

describe('what is measured over the cohort', () => {
  it.each([
    ['mean', [300, 300, 300]],
    ['sum', [900, 900, 900]],
    ['best', [600, 600, 600]],
    ['lowest', [100, 100, 100]],
  ] as const)('is the %s of the numbers that there are', (name, points) => {
    expect(pointsOf(counting({ measure: { [name]: a } }), cohort('1', '2', '6'), 'm')).toEqual(points);
    const withBlank = [...cohort('1', '2', '6'), claims('d3', {})];
    expect(pointsOf(counting({ measure: { [name]: a } }), withBlank, 'm')).toEqual([...points, points[0]]);
  });

  it('is of the own group by itself, and who has no group makes one', () => {
    const groups = ['东', '西', '东', null];
    const grouped = cohort('1', '4', '5', '8').map((each, at) => ({ ...each, group: groups[at]! }));
    expect(pointsOf(counting({ measure: { mean: a, among: 'group' } }), grouped, 'm')).toEqual([300, 400, 300, 800]);
    expect(pointsOf(counting({ measure: { mean: a } }), grouped, 'm')).toEqual([450, 450, 450, 450]);
  });

  it('takes coefficients of each district, and has no number where one has none', () => {
    const sized = cohort('2', '3', '4').map((each, at) => ({
      ...each,
      coefficients: at === 2 ? undefined : { size: ['2', '1'][at]! },
    }));
    const scheme = counting({ measure: { sum: { multiply: [a, { coefficient: 'size' }] } } });
    // 2 × 2 + 3 × 1 = 7.
    expect(pointsOf(scheme, sized, 'm')).toEqual([700, 700, 700]);
    expect(
      pointsOf(
        counting({ measure: { multiply: [a, { coefficient: 'size' }, { divide: [{ sum: a }, '9'] }] } }),
        sized,
        'm',
      ),
    ).toEqual([400, 300, 0]);
  });

  it('is on the basis at hand, or on the one that it names', () => {
    const judged: GivenDistrict[] = [
      { id: 'x', book: { a: { claim: '4', verification: '2' } } },
      { id: 'y', book: { a: { claim: '8', verification: null } } },
    ];
    const of = (measure: object, basis: Basis) => pointsOf(counting({ measure }), judged, 'm', basis);
    expect(of({ mean: a }, 'claimed')).toEqual([600, 600]);
    expect(of({ mean: a }, 'verified')).toEqual([200, 200]);
    expect(of({ mean: claimed }, 'verified')).toEqual([600, 600]);
    expect(of({ mean: verified }, 'claimed')).toEqual([200, 200]);
    expect(of({ subtract: [claimed, { lowest: verified }] }, 'verified')).toEqual([200, 600]);
  });

  it('reads targets and points of components before it, those by place too', () => {
    const scheme = methodOf([
      part('a', { kind: 'completion', zeroTarget: 'any' }, { fullPoints: '1', target: { kind: 'assigned' } }),
      part('p', { kind: 'places', points: ['5', '3'] }, { fullPoints: '5' }),
      part('m', share, {
        fullPoints: '9',
        ...fixed('9'),
        measure: { add: [{ points: 'p' }, { mean: { points: 'a' } }] },
      }),
      part('n', share, { fullPoints: '9', ...fixed('9'), measure: { sum: { target: 'a' } } }),
    ]);
    const given: GivenDistrict[] = [
      { id: 'x', book: { a: { claim: '2', target: '2' }, p: { claim: '1' } } },
      { id: 'y', book: { a: { claim: '1', target: '3' }, p: { claim: '4' } } },
      { id: 'z', book: { a: { claim: '1' } } },
    ];
    const ofPoints = methodOf([
      part('p', { kind: 'places', points: ['5', '3'] }, { fullPoints: '5' }),
      part('m', share, { fullPoints: '9', ...fixed('9'), measure: { points: 'p' } }),
    ]);
    const placed: GivenDistrict[] = ['1', '4'].map((claim) => ({ id: claim, book: { p: { claim } } }));
    expect(pointsOf(ofPoints, placed, 'm')).toEqual([300, 500]);
    // A mean of 1 ÷ 3 on top of 3, 5 and 0, and targets of 2 + 3.
    expect(pointsOf(scheme, given, 'm')).toEqual([333, 533, 33]);
    expect(pointsOf(scheme, given, 'n')).toEqual([500, 500, 500]);
  });

  it('reads values and targets of components that are scored by place', () => {
    const top: RuleSettings = {
      ...{ kind: 'top', places: 1, placePoints: '3', targetPoints: '2', otherPoints: '1' },
      ...{ ties: 'competition', placeNeedsTarget: false, zeroTarget: 'any' },
    };
    const measured = { fullPoints: '9', ...fixed('9') };
    const scheme = methodOf([
      part('t', top, { fullPoints: '3', target: { kind: 'assigned' } }),
      part('m', share, { ...measured, measure: { mean: { value: 't' } } }),
      part('n', share, { ...measured, measure: { best: { target: 't' } } }),
    ]);
    const given: GivenDistrict[] = [
      { id: 'x', book: { t: { claim: '2', target: '5' } } },
      { id: 'y', book: { t: { claim: '7', target: '4' } } },
      { id: 'z', book: {} },
    ];
    expect(pointsOf(scheme, given, 'm')).toEqual([450, 450, 450]);
    expect(pointsOf(scheme, given, 'n')).toEqual([500, 500, 500]);
  });

  it('needs no others to read points of its own district', () => {
    const scheme = methodOf([
      part('a', { kind: 'completion', zeroTarget: 'any' }, { fullPoints: '1.5', ...fixed('2') }),
      part('m', share, { fullPoints: '9', ...fixed('9'), measure: { add: [{ points: 'a' }, '2'] } }),
    ]);
    expect(pointsOf(scheme, cohort('7', '1'), 'm')).toEqual([350, 200]);
  });

  it('is held against the district’s own target, without which there are no points', () => {
    const scheme = counting({
      measure: { divide: [{ multiply: [a, '3'] }, { mean: a }] },
      target: { kind: 'assigned' },
    });
    const given: GivenDistrict[] = [
      { id: 'x', book: { a: { claim: '1' }, m: { target: '2' } } },
      { id: 'y', book: { a: { claim: '5' }, m: { target: '4' } } },
      { id: 'z', book: { a: { claim: '3' } } },
    ];
    // 1 × 3 ÷ 3 of 2 are 4.5, 5 of 4 all.
    expect(pointsOf(scheme, given, 'm')).toEqual([450, 900, 0]);
  });

  it('gives places, with those of the standing that its target gives', () => {
    const top: RuleSettings = {
      ...{ kind: 'top', places: 1, placePoints: '3', targetPoints: '2', otherPoints: '1' },
      ...{ ties: 'competition', placeNeedsTarget: false, zeroTarget: 'any' },
    };
    const measure = { divide: [a, { best: a }] };
    const scheme = methodOf([part('a', recorded), part('t', top, { fullPoints: '3', measure, ...fixed('0.5') })]);
    expect(pointsOf(scheme, [...cohort('8', '4', '3'), claims('d', {})], 't')).toEqual([300, 200, 100, 0]);
  });
});

describe('a value that is held against a number of the cohort', () => {
  const above = { points: '1', per: '1', units: 'exact' } as const;
  const below = { points: '-1', per: '1', units: 'exact' } as const;
  const rule: RuleSettings = { kind: 'per-unit', base: '5', from: { mean: a }, above, below };
  const scheme = methodOf([part('a', recorded), part('u', rule, { fullPoints: '9' })]);
  const given = (...values: [string, string | null][]) =>
    values.map(([number, own], at) => claims(`d${at}`, own === null ? { a: number } : { a: number, u: own }));

  it('earns by it, and nothing without a value', () => {
    expect(pointsOf(scheme, given(['1', '4'], ['3', '1'], ['2', null]), 'u')).toEqual([700, 400, 0]);
  });

  it('earns nothing where nobody has such a number', () => {
    expect(pointsOf(scheme, [claims('x', { u: '4' })], 'u')).toEqual([0]);
  });
});

describe('a veto in a settled cohort', () => {
  const grades = [
    { id: 'good', name: { zh: '良好', en: 'Good' }, from: '1' },
    { id: 'poor', name: { zh: '较差', en: 'Poor' }, from: null },
  ];
  const veto = { kind: 'veto', highest: 'poor' } as const;
  const vetoesOf = (scheme: Scheme, books: Record<string, string>[]) => {
    const inputs = books.map((book) => {
      const given = Object.fromEntries(Object.entries(book).map(([id, claim]) => [id, { claim }]));
      return inputsFrom(scheme, given);
    });
    const districts = books.map((_, at) => ({ name: { zh: `${at}`, en: `${at}` }, group: null }));
    const { board } = rebuild(
      scheme,
      inputs.map((each, district) => ({ district, revision: 1, inputs: each })),
    );
    const { settled } = standingsOf(scheme, districts, board);
    return books.map((_, at) => settled.vetoesAt(at, 'claimed').map(({ id }) => id));
  };

  it('is in force where its value is above 0, in the order of the method', () => {
    const scheme = methodOf([part('w', veto), part('a', recorded), part('v', veto)], { grades });
    const books: Record<string, string>[] = [{ v: '0.000001', w: '1', a: '7' }, { v: '0' }, {}, { v: '2' }];
    expect(vetoesOf(scheme, books)).toEqual([['w', 'v'], [], [], ['v']]);
  });

  it('may be measured, of the own numbers or of the cohort’s', () => {
    const over = { subtract: [a, '3'] };
    const overMean = { subtract: [a, { mean: a }] };
    const scheme = methodOf(
      [part('a', recorded), part('v', veto, { measure: over }), part('w', veto, { measure: overMean })],
      { grades },
    );
    expect(vetoesOf(scheme, [{ a: '4' }, { a: '3' }, { a: '8' }])).toEqual([['v'], [], ['v', 'w']]);
  });
});
