import * as z from 'zod';
import { envelope } from './envelope.ts';

/** Finalization was due, and open points held it. */
export const finalizationHeld = envelope(
  'FinalizationHeld',
  1,
  z.object({ cycle: z.string(), epoch: z.int(), blockers: z.int() }),
);
