import { describe, expect, it } from 'vitest';
import { roundingOf } from '../../lib/domain/points.ts';
import { describeRule, ruleKinds } from '../../lib/domain/rules/index.ts';
import { changedDocument, type SchemeChange } from '../support/changed-scheme.ts';

/** The words of one component's rule, each as `Chinese | English`. */
function wordsOf(id: string, change?: SchemeChange) {
  const document = changedDocument(change);
  const components = document.categories.flatMap(({ indicators }) => indicators.flatMap((each) => each.components));
  const component = components.find((each) => each.id === id)!;
  const words = describeRule(component.rule, {
    ...component,
    lowestPoints: '0',
    rounding: roundingOf(document),
    gradeNames: new Map(),
  });
  const told = (sentences: typeof words.rule) => sentences.map(({ zh, en }) => `${zh} | ${en}`);
  return { rule: told(words.rule), decisions: told(words.decisions) };
}

const noTarget =
  '任务尚未下达的，计 0 分，状态为“任务未下达”；下达之前不能定稿。 | Without a target: 0 points, shown as “no target yet”; nothing is sealed before it is set.';
const anyZero =
  '任务为 0 的，只要申报（包括申报 0）即视为完成。 | A target of 0 is met by anything submitted, be it 0.';
const positiveZero = '任务为 0 的，数值大于 0 才视为完成。 | A target of 0 is met only by a value above 0.';

