import { keepShape } from '../domain/kept-shapes.ts';
import {
  type Board,
  type BoardShape,
  blankBoard,
  type Column,
  columnsOf,
  type FractionColumn,
  withColumns,
} from '../domain/recalculation/board.ts';
import { type Cell, type Row, withCells } from '../domain/recalculation/cells.ts';
import { fits, kindBetween, readValue, TOLD_BEHIND, widthOf, writeValue } from './column-bytes.ts';

/** How many columns a board of that shape has: the revision, and on each basis points by category and four parts of a number. */
function columnCount({ categories, competitive }: BoardShape): number {
  return 1 + 2 * (categories + 4 * competitive);
}

/** The rows of consecutive districts in their stored form, the first of them at a position of the cohort. */
export interface StoredRows {
  readonly from: number;
  readonly columns: Uint8Array;
}

/**
 * Rows of a board are stored by column: a byte tells how many bytes each value takes (0: every value is 0 and nothing
 * follows) and whether there are values below 0; the values follow, the least byte first. Before the columns: format, number of columns and number of rows. Behind them, where a column says so, the
 * fractions, as JSON: column, row, text.
 */
const FORMAT = 2;
const HEADER_BYTES = 5;

/** The most bytes that a row takes, whatever is claimed; numbers that only a fraction can tell come on top. */
export function rowBytesMax({ categories, competitive }: BoardShape): number {
  const [revision, points, whole, micros, standing] = [4, 4, 7, 3, 1];
  return revision + 2 * (points * categories + (whole + micros + standing) * competitive);
}

/** Encodes a board, or some rows of it; `assembleBoard` gives equal ones back. */
export function encodeRows(board: Board): Uint8Array {
  const all = columnsOf(board);
  const kinds = all.map(kindOf);
  const fractions = fractionsOf(all);
  const length = kinds.reduce((sum, kind) => sum + 1 + widthOf(kind) * board.size, HEADER_BYTES);
  const bytes = new Uint8Array(length + fractions.length);
  bytes.set(fractions, length);
  bytes.set([FORMAT, all.length & 0xff, all.length >> 8, board.size & 0xff, board.size >> 8]);
  let offset = HEADER_BYTES;
  for (let at = 0; at < all.length; at++) {
    const kind = kinds[at]!;
    bytes[offset++] = kind;
    if (widthOf(kind) > 0) offset = writeValues(bytes, offset, all[at] as NumericColumn, kind);
  }
  return bytes;
}

/**
 * Puts stored rows together to a board of that shape; rows that are not there are 0. Throws on bytes that are not rows of
 * it, unless somebody wants to hear of them and goes on with what can be read.
 */
export function assembleBoard(
  shape: BoardShape,
  stored: Iterable<StoredRows>,
  onUnreadable: (rows: StoredRows, fault: unknown) => unknown = rethrow,
): Board {
  const board = blankBoard(shape);
  const columns = columnsOf(board);
  for (const rows of stored) {
    try {
      readRows(rows.columns, columns, rows.from, shape.size);
    } catch (fault) {
      onUnreadable(rows, fault);
    }
  }
  return withColumns(board, columns);
}

function rethrow(_: StoredRows, fault: unknown): never {
  throw fault;
}

type NumericColumn = Exclude<Column, FractionColumn>;

function isOfFractions(column: Column): column is FractionColumn {
  return Array.isArray(column);
}

type StoredFraction = readonly [column: number, row: number, text: string];

function fractionsOf(columns: readonly Column[]): Uint8Array {
  const found = columns.flatMap((column, index): StoredFraction[] =>
    isOfFractions(column) ? column.flatMap((text, row) => (text === 0 ? [] : [[index, row, text] as const])) : [],
  );
  return found.length === 0 ? new Uint8Array() : new TextEncoder().encode(JSON.stringify(found));
}

function readFractions(bytes: Uint8Array, columns: Column[], from: number, size: number): void {
  for (const [index, row, text] of JSON.parse(new TextDecoder().decode(bytes)) as StoredFraction[]) {
    columns[index] ??= Array.from({ length: size }, () => 0 as string | 0);
    (columns[index] as (string | 0)[])[from + row] = text;
  }
}

/** How a column is stored: its values in bytes, or behind all others. */
function kindOf(column: Column): number {
  if (isOfFractions(column)) return column.some((text) => text !== 0) ? TOLD_BEHIND : 0;
  let lowest = 0;
  let highest = 0;
  for (let at = 0; at < (column?.length ?? 0); at++) {
    const value = column![at]!;
    if (value > highest) highest = value;
    else if (value < lowest) lowest = value;
  }
  return kindBetween(lowest, highest);
}

function writeValues(bytes: Uint8Array, start: number, column: NumericColumn, kind: number): number {
  const width = widthOf(kind);
  for (let row = 0; row < column!.length; row++) writeValue(bytes, start + width * row, column![row]!, kind);
  return start + width * column!.length;
}

/** Where each column's values begin in stored rows, and how they are stored. */
interface Layout {
  readonly rows: number;
  readonly kinds: readonly number[];
  readonly starts: readonly number[];
  /** Where what is told behind the columns begins. */
  readonly end: number;
}

