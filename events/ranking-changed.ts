import * as z from 'zod';
import { envelope } from './envelope.ts';

/** A new version of a cycle's board moved at least one score or rank: by these causes, of these districts. */
export const rankingChanged = envelope(
  'RankingChanged',
  1,
  z.object({
    cycle: z.string(),
    boardVersion: z.int(),
    causes: z.array(z.object({ district: z.string(), revision: z.int() })),
    movedDistricts: z.array(z.string()),
  }),
);
