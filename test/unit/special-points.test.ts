import { describe, expect, it } from 'vitest';
import type { Basis } from '../../lib/domain/recalculation/board.ts';
import type { RuleSettings } from '../../lib/domain/rules/index.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import type { GivenBook } from '../support/cohort.ts';
import { type GivenDistrict, methodOf, part, scoresOf, told } from '../support/small-method.ts';

const recorded = { kind: 'recorded' } as const;
const away = { target: 'not-applicable' } as const;
const places: RuleSettings = { kind: 'places', points: ['3', '2', '1'] };
const bands: RuleSettings = {
  kind: 'bands',
  of: 'value',
  bands: [
    { from: '10', points: '3' },
    { from: '5', points: '2' },
    { from: null, points: '1' },
  ],
};

/** A cohort by the claims of each district; what is no text is told as it is. */
const cohortOf = (...books: Readonly<Record<string, string | GivenBook[string]>>[]): GivenDistrict[] =>
  books.map((book, at) => ({
    id: `d${at}`,
    book: Object.fromEntries(
      Object.entries(book).map(([id, given]) => [id, typeof given === 'string' ? { claim: given } : given]),
    ),
  }));

/** Points in hundredths and place of a component in each district. */
const scored = (scheme: Scheme, cohort: readonly GivenDistrict[], id: string, basis?: Basis) =>
  scoresOf(scheme, cohort, basis).map(({ components }) => {
    const { points, place } = components.find(({ component }) => component.id === id)!;
    return [points, place];
  });

const pointsOf = (...given: Parameters<typeof scored>) => scored(...given).map(([points]) => points);

const both = (scheme: Scheme, cohort: readonly GivenDistrict[], id: string) =>
  (['zh', 'en'] as const).map((language) => told(scheme, cohort, id, language).join(' '));

describe('a component that does not apply to a district', () => {
  const withRule = (rule: RuleSettings, whenNotApplicable: 'full' | 'zero' | 'mean') =>
    methodOf([part('c', rule, { fullPoints: '3', whenNotApplicable })]);

  it('earns the full points there, or none, and says so, whatever is claimed', () => {
    const cohort = cohortOf({ c: { ...away, claim: '7' } }, { c: '6' });
    expect(pointsOf(withRule(bands, 'full'), cohort, 'c')).toEqual([300, 200]);
    expect(both(withRule(bands, 'full'), cohort, 'c')).toEqual([
      '不适用于该区县：得满分 3.00 分。',
      'Does not apply to this district: 3.00 points.',
    ]);
    expect(pointsOf(withRule(bands, 'zero'), cohort, 'c')).toEqual([0, 200]);
    expect(both(withRule(bands, 'zero'), cohort, 'c')).toEqual([
      '不适用于该区县：得 0.00 分。',
      'Does not apply to this district: 0.00 points.',
    ]);
    const [first] = scoresOf(withRule(bands, 'full'), cohort);
    expect(first!.components[0]).toMatchObject({ state: 'not-applicable', value: null, target: null });
  });

  it('earns the mean of those to whom it does, who has claimed nothing among them, or none where it applies to nobody', () => {
    // (3 + 2 + 0) ÷ 3 = 1.666…
    expect(pointsOf(withRule(bands, 'mean'), cohortOf({ c: away }, { c: '10' }, { c: '5' }, {}), 'c')).toEqual([
      167, 300, 200, 0,
    ]);
    const nobody = cohortOf({ c: away }, { c: away });
    expect(pointsOf(withRule(bands, 'mean'), nobody, 'c')).toEqual([0, 0]);
    expect(both(withRule(bands, 'mean'), nobody, 'c')).toEqual([
      '不适用于任何区县：得 0.00 分。',
      'Applies to no district: 0.00 points.',
    ]);
  });

  it('holds no place there, and takes none from others', () => {
    const cohort = cohortOf({ c: { ...away, claim: '99' } }, { c: '9' }, { c: '8' });
    expect(scored(withRule(places, 'mean'), cohort, 'c')).toEqual([
      [250, null],
      [300, 1],
      [200, 2],
    ]);
    expect(scored(withRule(places, 'zero'), cohort, 'c')).toEqual([
      [0, null],
      [300, 1],
      [200, 2],
    ]);
    const least: RuleSettings = { kind: 'places', points: ['3', '2', '1'], order: 'at-most' };
    expect(scored(withRule(least, 'zero'), cohort, 'c')).toEqual([
      [0, null],
      [200, 2],
      [300, 1],
    ]);
    expect(scored(withRule(places, 'full'), cohort, 'c')).toEqual([
      [300, null],
      [300, 1],
      [200, 2],
    ]);
  });
});

