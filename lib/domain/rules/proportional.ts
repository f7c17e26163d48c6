import * as z from 'zod';
import { type PointUnits, type Rounding, roundedShare } from '../points.ts';
import { Exact, isPositive, type Quantity } from '../quantity.ts';
import type { Text } from '../text.ts';
import { gapsTo, targetMark } from './gap.ts';
import {
  amount,
  meetsTarget,
  noTargetWords,
  ofAnyValue,
  type RuledComponent,
  type RuleKind,
  rateStep,
  refuseNoTarget,
  type Step,
  shown,
  step,
  zeroTarget,
  zeroTargetWords,
} from './rule.ts';

/** The settings of such a rule in a document. */
export const proportionalSettings = () => z.strictObject({ kind: z.literal('proportional'), zeroTarget: zeroTarget() });

/**
 * `round(full × min(1, value ÷ target))`, one rounding on the exact quotient [C 5–11, 14, 15, 20, 21] [D 2, D 3].
 * Full 300, value 16, target 20 → 240.
 */
export const proportional: RuleKind<typeof proportionalSettings> = {
  check: ({ kind }, component) => refuseNoTarget(kind, component),
  describe: ({ zeroTarget: zero }, component) => {
    const { fullPoints, rounding } = component;
    const way = roundingWays[rounding.mode];
    return {
      rule: [
        {
          zh: `完成任务的得 ${fullPoints} 分；未完成的，得分 = ${fullPoints} × 完成数 ÷ 任务。超过 100% 的仍得 ${fullPoints} 分，完成率照实显示。`,
          en: `${fullPoints} points where the target is met; below it ${fullPoints} × done ÷ target. More than 100% still earns ${fullPoints}, and the rate is shown as it is.`,
        },
        {
          zh: `按精确商${way.zh}到 ${rounding.decimals} 位小数，只舍入一次。`,
          en: `The exact quotient is rounded ${way.en} to ${rounding.decimals} places, once.`,
        },
      ],
      decisions: [...noTargetWords(component), zeroTargetWords[zero]],
    };
  },
  compile: ({ zeroTarget: zero }, component) => ({
    ...ofAnyValue,
    sees: 'own',
    needsTarget: true,
    earn({ value, target }) {
      const isMet = meetsTarget(value, target!, zero);
      if (!isPositive(target!)) {
        const points = isMet ? component.full : 0;
        return { points, steps: () => [zeroTargetStep(component, value, isMet, points)], gaps: () => [] };
      }
      const { full, rounding } = component;
      const points = isMet ? full : roundedShare(full, value, target!, rounding.mode);
      const last = () => (isMet ? metStep(component, points) : shareStep(component, value, target!, points));
      return {
        points,
        steps: () => [rateStep(component, value, target!), last()],
        gaps: () => gapsTo({ at: target!, points: full, name: targetMark }, component, value, points),
      };
    },
  }),
};

const roundingWays: Readonly<Record<Rounding['mode'], Text>> = {
  'half-up': { zh: '四舍五入', en: 'half up' },
  'half-even': { zh: '四舍六入五成双', en: 'half to even' },
};

function zeroTargetStep(component: RuledComponent, value: Quantity, isMet: boolean, points: PointUnits): Step {
  const { zh, en } = amount(component, value);
  const given = shown(component, points);
  return isMet
    ? step(
        component,
        `任务为 0，已报 ${zh}：视为完成，得 ${given} 分。`,
        `Target 0, ${en} submitted: counts as met, ${given} points.`,
      )
    : step(
        component,
        `任务为 0，已报 ${zh}：不视为完成，得 ${given} 分。`,
        `Target 0, ${en} submitted: does not count as met, ${given} points.`,
      );
}

function metStep(component: RuledComponent, points: PointUnits): Step {
  const given = shown(component, points);
  return step(component, `不低于 100%，得满分 ${given} 分。`, `At least 100%: full points, ${given}.`);
}

function shareStep(component: RuledComponent, value: Quantity, target: Quantity, points: PointUnits): Step {
  const { full, rounding } = component;
  const given = shown(component, points);
  const isExact = new Exact(value.text).times(full).modulo(target.text).isZero();
  const sum = `${shown(component, full)} × ${value.text} ÷ ${target.text}`;
  if (isExact) return step(component, `得分 = ${sum} = ${given} 分。`, `Points = ${sum} = ${given}.`);
  const way = roundingWays[rounding.mode];
  return step(
    component,
    `得分 = ${sum} ≈ ${given} 分（按精确商${way.zh}到 ${rounding.decimals} 位小数）。`,
    `Points = ${sum} ≈ ${given} (the exact quotient rounded ${way.en} to ${rounding.decimals} places).`,
  );
}
