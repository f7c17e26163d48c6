import { z } from 'zod';
import { decimalText, envelope, pair } from './envelope.ts';

/** A district's points or rank moved on a basis, by its own book or by another district's. */
export const scoreChanged = envelope(
  'ScoreChanged',
  1,
  z.object({
    cycle: z.string(),
    boardVersion: z.int(),
    district: z.string(),
    basis: z.enum(['claimed', 'verified']),
    score: pair(decimalText),
    rank: pair(z.int()),
    components: z.array(z.object({ component: z.string(), points: pair(decimalText), causedBy: z.array(z.string()) })),
  }),
);
