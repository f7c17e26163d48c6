import * as z from 'zod';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { named } from '../../lib/domain/named.ts';
import { blockerReply, showBlocker } from './blocker-reply.ts';
import type { Caller, OutputOf } from './route.ts';
import { bilingual, blockerPolicy, cycleState, idSchema, instantText, quantityReply } from './schemas.ts';

/** What is said of a district's coefficients. */
export const coefficientsWords =
  'Its numbers by name, such as {"difficulty": "1.15"}, which formulas of the scheme read. 该区县的系数，按名称填写，例如 {"difficulty": "1.15"}，供考核办法的算式取用。';

/** A district's coefficients, where it has any. */
export const coefficientsReply = () =>
  z.record(z.string(), quantityReply()).optional().meta({ description: coefficientsWords });

const districtReply = named('District', () =>
  z.strictObject({
    id: idSchema(),
    name: bilingual(),
    group: z.string().nullable(),
    coefficients: coefficientsReply(),
  }),
);

const heldReply = named('HeldResult', () =>
  z.strictObject({ at: instantText(), count: z.int(), blockers: z.array(blockerReply()) }),
);

/** A cycle as the API shows it. */
export const cycleReply = named('Cycle', () =>
  z.strictObject({
    id: idSchema(),
    scheme: idSchema(),
    schemeHash: z
      .string()
      .meta({ description: "SHA-256 of the scheme document's canonical JSON. 考核办法文档的规范 JSON 的 SHA-256。" }),
    year: z.int(),
    timeZone: z.string(),
    districts: z.array(districtReply()),
    submissionsCloseAt: instantText(),
    finalizeAt: instantText(),
    onBlockers: blockerPolicy(),
    evidenceRequired: z.boolean(),
    state: cycleState(),
    epoch: z.int(),
    finalRevision: z.int().meta({ description: 'Sealed results so far. 至今已封存的结果数。' }),
    exported: z.boolean(),
    held: heldReply().nullable(),
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
