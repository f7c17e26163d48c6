import type { Entry } from 'yauzl';
import type { ObjectContent } from '../../domain/evidence-ports.ts';
import type { EvidenceContentType } from '../../domain/evidence-types.ts';
import { ByteSearch } from '../scanner/byte-search.ts';
import { type ArchiveDirectory, readArchiveDirectory } from './archive-directory.ts';
import { type EntryRange, inflateEntry, locateEntry } from './archive-entry.ts';
import { type ArchiveUse, archiveLimits, isPlausibleRatio } from './archive-limits.ts';
import { archiveMediaType, tellingParts } from './archive-media-type.ts';
import { ContentWindows } from './content-windows.ts';
import { InspectionRefusal } from './inspection-refusal.ts';
import { MemoryContent } from './memory-content.ts';

const macroStorage = Buffer.from('_VBA_PROJECT', 'utf16le');
const zipSignatures = ['504b0304', '504b0506', '504b0708'];
const otherArchives = /^(?:526172211a07|377abcaf271c|fd377a585a00|28b52ffd|4d534346|425a68|1f8b)/;
/** Office keeps vector pictures compressed like this. */
const compressedPictures = /\.(?:emz|wmz)$/;

/**
 * Which document an archive is, `null` if none that is known. Every entry is inflated to its end, never to disk. Refuses
 * what its directory or an entry shows to be unsafe, macros wherever they are kept, and archives inside: an office
 * document may hold others (tables behind charts), which are inspected alike and may hold none themselves.
 */
export async function inspectArchive(
  content: ObjectContent,
  use: ArchiveUse = { fileBytes: content.sizeBytes, entries: 0, inflatedBytes: 0 },
  isNested = false,
): Promise<EvidenceContentType | null> {
  const windows = new ContentWindows(content);
  const directory = await readArchiveDirectory(windows);
  countUse(use, directory);
  const parts = new Map<string, Uint8Array>();
  let from = 0;
  for (const entry of directory.entries) {
    const range = await locate(windows, directory, entry, from);
    from = range.end;
    const { head, holdsMacros } = await readThrough(windows, entry, range);
    if (holdsMacros) throw new InspectionRefusal('macro-found', 'an entry holds macros');
    if (zipSignatures.includes(head.slice(0, 8))) {
      if (isNested) throw new InspectionRefusal('archive-unsafe', 'archives within archives within archives');
      await inspectNested(await collect(windows, entry, range, archiveLimits.nestedBytesMax), use);
    } else if (otherArchives.test(head) && !compressedPictures.test(entry.fileName.toLowerCase())) {
      throw new InspectionRefusal('archive-unsafe', 'an entry is an archive');
    }
    const name = entry.fileName.toLowerCase();
    if (tellingParts.some((part) => part === name)) {
      parts.set(name, await collect(windows, entry, range, archiveLimits.partBytesMax));
    }
  }
  return archiveMediaType(parts, new Set(directory.entries.map(({ fileName }) => fileName.toLowerCase())));
}

function countUse(use: ArchiveUse, { entries }: ArchiveDirectory): void {
  use.entries += entries.length;
  use.inflatedBytes += entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  const isSmall = use.entries <= archiveLimits.entriesMax && use.inflatedBytes <= archiveLimits.inflatedBytesMax;
  if (!isSmall || !isPlausibleRatio(use.inflatedBytes, use.fileBytes, 'file')) {
    throw new InspectionRefusal('archive-unsafe', 'the file inflates to far too much');
  }
}

async function locate(
  windows: ContentWindows,
  directory: ArchiveDirectory,
  entry: Entry,
  from: number,
): Promise<EntryRange> {
  try {
    return await locateEntry(directory, entry, from);
  } catch (error) {
    windows.assertStoreAnswered();
    if (error instanceof InspectionRefusal) throw error;
    throw new InspectionRefusal('archive-unsafe', `an entry has no header: ${(error as Error).message}`);
  }
}

async function readThrough(windows: ContentWindows, entry: Entry, range: EntryRange) {
  const macros = new ByteSearch(macroStorage);
  let head = '';
  let holdsMacros = false;
  for await (const piece of inflateEntry(windows, entry, range)) {
    if (head.length < 16) head += Buffer.from(piece.subarray(0, 8)).toString('hex');
    holdsMacros ||= macros.isFoundWith(piece);
  }
  return { head, holdsMacros };
}

async function inspectNested(bytes: Uint8Array, use: ArchiveUse): Promise<void> {
  try {
    const mediaType = await inspectArchive(new MemoryContent(bytes), use, true);
    if (mediaType !== null && mediaType !== 'application/ofd') return;
  } catch (error) {
    if (!(error instanceof InspectionRefusal) || error.fault !== 'content-mismatch') throw error;
  }
  throw new InspectionRefusal('archive-unsafe', 'an entry is an archive and not an office document');
}

async function collect(windows: ContentWindows, entry: Entry, range: EntryRange, bytesMax: number): Promise<Buffer> {
  if (entry.uncompressedSize > bytesMax) throw new InspectionRefusal('archive-unsafe', 'a part is too large to read');
  const pieces: Uint8Array[] = [];
  for await (const piece of inflateEntry(windows, entry, range)) pieces.push(piece);
  return Buffer.concat(pieces);
}
