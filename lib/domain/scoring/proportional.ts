import { type PointUnits, type Rounding, roundedShare } from '../points.ts';
import { inMicros, isPositive, type Quantity } from '../quantity.ts';
import type { ZeroTarget } from '../scheme.ts';
import { meetsTarget } from './meets-target.ts';
import { amount, rateShown, type Step, type StepContext, shown, step } from './step.ts';

/**
 * `round(full × min(1, value ÷ target))`, one rounding on the exact quotient [C 5–11, 14, 15, 20, 21] [D 2, D 3].
 * Full 300, value 16, target 20 → 240.
 */
export function proportionalPoints(
  full: PointUnits,
  value: Quantity,
  target: Quantity,
  zeroTarget: ZeroTarget,
  { mode }: Rounding,
): PointUnits {
  if (meetsTarget(value, target, zeroTarget)) return full;
  return isPositive(target) ? roundedShare(full, value, target, mode) : 0;
}

/** The steps of a proportional component: the uncapped rate, then the points. */
export function explainProportional(
  context: StepContext,
  value: Quantity,
  target: Quantity,
  points: PointUnits,
): Step[] {
  const done = amount(context, value);
  const task = amount(context, target);
  if (!isPositive(target)) return [explainZeroTarget(context, value, target, points)];
  const rate = rateShown(value, target);
  const rateStep = step(
    context,
    `完成率 = ${value.text} ÷ ${target.text} = ${rate}（完成 ${done.zh}，任务 ${task.zh}）。`,
    `Completion rate = ${value.text} ÷ ${target.text} = ${rate} (done ${done.en}, target ${task.en}).`,
  );
  return [rateStep, explainShare(context, value, target, points)];
}

function explainZeroTarget(context: StepContext, value: Quantity, target: Quantity, points: PointUnits): Step {
  const { rule } = context.component;
  const { zh, en } = amount(context, value);
  const given = shown(context, points);
  return rule.kind === 'proportional' && meetsTarget(value, target, rule.zeroTarget)
    ? step(
        context,
        `任务为 0，已报 ${zh}：视为完成，得 ${given} 分。`,
        `Target 0, ${en} submitted: counts as met, ${given} points.`,
      )
    : step(
        context,
        `任务为 0，已报 ${zh}：不视为完成，得 ${given} 分。`,
        `Target 0, ${en} submitted: does not count as met, ${given} points.`,
      );
}

function explainShare(context: StepContext, value: Quantity, target: Quantity, points: PointUnits): Step {
  const { component, rounding } = context;
  const full = shown(context, component.full);
  const given = shown(context, points);
  if (inMicros(value) >= inMicros(target))
    return step(context, `不低于 100%，得满分 ${given} 分。`, `At least 100%: full points, ${given}.`);
  const isExact = (BigInt(component.full) * inMicros(value)) % inMicros(target) === 0n;
  const sum = `${full} × ${value.text} ÷ ${target.text}`;
  if (isExact) return step(context, `得分 = ${sum} = ${given} 分。`, `Points = ${sum} = ${given}.`);
  const way =
    rounding.mode === 'half-up' ? { zh: '四舍五入', en: 'half up' } : { zh: '四舍六入五成双', en: 'half to even' };
  return step(
    context,
    `得分 = ${sum} ≈ ${given} 分（按精确商${way.zh}到 ${rounding.places} 位小数）。`,
    `Points = ${sum} ≈ ${given} (the exact quotient rounded ${way.en} to ${rounding.places} places).`,
  );
}
