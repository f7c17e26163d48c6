import { type Amount, amountText, fixedDecimals, productOf, quotientOf } from '../amount.ts';
import { formatPoints, type PointUnits, type Rounding } from '../points.ts';
import type { Text } from '../text.ts';
import type { Among } from './formula.ts';
import { type DescribedComponent, type RuledComponent, roundedPoints } from './rule.ts';
import type { ZeroTarget } from './setting-schemas.ts';

/** One step of how points arose: the clause it rests on, and the numbers and arithmetic in words. */
export interface Step {
  readonly clause: string;
  readonly text: Text;
}

/** A step of the component's own clause. */
export function step({ clause }: Pick<RuledComponent, 'clause'>, zh: string, en: string): Step {
  return { clause, text: { zh, en } };
}

/** Points as the scheme writes them. */
export function shown({ rounding }: Pick<RuledComponent, 'rounding'>, points: PointUnits): string {
  return formatPoints(points, rounding.decimals);
}

/** A value, a target, or the difference of two, with the component's unit, in Chinese and in English. */
export function amount({ unit }: Pick<RuledComponent, 'unit'>, number: Amount): Text {
  const text = amountText(number);
  return { zh: `${text} ${unit.zh}`, en: `${text} ${unit.en}` };
}

/** `value ÷ target` in percent with 2 decimals, uncapped, for the eye only: 25 ÷ 20 → `"125.00%"` [D 3]. */
export function rateShown(value: Amount, target: Amount): string {
  return `${fixedDecimals(productOf(quotientOf(value, target)!, { whole: 100, micros: 0 }), 2)}%`;
}

/** The uncapped rate, with what it is of. The target is above zero. */
export function rateStep(component: RuledComponent, value: Amount, target: Amount): Step {
  const [done, task] = [amount(component, value), amount(component, target)];
  const rate = `${amountText(value)} ÷ ${amountText(target)} = ${rateShown(value, target)}`;
  return step(
    component,
    `完成率 = ${rate}（完成 ${done.zh}，任务 ${task.zh}）。`,
    `Completion rate = ${rate} (done ${done.en}, target ${task.en}).`,
  );
}

/** How points are rounded, in words. */
export const roundingWays: Readonly<Record<Rounding['mode'], Text>> = {
  'half-up': { zh: '四舍五入', en: 'half up' },
  'half-even': { zh: '四舍六入五成双', en: 'half to even' },
};

/**
 * From a sum to the points: the exact result, the bound that it is kept within, the one rounding. Of `2 − 0.1 × 2.63` it
 * says that this is 1.737, and 1.74 rounded.
 */
export function sumStep(component: RuledComponent, sum: Text | string, exact: Amount): Step {
  const { zh, en } = typeof sum === 'string' ? { zh: sum, en: sum } : sum;
  const { rounding, full, lowest } = component;
  const points = roundedPoints(component, exact);
  const given = shown(component, points);
  const result = amountText(exact);
  if (Number(zh) === Number(given)) return step(component, `得 ${given} 分。`, `${given} points.`);
  const equals = result.startsWith('≈') ? ` ${result}` : ` = ${result}`;
  const isKept = (points === full || points === lowest) && fixedDecimals(exact, rounding.decimals) !== given;
  if (isKept) {
    const bound = points === full ? { zh: '满分', en: 'full points' } : { zh: '最低分', en: 'lowest points' };
    return step(
      component,
      `得分 = ${zh}${equals}，以${bound.zh} ${given} 分为限，得 ${given} 分。`,
      `Points = ${en}${equals}, kept at the ${bound.en}: ${given}.`,
    );
  }
  if (Number(result) === Number(given))
    return step(component, `得分 = ${zh} = ${given} 分。`, `Points = ${en} = ${given}.`);
  const way = roundingWays[rounding.mode];
  return step(
    component,
    `得分 = ${zh}${equals} ≈ ${given} 分（按精确值${way.zh}到 ${rounding.decimals} 位小数）。`,
    `Points = ${en}${equals} ≈ ${given} (the exact number rounded ${way.en} to ${rounding.decimals} places).`,
  );
}

/** What a claim of 0 is worth where the target is 0, in words [D 9]. */
export const zeroTargetWords: Readonly<Record<ZeroTarget, Text>> = {
  any: {
    zh: '任务为 0 的，只要申报（包括申报 0）即视为完成。',
    en: 'A target of 0 is met by anything submitted, be it 0.',
  },
  positive: { zh: '任务为 0 的，数值大于 0 才视为完成。', en: 'A target of 0 is met only by a value above 0.' },
};

/** What is said of a missing target where nothing is earned without one; nothing where it can't be missing [D 8]. */
export function noTargetWords({ target }: DescribedComponent): Text[] {
  if (target.kind !== 'assigned') return [];
  return [
    {
      zh: '任务尚未下达的，计 0 分，状态为“任务未下达”；下达之前不能定稿。',
      en: 'Without a target: 0 points, shown as “no target yet”; nothing is sealed before it is set.',
    },
  ];
}

/** What is said where less is better. */
export const atMostWords: Text = {
  zh: '数值越低越好：不高于任务的视为完成。',
  en: 'Less is better: a value of at most the target meets it.',
};

/** Among whom places are, where it is not everybody. */
export function amongWords(among: Among | undefined): Text[] {
  if (among !== 'group') return [];
  return [{ zh: '名次在本组之内排列。', en: 'Places are among the districts of the same group.' }];
}
