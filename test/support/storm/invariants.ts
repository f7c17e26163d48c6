import { isDeepStrictEqual } from 'node:util';
import { findChainBreak } from '../../../lib/domain/audit-chain.ts';
import { type BookComponent, type Head, inputsOf } from '../../../lib/domain/book.ts';
import type { AuditEntry } from '../../../lib/domain/book-change.ts';
import type { FoundBoard, StoredBoard, StoredScore } from '../../../lib/domain/ports.ts';
import { boardDifferences } from '../../../lib/domain/recalculation/board.ts';
import { rebuild } from '../../../lib/domain/recalculation/recalculate.ts';
import { readBlock } from '../../../lib/stores/board-items.ts';
import { readChange } from '../../../lib/stores/board-store.ts';
import { bookOf, readHead, readScore } from '../../../lib/stores/book-items.ts';
import { fieldsOf, type Item, keys } from '../../../lib/stores/table.ts';
import type { MemoryRecord, MemoryTable } from '../memory/memory-table.ts';
import { sampleScheme } from '../sample-cycle.ts';
import { peekBoard } from '../stored-board.ts';
import { feedFaults } from './feed-invariants.ts';
import type { WantedWrite } from './storm-clients.ts';

/** A book as it lies in the database. */
interface StoredBook {
  readonly head: Head;
  readonly components: ReadonlyMap<string, BookComponent>;
  readonly entries: readonly AuditEntry[];
  readonly score: StoredScore | null;
}

const cycle = '2019';

/** Everything that must hold when all is quiet: what is wrong, in words. */
export function faultsAtRest(
  table: MemoryTable,
  districts: readonly string[],
  wanted: readonly WantedWrite[],
): string[] {
  const books = districts.map((district) => readBook(table, district));
  const board = peekBoard(table, cycle);
  const changes = itemsAt(table, keys.board(cycle).pk, 'CHANGE#').map(readChange);
  return [
    ...books.flatMap(bookFaults),
    ...boardFaults(board, books),
    ...feedFaults(changes, board, districts),
    ...wanted.flatMap((write) =>
      writeFaults(
        write,
        books.flatMap(({ entries }) => entries),
      ),
    ),
    ...rivalFaults(
      wanted,
      books.flatMap(({ entries }) => entries),
    ),
    ...logFaults(table.records, board),
  ];
}

function readBook(table: MemoryTable, district: string): StoredBook {
  const { pk } = keys.head(cycle, district);
  return {
    ...bookOf(itemsAt(table, pk))!,
    entries: itemsAt(table, pk, 'AUDIT#').map((item) => fieldsOf(item)),
    score: readScore(table.peek(keys.score(cycle, district))),
  };
}

function itemsAt(table: MemoryTable, pk: string, prefix = ''): Item[] {
  const items = [...table.items.values()].filter((item) => item.pk === pk && String(item.sk).startsWith(prefix));
  return items.sort((a, b) => (String(a.sk) < String(b.sk) ? -1 : 1));
}

/** The chain holds, and what is stored is what the entries say was written last. */
function bookFaults({ head, components, entries }: StoredBook): string[] {
  const broken = findChainBreak(entries, head);
  const found = broken ? [`the audit chain of ${head.district} breaks: ${broken.fault} at ${broken.revision}`] : [];
  const replayed = new Map<string, unknown>();
  for (const entry of entries) {
    for (const { component, before, after } of entry.changes) {
      const known = replayed.get(component) ?? { target: null, claim: null, verification: null };
      if (!isDeepStrictEqual(known, before))
        found.push(`entry ${entry.revision} of ${head.district} does not begin where the one before ended`);
      replayed.set(component, after);
    }
  }
  for (const [id, { target, claim, verification }] of components)
    if (!isDeepStrictEqual(replayed.get(id), { target, claim, verification }))
      found.push(`component ${id} of ${head.district} is not what its history says`);
  return found;
}

/** The board equals a rebuild of the inputs, and so does what it says it has applied. */
function boardFaults({ board }: StoredBoard, books: readonly StoredBook[]): string[] {
  const inputs = books.map(({ components }) => inputsOf(sampleScheme, components));
  const rebuilt = rebuild(
    sampleScheme,
    inputs.map((of, district) => ({ district, revision: books[district]!.head.revision, inputs: of })),
  );
  const differences = boardDifferences(board, rebuilt.board).map(
    ({ column, district }) => `the board differs from a rebuild: ${column} of ${district}`,
  );
  const unequal = books.flatMap(({ head, score }, district) => {
    const isApplied =
      (score?.revision ?? 0) === head.revision && (!score || isDeepStrictEqual(score.inputs, inputs[district]));
    return isApplied ? [] : [`the inputs applied of ${head.district} are not those of its book`];
  });
  return [...differences, ...unequal];
}

