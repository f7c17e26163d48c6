import * as z from 'zod';
import { gapsTo, targetMark } from './gap.ts';
import { meetsTarget, ofAnyValue, type RuleKind, refuseNoTarget } from './rule.ts';
import { orderSchema, zeroTarget } from './setting-schemas.ts';
import { amount, atMostWords, noTargetWords, shown, step, zeroTargetWords } from './words.ts';

/** The settings of such a rule in a document. */
export const completionSettings = () =>
  z.strictObject({ kind: z.literal('completion'), zeroTarget: zeroTarget(), order: orderSchema().optional() });

/**
 * Full points when the value reaches the target, or with `at-most` does not exceed it, else none [C 1–4, 19]. Full 400,
 * value 3, target 3 → 400; value 2 → 0.
 */
export const completion: RuleKind<typeof completionSettings> = {
  check: ({ kind }, component) => refuseNoTarget(kind, component),
  describe: ({ zeroTarget: zero, order }, component) => ({
    rule: [
      {
        zh: `完成任务的得 ${component.fullPoints} 分，未完成的得 0 分。`,
        en: `${component.fullPoints} points where the target is met, 0 points where it is not.`,
      },
    ],
    decisions: [...noTargetWords(component), order === 'at-most' ? atMostWords : zeroTargetWords[zero]],
  }),
  compile: ({ zeroTarget: zero, order }, component) => ({
    ...ofAnyValue,
    sees: 'own',
    needsTarget: true,
    earn({ value, target }) {
      const isMet = meetsTarget(value, target!, zero, order);
      const points = isMet ? component.full : 0;
      const steps = () => {
        const [done, task] = [amount(component, value), amount(component, target!)];
        const [full, given] = [shown(component, component.full), shown(component, points)];
        const zh = `完成 ${done.zh}，任务 ${task.zh}：`;
        const en = `Done ${done.en}, target ${task.en}: `;
        return isMet
          ? [step(component, `${zh}已完成，得 ${given} 分。`, `${en}completed, ${given} points.`)]
          : [
              step(
                component,
                `${zh}未完成，得 ${given} 分（满分 ${full}）。`,
                `${en}not completed, ${given} points (of ${full}).`,
              ),
            ];
      };
      const full = { at: target!, points: component.full, name: targetMark };
      return { points, steps, gaps: () => gapsTo(full, component, value, points) };
    },
  }),
};
