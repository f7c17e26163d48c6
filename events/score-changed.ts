import * as z from 'zod';
import { decimalText, envelope, pair } from './envelope.ts';

/**
 * A district's points moved on a basis, by its own book or by others'; a move of its rank alone is in `RankingChanged`.
 * `causedBy` names the first few districts where there are more, `causedByCount` then says how many there are; all of
 * them are among the causes of the `RankingChanged` of that version.
 */
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
    components: z.array(
      z.object({
        component: z.string(),
        points: pair(decimalText),
        causedBy: z.array(z.string()),
        causedByCount: z.int().optional(),
      }),
    ),
  }),
);
