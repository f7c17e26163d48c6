import * as z from 'zod';
import { zero } from '../fraction.ts';
import { type Kind, meets, order, zeroTarget } from './kind.ts';

const settings = z.strictObject({ kind: z.literal('completion'), zeroTarget, order });

/** Full points where the target is met, else none. */
export const completion: Kind<typeof settings> = {
  settings,
  earned: (rule, { full, number, target }) => (target !== null && meets(number, target, rule) ? full : zero),
};
