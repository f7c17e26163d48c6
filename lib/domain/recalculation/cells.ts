import { type Board, type Column, columnsOf, withColumns } from './board.ts';

/** A value of a board that a version changed. */
export interface Cell {
  readonly district: number;
  /** The column's position among all columns of the board. */
  readonly column: number;
  readonly before: number | string;
  readonly after: number | string;
}

/** The values of a district, in the order of a board's columns; 0 where there is none. */
export type Row = readonly (number | string)[];

/** The values in which a part of a board, whose first district is at `from`, differs from what it was. */
export function cellsBetween(was: Board, is: Board, from = 0): Cell[] {
  const before = columnsOf(was);
  return columnsOf(is).flatMap((now, column) => {
    const old = before[column]!;
    const cells: Cell[] = [];
    if (now === old) return cells;
    for (let row = 0; row < is.size; row++) {
      const values = { before: old?.[row] ?? 0, after: now?.[row] ?? 0 };
      if (values.before !== values.after) cells.push({ district: from + row, column, ...values });
    }
    return cells;
  });
}

/** The board with these values as they were before, or as they are after; the given one is left alone, and shared. */
export function withCells(board: Board, cells: readonly Cell[], side: 'before' | 'after'): Board {
  const columns = columnsOf(board);
  const copied = new Set<number>();
  for (const cell of cells) {
    const column = columns[cell.column];
    if ((column?.[cell.district] ?? 0) === cell[side]) continue;
    const copy = column && copied.has(cell.column) ? column : copyOf(column, board.size, cell[side]);
    copied.add(cell.column);
    columns[cell.column] = copy;
    (copy as (number | string)[])[cell.district] = cell[side];
  }
  return copied.size === 0 ? board : withColumns(board, columns);
}

/** Only millionths and fractions have no column where all are 0. */
function copyOf(column: Column | undefined, size: number, value: number | string): NonNullable<Column> {
  if (column) return column.slice();
  return typeof value === 'string' ? Array<0>(size).fill(0) : new Int32Array(size);
}
