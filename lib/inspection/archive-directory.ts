import { type Entry, fromRandomAccessReaderPromise, RandomAccessReader, type ZipFile } from 'yauzl';
import type { ContentWindows } from './content-windows.ts';
import { InspectionRefusal } from './inspection-refusal.ts';

/** A zip archive's table of contents, every entry of it found harmless as far as the table goes. */
export interface ArchiveDirectory {
  readonly zip: ZipFile;
  /** In the order in which their bytes lie in the file. */
  readonly entries: readonly Entry[];
  /** Where the entries' bytes end and the table begins. */
  readonly startsAt: number;
}

const endOfDirectory = 0x06054b50;
const endOfLargeDirectory = 0x06064b50;
const symbolicLink = 0o120000;
const readableMethods = [0, 8];

/**
 * Reads the directory. Refuses as `content-mismatch` what has none; as `archive-unsafe` a damaged one, too many entries,
 * an entry beyond the limits, encryption, links, names that repeat or leave their folder, and what it does not list or count.
 */
export async function readArchiveDirectory(windows: ContentWindows): Promise<ArchiveDirectory> {
  const zip = await openArchive(windows);
  const startsAt = cursorOf(zip);
  if (zip.entryCount > archiveLimits.entriesMax || windows.sizeBytes - startsAt > archiveLimits.directoryBytesMax) {
    throw new InspectionRefusal('archive-unsafe', 'the directory is too large');
  }
  const entries: Entry[] = [];
  try {
    for await (const entry of zip.eachEntry()) entries.push(entry);
    const after = await windows.read(cursorOf(zip), cursorOf(zip) + 4);
    if (![endOfDirectory, endOfLargeDirectory].includes(after.readUInt32LE(0))) {
      throw new InspectionRefusal('archive-unsafe', 'the directory goes on after its last entry');
    }
  } catch (error) {
    windows.assertStoreAnswered();
    if (error instanceof InspectionRefusal) throw error;
    throw new InspectionRefusal('archive-unsafe', `the directory is damaged: ${(error as Error).message}`);
  }
  entries.forEach(checkEntry);
  checkNames(entries);
  entries.sort((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader);
  if (entries[0]?.relativeOffsetOfLocalHeader !== 0) {
    throw new InspectionRefusal('archive-unsafe', 'the file begins with something that the directory does not list');
  }
  return { zip, entries, startsAt };
}

/** A position in the file, whatever its type declaration says. */
function cursorOf(zip: ZipFile): number {
  return Number(zip.readEntryCursor);
}

async function openArchive(windows: ContentWindows): Promise<ZipFile> {
  try {
    return await fromRandomAccessReaderPromise(new WindowsReader(windows), windows.sizeBytes, { autoClose: false });
  } catch (error) {
    windows.assertStoreAnswered();
    throw new InspectionRefusal('content-mismatch', `not an archive: ${(error as Error).message}`);
  }
}

function checkEntry(entry: Entry): void {
  const isEncrypted = entry.isEncrypted() || (entry.generalPurposeBitFlag & 0x2040) !== 0;
  const isLink = ((entry.externalFileAttributes >>> 16) & 0o170000) === symbolicLink;
  if (isEncrypted || isLink || !readableMethods.includes(entry.compressionMethod)) {
    throw new InspectionRefusal('archive-unsafe', 'an entry is encrypted, a link or compressed in another way');
  }
  // Drive letters, absolute paths and `..` have been refused by the reader of the directory.
  if (entry.fileName === '' || /\p{Cc}/u.test(entry.fileName)) {
    throw new InspectionRefusal('archive-unsafe', 'an entry has no usable name');
  }
  if (!isPlausibleRatio(entry.uncompressedSize, entry.compressedSize, 'entry')) {
    throw new InspectionRefusal('archive-unsafe', 'an entry inflates to far too much');
  }
}

function checkNames(entries: readonly Entry[]): void {
  const names = new Set(entries.map(({ fileName }) => fileName.toLowerCase()));
  if (names.size !== entries.length) throw new InspectionRefusal('archive-unsafe', 'a name occurs twice');
}

class WindowsReader extends RandomAccessReader {
  readonly #windows: ContentWindows;

  constructor(windows: ContentWindows) {
    super();
    this.#windows = windows;
  }

  override read(
    buffer: Buffer,
    offset: number,
    length: number,
    position: number,
    callback: (error: Error | null) => void,
  ): void {
    const copied = this.#windows.read(position, position + length).then((bytes) => bytes.copy(buffer, offset));
    copied.then(() => callback(null), callback);
  }
}

/** What an archive may ask of whoever opens it. A document that is found inside counts towards the same totals. */
export const archiveLimits = {
  entriesMax: 10_000,
  /** Of the table of contents. */
  directoryBytesMax: 4 * 1024 * 1024,
  /** Of all entries together. */
  inflatedBytesMax: 1024 ** 3,
  /** Inflated bytes for each compressed one, of an entry and of the whole file. */
  ratioMax: 200,
  /** Up to here blank pictures may deflate as well as they like: one entry, and all of them together. */
  ratioFreeBytes: { entry: 1024 * 1024, file: 8 * 1024 * 1024 },
  /** Of a part that is read as XML. */
  partBytesMax: 1024 * 1024,
  /** Of a part of relationships, which is read as it passes. */
  relationshipsBytesMax: 8 * 1024 * 1024,
  /** Of an office document inside another. */
  nestedBytesMax: 8 * 1024 * 1024,
} as const;

/** Whether so many bytes may come of so few. */
export function isPlausibleRatio(
  inflatedBytes: number,
  compressedBytes: number,
  of: keyof typeof archiveLimits.ratioFreeBytes,
): boolean {
  return inflatedBytes <= Math.max(archiveLimits.ratioFreeBytes[of], compressedBytes * archiveLimits.ratioMax);
}

/** What the archives of one file have used so far, each counted as it is opened. */
export interface ArchiveUse {
  /** Of the file that was stored, not of a document inside it. */
  readonly fileBytes: number;
  entries: number;
  inflatedBytes: number;
}
