import type { ObjectContent } from '../domain/evidence-ports.ts';

/** Bytes at hand, read like a stored object: a document found inside another. */
export class MemoryContent implements ObjectContent {
  readonly sizeBytes: number;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.sizeBytes = bytes.length;
  }

  async read(start: number, end: number): Promise<AsyncIterable<Uint8Array>> {
    return piecesOf(this.#bytes.subarray(start, end));
  }
}

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
