import { type Amount, amountText, compareAmounts, differenceOf } from '../amount.ts';
import type { PointUnits } from '../points.ts';
import type { Text } from '../text.ts';
import type { RuledComponent } from './rule.ts';
import { amount, shown } from './words.ts';

/** What is missing for more points: with so much more, and the other districts as they are, a component earns so many. */
export interface Gap {
  /** A quantity in the component's unit, above 0. */
  readonly amount: string;
  /** More than it earns now. */
  readonly points: PointUnits;
  readonly text: Text;
}

/** A value from which on a component earns more. */
interface Mark {
  readonly at: Amount;
  readonly points: PointUnits;
  readonly name: Text;
}

/** The gap between a value and a mark; none where the mark is reached, or nothing is earned there beyond what is `earned`. */
export function gapsTo(
  { at, points, name }: Mark,
  component: RuledComponent,
  value: Amount,
  earned: PointUnits,
): Gap[] {
  if (points <= earned || compareAmounts(value, at) >= 0) return [];
  const missing = differenceOf(at, value);
  const { zh, en } = amount(component, missing);
  const given = shown(component, points);
  const text = {
    zh: `距${name.zh}还差 ${zh}，补足后得 ${given} 分。`,
    en: `${en} short of ${name.en}; with them ${given} points.`,
  };
  return [{ amount: amountText(missing), points, text }];
}

/** The name of the mark that a target is. */
export const targetMark: Text = { zh: '完成任务', en: 'the target' };
