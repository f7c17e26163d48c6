import * as z from 'zod';
import {
  type Amount,
  amountOf,
  amountText,
  compareAmounts,
  isPositive,
  productOf,
  quotientOf,
  signOf,
} from '../amount.ts';
import { type PointUnits, roundedShare } from '../points.ts';
import { gapsTo, targetMark } from './gap.ts';
import {
  type Earned,
  meetsTarget,
  ofAnyValue,
  type RuledComponent,
  type RuleKind,
  refuseNoTarget,
  roundedPoints,
} from './rule.ts';
import { orderSchema, zeroTarget } from './setting-schemas.ts';
import {
  amount,
  atMostWords,
  noTargetWords,
  rateStep,
  roundingWays,
  type Step,
  shown,
  step,
  sumStep,
  zeroTargetWords,
} from './words.ts';

/** The settings of such a rule in a document. */
export const proportionalSettings = () =>
  z.strictObject({ kind: z.literal('proportional'), zeroTarget: zeroTarget(), order: orderSchema().optional() });

/**
 * `round(full × min(1, value ÷ target))`, one rounding on the exact quotient [C 5–11, 14, 15, 20, 21] [D 2, D 3].
 * Full 300, value 16, target 20 → 240.
 */
export const proportional: RuleKind<typeof proportionalSettings> = {
  check: ({ kind }, component) => refuseNoTarget(kind, component),
  describe: ({ zeroTarget: zero, order }, component) => {
    const { fullPoints, rounding } = component;
    const way = roundingWays[rounding.mode];
    return {
      rule: [
        {
          zh:
            order === 'at-most'
              ? `不高于任务的得 ${fullPoints} 分；高于任务的，得分 = ${fullPoints} × 任务 ÷ 完成数。`
              : `完成任务的得 ${fullPoints} 分；未完成的，得分 = ${fullPoints} × 完成数 ÷ 任务。超过 100% 的仍得 ${fullPoints} 分，完成率照实显示。`,
          en:
            order === 'at-most'
              ? `${fullPoints} points up to the target; above it ${fullPoints} × target ÷ done.`
              : `${fullPoints} points where the target is met; below it ${fullPoints} × done ÷ target. More than 100% still earns ${fullPoints}, and the rate is shown as it is.`,
        },
        {
          zh: `按精确商${way.zh}到 ${rounding.decimals} 位小数，只舍入一次。`,
          en: `The exact quotient is rounded ${way.en} to ${rounding.decimals} places, once.`,
        },
      ],
      decisions: [...noTargetWords(component), order === 'at-most' ? atMostWords : zeroTargetWords[zero]],
    };
  },
  compile: ({ zeroTarget: zero, order }, component) => ({
    ...ofAnyValue,
    sees: 'own',
    needsTarget: true,
    earn({ value, target: given }) {
      const target = given!;
      const isMet = meetsTarget(value, target, zero, order);
      if (order === 'at-most') return earnAtMost(component, value, target, isMet);
      if (!isPositive(target)) {
        const points = isMet ? component.full : 0;
        return { points, steps: () => [zeroTargetStep(component, value, isMet, points)], gaps: () => [] };
      }
      const { full, lowest, rounding } = component;
      const points = isMet ? full : Math.max(lowest, roundedShare(full, value, target, rounding.mode));
      return {
        points,
        steps: () => [
          rateStep(component, value, target),
          isMet ? metStep(component, points) : shareStep(component, value, target),
        ],
        gaps: () => gapsTo({ at: target, points: full, name: targetMark }, component, value, points),
      };
    },
  }),
};

/** Full up to the target, and where nothing is there at all; above it the target's share of the value. */
function earnAtMost(component: RuledComponent, value: Amount, target: Amount, isMet: boolean): Earned {
  const { full, rounding } = component;
  const points = isMet ? full : roundedShare(full, target, value, rounding.mode);
  const steps = () => {
    const [done, task] = [amount(component, value), amount(component, target)];
    return isMet
      ? [
          step(
            component,
            `数值 ${done.zh}，不高于任务 ${task.zh}，得满分 ${shown(component, points)} 分。`,
            `Value ${done.en}, at most the target ${task.en}: full points, ${shown(component, points)}.`,
          ),
        ]
      : [
          step(
            component,
            `数值 ${done.zh}，高于任务 ${task.zh}。`,
            `Value ${done.en}, more than the target ${task.en}.`,
          ),
          shareStep(component, target, value),
        ];
  };
  return { points, steps, gaps: () => [] };
}

function zeroTargetStep(component: RuledComponent, value: Amount, isMet: boolean, points: PointUnits): Step {
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

/** `full × share ÷ of`, of which one of the two is the value and the other the target. */
function shareStep(component: RuledComponent, share: Amount, of: Amount): Step {
  const sum = `${shown(component, component.full)} × ${amountText(share)} ÷ ${amountText(of)}`;
  const scale = 10n ** BigInt(component.rounding.decimals);
  const exact = productOf(quotientOf(share, of)!, amountOf(BigInt(component.full), scale));
  const points = roundedPoints(component, exact);
  if (signOf(share) < 0) return sumStep(component, sum, exact);
  const given = shown(component, points);
  if (compareAmounts(exact, amountOf(BigInt(points), scale)) === 0)
    return step(component, `得分 = ${sum} = ${given} 分。`, `Points = ${sum} = ${given}.`);
  const { decimals, mode } = component.rounding;
  const way = roundingWays[mode];
  return step(
    component,
    `得分 = ${sum} ≈ ${given} 分（按精确商${way.zh}到 ${decimals} 位小数）。`,
    `Points = ${sum} ≈ ${given} (the exact quotient rounded ${way.en} to ${decimals} places).`,
  );
}
