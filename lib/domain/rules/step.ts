import { formatPoints, type PointUnits, type Rounding } from '../points.ts';
import { Exact, type Quantity } from '../quantity.ts';
import type { Text } from '../text.ts';

/** One step of how points arose: the clause it rests on, and the numbers and arithmetic in words. */
export interface Step {
  readonly clause: string;
  readonly text: Text;
}

/** What a rule needs to know of the component that it stands in: for its points, and for its words. */
export interface RuledComponent {
  /** The indicator's id, by which the text is cited: `[C 20]`. */
  readonly clause: string;
  readonly unit: Text;
  readonly full: PointUnits;
  readonly rounding: Rounding;
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
export function amount({ unit }: Pick<RuledComponent, 'unit'>, { text }: Pick<Quantity, 'text'>): Text {
  return { zh: `${text} ${unit.zh}`, en: `${text} ${unit.en}` };
}

/** `value ÷ target` in percent with 2 decimals, uncapped, for the eye only: 25 ÷ 20 → `"125.00%"` [D 3]. */
export function rateShown(value: Quantity, target: Quantity): string {
  return `${new Exact(value.text).div(target.text).times(100).toFixed(2)}%`;
}

/** The uncapped rate, with what it is of. The target is above zero. */
export function rateStep(component: RuledComponent, value: Quantity, target: Quantity): Step {
  const [done, task] = [amount(component, value), amount(component, target)];
  const rate = rateShown(value, target);
  return step(
    component,
    `完成率 = ${value.text} ÷ ${target.text} = ${rate}（完成 ${done.zh}，任务 ${task.zh}）。`,
    `Completion rate = ${value.text} ÷ ${target.text} = ${rate} (done ${done.en}, target ${task.en}).`,
  );
}
