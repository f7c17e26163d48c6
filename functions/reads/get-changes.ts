import * as z from 'zod';
import { named } from '../../lib/domain/named.ts';
import type { ToldChange } from '../../lib/domain/ports.ts';
import type { Move } from '../../lib/domain/recalculation/move.ts';
import { reject } from '../../lib/domain/rejection.ts';
import { changeReply, type ShownChange, showMove, showRivals } from '../contract/change-reply.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { countText, instantText, pageQuery } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
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
      after: countText(0, 999_999_999).optional().meta({
        description:
          'What is newer than this version; without it everything from the first one on. 只列此版本之后的变动；不填则从最初的版本起。',
      }),
      at: instantText().optional().meta({
        description:
          'The instant of the version `after`, as the change told it (`at`) or the ranking (`asOf`). Who names it also finds out if that version has become another one, because the data were restored and have grown again: 410 `resync-needed`. 版本 `after` 的时刻，即变动所载的 `at` 或排名所载的 `asOf`。带上它，还能发现数据经恢复后又有写入、同一版本号已不是原来的版本：此时应答 410 `resync-needed`。',
      }),
      wait: countText(0, waitSecondsMax).optional().meta({
        description: 'Seconds to wait for something newer, where there is nothing yet. 暂无更新的变动时，等候多少秒。',
      }),
      ...pageQuery(),
    }),
  reply: {
    status: 200,
    schema: named('ChangePage', () =>
      z.strictObject({
        items: z.array(changeReply()),
        endOfUpdates: z.literal(true).optional().meta({
          description:
            'The cycle is sealed: behind this page nothing follows, unless it is reopened. 本周期已封存：除非重新开放，本页之后不再有变动。',
        }),
        nextCursor: z.string().optional(),
      }),
    ),
  },
  refusals: ['cursor-invalid', 'resync-needed'],
} as const satisfies Route;

/** The last version of which the reader has seen something, and where what it has not seen begins. */
interface Position {
  readonly version: number;
  /** When it was committed; `null` if the reader does not say. */
  readonly at: string | null;
  /** So many of its moves were seen; 0 for all of it. */
  readonly seen: number;
}

/** The change feed, without gaps: each version of the board with its causes and what it moved. */
async function getChanges(needs: Dependencies, { path, query, rules, page, receivedAt }: RequestOf<typeof route>) {
  const { boards, clock, pause } = needs;
  const from: Position =
    page.after === null
      ? { version: query.after ?? 0, at: query.at ?? null, seen: 0 }
      : (JSON.parse(page.after) as Position);
  if (!(await boards.holds(path.cycle, from.version, from.at)))
    return resyncNeeded(await boards.lastVersion(path.cycle));
  // The cycle was read before its changes: once it is sealed, none can follow those that are found now.
  const isSealed = rules.cycle.state === 'finalized';
  const wait = isSealed ? 0 : (query.wait ?? 0) * 1000;
  let read = await readPage(needs, rules, page.limit, from);
  // By the clock, too: where each look takes long, the gateway must still get its answer in time.
  for (let waited = 0; read.items.length === 0 && waited < wait; waited += lookMilliseconds) {
    if (clock.now() >= receivedAt + wait) break;
    await pause(lookMilliseconds);
    read = await readPage(needs, rules, page.limit, from);
  }
  const { items, next } = read;
  const isEnd = isSealed && next === null && (await isNewest(needs, path.cycle, items.at(-1)?.version ?? from.version));
  return { items, ...(isEnd && { endOfUpdates: true as const }), next: next && JSON.stringify(next) };
}

async function isNewest({ boards }: Dependencies, cycle: string, version: number): Promise<boolean> {
  return version >= ((await boards.head(cycle))?.version ?? 0);
}

/** The reader has seen what this table has not: it was restored to an earlier moment, or the version is made up. */
function resyncNeeded(newest: number): Rejection {
  const text = {
    zh: `变动列表中没有您所指的版本（最新为 ${newest}）：数据可能已恢复到较早的时刻。请重新读取排名，再从其版本往后读取变动。`,
    en: `The list of changes, whose newest version is ${newest}, does not have the one you name. The data may have been restored to an earlier moment: read the ranking again and go on from its version.`,
  };
  return { ...reject('resync-needed', text), newest };
}

