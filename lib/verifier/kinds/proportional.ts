import * as z from 'zod';
import { dividedBy, isZero, times, zero } from '../fraction.ts';
import { type Kind, meets, order, zeroTarget } from './kind.ts';

const settings = z.strictObject({ kind: z.literal('proportional'), zeroTarget, order });

/** The share of full points that was reached of the target, or where less is better, that the target is of the number. */
export const proportional: Kind<typeof settings> = {
  settings,
  earned: (rule, { full, number, target }) => {
    if (target === null) return zero;
    if (meets(number, target, rule)) return full;
    // More than the target, which is not below zero: the number is above zero.
    if (rule.order === 'at-most') return times(full, dividedBy(target, number));
    return isZero(target) ? zero : times(full, dividedBy(number, target));
  },
};
