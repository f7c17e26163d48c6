import * as z from 'zod';
import { decimalText, envelope } from './envelope.ts';

/** A district claimed values; one event for one revision of its book. */
export const claimSubmitted = envelope(
  'ClaimSubmitted',
  1,
  z.object({
    cycle: z.string(),
    district: z.string(),
    revision: z.int(),
    claims: z.array(z.object({ component: z.string(), value: decimalText, evidence: z.array(z.string()) })),
  }),
);
