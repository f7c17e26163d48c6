import * as z from 'zod';
import { positionOf } from '../../lib/domain/cycle.ts';
import { isRejection } from '../../lib/domain/rejection.ts';
import type { Route } from '../contract/route.ts';
import { instantText, pageQuery, pageSizeDefault, revisionSchema } from '../contract/schemas.ts';
import { readCursor, writeCursor } from '../http/cursors.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { fittingPage } from '../http/fitting-page.ts';
import { rulesOf, unknownDistrict } from '../protocols/cycle-rules.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const entryReply = z.strictObject({
  cycle: z.string(),
  district: z.string(),
  revision: revisionSchema,
  epoch: z.int(),
  at: instantText,
  by: z.string(),
  role: z.string(),
  action: z.string(),
  reason: z.string().nullable(),
  changes: z.array(z.strictObject({ component: z.string(), before: z.unknown(), after: z.unknown() })),
  files: z.array(z.strictObject({ id: z.string(), before: z.unknown(), after: z.unknown() })).optional(),
  previous: z.string().meta({ description: 'Hash of the entry before this one.' }),
  hash: z.string().meta({ description: "SHA-256 of this entry's canonical JSON without this field." }),
});

const route = {
  name: 'getHistory',
  method: 'GET',
  path: '/v1/cycles/{cycle}/districts/{district}/history',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取台账的变更记录，最新在前', en: "Read the book's audit entries, newest first" },
  query: z.strictObject(pageQuery),
  reply: { status: 200, schema: z.strictObject({ items: z.array(entryReply), nextCursor: z.string().optional() }) },
  refusals: ['cursor-invalid'],
} as const satisfies Route;

/** Who did what, before → after, and why. */
async function getHistory(needs: Dependencies, { path, query, caller }: RequestOf<typeof route>) {
  const rules = await rulesOf(needs, path.cycle);
  if (isRejection(rules)) return rules;
  if (positionOf(rules.cycle, path.district) < 0) return unknownDistrict;
  const scope = { caller, list: `history/${path.cycle}/${path.district}` };
  const before = await readCursor(needs, scope, query.cursor);
  if (isRejection(before)) return before;
  const limit = query.limit ?? pageSizeDefault;
  const found = await needs.books.history(path.cycle, path.district, before === null ? null : Number(before), limit);
  const items = fittingPage(found);
  const last = items.at(-1)?.revision ?? 1;
  if (last === 1) return { status: 200, body: { items } } as const;
  return { status: 200, body: { items, nextCursor: await writeCursor(needs, scope, String(last)) } } as const;
}

export const getHistoryEndpoint = endpoint(route, getHistory);
