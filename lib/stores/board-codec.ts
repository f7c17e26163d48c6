import {
  type Board,
  type BoardShape,
  blankBoard,
  type Column,
  columnsOf,
  type FractionColumn,
  withColumns,
} from '../domain/recalculation/board.ts';

/** The shape of a board that is there. */
export function shapeOfBoard({ size, claimed }: Board): BoardShape {
  return { size, categories: claimed.plain.length, competitive: claimed.competitive.length };
}

/** The rows of consecutive districts in their stored form, the first of them at a position of the cohort. */
export interface StoredRows {
  readonly from: number;
  readonly columns: Uint8Array;
}

/**
 * Rows of a board are stored by column: a byte tells how many bytes each value takes (0: every value is 0 and nothing
 * follows) and whether there are values below 0; the values follow, the least byte first. Where some are below 0, n stands as 2n
 * and −n as 2n − 1. Before the columns: format, number of columns and number of rows. Behind them, where a column says so, the
 * fractions, as JSON: column, row, text.
 */
const FORMAT = 2;
const HEADER_BYTES = 5;
const SIGNED = 0x80;
const TOLD_BEHIND = 0x40;

/** How many bytes each value of a column takes that is stored in this way. */
const widthOf = (kind: number) => (kind === TOLD_BEHIND ? 0 : kind & ~SIGNED);

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

/** How a column is stored: bytes a value, with `SIGNED` where one is below 0; or behind all others. */
function kindOf(column: Column): number {
  if (isOfFractions(column)) return column.some((text) => text !== 0) ? TOLD_BEHIND : 0;
  let lowest = 0;
  let highest = 0;
  for (let at = 0; at < (column?.length ?? 0); at++) {
    const value = column![at]!;
    if (value > highest) highest = value;
    else if (value < lowest) lowest = value;
  }
  if (lowest === 0) return highest === 0 ? 0 : bytesBelow(highest);
  return SIGNED | bytesBelow(Math.max(folded(highest), folded(lowest)));
}

/** How many bytes a whole number takes that is not below 0. */
function bytesBelow(value: number): number {
  let bytes = 1;
  for (let end = 0x100; value >= end; end *= 0x100) bytes++;
  return bytes;
}

const folded = (value: number) => (value < 0 ? -2 * value - 1 : 2 * value);
const unfolded = (value: number) => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);

/** Values beyond 32 bits are split by arithmetic: they are whole numbers below 2^53, exact in a double. */
function writeValues(bytes: Uint8Array, start: number, column: NumericColumn, kind: number): number {
  const width = kind & ~SIGNED;
  let at = start;
  for (let index = 0; index < column!.length; index++) {
    let rest = kind & SIGNED ? folded(column![index]!) : column![index]!;
    for (let byte = 0; byte < width; byte++) {
      bytes[at++] = rest & 0xff;
      rest = rest < 0x1_0000_0000 ? rest >>> 8 : Math.floor(rest / 0x100);
    }
  }
  return at;
}

function readRows(bytes: Uint8Array, columns: Column[], from: number, size: number): void {
  const [format, ...counts] = bytes.subarray(0, HEADER_BYTES);
  if (format !== FORMAT) throw new Error(`board format ${format} is not known to this version`);
  const [low, high, rowsLow, rowsHigh] = counts as [number, number, number, number];
  const rows = rowsLow | (rowsHigh << 8);
  if ((low | (high << 8)) !== columns.length || from + rows > size) throw new Error('board rows are of another board');
  let offset = HEADER_BYTES;
  let isToldBehind = false;
  for (let index = 0; index < columns.length; index++) {
    const kind = bytes[offset++] ?? Number.NaN;
    isToldBehind ||= kind === TOLD_BEHIND;
    const end = offset + widthOf(kind) * rows;
    if (!(end <= bytes.length)) throw new Error('board rows are cut off');
    if (widthOf(kind) > 0) {
      // Only millionths have no column where all are 0.
      columns[index] ??= new Int32Array(size);
      readValues(bytes, offset, columns[index] as NonNullable<NumericColumn>, from, rows, kind);
    }
    offset = end;
  }
  if (isToldBehind) readFractions(bytes.subarray(offset), columns, from, size);
  else if (offset !== bytes.length) throw new Error('something follows the rows of a board');
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
    const width = kind & ~SIGNED;
    for (let row = from; row < from + rows; row++, at += width) {
      let value = 0;
      for (let byte = width - 1; byte >= 0; byte--) value = value * 0x100 + bytes[at + byte]!;
      column[row] = kind & SIGNED ? unfolded(value) : value;
    }
  }
}
