import type { PointUnits } from '../points.ts';
import { difference, type Quantity } from '../quantity.ts';
import type { TopRule } from '../scheme.ts';
import type { Text } from '../text.ts';
import { meetsTarget } from './meets-target.ts';
import type { Place } from './places.ts';
import { amount, type Step, type StepContext, shown, step } from './step.ts';

/** What a district has by itself, before any place: nothing that counts · a value below the target · the target met. */
export const standing = { nothing: 0, counted: 1, met: 2 } as const;

/** One of these standings, as a column of the board stores it. */
export type Standing = (typeof standing)[keyof typeof standing];

/** The standing of a counted value; without a target a value stands for its place only [D 8, D 9]. */
export function standingOf(value: Quantity | null, target: Quantity | null, rule: TopRule): Standing {
  if (!value || !target) return standing.nothing;
  return meetsTarget(value, target, rule.zeroTarget) ? standing.met : standing.counted;
}

/** Place points in the first places, else target points with the target met, else the rest [C 13, 16–18] [D 6, D 7]. */
export function topPoints(rule: TopRule, isInPlaces: boolean, own: Standing): PointUnits {
  if (isInPlaces && (own === standing.met || !rule.placeNeedsTarget)) return rule.placePoints;
  if (own === standing.met) return rule.targetPoints;
  return own === standing.counted ? rule.otherPoints : 0;
}

/** The steps of a `top` component: the place and what separates it from the cut, the target, the points. */
export function explainTop(context: StepContext, rule: TopRule, place: Place, points: PointUnits): Step[] {
  const { value, target } = context;
  if (!value) return [];
  const given = shown(context, points);
  const own = standingOf(value, target, rule);
  const isByPlace = place.isIn && (own === standing.met || !rule.placeNeedsTarget);
  const last = isByPlace
    ? step(
        context,
        `名次在前 ${rule.places} 名，得 ${given} 分。`,
        `Within the first ${rule.places} places: ${given} points.`,
      )
    : explainTarget(context, target, own, given);
  return [explainPlace(context, value, rule, place), last];
}

function explainPlace(context: StepContext, value: Quantity, rule: TopRule, held: Place): Step {
  const own = amount(context, value);
  const { place, isShared, holders, cut } = held;
  if (place === null) return step(context, `数值 ${own.zh}：为 0 不参与名次。`, `Value ${own.en}: 0 holds no place.`);
  const zh = `数值 ${own.zh}，在 ${holders} 个有数值的区、县（市）中${isShared ? '并列' : '列'}第 ${place} 名`;
  const en = `Value ${own.en}: ${isShared ? 'tied for ' : ''}place ${place} among ${holders} districts with a value`;
  if (!cut)
    return step(
      context,
      `${zh}；并列使前 ${rule.places} 名无人入围。`,
      `${en}; ties leave nobody within the first ${rule.places}.`,
    );
  const edge = amount(context, cut);
  const gap = gapText(context, value, cut);
  return step(
    context,
    `${zh}；前 ${rule.places} 名的分界为 ${edge.zh}，${gap.zh}。`,
    `${en}; the first ${rule.places} end at ${edge.en}, ${gap.en}.`,
  );
}

/** What separates a value from the cut, with its unit. */
function gapText(context: StepContext, value: Quantity, cut: Quantity): Text {
  const gap = difference(value, cut);
  if (gap === '0') return { zh: '恰在分界上', en: 'exactly at the cut' };
  const { zh, en } = amount(context, { text: gap.replace('-', '') });
  return gap.startsWith('-') ? { zh: `还差 ${zh}`, en: `${en} short` } : { zh: `高出 ${zh}`, en: `${en} above it` };
}

function explainTarget(context: StepContext, target: Quantity | null, own: Standing, given: string): Step {
  if (!target)
    return step(
      context,
      `未进前列，任务尚未下达，得 ${given} 分。`,
      `Not by place, and no target is assigned yet: ${given} points.`,
    );
  const task = amount(context, target);
  return own === standing.met
    ? step(
        context,
        `不计名次分，任务 ${task.zh} 已完成，得 ${given} 分。`,
        `Not by place; target ${task.en} met: ${given} points.`,
      )
    : step(
        context,
        `不计名次分，任务 ${task.zh} 未完成，得 ${given} 分。`,
        `Not by place; target ${task.en} not met: ${given} points.`,
      );
}
