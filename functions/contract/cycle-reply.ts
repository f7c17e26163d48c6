import * as z from 'zod';
import { blockerPolicies, type Cycle, cycleStates } from '../../lib/domain/cycle.ts';
import { once } from '../../lib/domain/once.ts';
import { blockerReply, showBlocker } from './blocker-reply.ts';
import type { Caller, OutputOf } from './route.ts';
import { bilingual, idSchema, instantText } from './schemas.ts';

/** A cycle as the API shows it. */
export const cycleReply = once(() =>
  z.strictObject({
    id: idSchema(),
    scheme: idSchema(),
    schemeHash: z.string().meta({ description: "SHA-256 of the scheme document's canonical JSON." }),
    year: z.int(),
    timeZone: z.string(),
    districts: z.array(z.strictObject({ id: idSchema(), name: bilingual(), group: z.string().nullable() })),
    submissionsCloseAt: instantText(),
    finalizeAt: instantText(),
    onBlockers: z.enum(blockerPolicies),
    evidenceRequired: z.boolean(),
    state: z.enum(cycleStates),
    epoch: z.int(),
    finalRevision: z.int().meta({ description: 'Sealed results so far.' }),
    exported: z.boolean(),
    held: z.strictObject({ at: instantText(), count: z.int(), blockers: z.array(blockerReply()) }).nullable(),
    createdAt: instantText(),
  }),
);

/** Shows a cycle; of what holds it a district sees how much there is, and which of it is its own. */
export function showCycle(
  { createdBy: _, sealing, steps: __, wakeUpsEpoch: ___, ...cycle }: Cycle,
  { role, district }: Pick<Caller, 'role' | 'district'>,
): OutputOf<typeof cycleReply> {
  const { revision, isExported, held } = sealing;
  const shown = held?.blockers.filter((blocker) => role !== 'district' || blocker.district === district) ?? [];
  return {
    ...cycle,
    districts: [...cycle.districts],
    finalRevision: revision,
    exported: isExported,
    held: held && { ...held, blockers: shown.map((blocker) => showBlocker(cycle.id, blocker)) },
  };
}
