import type { StoredBoard } from '../domain/ports.ts';
import type { BasisColumns, Board, CompetitiveColumn } from '../domain/recalculation/board.ts';
import { type Item, type ItemKey, keys } from './table.ts';

/** The item of a board. */
export function boardItem(cycle: string, { version, at, board }: StoredBoard): Item & ItemKey {
  return { ...keys.board(cycle), version, at, columns: encodeBoard(board) };
}

/** The board of an item. */
export function readBoard(item: Item): StoredBoard {
  return { version: item.version as number, at: item.at as string, board: decodeBoard(item.columns as Uint8Array) };
}

/**
 * The board's stored form: columns of little-endian integers, each as wide as its largest value needs and preceded by
 * that width (0: every value is 0 and nothing follows). Columns start at multiples of 8 so that they are read in place.
 * Header: format, categories and competitive components as 16-bit integers; from byte 8 on, districts and the bytes
 * that the columns take when they are decoded, as 32-bit integers.
 */
const FORMAT = 1;
const HEADER_BYTES = 16;
const ALIGNMENT = 8;

type Column = Uint8Array | Uint32Array | Int32Array | Float64Array;

interface ColumnType<C extends Column> {
  readonly BYTES_PER_ELEMENT: number;
  new (room: ArrayBuffer, offset: number, size: number): C;
}

/** Bytes a value; 8 for amounts beyond 32 bits (whole numbers below 2^53, exact in a double). */
type Width = 1 | 2 | 4 | 8;

/** Encodes a board; `decodeBoard` gives an equal one back. */
export function encodeBoard(board: Board): Uint8Array {
  const columns = columnsOf(board);
  const widths: (Width | 0)[] = [];
  let sizeBytes = HEADER_BYTES;
  let decodedBytes = 0;
  for (const column of columns) {
    const width = widthOf(column);
    widths.push(width);
    sizeBytes += ALIGNMENT + aligned(width * board.size);
    if (width !== 0) decodedBytes += aligned(column!.BYTES_PER_ELEMENT * board.size);
  }
  const memory = memoryOf(new Uint8Array(sizeBytes));
  memory[2].set([FORMAT, board.claimed.plain.length, board.claimed.competitive.length]);
  memory[4].set([board.size, decodedBytes], 2);
  let offset = HEADER_BYTES;
  for (let at = 0; at < columns.length; at++) {
    const width = widths[at]!;
    memory[1][offset] = width;
    offset += ALIGNMENT;
    if (width !== 0) copyInto(memory[width], offset / width, columns[at]!);
    offset += aligned(width * board.size);
  }
  return memory[1];
}

/**
 * Decodes a stored board. Throws on bytes that are not one. Columns of zeros share one piece of memory: whoever wants
 * to write into a board takes a copy first, as of any board.
 */
export function decodeBoard(bytes: Uint8Array): Board {
  const memory = memoryOf(bytes.byteOffset % ALIGNMENT === 0 ? bytes : bytes.slice());
  const format = memory[2][0];
  if (format !== FORMAT) throw new Error(`board format ${format} is not known to this version`);
  const categories = memory[2][1]!;
  const competitive = memory[2][2]!;
  const size = memory[4][2]!;
  const read = new ColumnReader(memory, size, memory[4][3]!);
  const revisions = read.uint32();
  const claimed = decodeBasis(read, categories, competitive);
  return { size, revisions, claimed, verified: decodeBasis(read, categories, competitive) };
}

function decodeBasis(read: ColumnReader, categories: number, competitive: number): BasisColumns {
  const plain: Uint32Array[] = [];
  for (let at = 0; at < categories; at++) plain.push(read.uint32());
  const values: CompetitiveColumn[] = [];
  for (let at = 0; at < competitive; at++)
    values.push({ whole: read.float64(), micros: read.int32OrNull(), standing: read.uint8() });
  return { plain, competitive: values, totals: read.uint32(), ranks: read.uint32() };
}

/** The same bytes as integers of each width, by the width. */
type Memory = Readonly<{ 1: Uint8Array; 2: Uint16Array; 4: Uint32Array; 8: Float64Array }>;

function memoryOf({ buffer, byteOffset, byteLength }: Uint8Array): Memory {
  if (byteLength < HEADER_BYTES || byteLength % ALIGNMENT !== 0) throw new Error('board bytes are cut off');
  return {
    1: new Uint8Array(buffer, byteOffset, byteLength),
    2: new Uint16Array(buffer, byteOffset, byteLength / 2),
    4: new Uint32Array(buffer, byteOffset, byteLength / 4),
    8: new Float64Array(buffer, byteOffset, byteLength / 8),
  };
}

