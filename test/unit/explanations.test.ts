import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatPoints } from '../../lib/domain/points.ts';
import { standingsOf } from '../../lib/domain/ranking/ranking.ts';
import { type Basis, bases } from '../../lib/domain/recalculation/board.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import { scoreBook } from '../../lib/domain/scoring/score-book.ts';
import { anyCohort } from '../support/any-cohort.ts';
import { changedScheme, type SchemeChange } from '../support/changed-scheme.ts';
import { anyDistricts, type GivenComponent, inputsFrom } from '../support/cohort.ts';

interface Situation {
  readonly change?: SchemeChange;
  readonly basis?: Basis;
  /** The same component of other districts. */
  readonly others?: readonly GivenComponent[];
}

/** The steps of one component of one district, each as `[C …] Chinese | English`. */
function stepsOf(
  component: string,
  own: GivenComponent,
  { change, basis = 'claimed', others = [] }: Situation = {},
): string[] {
  const scheme = changedScheme(change);
  const inputs = [own, ...others].map((given) => inputsFrom(scheme, { [component]: given }));
  const { board } = rebuild(
    scheme,
    inputs.map((each, district) => ({ district, revision: 1, inputs: each })),
  );
  const { settled } = standingsOf(scheme, anyDistricts(board.size), board);
  const { components } = scoreBook(settled, 0, inputs[0]!, basis);
  const { steps } = components[scheme.indexOf.get(component)!]!;
  return steps.map(({ clause, text }) => `[C ${clause}] ${text.zh} | ${text.en}`);
}

describe('a completion component explains itself', () => {
  it('when completed [C 1]', () => {
    expect(stepsOf('1', { target: '3', claim: '4' })).toEqual([
      '[C 1] 完成 4 次，任务 3 次：已完成，得 4.00 分。 | Done 4 visits, target 3 visits: completed, 4.00 points.',
    ]);
  });

  it('when not completed, with the points that were to be had [C 1]', () => {
    expect(stepsOf('1', { target: '3', claim: '2' })).toEqual([
      '[C 1] 完成 2 次，任务 3 次：未完成，得 0.00 分（满分 4.00）。 | Done 2 visits, target 3 visits: not completed, 0.00 points (of 4.00).',
    ]);
  });
});

describe('a proportional component explains itself', () => {
  it('by rate and exact arithmetic [C 5]', () => {
    expect(stepsOf('5', { target: '20', claim: '16' })).toEqual([
      '[C 5] 完成率 = 16 ÷ 20 = 80.00%（完成 16 人，任务 20 人）。 | Completion rate = 16 ÷ 20 = 80.00% (done 16 persons, target 20 persons).',
      '[C 5] 得分 = 3.00 × 16 ÷ 20 = 2.40 分。 | Points = 3.00 × 16 ÷ 20 = 2.40.',
    ]);
  });

  it('by the rounding, where there was one [D 2]', () => {
    expect(stepsOf('5', { target: '9', claim: '7' })[1]).toBe(
      '[C 5] 得分 = 3.00 × 7 ÷ 9 ≈ 2.33 分（按精确商四舍五入到 2 位小数）。 | Points = 3.00 × 7 ÷ 9 ≈ 2.33 (the exact quotient rounded half up to 2 places).',
    );
    expect(
      stepsOf('5', { target: '1000', claim: '335' }, { change: { rounding: { places: 2, mode: 'half-even' } } })[1],
    ).toBe(
      '[C 5] 得分 = 3.00 × 335 ÷ 1000 ≈ 1.00 分（按精确商四舍六入五成双到 2 位小数）。 | Points = 3.00 × 335 ÷ 1000 ≈ 1.00 (the exact quotient rounded half to even to 2 places).',
    );
  });

  it('by the uncapped rate above 100% [D 3]', () => {
    expect(stepsOf('5', { target: '20', claim: '25' })).toEqual([
      '[C 5] 完成率 = 25 ÷ 20 = 125.00%（完成 25 人，任务 20 人）。 | Completion rate = 25 ÷ 20 = 125.00% (done 25 persons, target 20 persons).',
      '[C 5] 不低于 100%，得满分 3.00 分。 | At least 100%: full points, 3.00.',
    ]);
  });

  it('with a target of 0, met or not [D 9]', () => {
    const positive = { components: { 5: { zeroTarget: 'positive' } } };
    expect(stepsOf('5', { target: '0', claim: '0' })).toEqual([
      '[C 5] 任务为 0，已报 0 人：视为完成，得 3.00 分。 | Target 0, 0 persons submitted: counts as met, 3.00 points.',
    ]);
    expect(stepsOf('5', { target: '0', claim: '0' }, { change: positive })).toEqual([
      '[C 5] 任务为 0，已报 0 人：不视为完成，得 0.00 分。 | Target 0, 0 persons submitted: does not count as met, 0.00 points.',
    ]);
  });
});

