import * as z from 'zod';
import { decimalText, envelope } from './envelope.ts';

/** An assessor set targets of a district. */
export const targetsSet = envelope(
  'TargetsSet',
  1,
  z.object({
    cycle: z.string(),
    district: z.string(),
    revision: z.int(),
    targets: z.array(z.object({ component: z.string(), target: decimalText })),
  }),
);
