import { describe, expect, it } from 'vitest';
import { claims, methodOf, part, scoresOf, told } from '../support/small-method.ts';

const recorded = { kind: 'recorded' } as const;
const share = methodOf([
  part('a', recorded),
  part(
    'b',
    { kind: 'proportional', zeroTarget: 'any' },
    {
      fullPoints: '6',
      target: { kind: 'fixed', value: '1' },
      measure: { divide: [{ value: 'a' }, { best: { value: 'a' } }] },
    },
  ),
]);

describe('how points arose is told', () => {
  it('of a share of the best: the formula, its numbers, and whose is the best', () => {
    const cohort = [claims('甲', { a: '25' }), claims('乙', { a: '40' }), claims('丙', {})];
    expect(told(share, cohort, 'b', 'zh')).toEqual([
      '测算值 = “a”数值 ÷ 全体最高(“a”数值) = 25 ÷ 40 = 0.625。',
      '全体最高(“a”数值)为 40：乙。',
      '完成率 = 0.625 ÷ 1 = 62.50%（完成 0.625 个，任务 1 个）。',
      '得分 = 6.00 × 0.625 ÷ 1 = 3.75 分。',
    ]);
    expect(told(share, cohort, 'b', 'en').slice(0, 2)).toEqual([
      'Measure = value of a ÷ highest of (value of a) = 25 ÷ 40 = 0.625.',
      'The highest of (value of a) is 40: 乙.',
    ]);
  });

  it('of a measure without a number: which part is not there', () => {
    const cohort = [claims('甲', {}), claims('乙', { a: '0' })];
    expect(told(share, cohort, 'b', 'zh')).toEqual([
      '测算值 = “a”数值 ÷ 全体最高(“a”数值) = （无数值） ÷ 0，缺少数值。',
      '全体最高(“a”数值)为 0：乙。',
      '测算式缺少数值：得 0.00 分。',
    ]);
    expect(told(share, cohort, 'b', 'en').at(-1)).toBe('The measure has no number: 0.00 points.');
  });

  it('of points per unit against the mean: the mean, of how many, and the units, rounded once', () => {
    const scheme = methodOf([
      part('s', recorded),
      part(
        'd',
        {
          kind: 'per-unit',
          base: '2',
          from: { mean: { value: 's' } },
          below: { points: '-0.1', per: '1', units: 'exact' },
        },
        { fullPoints: '2', lowestPoints: '-0.5', measure: { value: 's' } },
      ),
    ]);
    const cohort = [claims('甲', { s: '10' }), claims('乙', { s: '20' }), claims('丙', { s: '34' })];
    expect(told(scheme, cohort, 'd', 'zh')).toEqual([
      '测算值 = “s”数值 = 10。',
      '计分基准 = 全体平均(“s”数值) ≈21.3333。',
      '全体平均(“s”数值)为 ≈21.3333，3 个区、县（市）有数值。',
      '数值 10 个，基准 ≈21.3333 个。',
      '得分 = 2 − 0.1 × ≈11.3333 ≈0.8667 ≈ 0.87 分（按精确值四舍五入到 2 位小数）。',
    ]);
    const far = [claims('甲', { s: '0' }), claims('乙', { s: '100' })];
    expect(told(scheme, far, 'd', 'zh').at(-1)).toBe('得分 = 2 − 0.1 × 50 = -3，以最低分 -0.50 分为限，得 -0.50 分。');
    expect(told(scheme, far, 'd', 'en').at(-1)).toBe('Points = 2 − 0.1 × 50 = -3, kept at the lowest points: -0.50.');
  });

  it('of places beyond the list: the last of them, and what each further place takes', () => {
    const then = { each: '-0.5', least: '0' };
    const scheme = methodOf([part('p', { kind: 'places', points: ['20', '19'], then }, { fullPoints: '20' })]);
    const cohort = ['6', '9', '8', '8'].map((p, at) => claims(`d${at}`, { p }));
    expect(told(scheme, cohort, 'p', 'zh')).toEqual([
      '数值 6 个，在 4 个有数值的区、县（市）中列第 4 名。',
      '得分 = 19 + (-0.5) × 2 = 18.00 分。',
    ]);
    expect(told(scheme, cohort, 'p', 'en')[0]).toBe('Value 6 items: place 4 among 4 districts with a value.');
  });

  it('of who is exempt, and to whom a component does not apply', () => {
    const scheme = methodOf([
      part('n', recorded),
      part(
        'e',
        {
          kind: 'bands',
          of: 'value',
          bands: [
            { upTo: '0', points: '3' },
            { upTo: null, points: '1' },
          ],
        },
        { fullPoints: '3', unless: { atLeast: ['20', { value: 'n' }] }, whenNotApplicable: 'mean' },
      ),
    ]);
    const exempt = [claims('甲', { n: '5', e: '2' }), claims('乙', { n: '50', e: '2' })];
    expect(told(scheme, exempt, 'e', 'zh')).toEqual(['20，不低于 “n”数值 = 5：免予扣分，得满分 3.00 分。']);
    expect(told(scheme, exempt, 'e', 'en')).toEqual(['20 is at least value of n = 5: exempt, full points, 3.00.']);
    const absent = [
      { id: '甲', book: { e: { target: 'not-applicable' } } },
      ...exempt,
      claims('丙', { n: '50', e: '2' }),
    ];
    expect(told(scheme, absent, 'e', 'zh')).toEqual([
      '不适用于该区县：取适用的 3 个区、县（市）得分的平均 ≈1.6667，得 1.67 分。',
    ]);
    expect(told(scheme, absent, 'e', 'en')).toEqual([
      'Does not apply to this district: the mean of the 3 districts to whom it applies, ≈1.6667: 1.67 points.',
    ]);
  });

  it('of a veto and of a number that is recorded only', () => {
    const scheme = methodOf([part('v', { kind: 'veto', highest: 'good' }), part('r', recorded)], {
      grades: [
        { id: 'excellent', name: { zh: '优秀', en: 'Excellent' }, from: '90' },
        { id: 'good', name: { zh: '良好', en: 'Good' }, from: null },
      ],
    });
    const cohort = [claims('甲', { v: '1', r: '7' })];
    expect(told(scheme, cohort, 'v', 'zh')).toEqual(['1 个：否决项，等次最高为“良好”。']);
    expect(told(scheme, cohort, 'v', 'en')).toEqual(['1 items: a veto, the grade is at best “Good”.']);
    expect(told(scheme, cohort, 'r', 'zh')).toEqual(['数值 7 个，只作数据，不计分。']);
    expect(told(scheme, cohort, 'r', 'en')).toEqual(['Value 7 items: a number for other components.']);
    const none = [claims('乙', { v: '0' })];
    expect(told(scheme, none, 'v', 'zh')).toEqual(['0 个：未触发否决。']);
    expect(told(scheme, none, 'v', 'en')).toEqual(['0 items: no veto.']);
    expect(scoresOf(scheme, cohort)[0]!.components.map(({ points, gaps }) => [points, gaps()])).toEqual([
      [0, []],
      [0, []],
    ]);
  });

  it('of a share of less than nothing: kept at the lowest points', () => {
    const rule = { kind: 'proportional', zeroTarget: 'any' } as const;
    const target = { kind: 'fixed', value: '10' } as const;
    const measure = { subtract: ['0', { value: 's' }] };
    const scheme = methodOf([
      part('s', recorded),
      part('m', rule, { fullPoints: '6', lowestPoints: '-2', target, measure }),
    ]);
    expect(told(scheme, [claims('甲', { s: '1' })], 'm', 'zh').at(-1)).toBe('得分 = 6.00 × -1 ÷ 10 = -0.60 分。');
    expect(told(scheme, [claims('甲', { s: '5' })], 'm', 'zh').at(-1)).toBe(
      '得分 = 6.00 × -5 ÷ 10 = -3，以最低分 -2.00 分为限，得 -2.00 分。',
    );
  });
});
