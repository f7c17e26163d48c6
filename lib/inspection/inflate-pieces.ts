import { pipeline } from 'node:stream/promises';
import type { Inflate, InflateRaw } from 'node:zlib';

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
