import * as z from 'zod';
import { decimalText, envelope } from './envelope.ts';

/** An assessor judged a claim. `value` is the verified value in force afterwards, `null` if there is none. */
export const claimAssessed = envelope(
  'ClaimAssessed',
  1,
  z.object({
    cycle: z.string(),
    district: z.string(),
    revision: z.int(),
    component: z.string(),
    decision: z.enum(['verify', 'correct', 'return', 'deduct']),
    value: decimalText.nullable(),
    deduction: decimalText.nullable(),
  }),
);
