import type { FoundBoard, StoredBoard } from '../../lib/domain/ports.ts';
import { rowsBetween, shapeOfBoard } from '../../lib/domain/recalculation/board.ts';
import { encodeRows } from '../../lib/stores/board-codec.ts';
import { blockItem, firstHead, foundBoard, headItem } from '../../lib/stores/board-items.ts';
import { type Item, keys } from '../../lib/stores/table.ts';
import type { MemoryTable } from './memory/memory-table.ts';

/** The items of a board, head and blocks of every generation. */
export function boardItemsAt(table: Pick<MemoryTable, 'items'>, cycle: string): Item[] {
  const { pk, sk } = keys.board(cycle);
  return [...table.items.values()].filter((item) => item.pk === pk && /^BOARD(?:#|$)/.test(String(item.sk ?? sk)));
}

/** The board as it stands in the table, without the weather. */
export function peekBoard(table: Pick<MemoryTable, 'items'>, cycle: string): FoundBoard {
  return foundBoard(boardItemsAt(table, cycle))!;
}

/** Writes a board over what is stored, in one piece, as no recalculation does. */
export function placeBoard(table: MemoryTable, cycle: string, { version, at, board }: StoredBoard): void {
  const generation = (table.peek(keys.board(cycle))?.generation as string | undefined) ?? '0';
  const head = firstHead(shapeOfBoard(board), version, at, generation);
  const blocks = version === 0 ? 0 : Math.ceil(board.size / head.rowsPerBlock);
  for (let number = 0; number < blocks; number++) {
    const from = number * head.rowsPerBlock;
    const rows = encodeRows(rowsBetween(board, from, from + head.rowsPerBlock));
    table.place(blockItem(cycle, head, number, version, rows));
  }
  table.place(headItem(cycle, { ...head, blockVersions: blocks * version }));
}

/** Removes a board with its blocks. */
export function loseBoard(table: MemoryTable, cycle: string): void {
  for (const { pk, sk } of boardItemsAt(table, cycle)) table.remove({ pk: String(pk), sk: String(sk) });
}
