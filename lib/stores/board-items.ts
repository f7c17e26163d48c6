import type { BoardBlock, BoardCommit, BoardHead, FoundBoard, StoredBoard } from '../domain/ports.ts';
import { type BoardShape, blankBoard, shapeOfBoard } from '../domain/recalculation/board.ts';
import { assembleBoard, encodeRows, PackedRows, rowBytesMax, type StoredRows } from './board-codec.ts';
import { fieldsOf, type Item, type ItemKey, keys } from './table.ts';

/** A write takes a unit for each begun kilobyte of an item: rows as full as they can be fit into two, most into one. */
const blockBytesMax = 1800;

/** The head of a board that nobody has written to yet. A scheme's rows are always as many to a block. */
export function firstHead(shape: BoardShape, version: number, at: string, generation: string): BoardHead {
  const rowsPerBlock = Math.max(1, Math.floor(blockBytesMax / rowBytesMax(shape)));
  return { version, at, generation, shape, rowsPerBlock, blockVersions: 0 };
}

/** The item of the head that a cycle opens with. */
export function openingItem(cycle: string, { version, at, board }: StoredBoard): Item & ItemKey {
  return headItem(cycle, firstHead(shapeOfBoard(board), version, at, '0'));
}

/** The item of a head. */
export function headItem(cycle: string, head: BoardHead): Item & ItemKey {
  return { ...keys.board(cycle), ...head };
}

/** The head of an item. */
export function readHead(item: Item): BoardHead {
  return fieldsOf(item);
}

/** The head that a commit leaves behind. */
export function headAfter({ before, change, blocks }: Pick<BoardCommit, 'before' | 'change' | 'blocks'>): BoardHead {
  const { version, at } = change;
  const blockVersions = blocks.reduce((sum, block) => sum - block.version + version, before.blockVersions);
  return { ...before, version, at, blockVersions };
}

/** The item of a block. */
export function blockItem(cycle: string, { generation }: BoardHead, number: number, version: number, rows: Uint8Array) {
  return { ...keys.boardBlock(cycle, generation, number), version, rows };
}

/** The number of the block that holds a district. */
export function blockOf({ rowsPerBlock }: BoardHead, district: number): number {
  return Math.floor(district / rowsPerBlock);
}

/** A block of its item; without one nobody has written it yet. */
export function readBlock({ shape, rowsPerBlock }: BoardHead, number: number, item: Item | null): BoardBlock {
  const from = number * rowsPerBlock;
  const rows = { ...shape, size: Math.max(0, Math.min(rowsPerBlock, shape.size - from)) };
  const packed = new PackedRows(rows, from, (item?.rows as Uint8Array | undefined) ?? encodeRows(blankBoard(rows)));
  return {
    number,
    version: (item?.version as number | undefined) ?? 0,
    rowAt: (district) => packed.rowAt(district),
    rowsWith: (cells) => packed.withCells(cells),
  };
}

/**
 * The board of all its items, as they were found: read one after the other, and maybe half of a transaction. A block that
 * was written later than the head, or earlier than the head's version wants it, shows in its version: no block may be
 * newer than the head, and the versions must add up. Since a block's version only grows, each is then the head's own.
 */
export function foundBoard(items: readonly Item[]): FoundBoard | null {
  const headed = items.find(({ sk }) => sk === 'BOARD');
  if (!headed) return null;
  const head = readHead(headed);
  const blocks: number[] = Array(Math.ceil(head.shape.size / head.rowsPerBlock)).fill(0);
  const stored: StoredRows[] = [];
  for (const { sk, version, rows } of items) {
    const [, generation, number] = String(sk).split('#');
    // Another generation is that of a board which was lost.
    if (generation !== head.generation || !(Number(number) < blocks.length)) continue;
    blocks[Number(number)] = version as number;
    stored.push({ from: Number(number) * head.rowsPerBlock, columns: rows as Uint8Array });
  }
  const sum = blocks.reduce((all, version) => all + version, 0);
  const broken = new Set(blocks.flatMap((version, number) => (version > head.version ? [number] : [])));
  const board = assembleBoard(head.shape, stored, ({ from }) => broken.add(from / head.rowsPerBlock));
  const isWhole = broken.size === 0 && sum === head.blockVersions;
  return { version: head.version, at: head.at, board, head, blocks, broken: [...broken], isWhole };
}
