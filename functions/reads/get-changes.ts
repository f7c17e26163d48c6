import * as z from 'zod';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { named } from '../../lib/domain/named.ts';
import { formatPoints } from '../../lib/domain/points.ts';
import type { ChangeEntry } from '../../lib/domain/ports.ts';
import type { Basis } from '../../lib/domain/recalculation/board.ts';
import { type Because, type Move, rivalsNamedMax } from '../../lib/domain/recalculation/move.ts';
import { isRejection, reject } from '../../lib/domain/rejection.ts';
import { type becauseReply, changeReply } from '../contract/change-reply.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { countText, pageQuery } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { pageBytesMax } from '../http/pages.ts';
import type { CycleRules } from '../protocols/cycle-rules.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

/** Longer than that no gateway waits for an answer. */
const waitSecondsMax = 25;
const lookMilliseconds = 250;

const route = {
  name: 'getChanges',
  method: 'GET',
  path: '/v1/cycles/{cycle}/changes',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取得分与排名的变动及其原因', en: 'Read what moved scores and ranks, and why' },
  needs: ['cycle', 'page'],
  query: () =>
    z.strictObject({
      after: countText(0, 999_999_999).optional(),
      wait: countText(0, waitSecondsMax)
        .optional()
        .meta({ description: 'Seconds to wait for something newer, where there is nothing yet.' }),
      ...pageQuery(),
    }),
  reply: {
    status: 200,
    schema: named('ChangePage', () =>
      z.strictObject({
        items: z.array(changeReply()),
        endOfUpdates: z
          .literal(true)
          .optional()
          .meta({ description: 'The cycle is sealed: behind this page nothing follows, unless it is reopened.' }),
        nextCursor: z.string().optional(),
      }),
    ),
  },
  refusals: ['cursor-invalid', 'resync-needed'],
} as const satisfies Route;

/** The change feed, without gaps: each version of the board with its causes and what it moved. */
async function getChanges(needs: Dependencies, { path, query, rules, page }: RequestOf<typeof route>) {
  const [after = 0, skipped = 0] = page.after === null ? [query.after ?? 0] : page.after.split('.').map(Number);
  // The cycle was read before its changes: once it is sealed, none can follow those that are found now.
  const isSealed = rules.cycle.state === 'finalized';
  const found = await changesAfter(needs, path.cycle, after, page.limit + 1, isSealed ? 0 : (query.wait ?? 0));
  if (isRejection(found)) return found;
  const { items, next } = changePage(rules, found, page.limit, skipped);
  return {
    items,
    ...(isSealed && next === null && { endOfUpdates: true as const }),
    next: next && `${next.after}.${next.skipped}`,
  };
}

/** What follows a version. Where nothing does it looks again for so many seconds, and then finds nothing. */
async function changesAfter(
  { boards, pause }: Dependencies,
  cycle: string,
  after: number,
  most: number,
  waitSeconds: number,
): Promise<readonly ChangeEntry[] | Rejection> {
  let found = await boards.changes(cycle, after, most);
  if (found.length > 0) return found;
  const newest = await boards.lastVersion(cycle);
  if (after > newest) return resyncNeeded(newest);
  for (let waited = 0; found.length === 0 && waited < waitSeconds * 1000; waited += lookMilliseconds) {
    await pause(lookMilliseconds);
    found = await boards.changes(cycle, after, most);
  }
  return found;
}

/** The reader has seen versions that this table has not: it was restored to an earlier moment, or the number is made up. */
function resyncNeeded(newest: number): Rejection {
  const text = {
    zh: `变动列表的排名版本最新为 ${newest}，没有您所指的版本：数据可能已恢复到较早的时刻。请重新读取排名，再从其版本往后读取变动。`,
    en: `The newest version of the list of changes is ${newest}; the one you name is not there. The data may have been restored to an earlier moment: read the ranking again and go on from its version.`,
  };
  return { ...reject('resync-needed', text), newest };
}

type Item = z.input<ReturnType<typeof changeReply>>;

