import * as z from 'zod';
import { type AuditEntry, auditActions } from '../../lib/domain/book-change.ts';
import { named } from '../../lib/domain/named.ts';
import type { Route } from '../contract/route.ts';
import { instantText, pageQuery, revisionSchema } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { fittingPage } from '../http/pages.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const auditAction = named('AuditAction', () => z.enum(auditActions).meta({ description: 'What was done. 所办事项。' }));

const componentChange = named('ComponentChange', () =>
  z.strictObject({ component: z.string(), before: z.unknown(), after: z.unknown() }),
);

const fileChange = named('FileChange', () =>
  z.strictObject({ id: z.string(), before: z.unknown(), after: z.unknown() }),
);

const entryReply = named('HistoryEntry', () =>
  z.strictObject({
    cycle: z.string(),
    district: z.string(),
    revision: revisionSchema(),
    epoch: z.int(),
    at: instantText(),
    by: z.string(),
    role: z.string(),
    action: auditAction(),
    reason: z.string().nullable(),
    changes: z.array(componentChange()),
    files: z.array(fileChange()).optional(),
    previous: z.string().meta({ description: 'Hash of the entry before this one. 上一条记录的哈希值。' }),
    hash: z.string().meta({
      description:
        "SHA-256 of this entry's canonical JSON without this field. 本条记录除此字段外的规范 JSON 的 SHA-256。",
    }),
  }),
);

const route = {
  name: 'getHistory',
  method: 'GET',
  path: '/v1/cycles/{cycle}/districts/{district}/history',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取台账的变更记录，最新在前', en: "Read the book's audit entries, newest first" },
  needs: ['rules', 'district', 'page'],
  query: () =>
    z.strictObject({
      action: auditAction().optional(),
      by: z
        .string()
        .max(128)
        .optional()
        .meta({ description: 'The subject of the token that it was done with. 办理时所用令牌的主体（sub）。' }),
      since: instantText()
        .optional()
        .meta({ description: 'Only what was done at this instant or later. 只列此时刻及以后的记录。' }),
      ...pageQuery(),
    }),
  reply: {
    status: 200,
    schema: named('HistoryPage', () =>
      z.strictObject({ items: z.array(entryReply()), nextCursor: z.string().optional() }),
    ),
  },
  refusals: ['cursor-invalid'],
} as const satisfies Route;

/** Of entries that are asked for by what they are, so many are looked through for one page. */
const lookedThroughMax = 500;
const readAtOnce = 100;

/** Who did what, before → after, and why. A page of few matches may hold none, but each goes on behind the one before. */
async function getHistory(needs: Dependencies, { path, query, page: { after, limit } }: RequestOf<typeof route>) {
  const isFiltered = [query.action, query.by, query.since].some((filter) => filter !== undefined);
  const atOnce = isFiltered ? readAtOnce : limit;
  const matching: AuditEntry[] = [];
  let position = after === null ? null : Number(after);
  for (let looked = 0; looked < lookedThroughMax && matching.length < limit; looked += atOnce) {
    const found = await needs.books.history(path.cycle, path.district, position, atOnce);
    matching.push(...found.filter((entry) => isAskedFor(query, entry)));
    position = found.at(-1)?.revision ?? 1;
    if (position === 1) break;
  }
  const items = fittingPage(matching.slice(0, limit));
  const last = items.length < matching.length ? items.at(-1)!.revision : position;
  return { items, next: last === 1 ? null : String(last) };
}

function isAskedFor({ action, by, since }: RequestOf<typeof route>['query'], entry: AuditEntry): boolean {
  if (since !== undefined && Date.parse(entry.at) < Date.parse(since)) return false;
  return (action ?? entry.action) === entry.action && (by ?? entry.by) === entry.by;
}

export const getHistoryEndpoint = endpoint(route, getHistory);
