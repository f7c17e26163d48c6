import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** What was counted and hashed while the bytes passed. Digests are base64, as S3's checksum headers write them. */
export interface Measured {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly crc32: string;
  readonly md5: string;
}

/** Passes the bytes on unchanged and gives their measure to `done` after the last of them. Holds one piece at a time. */
export async function* measure(
  source: AsyncIterable<Uint8Array>,
  done: (measured: Measured) => void,
): AsyncGenerator<Uint8Array> {
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  let checksum = 0;
  let sizeBytes = 0;
  for await (const piece of source) {
    sha256.update(piece);
    md5.update(piece);
    checksum = crc32(piece, checksum);
    sizeBytes += piece.length;
    yield piece;
  }
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(checksum);
  done({ sizeBytes, sha256: sha256.digest('base64'), crc32: crc.toString('base64'), md5: md5.digest('base64') });
}
