import * as z from 'zod';
import { zero } from '../fraction.ts';
import type { Kind } from './kind.ts';

const settings = z.strictObject({ kind: z.literal('veto'), highest: z.string() });

/** No points: where its number is above zero, the district's grade is at best this one. */
export const veto: Kind<typeof settings> = {
  settings,
  earned: () => zero,
  bestGrade: ({ highest }) => highest,
};
