import * as z from 'zod';
import { compare, isZero, minus, zero } from '../fraction.ts';
import type { Kind } from './kind.ts';

const settings = z.strictObject({ kind: z.literal('discretionary') });

/** Full when carried out, else full minus what was decided, else nothing yet [C 12] [D 10]. */
export const discretionary: Kind<typeof settings> = {
  settings,
  isYesOrNo: true,
  earned: (_, { full, number, deduction }) => {
    if (!isZero(number)) return full;
    return deduction === null || compare(deduction, full) > 0 ? zero : minus(full, deduction);
  },
};
