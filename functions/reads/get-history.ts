import * as z from 'zod';
import type { Route } from '../contract/route.ts';
import { instantText, pageQuery, revisionSchema } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { fittingPage } from '../http/pages.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const entryReply = () =>
  z.strictObject({
    cycle: z.string(),
    district: z.string(),
    revision: revisionSchema(),
    epoch: z.int(),
    at: instantText(),
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
  needs: ['rules', 'district', 'page'],
  query: () => z.strictObject(pageQuery()),
  reply: {
    status: 200,
    schema: () => z.strictObject({ items: z.array(entryReply()), nextCursor: z.string().optional() }),
  },
  refusals: ['cursor-invalid'],
} as const satisfies Route;

/** Who did what, before → after, and why. */
async function getHistory(needs: Dependencies, { path, page: { after, limit } }: RequestOf<typeof route>) {
  const found = await needs.books.history(path.cycle, path.district, after === null ? null : Number(after), limit);
  const items = fittingPage(found);
  const last = items.at(-1)?.revision ?? 1;
  return { items, next: last === 1 ? null : String(last) };
}

export const getHistoryEndpoint = endpoint(route, getHistory);
