import * as z from 'zod';
import { isRejection } from '../../lib/domain/rejection.ts';
import { cycleReply, showCycle } from '../contract/cycle-reply.ts';
import type { Route } from '../contract/route.ts';
import { pageQuery, pageSizeDefault } from '../contract/schemas.ts';
import { readCursor, writeCursor } from '../http/cursors.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { fittingPage } from '../http/fitting-page.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const route = {
  name: 'listCycles',
  method: 'GET',
  path: '/v1/cycles',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '列出考核周期', en: 'List the cycles' },
  query: z.strictObject(pageQuery),
  reply: { status: 200, schema: z.strictObject({ items: z.array(cycleReply), nextCursor: z.string().optional() }) },
  refusals: ['cursor-invalid'],
} as const satisfies Route;

/** Cycles by id. */
async function listCycles(needs: Dependencies, { query, caller }: RequestOf<typeof route>) {
  const scope = { caller, list: 'cycles' };
  const after = await readCursor(needs, scope, query.cursor);
  if (isRejection(after)) return after;
  const limit = query.limit ?? pageSizeDefault;
  const found = await needs.cycles.list(after, limit + 1);
  const items = fittingPage(found.slice(0, limit).map((cycle) => showCycle(cycle, caller)));
  if (items.length === found.length) return { status: 200, body: { items } } as const;
  return { status: 200, body: { items, nextCursor: await writeCursor(needs, scope, items.at(-1)!.id) } } as const;
}

export const listCyclesEndpoint = endpoint(route, listCycles);