/** Acknowledged: applied exactly once. Refused: not at all. Unknown: at most once. */
function writeFaults(
  { mark, kind, hasIfMatch, mayChangeNothing, reply }: WantedWrite,
  entries: readonly AuditEntry[],
): string[] {
  const made = entries.filter((entry) => hasMark(entry, kind, mark));
  const times = made.length;
  if (times > 1) return [`${mark}: a write was applied ${times} times`];
  if (!reply) return [];
  const { status, body } = reply;
  if (status >= 400)
    return [
      ...(times > 0 ? [`${mark}: a write that was refused with ${status} was applied`] : []),
      ...verdictFaults(mark, kind, hasIfMatch, status),
    ];
  if (times === 0) return mayChangeNothing ? [] : [`${mark}: an acknowledged write is not there`];
  return made[0]!.revision === body.revision
    ? []
    : [`${mark}: acknowledged as revision ${body.revision}, stored as ${made[0]!.revision}`];
}

/** Of different requests under one key at most one was ever applied. */
function rivalFaults(wanted: readonly WantedWrite[], entries: readonly AuditEntry[]): string[] {
  const applied = wanted.filter(
    ({ key, kind, mark }) => key !== null && entries.some((entry) => hasMark(entry, kind, mark)),
  );
  const keysApplied = applied.map(({ key }) => key);
  const twice = keysApplied.filter((key, index) => keysApplied.indexOf(key) < index);
  return twice.map((key) => `two requests under ${key} were applied`);
}

function verdictFaults(mark: string, kind: string, hasIfMatch: boolean, status: number): string[] {
  const isFounded = [409, 422].includes(status) || (status === 412 && (hasIfMatch || kind === 'assessment'));
  return isFounded ? [] : [`${mark}: refused with ${status} for no reason`];
}

function hasMark({ action, reason, changes }: AuditEntry, kind: WantedWrite['kind'], mark: string): boolean {
  const after = changes.map((change) => change.after as unknown as BookComponent);
  if (kind === 'claim') return action === 'claim' && after.some(({ claim }) => claim?.note === mark);
  if (kind === 'target')
    return action === 'set-targets' && after.some(({ target }) => target?.endsWith(`.${mark.slice(1)}`));
  return reason === mark;
}

/** In the order of the writes: nothing through a closed gate, nothing of a past epoch, no label backwards. */
function logFaults(records: readonly MemoryRecord[], { head }: FoundBoard): string[] {
  // The head as the entry's own write made it: by the time the entry comes, another write may have moved it on.
  const heads = new Map<string, Head>();
  const nameOf = ({ district, revision }: Head | AuditEntry) => `${district} ${revision}`;
  const found: string[] = [];
  const labels: number[] = [];
  for (const { key, item } of records) {
    if (key.sk === 'HEAD' && !heads.has(nameOf(readHead(item)))) heads.set(nameOf(readHead(item)), readHead(item));
    if (key.sk.startsWith('AUDIT#')) {
      const entry = fieldsOf<AuditEntry>(item);
      found.push(...entryFaults(entry, heads.get(nameOf(entry))!));
    }
    if (!key.sk.startsWith('BOARD#')) continue;
    const number = Number(key.sk.split('#')[2]);
    const from = number * head.rowsPerBlock;
    const block = readBlock(head, number, item);
    for (let district = from; district < Math.min(from + head.rowsPerBlock, head.shape.size); district++) {
      const revision = block.rowAt(district)[0] as number;
      if (revision < (labels[district] ?? 0)) found.push('a label on the board went back');
      labels[district] = revision;
    }
  }
  return found;
}

function entryFaults({ role, epoch, district, revision }: AuditEntry, head: Head): string[] {
  const found: string[] = [];
  if (role === 'district' && head.portalGate !== 'open')
    found.push(`revision ${revision} of ${district} came through a closed gate`);
  if (epoch !== head.epoch)
    found.push(`revision ${revision} of ${district} is of epoch ${epoch} in epoch ${head.epoch}`);
  return found;
}
