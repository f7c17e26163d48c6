import type { BasisColumns, Board, CompetitiveColumn } from '../../domain/recalculation/board.ts';

/**
 * The board's stored form: columns of little-endian integers, each as wide as its largest value needs and preceded by
 * that width (0: every value is 0 and nothing follows). Columns start at multiples of 8 so that they are read in place.
 * Header: format, districts, categories, competitive components, as 32-bit integers.
 */
const FORMAT = 1;
const HEADER_BYTES = 16;
const ALIGNMENT = 8;

type Column = Uint8Array | Uint32Array | Int32Array | Float64Array;

/** Bytes a value; 8 for amounts beyond 32 bits (whole numbers below 2^53, exact in a double). */
type Width = 1 | 2 | 4 | 8;

/** Encodes a board; `decodeBoard` gives an equal one back. */
export function encodeBoard(board: Board): Uint8Array {
  const columns = columnsOf(board);
  const widths = columns.map(widthOf);
  const sizeBytes = widths.reduce<number>((sum, width) => sum + ALIGNMENT + aligned(width * board.size), HEADER_BYTES);
  const memory = memoryOf(new Uint8Array(sizeBytes));
  memory[4].set([FORMAT, board.size, board.claimed.plain.length, board.claimed.competitive.length]);
  let offset = HEADER_BYTES;
  columns.forEach((column, index) => {
    const width = widths[index]!;
    memory[1][offset] = width;
    offset += ALIGNMENT;
    if (width !== 0) copyInto(memory[width], offset / width, column!);
    offset += aligned(width * board.size);
  });
  return memory[1];
}

/** Decodes a stored board. Throws on bytes that are not one. */
export function decodeBoard(bytes: Uint8Array): Board {
  const memory = memoryOf(bytes.byteOffset % ALIGNMENT === 0 ? bytes : bytes.slice());
  const [format, size, categories, competitive] = memory[4] as unknown as [number, number, number, number];
  if (format !== FORMAT) throw new Error(`board format ${format} is not known to this version`);
  const read = new ColumnReader(memory, size, columnBytesMax(size, categories, competitive));
  const revisions = read.uint32();
  const claimed = decodeBasis(read, categories, competitive);
  return { size, revisions, claimed, verified: decodeBasis(read, categories, competitive) };
}

function decodeBasis(read: ColumnReader, categories: number, competitive: number): BasisColumns {
  const plain = Array.from({ length: categories }, () => read.uint32());
  const columns = Array.from(
    { length: competitive },
    (): CompetitiveColumn => ({ whole: read.float64(), micros: read.int32OrNull(), standing: read.uint8() }),
  );
  return { plain, competitive: columns, totals: read.uint32(), ranks: read.uint32() };
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

/** The most bytes that the decoded columns take: one allocation for all of them is far cheaper than one for each. */
function columnBytesMax(size: number, categories: number, competitive: number): number {
  const ofBasis = (4 * categories + (8 + 4 + 1) * competitive + 4 + 4) * size;
  const gaps = ALIGNMENT * (1 + 2 * (categories + 3 * competitive + 2));
  return 4 * size + 2 * ofBasis + gaps;
}

/** Walks the columns of a board's bytes; each call reads the next one into a fresh array of its usual type. */
class ColumnReader {
  #offset = HEADER_BYTES;
  #free = 0;
  readonly #memory: Memory;
  readonly #size: number;
  readonly #columns: ArrayBuffer;

  constructor(memory: Memory, size: number, columnBytesMax: number) {
    this.#memory = memory;
    this.#size = size;
    this.#columns = new ArrayBuffer(columnBytesMax);
  }

  /** The stored values in place, `null` where all are 0. */
  #next(): Uint8Array | Uint16Array | Uint32Array | Float64Array | null {
    const width = this.#memory[1][this.#offset] as Width | 0 | undefined;
    const from = this.#offset + ALIGNMENT;
    this.#offset = from + aligned((width ?? 0) * this.#size);
    if (width === undefined || this.#offset > this.#memory[1].length) throw new Error('board bytes are cut off');
    return width === 0 ? null : this.#memory[width].subarray(from / width, from / width + this.#size);
  }

  /** Room for the next decoded column. */
  #take(valueBytes: number): number {
    const offset = this.#free;
    this.#free += aligned(valueBytes * this.#size);
    return offset;
  }

  uint32(): Uint32Array {
    const stored = this.#next();
    const column = new Uint32Array(this.#columns, this.#take(4), this.#size);
    if (stored) column.set(stored);
    return column;
  }

  float64(): Float64Array {
    const stored = this.#next();
    const column = new Float64Array(this.#columns, this.#take(8), this.#size);
    if (stored) column.set(stored);
    return column;
  }

  uint8(): Uint8Array {
    const stored = this.#next();
    const column = new Uint8Array(this.#columns, this.#take(1), this.#size);
    if (stored) column.set(stored);
    return column;
  }

  int32OrNull(): Int32Array | null {
    const stored = this.#next();
    if (!stored) return null;
    const column = new Int32Array(this.#columns, this.#take(4), this.#size);
    column.set(stored);
    return column;
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
  if (column instanceof Uint8Array) return hasAny(column) ? 1 : 0;
  const largest = column instanceof Float64Array ? largestAmount(column) : bitsOf(column);
  if (largest === 0) return 0;
  if (largest < 0x100) return 1;
  if (largest < 0x1_0000) return 2;
  return largest < 0x1_0000_0000 ? 4 : 8;
}

function hasAny(column: Uint8Array): boolean {
  for (let index = 0; index < column.length; index++) if (column[index] !== 0) return true;
  return false;
}

/** The union of all values' bits: it needs as many bytes as the largest of them, and is found without comparing. */
function bitsOf(column: Uint32Array | Int32Array): number {
  let bits = 0;
  let at = 0;
  // Eight at once: this loop runs over nearly every value of the board.
  for (const last = column.length - 8; at <= last; at += 8)
    bits |=
      column[at]! |
      column[at + 1]! |
      column[at + 2]! |
      column[at + 3]! |
      column[at + 4]! |
      column[at + 5]! |
      column[at + 6]! |
      column[at + 7]!;
  for (; at < column.length; at++) bits |= column[at]!;
  return bits >>> 0;
}

function largestAmount(column: Float64Array): number {
  let largest = 0;
  for (let index = 0; index < column.length; index++) if (column[index]! > largest) largest = column[index]!;
  return largest;
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
