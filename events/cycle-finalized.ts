import * as z from 'zod';
import { envelope } from './envelope.ts';

/** A result was sealed and its files are in write-once storage. Consumers drop repetitions by cycle and revision. */
export const cycleFinalized = envelope(
  'CycleFinalized',
  1,
  z.object({ cycle: z.string(), revision: z.int(), sha256: z.string() }),
);
