import * as z from 'zod';
import { isRejection, type Rejection, reject } from '../lib/domain/rejection.ts';
import { changePage, changeReply } from './shared/change-page.ts';
import { countText, pageQuery, pageSizeDefault } from './shared/contract-schemas.ts';
import { readCursor, writeCursor } from './shared/cursors.ts';
import { rulesOf } from './shared/cycle-rules.ts';
import type { Dependencies } from './shared/dependencies.ts';
import { endpoint, type RequestOf } from './shared/endpoint.ts';
import type { Route } from './shared/route.ts';

const route = {
  name: 'getChanges',
  method: 'GET',
  path: '/v1/cycles/{cycle}/changes',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取得分与排名的变动及其原因', en: 'Read what moved scores and ranks, and why' },
  query: z.strictObject({ after: countText(0, 999_999_999).optional(), ...pageQuery }),
  reply: {
    status: 200,
    schema: z.strictObject({ items: z.array(changeReply), nextCursor: z.string().optional() }),
  },
  refusals: ['cursor-invalid', 'resync-needed'],
} as const satisfies Route;

/** The change feed, without gaps: each version of the board with its causes and what it moved. */
async function getChanges(needs: Dependencies, { path, query, caller }: RequestOf<typeof route>) {
  const rules = await rulesOf(needs, path.cycle);
  if (isRejection(rules)) return rules;
  const scope = { caller, list: `changes/${path.cycle}` };
  const position = await readCursor(needs, scope, query.cursor);
  if (isRejection(position)) return position;
  const limit = query.limit ?? pageSizeDefault;
  const [after = 0, skipped = 0] = position === null ? [query.after ?? 0] : position.split('.').map(Number);
  const found = await needs.boards.changes(path.cycle, after, limit + 1);
  if (found.length === 0) {
    const newest = await needs.boards.lastVersion(path.cycle);
    if (after > newest) return resyncNeeded(newest);
  }
  const { items, next } = changePage(rules, found, limit, skipped);
  if (!next) return { status: 200, body: { items } } as const;
  const nextCursor = await writeCursor(needs, scope, `${next.after}.${next.skipped}`);
  return { status: 200, body: { items, nextCursor } } as const;
}

/** The reader has seen versions that this table has not: it was restored to an earlier moment, or the number is made up. */
function resyncNeeded(newest: number): Rejection {
  const text = {
    zh: `变动列表的排名版本最新为 ${newest}，没有您所指的版本：数据可能已恢复到较早的时刻。请重新读取排名，再从其版本往后读取变动。`,
    en: `The newest version of the list of changes is ${newest}; the one you name is not there. The data may have been restored to an earlier moment: read the ranking again and go on from its version.`,
  };
  return reject('resync-needed', text, { newest });
}

export const getChangesEndpoint = endpoint(route, getChanges);
