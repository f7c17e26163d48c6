import type { ObjectContent } from '../../lib/domain/evidence-ports.ts';

/** An object whose bytes are made as they are read, and a count of what its readers have of it at once. */
export class CountedContent implements ObjectContent {
  readonly sizeBytes: number;
  readonly #fill: (piece: Uint8Array, at: number) => void;
  readonly #pieceBytes: number;
  /** The most bytes that were handed out and not yet done with: a piece is done with when the next is asked for. */
  outstandingBytesMost = 0;
  /** The most bytes that a single read asked for. */
  rangeBytesMost = 0;
  readBytes = 0;
  reads = 0;
  #outstandingBytes = 0;

  constructor(sizeBytes: number, fill: (piece: Uint8Array, at: number) => void, pieceBytes: number) {
    this.sizeBytes = sizeBytes;
    this.#fill = fill;
    this.#pieceBytes = pieceBytes;
  }

  async read(start: number, end: number): Promise<AsyncIterable<Uint8Array>> {
    if (!(start >= 0 && start <= end && end <= this.sizeBytes)) throw new RangeError('outside of the object');
    this.reads += 1;
    this.rangeBytesMost = Math.max(this.rangeBytesMost, end - start);
    return this.#pieces(start, end);
  }

  /** One buffer serves all pieces of a read, so that whoever keeps a piece and goes on finds it changed. */
  async *#pieces(start: number, end: number): AsyncGenerator<Uint8Array> {
    const buffer = new Uint8Array(this.#pieceBytes);
    for (let at = start; at < end; at += this.#pieceBytes) {
      const piece = buffer.subarray(0, Math.min(this.#pieceBytes, end - at));
      this.#fill(piece, at);
      this.readBytes += piece.length;
      this.#outstandingBytes += piece.length;
      this.outstandingBytesMost = Math.max(this.outstandingBytesMost, this.#outstandingBytes);
      try {
        yield piece;
      } finally {
        this.#outstandingBytes -= piece.length;
      }
    }
  }
}

/** Bytes at hand as an object, in pieces of a size that puts borders everywhere. */
export function contentOf(bytes: Uint8Array, pieceBytes = 64 * 1024): CountedContent {
  const fill = (piece: Uint8Array, at: number) => piece.set(bytes.subarray(at, at + piece.length));
  return new CountedContent(bytes.length, fill, pieceBytes);
}

/** An object of any size that nobody holds as a whole. */
export function generatedContent(sizeBytes: number, byteAt: (at: number) => number): CountedContent {
  const fill = (piece: Uint8Array, at: number) => {
    for (let index = 0; index < piece.length; index += 1) piece[index] = byteAt(at + index);
  };
  return new CountedContent(sizeBytes, fill, 64 * 1024);
}
