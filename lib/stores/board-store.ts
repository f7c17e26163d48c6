import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  type BoardBlock,
  type BoardCommit,
  type BoardHead,
  Busy,
  type ChangeEntry,
  type FoundBoard,
  type StoredBoard,
  type StoredScore,
} from '../domain/ports.ts';
import { type BoardShape, bases, shapeOfBoard } from '../domain/recalculation/board.ts';
import type { Cell } from '../domain/recalculation/cells.ts';
import { assembleBoard, encodeRows } from './board-codec.ts';
import { blockItem, blockOf, firstHead, foundBoard, headAfter, headItem, readBlock, readHead } from './board-items.ts';
import { readScore, writeScore } from './book-items.ts';
import { absent, counterMax, type Item, is, keys, ranges, type Table, type WriteOutcome } from './table.ts';

const readsMax = 6;

/** A piece of a kept board stays below what an item can hold. */
const checkpointPieceBytes = 350_000;

/** The derived state: a board for each cycle, its change feed, and what it has applied of each book. */
export class BoardStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** The whole board, of one version; `Busy` where it keeps moving, or something of it was lost. */
  async load(cycle: string): Promise<FoundBoard | null> {
    for (let read = 1; read <= readsMax; read++) {
      const found = await this.look(cycle);
      if (!found || found.isWhole) return found;
      await this.#table.pause(read);
    }
    throw new Busy('the board is being written');
  }

  /** The whole board as it is found, be it of one version or not. */
  async look(cycle: string): Promise<FoundBoard | null> {
    return foundBoard(await this.#table.query(ranges.board(cycle)));
  }

  async head(cycle: string): Promise<BoardHead | null> {
    const item = await this.#table.get(keys.board(cycle));
    return item && readHead(item);
  }

  /** What a lost board begins with: after the last version of its change feed, and in blocks of its own. */
  async blankHead(cycle: string, shape: BoardShape, at: string): Promise<BoardHead> {
    return firstHead(shape, await this.lastVersion(cycle), at, String(Date.parse(at)));
  }

  /**
   * The blocks that hold some districts, one after the other. They may be newer than the head that was read before them:
   * then a commit is outdated.
   */
  async blocks(cycle: string, head: BoardHead, districts: readonly number[]): Promise<BoardBlock[]> {
    const numbers = [...new Set(districts.map((district) => blockOf(head, district)))].sort((a, b) => a - b);
    const items = await this.#table.getMany(numbers.map((number) => keys.boardBlock(cycle, head.generation, number)));
    return numbers.map((number, index) => readBlock(head, number, items[index]!));
  }

  /** One transaction, on condition that head and blocks are those that were read. */
  async commit({ cycle, before, isAnew, blocks, change, scores }: BoardCommit): Promise<WriteOutcome> {
    const { version } = change;
    return this.#table.transact([
      // Another recalculation may have committed a version since the head was read.
      {
        put: headItem(cycle, headAfter({ before, change, blocks })),
        when: [isAnew ? absent : is('version', before.version)],
      },
      // A head may be read with a block from before it; or somebody has damaged the block meanwhile.
      ...blocks.map((block) => ({
        put: blockItem(cycle, before, block.number, version, block.rows),
        when: [block.version === 0 ? absent : is('version', block.version)],
      })),
      // The feed has no gaps and no second thoughts: a version is described once.
      { put: { ...keys.change(cycle, version), ...writeChange(change) }, when: [absent] },
      ...scores.map(({ district, score }) => ({ put: { ...keys.score(cycle, district), ...writeScore(score) } })),
    ]);
  }

  /**
   * Entries after a version, oldest first and without a gap, as far as the board has come: who is told of a version finds
   * it wherever it looks next. The items of one commit are not all there at once, nor in the order of the versions.
   */
  async changes(cycle: string, after: number, limit: number): Promise<ChangeEntry[]> {
    const found = await this.#table.query(ranges.changes(cycle, after), { limit });
    if (found.length === 0) return [];
    const board = await this.#table.get(keys.board(cycle));
    const newest = (board?.version as number | undefined) ?? counterMax;
    const end = found.findIndex(({ version }, index) => version !== after + 1 + index || version > newest);
    return found.slice(0, end < 0 ? found.length : end).map(readChange);
  }

  /** Whether a version is of this feed: that it was committed and, if `at` is told, at this instant and no other. */
  async holds(cycle: string, version: number, at: string | null): Promise<boolean> {
    if (version === 0) return true;
    const found = (await this.#table.get(keys.change(cycle, version))) ?? (await this.#table.get(keys.board(cycle)));
    const told = found as Pick<ChangeEntry, 'version' | 'at'> | null;
    if (!told || told.version < version) return false;
    // The board may have gone on before the change of an earlier commit is there.
    if (told.version > version) throw new Busy('the change is not there yet');
    return at === null || Date.parse(at) === Date.parse(told.at);
  }

  /** The newest version of the change feed, which outlives a deleted board; 0 for none. */
  async lastVersion(cycle: string): Promise<number> {
    const [last] = await this.#table.query(ranges.changes(cycle, 0), { limit: 1, isDescending: true });
    return (last?.version as number | undefined) ?? 0;
  }

  /** Stored scores in the districts' order; `null` where none has been applied yet. */
  async scores(cycle: string, districts: readonly string[]): Promise<(StoredScore | null)[]> {
    const items = await this.#table.getMany(districts.map((district) => keys.score(cycle, district)));
    return items.map(readScore);
  }

  /** Keeps the whole board beside its blocks, so that what moved since can be told without the versions before it. */
  async keepCheckpoint(cycle: string): Promise<void> {
    const stored = await this.load(cycle);
    if (!stored) return;
    const { version, at, board } = stored;
    const packed = deflateRawSync(encodeRows(board));
    const pieces = Math.ceil(packed.length / checkpointPieceBytes);
    for (let piece = 0; piece < pieces; piece++) {
      const bytes = packed.subarray(piece * checkpointPieceBytes, (piece + 1) * checkpointPieceBytes);
      const item = { version, at, shape: shapeOfBoard(board), piece, pieces, bytes };
      await this.#table.put({ ...keys.checkpoint(cycle, version, piece), ...item });
    }
  }

  /** The newest board that was kept whole up to a version; `null` if there is none. */
  async checkpoint(cycle: string, version: number): Promise<StoredBoard | null> {
    const range = ranges.checkpoints(cycle, version);
    const [last] = await this.#table.query(range, { limit: 1, isDescending: true });
    if (!last) return null;
    const pieces = Array.from({ length: last.pieces as number }, (_, piece) => piece);
    const kept = last.version as number;
    const before = await this.#table.getMany(pieces.slice(0, -1).map((piece) => keys.checkpoint(cycle, kept, piece)));
    const found = [...before, last].filter((item) => item !== null);
    // Who keeps one may stop half-way.
    if (found.length < pieces.length || last.piece !== pieces.at(-1)) return this.checkpoint(cycle, kept - 1);
    const packed = Buffer.concat(found.map((item) => item.bytes as Uint8Array));
    const rows = [{ from: 0, columns: inflateRawSync(packed) }];
    return { version: kept, at: last.at as string, board: assembleBoard(last.shape as BoardShape, rows) };
  }
}