/** The layout of stored rows. Throws on bytes that are not rows of so many columns, or of more districts than these. */
function layoutOf(bytes: Uint8Array, columns: number, size: number): Layout {
  if (bytes[0] !== FORMAT) throw new Error(`board format ${bytes[0]} is not known to this version`);
  const rows = bytes[3]! | (bytes[4]! << 8);
  if ((bytes[1]! | (bytes[2]! << 8)) !== columns || rows > size) throw new Error('board rows are of another board');
  const kinds: number[] = [];
  const starts: number[] = [];
  let offset = HEADER_BYTES;
  let isToldBehind = false;
  for (let column = 0; column < columns; column++) {
    const kind = bytes[offset++] ?? Number.NaN;
    const end = offset + widthOf(kind) * rows;
    if (!(end <= bytes.length)) throw new Error('board rows are cut off');
    isToldBehind ||= kind === TOLD_BEHIND;
    kinds.push(kind);
    starts.push(offset);
    offset = end;
  }
  if (isToldBehind === (offset === bytes.length))
    throw new Error('what follows the rows of a board is not what they say');
  return { rows, kinds, starts, end: offset };
}

function readRows(bytes: Uint8Array, columns: Column[], from: number, size: number): void {
  const { rows, kinds, starts, end } = layoutOf(bytes, columns.length, size - from);
  for (let index = 0; index < columns.length; index++) {
    const kind = kinds[index]!;
    if (widthOf(kind) === 0) continue;
    // Only millionths have no column where all are 0.
    columns[index] ??= new Int32Array(size);
    readValues(bytes, starts[index]!, columns[index] as NonNullable<NumericColumn>, from, rows, kind);
  }
  if (end < bytes.length) readFractions(bytes.subarray(end), columns, from, size);
}

/**
 * Stored rows of which single values are read and changed without making columns of all: what a claim changes is a few
 * values of one row. Districts are positions of the cohort, the first of the rows at `from`.
 */
export class PackedRows {
  readonly #shape: BoardShape;
  readonly #from: number;
  readonly #bytes: Uint8Array;
  readonly #layout: Layout;
  /** Fractions by column and row, read when one is first asked for. */
  #told: (FractionColumn | null)[] | null = null;

  /** Throws on bytes that are not rows of that shape. */
  constructor(shape: BoardShape, from: number, bytes: Uint8Array) {
    this.#shape = shape;
    this.#from = from;
    this.#bytes = bytes;
    this.#layout = layoutOf(bytes, columnCount(shape), shape.size);
    if (this.#layout.rows !== shape.size) throw new Error('board rows are of another board');
  }

  rowAt(district: number): Row {
    const row = district - this.#from;
    const bytes = this.#bytes;
    const { kinds, starts } = this.#layout;
    const values: (number | string)[] = [];
    for (let column = 0; column < kinds.length; column++) {
      const kind = kinds[column]!;
      if (kind === 0) values.push(0);
      else if (kind === TOLD_BEHIND) values.push(this.#fractionAt(column, row));
      else values.push(readValue(bytes, starts[column]! + widthOf(kind) * row, kind));
    }
    return values;
  }

  /** The bytes with these values changed: in place where they fit, else stored anew. */
  withCells(cells: readonly Cell[]): Uint8Array {
    const { kinds, starts } = this.#layout;
    if (!cells.every(({ column, after }) => fits(kinds[column]!, after))) return this.#storedAnew(cells);
    const bytes = new Uint8Array(this.#bytes);
    for (const { column, district, after } of cells) {
      const kind = kinds[column]!;
      writeValue(bytes, starts[column]! + widthOf(kind) * (district - this.#from), after as number, kind);
    }
    return bytes;
  }

  #storedAnew(cells: readonly Cell[]): Uint8Array {
    const board = assembleBoard(this.#shape, [{ from: 0, columns: this.#bytes }]);
    const own = cells.map((cell) => ({ ...cell, district: cell.district - this.#from }));
    return encodeRows(withCells(board, own, 'after'));
  }

  #fractionAt(column: number, row: number): string | 0 {
    if (!this.#told) {
      const columns: Column[] = Array(columnCount(this.#shape)).fill(null);
      readFractions(this.#bytes.subarray(this.#layout.end), columns, 0, this.#shape.size);
      this.#told = columns as (FractionColumn | null)[];
    }
    return this.#told[column]?.[row] ?? 0;
  }
}

function readValues(
  bytes: Uint8Array,
  start: number,
  column: NonNullable<NumericColumn>,
  from: number,
  rows: number,
  kind: number,
): void {
  let at = start;
  if (kind === 1) {
    for (let row = from; row < from + rows; row++) column[row] = bytes[at++]!;
  } else if (kind === 2) {
    for (let row = from; row < from + rows; row++, at += 2) column[row] = bytes[at]! | (bytes[at + 1]! << 8);
  } else {
    const width = widthOf(kind);
    for (let row = from; row < from + rows; row++, at += width) column[row] = readValue(bytes, at, kind);
  }
}

const noRows: BoardShape = { size: 0, categories: 0, competitive: 0 };
keepShape(new PackedRows(noRows, 0, encodeRows(blankBoard(noRows))));
