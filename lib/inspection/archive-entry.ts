import { crc32, createInflateRaw } from 'node:zlib';
import type { Entry, LocalFileHeader } from 'yauzl';
import type { ArchiveDirectory } from './archive-directory.ts';
import { type ContentWindows, inflatePieces } from './content-windows.ts';
import { InspectionRefusal } from './inspection-refusal.ts';

const deflated = 8;
const sizesFollow = 0x8;
const inLargeField = 0xffffffff;

/** Where an entry's compressed bytes lie in the file. */
export interface EntryRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Finds an entry's bytes. Refuses one whose own header says otherwise than the directory, and one that reaches into what
 * lies before (`from`) or into the directory: bytes that serve two entries inflate twice.
 */
export async function locateEntry(directory: ArchiveDirectory, entry: Entry, from: number): Promise<EntryRange> {
  const header = await directory.zip.readLocalFileHeaderPromise(entry);
  const start = header.fileDataStart;
  const end = start + entry.compressedSize;
  if (entry.relativeOffsetOfLocalHeader < from || end > directory.startsAt || !isSameEntry(header, entry)) {
    throw new InspectionRefusal('archive-unsafe', 'an entry is not what and where the directory says');
  }
  return { start, end };
}

function isSameEntry(header: LocalFileHeader, entry: Entry): boolean {
  const isSameSize = (local: number, listed: number) => local === listed || local === inLargeField;
  const isSized = (header.generalPurposeBitFlag & sizesFollow) === 0;
  return (
    header.fileName.equals(entry.fileNameRaw) &&
    header.compressionMethod === entry.compressionMethod &&
    (header.generalPurposeBitFlag & 1) === 0 &&
    (!isSized || isSameSize(header.compressedSize, entry.compressedSize)) &&
    (!isSized || isSameSize(header.uncompressedSize, entry.uncompressedSize))
  );
}

/**
 * An entry's bytes, inflated piece by piece. Ends with a refusal at the first byte more than the directory claims, and
 * when the bytes are fewer, have another checksum or leave compressed ones over.
 */
export async function* inflateEntry(
  windows: ContentWindows,
  entry: Entry,
  range: EntryRange,
): AsyncGenerator<Uint8Array> {
  const pieces =
    entry.compressionMethod === deflated ? inflated(windows, range) : windows.stream(range.start, range.end);
  let inflatedBytes = 0;
  let checksum = 0;
  for await (const piece of pieces) {
    inflatedBytes += piece.length;
    if (inflatedBytes > entry.uncompressedSize)
      throw new InspectionRefusal('archive-unsafe', 'an entry has more bytes');
    checksum = crc32(piece, checksum);
    yield piece;
  }
  if (inflatedBytes !== entry.uncompressedSize || checksum !== entry.crc32) {
    throw new InspectionRefusal('archive-unsafe', 'an entry has other bytes than the directory claims');
  }
}

async function* inflated(windows: ContentWindows, { start, end }: EntryRange): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw();
  try {
    yield* inflatePieces(windows.stream(start, end), inflate);
  } catch (error) {
    windows.assertStoreAnswered();
    throw new InspectionRefusal('archive-unsafe', `an entry is damaged: ${(error as Error).message}`);
  }
  if (inflate.bytesWritten !== end - start) throw new InspectionRefusal('archive-unsafe', 'bytes hide behind an entry');
}
