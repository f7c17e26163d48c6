import type { PointUnits } from '../points.ts';
import type { Quantity } from '../quantity.ts';
import type { ZeroTarget } from '../scheme.ts';
import { meetsTarget } from './meets-target.ts';
import { amount, type Step, type StepContext, shown, step } from './step.ts';

/** Full points when the value reaches the target, else none [C 1–4, 19]. Full 400, value 3, target 3 → 400; value 2 → 0. */
export function completionPoints(
  full: PointUnits,
  value: Quantity,
  target: Quantity,
  zeroTarget: ZeroTarget,
): PointUnits {
  return meetsTarget(value, target, zeroTarget) ? full : 0;
}

/** The steps of a completion component. */
export function explainCompletion(context: StepContext, value: Quantity, target: Quantity, points: PointUnits): Step[] {
  const done = amount(context, value);
  const task = amount(context, target);
  const full = shown(context, context.component.full);
  const given = shown(context, points);
  const { rule } = context.component;
  return rule.kind === 'completion' && meetsTarget(value, target, rule.zeroTarget)
    ? [
        step(
          context,
          `完成 ${done.zh}，任务 ${task.zh}：已完成，得 ${given} 分。`,
          `Done ${done.en}, target ${task.en}: completed, ${given} points.`,
        ),
      ]
    : [
        step(
          context,
          `完成 ${done.zh}，任务 ${task.zh}：未完成，得 ${given} 分（满分 ${full}）。`,
          `Done ${done.en}, target ${task.en}: not completed, ${given} points (of ${full}).`,
        ),
      ];
}
