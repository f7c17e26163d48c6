import * as z from 'zod';
import { envelope } from './envelope.ts';

/** An uploaded file was examined: stored and usable, or refused with the reason. */
export const evidenceRegistered = envelope(
  'EvidenceRegistered',
  1,
  z.object({
    cycle: z.string(),
    district: z.string(),
    revision: z.int(),
    evidence: z.string(),
    state: z.enum(['awaiting-upload', 'pending', 'stored', 'rejected', 'infected', 'withdrawn']),
    fault: z.string().nullable(),
    /** What the file holds besides what is seen of it; absent where there is nothing to tell. */
    warnings: z.array(z.string()).optional(),
    sha256: z.string(),
    sizeBytes: z.int(),
  }),
);