/** Where the next page begins: after this version, and behind so many moves of the one that follows it. */
interface Next {
  readonly after: number;
  readonly skipped: number;
}

/**
 * The entries of one page: at most `limit`, and no more than one answer can hold. An entry that is larger than that goes
 * on on the next page. The first one begins behind its `skipped` first moves. `next` is `null` at the end of the feed.
 */
function changePage(
  rules: CycleRules,
  entries: readonly ChangeEntry[],
  limit: number,
  skipped: number,
): { readonly items: Item[]; readonly next: Next | null } {
  const items: Item[] = [];
  let room = pageBytesMax;
  for (const [index, entry] of entries.entries()) {
    const from = index === 0 ? skipped : 0;
    const after = entry.version - 1;
    if (index === limit) return { items, next: { after, skipped: 0 } };
    const { item, bytes } = partOf(rules, entry, from, room);
    const end = from + item.moved.length;
    if (end < entry.moves.length) {
      // Only an entry that has the page to itself is cut.
      if (index > 0) return { items, next: { after, skipped: 0 } };
      return { items: [{ ...item, continued: true }], next: { after, skipped: end } };
    }
    items.push(item);
    room -= bytes;
  }
  return { items, next: null };
}

/** An entry from its `from`th move on, as far as there is room for it; at least one move. */
function partOf({ cycle, scheme }: CycleRules, entry: ChangeEntry, from: number, room: number) {
  const { version, at, causes, moves } = entry;
  const rivals = cutRivals(cycle, moves);
  const item: Item = { version, at, causes: [...causes], ...(rivals.length > 0 && { rivals }), moved: [] };
  let bytes = sizeOf(item);
  for (const move of moves.slice(from)) {
    const shown = showMove(cycle, scheme.rounding.decimals, move);
    bytes += sizeOf(shown);
    if (bytes > room && item.moved.length > 0) break;
    item.moved.push(shown);
  }
  return { item, bytes };
}

function sizeOf(value: object): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Lists of rivals that moves name in part only, each once. */
function cutRivals({ districts }: Cycle, moves: readonly Move[]): NonNullable<Item['rivals']> {
  const lists = new Map<string, { basis: Basis; component: string; districts: string[] }>();
  for (const { basis, components } of moves) {
    for (const { component, because } of components) {
      if (because.kind === 'own-book' || because.districts.length <= rivalsNamedMax) continue;
      const key = `${basis} ${component}`;
      if (!lists.has(key))
        lists.set(key, { basis, component, districts: because.districts.map((position) => districts[position]!.id) });
    }
  }
  return [...lists.values()];
}

function showMove(cycle: Cycle, decimals: number, { district, basis, score, rank, components }: Move) {
  return {
    district: cycle.districts[district]!.id,
    basis,
    score: score.map((points) => formatPoints(points, decimals)),
    rank: [...rank],
    components: components.map(({ component, points, because }) => ({
      component,
      points: points.map((value) => formatPoints(value, decimals)),
      because: showBecause(cycle, district, because),
    })),
  };
}

function showBecause(
  { districts }: Cycle,
  district: number,
  because: Because,
): z.input<ReturnType<typeof becauseReply>> {
  if (because.kind === 'own-book') {
    const text = { zh: '本区县台账有变动。', en: "The district's own book changed." };
    return { kind: because.kind, districts: [districts[district]!.id], text };
  }
  const count = because.districts.length;
  const named = because.districts.slice(0, rivalsNamedMax).map((position) => districts[position]!);
  const more = count - named.length;
  const text = {
    zh: `其他区县的数值有变动，影响了名次：${named.map(({ name }) => name.zh).join('、')}${more > 0 ? `等 ${count} 个区县` : ''}。`,
    en: `Values of other districts changed the places: ${named.map(({ name }) => name.en).join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
  };
  return { kind: because.kind, districts: named.map(({ id }) => id), ...(more > 0 && { count }), text };
}

export const getChangesEndpoint = endpoint(route, getChanges);