describe('a component that is measured', () => {
  it('holds no place in a district to which it does not apply, and tells of no measure there', () => {
    const least: RuleSettings = { kind: 'places', points: ['3', '2', '1'], order: 'at-most' };
    const more = { fullPoints: '3', whenNotApplicable: 'zero' } as const;
    const scheme = methodOf([part('n', recorded), part('c', least, { ...more, measure: { value: 'n' } })]);
    const cohort = cohortOf({ n: '1', c: away }, { n: '5' }, { n: '4' });
    expect(scored(scheme, cohort, 'c')).toEqual([
      [0, null],
      [200, 2],
      [300, 1],
    ]);
    expect(both(scheme, cohort, 'c')[1]).toBe('Does not apply to this district: 0.00 points.');
    const overBest = { divide: [{ best: { value: 'n' } }, { value: 'n' }] };
    const ofAll = methodOf([part('n', recorded), part('c', least, { ...more, measure: overBest })]);
    expect(scored(ofAll, cohort, 'c')).toEqual([
      [0, null],
      [300, 1],
      [200, 2],
    ]);
  });
});

describe('a number of what does not apply', () => {
  it('is none for whatever reads it, also where it is measured over the cohort', () => {
    const overBest = { divide: [{ value: 'n' }, { best: { value: 'n' } }] };
    const scheme = methodOf([
      part('n', recorded),
      part('c', recorded, { measure: overBest, whenNotApplicable: 'zero' }),
      part(
        'm',
        { kind: 'proportional', zeroTarget: 'any' },
        { fullPoints: '3', target: { kind: 'fixed', value: '1' }, measure: { value: 'c' } },
      ),
    ]);
    const cohort = cohortOf({ n: '4', c: away }, { n: '8' }, { n: '4' });
    expect(pointsOf(scheme, cohort, 'm')).toEqual([0, 300, 150]);
  });
});

describe('who is exempt', () => {
  const unless = { atLeast: [{ value: 'n' }, '20'] };
  const withRule = (rule: RuleSettings, more: Parameters<typeof part>[2] = {}) =>
    methodOf([part('n', recorded), part('c', rule, { fullPoints: '3', unless, ...more })]);

  it('has full points from the very number on', () => {
    const cohort = cohortOf({ n: '20', c: '0' }, { n: '19.999999', c: '0' }, { n: '21' }, { c: '5' });
    expect(pointsOf(withRule(bands), cohort, 'c')).toEqual([300, 100, 300, 200]);
  });

  it('holds the place that the value has, and none without one', () => {
    const cohort = cohortOf({ n: '20', c: '7' }, { c: '9' }, { n: '20' }, { c: '8' }, {});
    expect(scored(withRule(places), cohort, 'c')).toEqual([
      [300, 3],
      [300, 1],
      [300, null],
      [200, 2],
      [0, null],
    ]);
    expect(both(withRule(places), cohort, 'c')).toEqual([
      '“n”数值 = 20，不低于 20：免予扣分，得满分 3.00 分。',
      'value of n = 20 is at least 20: exempt, full points, 3.00.',
    ]);
  });

  it('holds none without a value where the least is best, either', () => {
    const least: RuleSettings = { kind: 'places', points: ['3', '2', '1'], order: 'at-most' };
    const cohort = cohortOf({ n: '20' }, { c: '9' }, { n: '20', c: '8' }, { c: '10' });
    expect(scored(withRule(least), cohort, 'c')).toEqual([
      [300, null],
      [200, 2],
      [300, 1],
      [100, 3],
    ]);
  });

  it('may be measured', () => {
    const measure = { multiply: [{ value: 'n' }, '0.1'] };
    const cohort = cohortOf({ n: '20' }, { n: '19' }, { n: '10' }, {});
    expect(scored(withRule(places, { measure }), cohort, 'c')).toEqual([
      [300, 1],
      [200, 2],
      [100, 3],
      [0, null],
    ]);
    const overBest = { divide: [{ multiply: [{ value: 'n' }, '10'] }, { best: { value: 'n' } }] };
    expect(scored(withRule(places, { measure: overBest }), cohort, 'c').map(([points]) => points)).toEqual([
      300, 200, 100, 0,
    ]);
    expect(pointsOf(withRule(bands, { measure: overBest }), cohort, 'c')).toEqual([300, 200, 200, 0]);
  });

  it('may go by the others, of whom it is told', () => {
    const overMean = { atLeast: [{ value: 'n' }, { mean: { value: 'n' } }] };
    const cohort = cohortOf({ n: '30', c: '0' }, { n: '10', c: '0' }, { n: '20', c: '5' });
    expect(pointsOf(withRule(bands, { unless: overMean }), cohort, 'c')).toEqual([300, 100, 300]);
    expect(both(withRule(bands, { unless: overMean }), cohort, 'c')).toEqual([
      '全体平均(“n”数值)为 20，3 个区、县（市）有数值。 “n”数值 = 30，不低于 全体平均(“n”数值) = 20：免予扣分，得满分 3.00 分。',
      'The mean of (value of n) is 20, of 3 districts with a number. value of n = 30 is at least mean of (value of n) = 20: exempt, full points, 3.00.',
    ]);
    expect(scored(withRule(places, { unless: overMean }), cohort, 'c')).toEqual([
      [300, 2],
      [200, 2],
      [300, 1],
    ]);
  });

  it('counts in the mean of those to whom a component applies, who does not apply is never exempt', () => {
    const scheme = withRule(bands, { whenNotApplicable: 'mean' });
    const cohort = cohortOf({ n: '20', c: away }, { n: '20', c: '0' }, { c: '5' });
    expect(pointsOf(scheme, cohort, 'c')).toEqual([250, 300, 200]);
    expect(pointsOf(withRule(bands, { whenNotApplicable: 'zero' }), cohort, 'c')).toEqual([0, 300, 200]);
  });
});

