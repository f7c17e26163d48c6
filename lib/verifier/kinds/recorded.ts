import * as z from 'zod';
import { zero } from '../fraction.ts';
import type { Kind } from './kind.ts';

const settings = z.strictObject({ kind: z.literal('recorded') });

/** No points: a number for formulas. */
export const recorded: Kind<typeof settings> = { settings, earned: () => zero };
