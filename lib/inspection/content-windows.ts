import { pipeline } from 'node:stream/promises';
import type { Inflate, InflateRaw } from 'node:zlib';
import type { ObjectContent } from '../domain/evidence-ports.ts';

const windowBytes = 1024 * 1024;
const windowsMax = 3;

/**
 * An object read at any place through a few windows of 1 MiB: however small and scattered the reads, the store sees large
 * ones and memory holds three of them at most. Serves one reader at a time.
 */
export class ContentWindows {
  readonly sizeBytes: number;
  readonly #content: ObjectContent;
  /** In the order of their last use. */
  readonly #windows = new Map<number, Buffer>();
  #storeFault: { readonly cause: unknown } | null = null;

  constructor(content: ObjectContent) {
    this.#content = content;
    this.sizeBytes = content.sizeBytes;
  }

  /** Throws what the store threw, if a read has failed: to be asked before a broken read is taken for a broken file. */
  assertStoreAnswered(): void {
    if (this.#storeFault !== null) throw this.#storeFault.cause;
  }

  /** The bytes from `start` up to but not including `end`, in one piece. Throws if they are not within the object. */
  async read(start: number, end: number): Promise<Buffer> {
    const pieces: Uint8Array[] = [];
    for await (const piece of this.stream(start, end)) pieces.push(piece);
    return pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces);
  }

  /** The same bytes piece by piece. */
  async *stream(start: number, end: number): AsyncGenerator<Buffer> {
    if (!(start >= 0 && start <= end && end <= this.sizeBytes)) throw new RangeError('outside of the object');
    for (let at = start; at < end; ) {
      const index = Math.floor(at / windowBytes);
      const offset = at - index * windowBytes;
      const piece = (await this.#window(index)).subarray(offset, offset + end - at);
      yield piece;
      at += piece.length;
    }
  }

  async #window(index: number): Promise<Buffer> {
    const window = this.#windows.get(index) ?? (await this.#load(index));
    this.#windows.delete(index);
    this.#windows.set(index, window);
    return window;
  }

  async #load(index: number): Promise<Buffer> {
    const [oldest] = this.#windows.keys();
    if (oldest !== undefined && this.#windows.size === windowsMax) this.#windows.delete(oldest);
    const start = index * windowBytes;
    const end = Math.min(start + windowBytes, this.sizeBytes);
    try {
      return await collect(await this.#content.read(start, end), end - start);
    } catch (cause) {
      this.#storeFault ??= { cause };
      throw cause;
    }
  }
}

async function collect(source: AsyncIterable<Uint8Array>, sizeBytes: number): Promise<Buffer> {
  const bytes = Buffer.alloc(sizeBytes);
  let filled = 0;
  for await (const piece of source) {
    if (filled + piece.length > sizeBytes) throw new Error('the store gave more bytes than asked for');
    bytes.set(piece, filled);
    filled += piece.length;
  }
  if (filled < sizeBytes) throw new Error('the store gave fewer bytes than asked for');
  return bytes;
}

/** What a source inflates to, piece by piece. Throws what is wrong with the compression; stops reading when nobody asks on. */
export async function* inflatePieces(
  source: AsyncIterable<Uint8Array>,
  inflate: Inflate | InflateRaw,
): AsyncGenerator<Uint8Array> {
  // What goes wrong here goes wrong in the reading of `inflate` too, and is thrown there.
  const feeding = pipeline(source, inflate).catch(() => undefined);
  try {
    yield* inflate as AsyncIterable<Uint8Array>;
  } finally {
    inflate.destroy();
    await feeding;
  }
}

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
