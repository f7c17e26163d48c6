import type { Entry } from 'yauzl';
import type { EvidenceContentType, EvidenceWarning } from '../domain/evidence.ts';
import type { ObjectContent } from '../domain/evidence-ports.ts';
import {
  type ArchiveDirectory,
  type ArchiveUse,
  archiveLimits,
  isPlausibleRatio,
  readArchiveDirectory,
} from './archive-directory.ts';
import { type EntryRange, inflateEntry, locateEntry } from './archive-entry.ts';
import { archiveMediaType, tellingParts } from './archive-media-type.ts';
import { ByteSearch, knownMalware } from './byte-search.ts';
import { ContentWindows, MemoryContent } from './content-windows.ts';
import { InspectionRefusal } from './inspection-refusal.ts';
import { Relationships } from './relationships.ts';

const macroStorage = Buffer.from('_VBA_PROJECT', 'utf16le');
const zipSignatures = ['504b0304', '504b0506', '504b0708'];
const otherArchives = /^(?:526172211a07|377abcaf271c|fd377a585a00|28b52ffd|4d534346|425a68|1f8b)/;
/** Office keeps vector pictures compressed like this. */
const compressedPictures = /\.(?:emz|wmz)$/;
/** Storages of OLE objects; PDF, RTF and programs. */
const storage = /^d0cf11e0a1b11ae1/;
const otherFiles = /^(?:255044462d|7b5c727466|4d5a|7f454c46)/;
/** What may stand between an entry's bytes and whatever follows: its sizes once more. */
const descriptorBytesMax = 24;

/** What the archives of one file have shown and used so far, the documents inside included. */
export interface ArchiveFindings {
  readonly warnings: Set<EvidenceWarning>;
  readonly use: ArchiveUse;
}

/**
 * Which document an archive is, `null` if none that is known. Every entry is inflated once to its end, never to disk.
 * Refuses what its directory or an entry shows to be unsafe, macros and known malware wherever they are kept, and archives
 * inside: an office document may hold others (tables behind charts), which are inspected alike and may hold none
 * themselves. Warns of other embedded things, of what is linked from outside, and of bytes that no entry accounts for.
 */
export async function inspectArchive(
  content: ObjectContent,
  findings: ArchiveFindings,
  isNested = false,
): Promise<EvidenceContentType | null> {
  const { warnings } = findings;
  const windows = new ContentWindows(content);
  const directory = await readArchiveDirectory(windows);
  countUse(findings.use, directory);
  const parts = new Map<string, Uint8Array>();
  const documents: string[] = [];
  const chartTables = new Set<string>();
  let from = 0;
  for (const entry of directory.entries) {
    const name = entry.fileName.toLowerCase();
    const range = await locate(windows, directory, entry, from);
    if (entry.relativeOffsetOfLocalHeader - from > descriptorBytesMax) warnings.add('hidden-data');
    from = range.end;
    const { head, relationships } = await readThrough(windows, entry, range, warnings);
    for (const table of relationships?.chartTables ?? []) chartTables.add(table);
    if (zipSignatures.includes(head.slice(0, 8))) {
      if (isNested) throw new InspectionRefusal('archive-unsafe', 'archives within archives within archives');
      await inspectNested(await collect(windows, entry, range, archiveLimits.nestedBytesMax), findings);
      documents.push(name);
    } else if (otherArchives.test(head) && !compressedPictures.test(name)) {
      throw new InspectionRefusal('archive-unsafe', 'an entry is an archive');
    }
    if (storage.test(head)) warnings.add('embedded-object');
    if (otherFiles.test(head)) warnings.add('embedded-file');
    if (tellingParts.some((part) => part === name)) {
      parts.set(name, await collect(windows, entry, range, archiveLimits.partBytesMax));
    }
  }
  if (directory.startsAt - from > descriptorBytesMax || directory.zip.comment !== '') warnings.add('hidden-data');
  if (documents.some((name) => !chartTables.has(name))) warnings.add('embedded-object');
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

/** The one reading of an entry: everything that looks at its bytes looks at them as they pass. */
async function readThrough(windows: ContentWindows, entry: Entry, range: EntryRange, warnings: Set<EvidenceWarning>) {
  const [macros, malware] = [new ByteSearch(macroStorage), knownMalware()];
  const relationships = relationshipsOf(entry, warnings);
  let head = '';
  let holdsMacros = false;
  let holdsMalware = false;
  for await (const piece of inflateEntry(windows, entry, range)) {
    if (head.length < 16) head += Buffer.from(piece.subarray(0, 8)).toString('hex');
    holdsMacros ||= macros.isFoundWith(piece);
    holdsMalware ||= malware.isFoundWith(piece);
    relationships?.write(piece);
  }
  relationships?.close();
  if (holdsMalware) throw new InspectionRefusal('malware-found', 'an entry holds known malware');
  if (holdsMacros) throw new InspectionRefusal('macro-found', 'an entry holds macros');
  return { head, relationships };
}

function relationshipsOf({ fileName, uncompressedSize }: Entry, warnings: Set<EvidenceWarning>): Relationships | null {
  const name = fileName.toLowerCase();
  if (!name.endsWith('.rels')) return null;
  if (uncompressedSize <= archiveLimits.relationshipsBytesMax) return new Relationships(name, warnings);
  warnings.add('not-inspected');
  return null;
}

async function inspectNested(bytes: Uint8Array, findings: ArchiveFindings): Promise<void> {
  try {
    const mediaType = await inspectArchive(new MemoryContent(bytes), findings, true);
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