describe('a rule in words', () => {
  it('is told of every kind that there is', () => {
    expect([...ruleKinds].sort()).toEqual([
      'bands',
      'completion',
      'discretionary',
      'per-unit',
      'places',
      'proportional',
      'recorded',
      'top',
      'veto',
    ]);
  });

  it('says what completion earns, and of a missing target only where one is assigned [C 1, C 2]', () => {
    const rule = ['完成任务的得 4 分，未完成的得 0 分。 | 4 points where the target is met, 0 points where it is not.'];
    expect(wordsOf('1')).toEqual({ rule, decisions: [noTarget, anyZero] });
    expect(wordsOf('2').decisions).toEqual([anyZero]);
    expect(wordsOf('1', { components: { 1: { zeroTarget: 'positive' } } }).decisions).toEqual([noTarget, positiveZero]);
  });

  it('says how a share is rounded [C 5] [D 2]', () => {
    expect(wordsOf('5')).toEqual({
      rule: [
        '完成任务的得 3 分；未完成的，得分 = 3 × 完成数 ÷ 任务。超过 100% 的仍得 3 分，完成率照实显示。 | 3 points where the target is met; below it 3 × done ÷ target. More than 100% still earns 3, and the rate is shown as it is.',
        '按精确商四舍五入到 2 位小数，只舍入一次。 | The exact quotient is rounded half up to 2 places, once.',
      ],
      decisions: [noTarget, anyZero],
    });
    expect(wordsOf('5', { rounding: { places: 3, mode: 'half-even' } }).rule[1]).toBe(
      '按精确商四舍六入五成双到 3 位小数，只舍入一次。 | The exact quotient is rounded half to even to 3 places, once.',
    );
    expect(wordsOf('5', { components: { 5: { zeroTarget: 'positive' } } }).decisions).toEqual([noTarget, positiveZero]);
  });

  it('says what places earn, who holds one, and who shares it [C 13] [D 5–8]', () => {
    expect(wordsOf('13')).toEqual({
      rule: [
        '数值列前 2 名的得 3 分；未进前 2 名而完成任务的得 2 分；其余得 0 分。 | 3 points within the first 2 places; outside them 2 points where the target is met, otherwise 0.',
      ],
      decisions: [
        '数值相同的名次并列，其后空出名次（1、1、3）：与末位入围者并列的都入围。 | Equal values share a place and the places behind stay empty (1, 1, 3): all who tie for the last of the places are in.',
        '数值大于 0 才参与名次。 | Only a value above 0 holds a place.',
        '列入前几名即得名次分，不以完成任务为条件。 | A place is enough: the target need not be met.',
        '任务尚未下达的，前 2 名照得名次分，其余计 0 分；下达之前不能定稿。 | Without a target the first 2 places still earn their points and all others 0; nothing is sealed before it is set.',
        positiveZero,
      ],
    });
    const stricter = { ties: 'dense', placeNeedsTarget: true, zeroTarget: 'any' };
    expect(wordsOf('13', { components: { 13: stricter } }).decisions).toEqual([
      '数值相同的名次并列，其后不空名次（1、1、2）。 | Equal values share a place and none stays empty behind them (1, 1, 2).',
      '数值大于 0 才参与名次。 | Only a value above 0 holds a place.',
      '列入前几名并且完成任务的才得名次分。 | A place counts only where the target is met, too.',
      '任务尚未下达的，不论名次计 0 分；下达之前不能定稿。 | Without a target: 0 points at any place; nothing is sealed before it is set.',
      anyZero,
    ]);
    expect(wordsOf('13', { components: { 13: { ties: 'modified-competition' } } }).decisions[0]).toBe(
      '数值相同的并列取靠后的名次（2、2、3）：并列超出名额的都不入围。 | Equal values share the hindmost of their places (2, 2, 3): who tie beyond the last of the places are out.',
    );
    const others = { order: 'at-most', among: 'group', positiveOnly: false };
    expect(wordsOf('13', { components: { 13: others } }).decisions).toEqual([
      wordsOf('13').decisions[0],
      '名次在本组之内排列。 | Places are among the districts of the same group.',
      ...wordsOf('13').decisions.slice(2, 4),
      '数值越低越好：不高于任务的视为完成。 | Less is better: a value of at most the target meets it.',
    ]);
    const fixed = { kind: 'top', places: 1, placePoints: '3', targetPoints: '1', otherPoints: '0', ...stricter };
    expect(wordsOf('2', { components: { 2: fixed } }).decisions).toHaveLength(4);
  });

  it('says what is deducted, and that nothing counts before [C 12] [D 10]', () => {
    expect(wordsOf('12')).toEqual({
      rule: [
        '开展的（填 1）得 3 分；未开展的（填 0）由考核人员酌情扣分，得分 = 3 − 所扣分数。 | 3 points where it was carried out (1); where not (0), 3 minus what an assessor deducts at discretion.',
      ],
      decisions: [
        '酌情扣分决定之前，状态为“待裁量”，计 0 分，不能定稿。 | Until the deduction is decided: shown as “to be decided”, 0 points, and nothing is sealed.',
      ],
    });
  });

  it('lists bands with their edges, those of a value with its unit', () => {
    const from = [
      { from: '90', points: '3' },
      { from: null, points: '-1' },
    ];
    const upTo = [
      { upTo: '0.5', points: '0' },
      { upTo: null, points: '3' },
    ];
    expect(wordsOf('5', { components: { 5: { kind: 'bands', of: 'value', bands: from } } })).toEqual({
      rule: [
        '按数值分档计分，取首先符合的一档。 | By bands of the value, the first that fits.',
        '不低于 90 人：3 分 | 90 persons or more: 3 points',
        '其余：-1 分 | all others: -1 points',
        '各档分数以 0 分至 3 分为限。 | What a band gives is kept within 0 and 3 points.',
      ],
      decisions: [],
    });
    const ofRate = wordsOf('5', { components: { 5: { kind: 'bands', of: 'rate', bands: upTo } } });
    expect(ofRate.rule.slice(0, 2)).toEqual([
      '按完成率分档计分，取首先符合的一档。 | By bands of the completion rate, the first that fits.',
      '不高于 0.5：0 分 | 0.5 or less: 0 points',
    ]);
    expect(ofRate.decisions).toEqual([
      noTarget,
      '任务为 0 的没有完成率，得 0 分。 | With a target of 0 there is no rate, and 0 points.',
    ]);
  });
});
