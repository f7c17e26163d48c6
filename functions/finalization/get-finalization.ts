import * as z from 'zod';
import { buildSnapshot, contentDigest } from '../../lib/domain/finalization/build-snapshot.ts';
import { named } from '../../lib/domain/named.ts';
import { blockerReply, showBlocker } from '../contract/blocker-reply.ts';
import type { Route } from '../contract/route.ts';
import { blockerPolicy, cycleState, instantText } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { readBooksAndBlockers } from '../protocols/finalization/books-and-blockers.ts';

const heldReply = named('HeldSince', () => z.strictObject({ at: instantText(), count: z.int() }));

const route = {
  name: 'getFinalization',
  method: 'GET',
  path: '/v1/cycles/{cycle}/finalization',
  function: 'finalization',
  roles: ['assessor', 'auditor', 'admin'],
  summary: {
    zh: '定稿预览：是否到期、未决事项、将要封存内容的摘要',
    en: 'Preview of finalization: due or not, blockers, digest of what would be sealed',
  },
  needs: ['cycle'],
  reply: {
    status: 200,
    schema: named('Finalization', () =>
      z.strictObject({
        cycle: z.string(),
        state: cycleState(),
        epoch: z.int(),
        due: z.boolean(),
        dueAt: instantText(),
        timeZone: z.string(),
        onBlockers: blockerPolicy(),
        blockers: z.array(blockerReply()),
        held: heldReply().nullable(),
        digest: z.string().meta({
          description:
            'Name it in POST …/finalization to seal just this. 在 POST …/finalization 中注明它，即只封存与此一致的内容。',
        }),
        revision: z.int().meta({ description: 'Sealed results so far. 至今已封存的结果数。' }),
        exported: z.boolean(),
      }),
    ),
  },
} as const satisfies Route;

/** What would be sealed if it were sealed now, and what stands in its way. */
async function getFinalization(needs: Dependencies, { rules, receivedAt }: RequestOf<typeof route>) {
  const { cycle, scheme } = rules;
  const { books, blockers } = await readBooksAndBlockers(needs, rules);
  const { state, epoch, finalizeAt, timeZone, onBlockers, sealing } = cycle;
  return {
    cycle: cycle.id,
    state,
    epoch,
    due: state !== 'finalized' && receivedAt >= Date.parse(finalizeAt),
    dueAt: finalizeAt,
    timeZone,
    onBlockers,
    blockers: blockers.map((blocker) => showBlocker(cycle.id, blocker)),
    held: sealing.held && { at: sealing.held.at, count: sealing.held.count },
    digest: `sha256:${contentDigest(buildSnapshot({ cycle, scheme, books, blockers }))}`,
    revision: sealing.revision,
    exported: sealing.isExported,
  };
}

export const getFinalizationEndpoint = endpoint(route, getFinalization);
