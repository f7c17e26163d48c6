import { Decimal } from 'decimal.js';
import { formatPoints, type PointUnits, type Rounding } from '../points.ts';
import type { Quantity } from '../quantity.ts';
import type { Component } from '../scheme.ts';
import type { Text } from '../text.ts';

/** One step of how points arose: the clause it rests on, and the numbers and arithmetic in words. */
export interface Step {
  readonly clause: string;
  readonly text: Text;
}

/** Everything a rule's explanation may mention besides its own outcome. */
export interface StepContext {
  readonly component: Component;
  readonly rounding: Rounding;
  readonly value: Quantity | null;
  readonly target: Quantity | null;
}

/** A step of the component's own clause. */
export function step({ component }: StepContext, zh: string, en: string): Step {
  return { clause: component.clause, text: { zh, en } };
}

/** Points as the scheme writes them. */
export function shown({ rounding }: StepContext, points: PointUnits): string {
  return formatPoints(points, rounding.places);
}

/** A value, a target, or the difference of two, with the component's unit, in Chinese and in English. */
export function amount({ component }: StepContext, { text }: Pick<Quantity, 'text'>): Text {
  return { zh: `${text} ${component.unit.zh}`, en: `${text} ${component.unit.en}` };
}

const Display = Decimal.clone({ precision: 60, rounding: Decimal.ROUND_HALF_UP });

/** `value ÷ target` in percent with 2 decimals, uncapped, for the eye only: 25 ÷ 20 → `"125.00%"` [D 3]. */
export function rateShown(value: Quantity, target: Quantity): string {
  return `${new Display(value.text).div(target.text).times(100).toFixed(2)}%`;
}