describe('no points say why', () => {
  it('where an assessor has recorded nothing yet', () => {
    const scheme = methodOf([part('c', bands, { fullPoints: '3', filledBy: 'assessor' })]);
    expect(both(scheme, cohortOf({}), 'c')).toEqual(['尚未录入：得 0.00 分。', 'Nothing recorded yet: 0.00 points.']);
    const tasked = methodOf([
      part(
        'c',
        { kind: 'completion', zeroTarget: 'any' },
        { fullPoints: '3', filledBy: 'assessor', target: { kind: 'assigned' } },
      ),
    ]);
    const untasked = cohortOf({ c: { verification: { value: '5', claimRevision: 0 } } });
    expect(both(tasked, untasked, 'c')[1]).toBe('No target is assigned yet: 0.00 points.');
    const found = cohortOf({ c: { verification: { value: '5', claimRevision: 0 } } });
    expect(pointsOf(scheme, found, 'c')).toEqual([200]);
    expect(pointsOf(scheme, found, 'c', 'verified')).toEqual([200]);
  });

  it('where what the value is held against has no number', () => {
    const above = { points: '1', per: '1', units: 'exact' } as const;
    const from = { divide: [{ value: 'n' }, { value: 'n' }] } as const;
    const scheme = methodOf([
      part('n', recorded),
      part('c', { kind: 'per-unit', base: '1', from, above }, { fullPoints: '3' }),
    ]);
    expect(both(scheme, cohortOf({ n: '0', c: '2' }), 'c')).toEqual([
      '计分基准 = “n”数值 ÷ “n”数值 = 0 ÷ 0，缺少数值。 计分基准缺少数值：得 0.00 分。',
      'Held against = value of n ÷ value of n = 0 ÷ 0: no number. What the value is held against has no number: 0.00 points.',
    ]);
    expect(both(scheme, cohortOf({ n: '0', c: { claim: '2', verification: '2' } }), 'c')[1]).toContain(
      'What the value is held against has no number: 0.00 points.',
    );
    expect(pointsOf(scheme, cohortOf({ n: '4', c: '2' }), 'c')).toEqual([200]);
    expect(both(scheme, cohortOf({ n: '4' }), 'c')[1]).toBe(
      'Held against = value of n ÷ value of n = 4 ÷ 4 = 1. Nothing submitted yet: 0.00 points.',
    );
  });
});
