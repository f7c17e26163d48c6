import { z } from 'zod';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { bilingual, idSchema, instantText } from './contract-schemas.ts';

/** A cycle as the API shows it. */
export const cycleReply = z.strictObject({
  id: idSchema,
  scheme: idSchema,
  schemeHash: z.string().meta({ description: "SHA-256 of the scheme document's canonical JSON." }),
  year: z.int(),
  timeZone: z.string(),
  districts: z.array(z.strictObject({ id: idSchema, name: bilingual, group: z.string().nullable() })),
  submissionsCloseAt: instantText,
  finalizeAt: instantText,
  onBlockers: z.enum(['hold', 'verified-only']),
  evidenceRequired: z.boolean(),
  state: z.enum(['open', 'verifying', 'closing', 'finalized']),
  epoch: z.int(),
  createdAt: instantText,
});

/** Shows a cycle. */
export function showCycle({ createdBy: _, ...cycle }: Cycle): z.output<typeof cycleReply> {
  return { ...cycle, districts: [...cycle.districts] };
}