describe('a top component explains itself by its place and the gap to the cut', () => {
  const claims = (...values: string[]) => values.map((claim) => ({ target: '10', claim }));

  it('above the cut [C 13]', () => {
    expect(stepsOf('13', { target: '10', claim: '9.5' }, { others: claims('8', '6') })).toEqual([
      '[C 13] 数值 9.5 人，在 3 个有数值的区、县（市）中列第 1 名；前 2 名的分界为 8 人，高出 1.5 人。 | Value 9.5 persons: place 1 among 3 districts with a value; the first 2 end at 8 persons, 1.5 persons above it.',
      '[C 13] 名次在前 2 名，得 3.00 分。 | Within the first 2 places: 3.00 points.',
    ]);
  });

  it('exactly at the cut', () => {
    expect(stepsOf('13', { target: '10', claim: '8.0' }, { others: claims('9', '8') })[0]).toBe(
      '[C 13] 数值 8.0 人，在 3 个有数值的区、县（市）中并列第 2 名；前 2 名的分界为 8 人，恰在分界上。 | Value 8.0 persons: tied for place 2 among 3 districts with a value; the first 2 end at 8 persons, exactly at the cut.',
    );
  });

  it('of a shared place, above the cut and below it [D 5]', () => {
    expect(stepsOf('13', { target: '10', claim: '9' }, { others: claims('9.0', '8') })[0]).toBe(
      '[C 13] 数值 9 人，在 3 个有数值的区、县（市）中并列第 1 名；前 2 名的分界为 9 人，恰在分界上。 | Value 9 persons: tied for place 1 among 3 districts with a value; the first 2 end at 9 persons, exactly at the cut.',
    );
    expect(stepsOf('13', { target: '10', claim: '7' }, { others: claims('10', '9', '7') })[0]).toBe(
      '[C 13] 数值 7 人，在 4 个有数值的区、县（市）中并列第 3 名；前 2 名的分界为 9 人，还差 2 人。 | Value 7 persons: tied for place 3 among 4 districts with a value; the first 2 end at 9 persons, 2 persons short.',
    );
  });

  it('below the cut, the target met or not [D 7]', () => {
    const others = claims('999999999999999.999999', '999999999999999.999998');
    expect(stepsOf('13', { target: '5', claim: '6' }, { others: claims('9', '8.25') })).toEqual([
      '[C 13] 数值 6 人，在 3 个有数值的区、县（市）中列第 3 名；前 2 名的分界为 8.25 人，还差 2.25 人。 | Value 6 persons: place 3 among 3 districts with a value; the first 2 end at 8.25 persons, 2.25 persons short.',
      '[C 13] 不计名次分，任务 5 人 已完成，得 2.00 分。 | Not by place; target 5 persons met: 2.00 points.',
    ]);
    expect(stepsOf('13', { target: '10', claim: '0.000001' }, { others })).toEqual([
      '[C 13] 数值 0.000001 人，在 3 个有数值的区、县（市）中列第 3 名；前 2 名的分界为 999999999999999.999998 人，还差 999999999999999.999997 人。 | Value 0.000001 persons: place 3 among 3 districts with a value; the first 2 end at 999999999999999.999998 persons, 999999999999999.999997 persons short.',
      '[C 13] 不计名次分，任务 10 人 未完成，得 0.00 分。 | Not by place; target 10 persons not met: 0.00 points.',
    ]);
  });

  it('without a target [D 8]', () => {
    expect(stepsOf('13', { claim: '6' }, { others: claims('9', '8') })[1]).toBe(
      '[C 13] 未进前列，任务尚未下达，得 0.00 分。 | Not by place, and no target is assigned yet: 0.00 points.',
    );
    expect(stepsOf('13', { claim: '9' }, { others: claims('8', '7') })[1]).toContain(
      'Within the first 2 places: 3.00 points.',
    );
  });

  it('of an amount of 0, which holds no place [D 5]', () => {
    expect(stepsOf('13', { target: '10', claim: '0' }, { others: claims('9') })).toEqual([
      '[C 13] 数值 0 人：为 0 不参与名次。 | Value 0 persons: 0 holds no place.',
      '[C 13] 不计名次分，任务 10 人 未完成，得 0.00 分。 | Not by place; target 10 persons not met: 0.00 points.',
    ]);
  });

  it('where ties leave nobody in the places [D 5]', () => {
    const change = { components: { 13: { ties: 'modified-competition' } } };
    expect(stepsOf('13', { target: '10', claim: '7' }, { change, others: claims('7', '7') })[0]).toBe(
      '[C 13] 数值 7 人，在 3 个有数值的区、县（市）中并列第 3 名；并列使前 2 名无人入围。 | Value 7 persons: tied for place 3 among 3 districts with a value; ties leave nobody within the first 2.',
    );
  });

  it('where a place counts only with the target met [D 6]', () => {
    const change = { components: { 13: { placeNeedsTarget: true } } };
    expect(stepsOf('13', { target: '10', claim: '9' }, { change, others: claims('8') })[1]).toBe(
      '[C 13] 不计名次分，任务 10 人 未完成，得 0.00 分。 | Not by place; target 10 persons not met: 0.00 points.',
    );
    expect(stepsOf('13', { target: '9', claim: '9' }, { change, others: claims('8') })[1]).toBe(
      '[C 13] 名次在前 2 名，得 3.00 分。 | Within the first 2 places: 3.00 points.',
    );
  });
});

