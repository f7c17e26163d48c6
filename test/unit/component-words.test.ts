import { describe, expect, it } from 'vitest';
import { describeComponent } from '../../lib/domain/rules/component-words.ts';
import { part } from '../support/small-method.ts';

const grades = [
  { id: 'good', name: { zh: '良好', en: 'Good' }, from: '60' },
  { id: 'poor', name: { zh: '较差', en: 'Poor' }, from: null },
];

/** Rule and decisions of a component of a method, each as `Chinese | English`. */
function wordsOf(...given: Parameters<typeof part>) {
  const { rule, decisions } = describeComponent(part(...given), { rounding: { places: 2, mode: 'half-up' }, grades });
  const both = (sentences: typeof rule) => sentences.map(({ zh, en }) => `${zh} | ${en}`);
  return { rule: both(rule), decisions: both(decisions) };
}

describe('a component in words', () => {
  it('that is a number for others says so, and who records it', () => {
    const number = '只作数据，不计分。 | A number for other components; it earns no points.';
    expect(wordsOf('a', { kind: 'recorded' })).toEqual({ rule: [number], decisions: [] });
    expect(wordsOf('a', { kind: 'recorded' }, { filledBy: 'district' }).rule).toEqual([number]);
    expect(wordsOf('a', { kind: 'recorded' }, { filledBy: 'assessor' }).rule).toEqual([
      '由考核人员录入。 | Recorded by an assessor.',
      number,
    ]);
  });

  it('that is measured says what of, before its rule; then who is exempt', () => {
    const measure = { divide: [{ value: 'x' }, '3'] };
    const unless = { atLeast: [{ value: 'y' }, '20'] };
    expect(wordsOf('a', { kind: 'recorded' }, { measure, unless, fullPoints: '5' }).rule).toEqual([
      '不由区县填报，测算值 = “x”数值 ÷ 3。 | Nobody fills it in; measured: value of x ÷ 3.',
      '只作数据，不计分。 | A number for other components; it earns no points.',
      '“y”数值 不低于 20 的，免予扣分，得满分 5 分。 | Where value of y is at least 20: full points, 5, whatever the rule says.',
    ]);
  });

  it.each([
    ['full', '不适用于某区县的，计满分。 | A district to which it does not apply gets full points.'],
    ['zero', '不适用于某区县的，计 0 分。 | A district to which it does not apply gets 0 points.'],
    [
      'mean',
      '不适用于某区县的，取适用的各区县得分的平均。 | A district to which it does not apply gets the mean of those to whom it does.',
    ],
  ] as const)('that may not apply says what a district has then: %s', (whenNotApplicable, words) => {
    expect(wordsOf('a', { kind: 'recorded' }, { whenNotApplicable }).decisions).toEqual([words]);
  });

  it('that is a veto names the best grade that is left', () => {
    expect(wordsOf('v', { kind: 'veto', highest: 'poor' })).toEqual({
      rule: [
        '数值大于 0 的，等次最高为“较差”；得分与名次不变。 | With a value above 0 the grade is at best “Poor”; points and rank do not change.',
      ],
      decisions: ['没有填报数值的，视为未发生。 | Without a value nothing has happened.'],
    });
  });

  it('by units says where it starts, what each unit changes on either side, and the bounds', () => {
    const below = { points: '-0.1', per: '0.01', units: 'started', most: '1.5' } as const;
    const target = { kind: 'assigned' } as const;
    const more = { fullPoints: '2', lowestPoints: '-0.5', target };
    expect(wordsOf('u', { kind: 'per-unit', base: '2', from: 'target', below }, more)).toEqual({
      rule: [
        '以 任务 为基准，得 2 分。 | 2 points at the target.',
        '高于基准的不增不减。 | Nothing changes above it.',
        '低于基准的，每 0.01 计 -0.1 分（不足一个单位的按一个单位计），至多 1.5 分。 | -0.1 points for each 0.01 below it (a unit that is begun counts whole), at most by 1.5.',
        '得分以 -0.5 分至 2 分为限。 | Points are kept within -0.5 and 2.',
      ],
      decisions: [
        '任务尚未下达的，计 0 分，状态为“任务未下达”；下达之前不能定稿。 | Without a target: 0 points, shown as “no target yet”; nothing is sealed before it is set.',
      ],
    });
    const above = { points: '0.5', per: '1', units: 'full' } as const;
    const exact = { ...above, units: 'exact' } as const;
    const overMean = { kind: 'per-unit', base: '1', from: { mean: { value: 'x' } }, above, below: exact } as const;
    const fromMean = wordsOf('u', overMean, { target });
    expect(fromMean.rule).toEqual([
      '以 全体平均(“x”数值) 为基准，得 1 分。 | 1 points at mean of (value of x).',
      '高于基准的，每 1 计 0.5 分（不足一个单位的不计）。 | 0.5 points for each 1 above it (only full units count).',
      '低于基准的，每 1 计 0.5 分（不足一个单位的按比例计）。 | 0.5 points for each 1 below it (parts of a unit count as parts).',
      '得分以 0 分至 0 分为限。 | Points are kept within 0 and 0.',
    ]);
    expect(fromMean.decisions).toEqual([]);
  });

  it('by place lists what each earns, those behind the list, and who holds a place', () => {
    const shared =
      '数值相同的名次并列，其后空出名次（1、1、3）：与末位入围者并列的都入围。 | Equal values share a place and the places behind stay empty (1, 1, 3): all who tie for the last of the places are in.';
    expect(wordsOf('p', { kind: 'places', points: ['20', '18'] }, { fullPoints: '20' })).toEqual({
      rule: [
        '按数值由高到低排名次计分。 | By place, the highest value first.',
        '第 1 名：20 分 | place 1: 20 points',
        '第 2 名：18 分 | place 2: 18 points',
        '其后各名次：0 分 | places behind them: 0 points',
      ],
      decisions: [
        shared,
        '有数值的（含 0）都参与名次，没有数值的得 0 分。 | Any value holds a place, be it 0; without one: 0 points.',
      ],
    });
    const then = { each: '-0.5', least: '2' };
    const others = { order: 'at-most', ties: 'dense', positiveOnly: true, among: 'group' } as const;
    expect(wordsOf('p', { kind: 'places', points: ['20', '19', '18'], then, ...others })).toEqual({
      rule: [
        '按数值由低到高排名次计分。 | By place, the lowest value first.',
        '第 1 名：20 分 | place 1: 20 points',
        '第 2 名：19 分 | place 2: 19 points',
        '第 3 名：18 分 | place 3: 18 points',
        '其后每一名次在 18 分上累计加 -0.5 分，不低于 2 分。 | Behind them -0.5 for every further place on top of 18, not below 2.',
      ],
      decisions: [
        '数值相同的名次并列，其后不空名次（1、1、2）。 | Equal values share a place and none stays empty behind them (1, 1, 2).',
        '名次在本组之内排列。 | Places are among the districts of the same group.',
        '数值大于 0 才参与名次。 | Only a value above 0 holds a place.',
      ],
    });
  });
});
