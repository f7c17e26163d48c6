import { z } from 'zod';

/** An open point as the API shows it. */
export const blockerReply = z.strictObject({
  kind: z.enum([
    'claim-unverified',
    'claim-returned',
    'target-missing',
    'deduction-undecided',
    'evidence-pending',
    'verification-stale',
  ]),
  district: z.string(),
  component: z.string().nullable(),
  link: z.string().meta({ description: 'Where to look.' }),
});
