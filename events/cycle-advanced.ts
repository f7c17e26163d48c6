import * as z from 'zod';
import { envelope } from './envelope.ts';

/** A transition of a cycle was recorded. */
export const cycleAdvanced = envelope(
  'CycleAdvanced',
  1,
  z.object({
    cycle: z.string(),
    step: z.int(),
    kind: z.enum([
      'submissions-closed',
      'closing-begun',
      'held',
      'released',
      'finalized',
      'unchanged',
      'exported',
      'reopened',
    ]),
    state: z.enum(['open', 'verifying', 'closing', 'finalized']),
    epoch: z.int(),
  }),
);
