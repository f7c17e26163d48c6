import * as z from 'zod';
import { type Reopening, reopeningStates } from '../../lib/domain/finalization/sealing.ts';
import { named } from '../../lib/domain/named.ts';
import type { OutputOf } from './route.ts';
import { instantText } from './schemas.ts';

const reopeningState = named('ReopeningState', () => z.enum(reopeningStates));

const scopeReply = named('ReopeningScope', () =>
  z.strictObject({ districts: z.array(z.string()), components: z.array(z.string()).nullable() }),
);

/** A request to reopen as the API shows it. */
export const reopeningReply = named('Reopening', () =>
  z.strictObject({
    id: z.string(),
    cycle: z.string(),
    state: reopeningState(),
    scope: scopeReply(),
    reason: z.string(),
    until: instantText(),
    revision: z.int().meta({ description: 'The sealed result to correct. 要更正的已封存结果。' }),
    requestedBy: z.string(),
    requestedAt: instantText(),
    approvedBy: z.string().nullable(),
    approvedAt: instantText().nullable(),
  }),
);

/** Shows a request to reopen. */
export function showReopening({ districts, components, ...rest }: Reopening): OutputOf<typeof reopeningReply> {
  return { ...rest, scope: { districts: [...districts], components: components && [...components] } };
}
