import * as z from 'zod';
import { named } from '../../lib/domain/named.ts';
import { unknownReopening } from '../contract/refusals.ts';
import { reopeningReply, showReopening } from '../contract/reopening-reply.ts';
import type { Route } from '../contract/route.ts';
import { pageQuery } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { fittingPage } from '../http/pages.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const oneRoute = {
  name: 'getReopening',
  method: 'GET',
  path: '/v1/cycles/{cycle}/reopenings/{id}',
  function: 'reads',
  roles: ['assessor', 'auditor', 'admin'],
  summary: { zh: '读取一份重新开放申请', en: 'Read a request to reopen' },
  needs: ['cycle'],
  reply: { status: 200, schema: reopeningReply },
} as const satisfies Route;

/** A request to reopen, as it stands. */
async function getReopening(needs: Dependencies, { path }: RequestOf<typeof oneRoute>) {
  const reopening = await needs.seals.loadReopening(path.cycle, path.id);
  return reopening ? showReopening(reopening) : unknownReopening;
}

export const getReopeningEndpoint = endpoint(oneRoute, getReopening);

const listRoute = {
  name: 'listReopenings',
  method: 'GET',
  path: '/v1/cycles/{cycle}/reopenings',
  function: 'reads',
  roles: ['assessor', 'auditor', 'admin'],
  summary: { zh: '列出重新开放申请', en: 'List the requests to reopen' },
  needs: ['cycle', 'page'],
  query: () => z.strictObject(pageQuery()),
  reply: {
    status: 200,
    schema: named('ReopeningPage', () =>
      z.strictObject({ items: z.array(reopeningReply()), nextCursor: z.string().optional() }),
    ),
  },
  refusals: ['cursor-invalid'],
} as const satisfies Route;

/** Requests by id, which says nothing of their order in time: whoever must approve one finds it here. */
async function listReopenings(needs: Dependencies, { path, page: { after, limit } }: RequestOf<typeof listRoute>) {
  const found = await needs.seals.listReopenings(path.cycle, after, limit + 1);
  const items = fittingPage(found.slice(0, limit).map(showReopening));
  return { items, next: items.length === found.length ? null : items.at(-1)!.id };
}

export const listReopeningsEndpoint = endpoint(listRoute, listReopenings);
