import type { Evidence } from '../domain/evidence.ts';
import { keys } from './keys.ts';
import { fieldsOf, type Item, type Write } from './table.ts';

/** A file whose scan is not finished is listed for rescanning this long. */
const pendingListedSeconds = 30 * 24 * 3600;

/** The file of an item; one from before warnings were told has none. */
export function readEvidence(item: Item): Evidence {
  return fieldsOf({ warnings: [], ...item });
}

/** The file that an entry of the index by bytes names, unless it was taken back since. */
export function readStored(item: Item | null | undefined): Evidence | null {
  return item?.state === 'stored' ? readEvidence(item) : null;
}

/**
 * A file, and once it is kept or taken back the two indexes by its bytes: within the book, naming whichever file has
 * them then, so that the same bytes are stored once; and within the cycle, so that the same bytes in two books are seen.
 */
export function evidenceWrites(cycle: string, district: string, file: Evidence, sameBytes: Evidence | null): Write[] {
  const { id, sha256, state, versionId, uploadedAt } = file;
  const own: Write = { put: { ...keys.evidence(cycle, district, id), ...file } };
  if (state === 'pending') {
    const expiresAt = Math.floor(Date.parse(uploadedAt!) / 1000) + pendingListedSeconds;
    return [
      own,
      { put: { ...keys.pendingFile(cycle, district, id), cycle, district, id, versionId, uploadedAt, expiresAt } },
    ];
  }
  const wasStored = state === 'stored' || (state === 'withdrawn' && versionId !== null);
  if (!wasStored) return [own];
  return [
    own,
    { put: { ...(sameBytes ?? file), ...keys.fileHash(cycle, district, sha256) } },
    { put: { ...keys.sharedHash(cycle, sha256, district, id), id, sha256, district, state } },
  ];
}
