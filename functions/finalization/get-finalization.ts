import * as z from 'zod';
import { named } from '../../lib/domain/named.ts';
import { blockerReply, showBlocker } from '../contract/blocker-reply.ts';
import type { Route } from '../contract/route.ts';
import { blockerPolicy, cursorQuery, cycleState, instantText } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { cursorInvalid, fittingPage } from '../http/pages.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

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
  needs: ['cycle', 'page'],
  query: () => z.strictObject(cursorQuery()),
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
        nextCursor: z.string().optional(),
      }),
    ),
  },
  refusals: ['cursor-invalid'],
} as const satisfies Route;

/** Where a page begins: behind so many open points of what has this digest. */
type Position = readonly [digest: string, seen: number];

/**
 * What would be sealed if it were sealed now, and what stands in its way. A page goes on only as long as nothing has changed:
 * else points would be left out, or told twice.
 */
async function getFinalization(needs: Dependencies, { rules, receivedAt, page }: RequestOf<typeof route>) {
  const { cycle, scheme } = rules;
  // What makes a result is loaded by those who look at it before it is sealed: its later readers do without [T 73].
  const { readBooksAndBlockers } = await import('../protocols/finalization/books-and-blockers.ts');
  const { buildSnapshot, contentDigest } = await import('../../lib/domain/finalization/build-snapshot.ts');
  const { books, blockers } = await readBooksAndBlockers(needs, rules);
  const digest = contentDigest(buildSnapshot({ cycle, scheme, books, blockers }));
  const [began, seen] = page.after === null ? [digest, 0] : (JSON.parse(page.after) as Position);
  if (began !== digest) return cursorInvalid;
  const points = blockers.map((blocker) => showBlocker(cycle.id, blocker));
  const shown = fittingPage(points.slice(seen));
  const end = seen + shown.length;
  const { state, epoch, finalizeAt, timeZone, onBlockers, sealing } = cycle;
  return {
    cycle: cycle.id,
    state,
    epoch,
    due: state !== 'finalized' && receivedAt >= Date.parse(finalizeAt),
    dueAt: finalizeAt,
    timeZone,
    onBlockers,
    blockers: shown,
    held: sealing.held && { at: sealing.held.at, count: sealing.held.count },
    digest: `sha256:${digest}`,
    revision: sealing.revision,
    exported: sealing.isExported,
    next: end < points.length ? JSON.stringify([digest, end] satisfies Position) : null,
  };
}

export const getFinalizationEndpoint = endpoint(route, getFinalization);
