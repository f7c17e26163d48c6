import * as z from 'zod';
import { gapsTo, targetMark } from './gap.ts';
import {
  amount,
  meetsTarget,
  noTargetWords,
  ofAnyValue,
  type RuleKind,
  refuseNoTarget,
  shown,
  step,
  zeroTarget,
  zeroTargetWords,
} from './rule.ts';

/** The settings of such a rule in a document. */
export const completionSettings = () => z.strictObject({ kind: z.literal('completion'), zeroTarget: zeroTarget() });

/** Full points when the value reaches the target, else none [C 1–4, 19]. Full 400, value 3, target 3 → 400; value 2 → 0. */
export const completion: RuleKind<typeof completionSettings> = {
  check: ({ kind }, component) => refuseNoTarget(kind, component),
  describe: ({ zeroTarget: zero }, component) => ({
    rule: [
      {
        zh: `完成任务的得 ${component.fullPoints} 分，未完成的得 0 分。`,
        en: `${component.fullPoints} points where the target is met, 0 points where it is not.`,
      },
    ],
    decisions: [...noTargetWords(component), zeroTargetWords[zero]],
  }),
  compile: ({ zeroTarget: zero }, component) => ({
    ...ofAnyValue,
    sees: 'own',
    needsTarget: true,
    earn({ value, target }) {
      const isMet = meetsTarget(value, target!, zero);
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