describe('the discretionary component explains itself [C 12]', () => {
  it('when carried out', () => {
    expect(stepsOf('12', { claim: '1' })).toEqual(['[C 12] 已开展工作，得 3.00 分。 | Carried out: 3.00 points.']);
  });

  it('by the deduction', () => {
    expect(stepsOf('12', { claim: '0', verification: { value: '0', deduction: '1.25' } })).toEqual([
      '[C 12] 未开展，酌情扣 1.25 分：3.00 − 1.25 = 1.75 分。 | Not carried out, 1.25 deducted: 3.00 − 1.25 = 1.75 points.',
    ]);
  });
});

describe('0 points explain which of the states they come from [D 4, D 8, D 10]', () => {
  it.each<[string, string, GivenComponent, Basis, string]>([
    ['missing', '5', { target: '20' }, 'claimed', '尚未申报：得 0.00 分。 | Nothing submitted yet: 0.00 points.'],
    ['missing', '13', { target: '20' }, 'claimed', '尚未申报：得 0.00 分。 | Nothing submitted yet: 0.00 points.'],
    [
      'claimed',
      '5',
      { target: '20', claim: '16' },
      'verified',
      '已申报，尚未核定：得 0.00 分。 | Claimed, not verified yet: 0.00 points.',
    ],
    [
      'returned',
      '5',
      { target: '20', claim: { value: '16', returned: true } },
      'claimed',
      '申报已退回，须重新申报：得 0.00 分。 | The claim was returned; the district must claim again: 0.00 points.',
    ],
    [
      'pending',
      '12',
      { claim: '0' },
      'claimed',
      '未开展，扣分待定：得 0.00 分。 | Not carried out; the deduction is not decided yet: 0.00 points.',
    ],
    [
      'target-missing',
      '1',
      { claim: '3' },
      'claimed',
      '任务尚未下达：得 0.00 分。 | No target is assigned yet: 0.00 points.',
    ],
  ])('%s (component %s)', (_, component, given, basis, text) => {
    expect(stepsOf(component, given, { basis })).toEqual([`[C ${component}] ${text}`]);
  });
});

