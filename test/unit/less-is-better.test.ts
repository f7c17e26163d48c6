import { describe, expect, it } from 'vitest';
import { describeRule } from '../../lib/domain/rules/index.ts';
import { methodOf, part, scoresOf } from '../support/small-method.ts';

const assigned = { target: { kind: 'assigned' } } as const;
const method = methodOf([
  part('c', { kind: 'completion', zeroTarget: 'positive', order: 'at-most' }, { fullPoints: '4', ...assigned }),
  part('p', { kind: 'proportional', zeroTarget: 'positive', order: 'at-most' }, { fullPoints: '6', ...assigned }),
]);

/** Both components of a district that claims so much with such a target: points, then the last step in English. */
function scored(claim: string, target: string) {
  const [score] = scoresOf(method, [{ id: 'a', book: { c: { claim, target }, p: { claim, target } } }]);
  return score!.components.map(({ points, steps, gaps }) => [points, steps.at(-1)!.text.en, gaps()]);
}

describe('where less is better', () => {
  it('a value up to the target has full points, and nothing that would earn more is told', () => {
    const full = [
      [400, 'Done 5 items, target 5 items: completed, 4.00 points.', []],
      [600, 'Value 5 items, at most the target 5 items: full points, 6.00.', []],
    ];
    expect(scored('5', '5')).toEqual(full);
    expect(scored('4.999999', '5').map(([points]) => points)).toEqual([400, 600]);
    expect(scored('0', '0').map(([points]) => points)).toEqual([400, 600]);
  });

  it('a value above it has nothing, or the share of it that the target is', () => {
    // 6 × 5 ÷ 8 = 3.75.
    expect(scored('8', '5')).toEqual([
      [0, 'Done 8 items, target 5 items: not completed, 0.00 points (of 4.00).', []],
      [375, 'Points = 6.00 × 5 ÷ 8 = 3.75.', []],
    ]);
    expect(scored('5.000001', '5').map(([points]) => points)).toEqual([0, 600]);
    expect(scored('1', '0').map(([points]) => points)).toEqual([0, 0]);
  });

  it('the method says so, and nothing of what meets a target of 0', () => {
    const described = { ...assigned, ...{ fullPoints: '6', lowestPoints: '0', gradeNames: new Map() } };
    const component = {
      ...described,
      unit: { zh: '个', en: 'items' },
      rounding: { decimals: 2, mode: 'half-up' as const },
    };
    for (const kind of ['completion', 'proportional'] as const) {
      const { rule, decisions } = describeRule({ kind, zeroTarget: 'any', order: 'at-most' }, component);
      if (kind === 'proportional')
        expect(rule[0]).toEqual({
          zh: '不高于任务的得 6 分；高于任务的，得分 = 6 × 任务 ÷ 完成数。',
          en: '6 points up to the target; above it 6 × target ÷ done.',
        });
      expect(decisions.slice(1)).toEqual([
        {
          zh: '数值越低越好：不高于任务的视为完成。',
          en: 'Less is better: a value of at most the target meets it.',
        },
      ]);
    }
  });
});