type PackedMove = [district: number, basis: number, component: number, before: number, after: number];
/** A column, and one after the other how much further the next district is, what it had before, and what after. */
type PackedColumn = [column: number, ...steps: (number | string)[]];

/** What the packed text of a change holds. */
interface Packed {
  readonly own: readonly PackedMove[];
  readonly cells: readonly PackedColumn[];
}

/**
 * The fields of a CHANGE item. What changed is packed and compressed, since a repair may change every value of many
 * districts. As text, because a record of the stream gives bytes in another form than the table does.
 */
export function writeChange({ own, cells, ...fields }: ChangeEntry): Item {
  const packed: Packed = {
    own: own.map(({ district, basis, component, points }) => [district, bases.indexOf(basis), component, ...points]),
    cells: packCells(cells),
  };
  return { ...fields, packed: deflateRawSync(JSON.stringify(packed)).toString('base64') };
}

/** The entry of a CHANGE item. */
export function readChange(item: Item): ChangeEntry {
  const { version, at, since, causes } = item as unknown as ChangeEntry;
  const text = inflateRawSync(Buffer.from(item.packed as string, 'base64')).toString();
  const { own, cells } = JSON.parse(text) as Packed;
  return {
    ...{ version, at, since, causes },
    own: own.map(([district, basis, component, before, after]) => {
      return { district, basis: bases[basis]!, component, points: [before, after] };
    }),
    cells: cells.flatMap(unpackCells),
  };
}

function packCells(cells: readonly Cell[]): PackedColumn[] {
  const columns = new Map<number, PackedColumn>();
  const last = new Map<number, number>();
  for (const { district, column, before, after } of cells) {
    const packed = columns.get(column) ?? [column];
    packed.push(district - (last.get(column) ?? 0), before, after);
    columns.set(column, packed);
    last.set(column, district);
  }
  return [...columns.values()];
}

function unpackCells([column, ...steps]: PackedColumn): Cell[] {
  const cells: Cell[] = [];
  for (let at = 0, district = 0; at < steps.length; at += 3) {
    district += steps[at] as number;
    cells.push({ district, column, before: steps[at + 1]!, after: steps[at + 2]! });
  }
  return cells;
}