/** The number in which a sentence in Chinese ends its sum: `得 2.40 分`, `= 2.40 分`, `得满分 3.00 分`. */
function pointsIn(zh: string): string | undefined {
  return [...zh.matchAll(/(?:得|得满分|=|≈) (-?[0-9.]+) 分/g)].at(-1)?.[1];
}

describe('bands explain themselves', () => {
  const bands = [
    { from: '1', points: '3' },
    { from: '0.95', points: '2' },
    { from: null, points: '0.5' },
  ];
  const ofRate = { components: { '5': { kind: 'bands', of: 'rate', bands } } };

  it('by the rate and the band that it falls into', () => {
    expect(stepsOf('5', { target: '20', claim: '19' }, { change: ofRate })).toEqual([
      '[C 5] 完成率 = 19 ÷ 20 = 95.00%（完成 19 人，任务 20 人）。 | Completion rate = 19 ÷ 20 = 95.00% (done 19 persons, target 20 persons).',
      '[C 5] 属“不低于 0.95”一档，得 2.00 分。 | In the band “0.95 or more”: 2.00 points.',
    ]);
    expect(stepsOf('5', { target: '20', claim: '1' }, { change: ofRate })[1]).toBe(
      '[C 5] 属“其余”一档，得 0.50 分。 | In the band “all others”: 0.50 points.',
    );
  });

  it('by the value with its unit', () => {
    const last = [
      { upTo: '1', points: '2' },
      { upTo: null, points: '0' },
    ];
    const change = { components: { '5': { kind: 'bands', of: 'value', bands: last } } };
    expect(stepsOf('5', { target: '20', claim: '1' }, { change })).toEqual([
      '[C 5] 数值 1 人：属“不高于 1 人”一档，得 2.00 分。 | Value 1 persons, in the band “1 persons or less”: 2.00 points.',
    ]);
  });

  it('where there is no rate, and where there is no target', () => {
    expect(stepsOf('5', { target: '0', claim: '5' }, { change: ofRate })).toEqual([
      '[C 5] 任务为 0，没有完成率，得 0.00 分。 | Target 0: there is no rate, 0.00 points.',
    ]);
    expect(stepsOf('5', { claim: '5' }, { change: ofRate })).toEqual([
      '[C 5] 任务尚未下达：得 0.00 分。 | No target is assigned yet: 0.00 points.',
    ]);
  });
});

describe('every explanation', () => {
  it('cites its clause, ends in the points given, and has no holes, whatever the scheme and the cohort', () => {
    fc.assert(
      fc.property(anyCohort, fc.constantFrom(...bases), ({ scheme, districts, books }, basis) => {
        const { settled } = standingsOf(scheme, districts, rebuild(scheme, books).board);
        for (const { district, inputs } of books) {
          for (const { component, points, steps } of scoreBook(settled, district, inputs, basis).components) {
            expect(steps.map(({ clause }) => clause)).toEqual(steps.map(() => component.clause));
            const given = formatPoints(points, scheme.rounding.decimals);
            const { zh, en } = steps.at(-1)!.text;
            // What gives no points, as a number for formulas, need not speak of any.
            if (component.full > component.lowest)
              expect([pointsIn(zh), en]).toEqual([given, expect.stringContaining(given)]);
            for (const { text } of steps)
              expect(`${text.zh} ${text.en}`).not.toMatch(/undefined|NaN|\[object|null|Infinity/);
            for (const { text } of steps) expect([text.zh.at(-1), text.en.at(-1)]).toEqual(['。', '.']);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
