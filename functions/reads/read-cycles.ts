import * as z from 'zod';
import { named } from '../../lib/domain/named.ts';
import { cycleReply, showCycle } from '../contract/cycle-reply.ts';
import type { Route } from '../contract/route.ts';
import { pageQuery } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { fittingPage } from '../http/pages.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const oneRoute = {
  name: 'getCycle',
  method: 'GET',
  path: '/v1/cycles/{cycle}',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取一个考核周期', en: 'Read a cycle' },
  needs: ['cycle'],
  reply: { status: 200, schema: cycleReply },
} as const satisfies Route;

/** A cycle as it stands now. */
async function getCycle(_: Dependencies, { rules, caller }: RequestOf<typeof oneRoute>) {
  return showCycle(rules.cycle, caller);
}

export const getCycleEndpoint = endpoint(oneRoute, getCycle);

const listRoute = {
  name: 'listCycles',
  method: 'GET',
  path: '/v1/cycles',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '列出考核周期', en: 'List the cycles' },
  needs: ['page'],
  query: () => z.strictObject(pageQuery()),
  reply: {
    status: 200,
    schema: named('CyclePage', () =>
      z.strictObject({ items: z.array(cycleReply()), nextCursor: z.string().optional() }),
    ),
  },
  refusals: ['cursor-invalid'],
} as const satisfies Route;

/** Cycles by id. */
async function listCycles(needs: Dependencies, { caller, page: { after, limit } }: RequestOf<typeof listRoute>) {
  const found = await needs.cycles.list(after, limit + 1);
  const items = fittingPage(found.slice(0, limit).map((cycle) => showCycle(cycle, caller)));
  return { items, next: items.length === found.length ? null : items.at(-1)!.id };
}

export const listCyclesEndpoint = endpoint(listRoute, listCycles);