interface ChangePage {
  readonly items: readonly ShownChange[];
  /** `null` at the end of the feed. */
  readonly next: Position | null;
}

/** Of a table so many at once: what is more than a page holds is read for nothing. */
const entriesAtOnce = 25;

/** A page is at most 1 MB; this leaves room for what is around the items. */
const itemsBytesMax = 998_000;

/**
 * The entries of one page: at most `limit`, and no more than a page holds. One that is larger than a page goes on on the
 * next one, behind the moves that were seen.
 */
async function readPage(needs: Dependencies, rules: CycleRules, limit: number, from: Position): Promise<ChangePage> {
  // Of all reads, only this one needs what tells a change.
  const { tellEntry } = await import('../protocols/tell-changes.ts');
  const items: ShownChange[] = [];
  let [room, last] = [itemsBytesMax, from.seen > 0 ? { ...from, version: from.version - 1 } : from];
  for (;;) {
    const found = await needs.boards.changes(rules.cycle.id, last.version, entriesAtOnce);
    for (const entry of found) {
      const { version, at } = entry;
      const seen = items.length === 0 ? from.seen : 0;
      const part = partOf(rules, await tellEntry(needs, rules, entry), seen, room);
      if (items.length > 0 && (items.length === limit || !part.isWhole)) return { items, next: last };
      if (!part.isWhole) {
        const next = { version, at, seen: seen + part.item.moved.length };
        return { items: [{ ...part.item, continued: true }], next };
      }
      items.push(part.item);
      room -= part.bytes;
      last = { version, at, seen: 0 };
    }
    if (found.length < entriesAtOnce) return { items, next: null };
  }
}

/** An entry from its `from`th move on, as far as there is room for it, and at least one move; is it whole? */
function partOf(rules: CycleRules, { version, at, causes, moves }: ToldChange, from: number, room: number) {
  const item = { version, at, causes: [...causes], moved: [] as ShownChange['moved'] };
  const rivals = new Map<string, NonNullable<ShownChange['rivals']>[number]>();
  let bytes = sizeOf(item) + sizeOf({ rivals: [], continued: true });
  let isWhole = bytes <= room;
  for (const move of moves.flatMap(inPieces).slice(from)) {
    const shown = showMove(rules.cycle, rules.scheme.rounding.decimals, move);
    const named = newRivals(rules, move, rivals);
    bytes += sizeOf(shown) + named.reduce((sum, list) => sum + sizeOf(list), 0);
    isWhole = bytes <= room;
    if (!isWhole && item.moved.length > 0) break;
    item.moved.push(shown);
    for (const list of named) rivals.set(`${list.basis} ${list.component}`, list);
  }
  return { item: { ...item, ...(rivals.size > 0 && { rivals: [...rivals.values()] }) }, bytes, isWhole };
}

/** More components than these could bring more rivals than a page holds. */
const componentsAtOnce = 100;

function inPieces(move: Move): Move[] {
  const { components } = move;
  if (components.length <= componentsAtOnce) return [move];
  const starts = Array.from({ length: Math.ceil(components.length / componentsAtOnce) }, (_, at) => at);
  return starts.map((at) => {
    return { ...move, components: components.slice(at * componentsAtOnce, (at + 1) * componentsAtOnce) };
  });
}

/** Rivals in the competitions of a move that have not been named yet. */
function newRivals({ cycle, scheme }: CycleRules, { basis, components }: Move, known: ReadonlyMap<string, unknown>) {
  return components.flatMap(({ component, because }) =>
    because.kind === 'own-book' || known.has(`${basis} ${component}`)
      ? []
      : [
          showRivals(
            cycle,
            basis,
            component,
            because.districts,
            scheme.components[scheme.indexOf.get(component) ?? -1],
          ),
        ],
  );
}

/** With the comma behind it. */
function sizeOf(value: object): number {
  return Buffer.byteLength(JSON.stringify(value)) + 1;
}

export const getChangesEndpoint = endpoint(route, getChanges);