/**
 * Walks the columns of a board's bytes; each call decodes the next one into its usual type. One allocation for all
 * columns is far cheaper than one for each.
 */
class ColumnReader {
  #offset = HEADER_BYTES;
  #taken = 0;
  readonly #memory: Memory;
  readonly #size: number;
  readonly #room: ArrayBuffer;
  readonly #zeros: ArrayBuffer;

  constructor(memory: Memory, size: number, decodedBytes: number) {
    this.#memory = memory;
    this.#size = size;
    this.#room = new ArrayBuffer(decodedBytes);
    this.#zeros = new ArrayBuffer(Float64Array.BYTES_PER_ELEMENT * size);
  }

  /** The stored values in place, `null` where all are 0. */
  #next(): Uint8Array | Uint16Array | Uint32Array | Float64Array | null {
    const width = this.#memory[1][this.#offset] as Width | 0 | undefined;
    const from = this.#offset + ALIGNMENT;
    this.#offset = from + aligned((width ?? 0) * this.#size);
    if (width === undefined || this.#offset > this.#memory[1].length) throw new Error('board bytes are cut off');
    return width === 0 ? null : this.#memory[width].subarray(from / width, from / width + this.#size);
  }

  /** The next column in room of its own, `null` where all values are 0. */
  #decoded<C extends Column>(Values: ColumnType<C>): C | null {
    const stored = this.#next();
    if (!stored) return null;
    const column = new Values(this.#room, this.#taken, this.#size);
    this.#taken += aligned(Values.BYTES_PER_ELEMENT * this.#size);
    column.set(stored);
    return column;
  }

  uint32(): Uint32Array {
    return this.#decoded(Uint32Array) ?? new Uint32Array(this.#zeros, 0, this.#size);
  }

  float64(): Float64Array {
    return this.#decoded(Float64Array) ?? new Float64Array(this.#zeros);
  }

  uint8(): Uint8Array {
    return this.#decoded(Uint8Array) ?? new Uint8Array(this.#zeros, 0, this.#size);
  }

  int32OrNull(): Int32Array | null {
    return this.#decoded(Int32Array);
  }
}

function columnsOf({ revisions, claimed, verified }: Board): (Column | null)[] {
  const columns: (Column | null)[] = [revisions];
  for (const { plain, competitive, totals, ranks } of [claimed, verified]) {
    columns.push(...plain);
    for (const { whole, micros, standing } of competitive) columns.push(whole, micros, standing);
    columns.push(totals, ranks);
  }
  return columns;
}

function copyInto(stored: Memory[Width], at: number, column: Column): void {
  // `set` is fast between integers, and several times slower than a loop where it turns doubles into integers.
  if (!(column instanceof Float64Array)) stored.set(column, at);
  else for (let index = 0; index < column.length; index++) stored[at + index] = column[index]!;
}

function widthOf(column: Column | null): Width | 0 {
  if (!column) return 0;
  if (column instanceof Uint8Array) return isZero(column) ? 0 : 1;
  const largest = column instanceof Float64Array ? largestOf(column) : bitsOf(column);
  if (largest === 0) return 0;
  if (largest < 0x100) return 1;
  if (largest < 0x1_0000) return 2;
  return largest < 0x1_0000_0000 ? 4 : 8;
}

// The next three run over every value of the board, so they take several at once.

function isZero(column: Uint8Array): boolean {
  const rest = column.length & ~3;
  for (let at = 0; at < rest; at += 4)
    if ((column[at]! | column[at + 1]! | column[at + 2]! | column[at + 3]!) !== 0) return false;
  for (let at = rest; at < column.length; at++) if (column[at] !== 0) return false;
  return true;
}

/** The union of all values' bits: it needs as many bytes as the largest of them, and is found without comparing. */
function bitsOf(column: Uint32Array | Int32Array): number {
  const rest = column.length & ~7;
  let bits = 0;
  for (let at = 0; at < rest; at += 8) {
    bits |= column[at]! | column[at + 1]! | column[at + 2]! | column[at + 3]!;
    bits |= column[at + 4]! | column[at + 5]! | column[at + 6]! | column[at + 7]!;
  }
  for (let at = rest; at < column.length; at++) bits |= column[at]!;
  return bits >>> 0;
}

function largestOf(column: Float64Array): number {
  const rest = column.length & ~3;
  let largest = 0;
  for (let at = 0; at < rest; at += 4) {
    if (column[at]! > largest) largest = column[at]!;
    if (column[at + 1]! > largest) largest = column[at + 1]!;
    if (column[at + 2]! > largest) largest = column[at + 2]!;
    if (column[at + 3]! > largest) largest = column[at + 3]!;
  }
  for (let at = rest; at < column.length; at++) if (column[at]! > largest) largest = column[at]!;
  return largest;
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
