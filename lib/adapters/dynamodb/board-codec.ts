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

/** Encodes a board; `decodeBoard` gives an equal one back. */
export function encodeBoard(board: Board): Uint8Array {
  const columns = columnsOf(board);
  const widths = columns.map(widthOf);
  const size = widths.reduce((bytes, width) => bytes + ALIGNMENT + aligned(width * board.size), HEADER_BYTES);
  const buffer = new ArrayBuffer(size);
  new Uint32Array(buffer, 0, 4).set([FORMAT, board.size, board.claimed.plain.length, board.claimed.competitive.length]);
  let offset = HEADER_BYTES;
  columns.forEach((column, index) => {
    const width = widths[index]!;
    new Uint8Array(buffer, offset, 1)[0] = width;
    offset += ALIGNMENT;
    if (width > 0) view(buffer, offset, width, board.size).set(column!);
    offset += aligned(width * board.size);
  });
  return new Uint8Array(buffer);
}

/** Decodes a stored board. Throws on bytes that are not one. */
export function decodeBoard(bytes: Uint8Array): Board {
  const { buffer } = new Uint8Array(bytes);
  const [format, size, categories, competitive] = new Uint32Array(buffer, 0, 4) as unknown as [
    number,
    number,
    number,
    number,
  ];
  if (format !== FORMAT) throw new Error(`board format ${format} is not known to this version`);
  const read = new ColumnReader(buffer, size);
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

/** Walks the columns of a buffer; each call reads the next one into a fresh array of its usual type. */
class ColumnReader {
  #offset = HEADER_BYTES;
  readonly #buffer: ArrayBuffer;
  readonly #size: number;

  constructor(buffer: ArrayBuffer, size: number) {
    this.#buffer = buffer;
    this.#size = size;
  }

  #next(): Column | null {
    const width = new Uint8Array(this.#buffer, this.#offset, 1)[0]!;
    const column = width === 0 ? null : view(this.#buffer, this.#offset + ALIGNMENT, width, this.#size);
    this.#offset += ALIGNMENT + aligned(width * this.#size);
    return column as Column | null;
  }

  uint32(): Uint32Array {
    const column = this.#next();
    return column ? new Uint32Array(column) : new Uint32Array(this.#size);
  }

  float64(): Float64Array {
    const column = this.#next();
    return column ? new Float64Array(column) : new Float64Array(this.#size);
  }

  uint8(): Uint8Array {
    const column = this.#next();
    return column ? new Uint8Array(column) : new Uint8Array(this.#size);
  }

  int32OrNull(): Int32Array | null {
    const column = this.#next();
    return column && new Int32Array(column);
  }
}

function columnsOf({ revisions, claimed, verified }: Board): (Column | null)[] {
  return [revisions, ...basisColumns(claimed), ...basisColumns(verified)];
}

function basisColumns({ plain, competitive, totals, ranks }: BasisColumns): (Column | null)[] {
  return [...plain, ...competitive.flatMap(({ whole, micros, standing }) => [whole, micros, standing]), totals, ranks];
}

/** Bytes a value: 0, 1, 2, 4, or 8 for amounts beyond 32 bits (whole numbers below 2^53, exact in a double). */
function widthOf(column: Column | null): number {
  let largest = 0;
  if (column)
    for (let index = 0; index < column.length; index++) if (column[index]! > largest) largest = column[index]!;
  if (largest === 0) return 0;
  if (largest < 0x100) return 1;
  if (largest < 0x1_0000) return 2;
  return largest < 0x1_0000_0000 ? 4 : 8;
}

function view(buffer: ArrayBuffer, offset: number, width: number, size: number) {
  if (width === 1) return new Uint8Array(buffer, offset, size);
  if (width === 2) return new Uint16Array(buffer, offset, size);
  return width === 4 ? new Uint32Array(buffer, offset, size) : new Float64Array(buffer, offset, size);
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
