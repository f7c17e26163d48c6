import type { ItemKey } from '../../../lib/adapters/dynamodb/table-schema.ts';
import { keys } from '../../../lib/adapters/dynamodb/table-schema.ts';
import type { Evidence } from '../../../lib/domain/evidence.ts';
import type { FileWish, OpenedBook, PendingEvidence, SharedEvidence } from '../../../lib/domain/ports.ts';
import type { MemoryWrite, Value } from './database.ts';

/** Where the same bytes are listed: by district, with the file that holds them. */
interface SharedHash {
  readonly id: string;
  readonly sha256: string;
  readonly district: string;
  readonly state: Evidence['state'];
}

/** The keys that a wish for files asks for: the files by id, then the one by its bytes. */
export function wishedKeys(cycle: string, district: string, { ids = [], sha256, copyOf }: FileWish): ItemKey[] {
  const named = [...new Set([...ids, ...(copyOf === undefined ? [] : [copyOf])])].map((id) =>
    keys.evidence(cycle, district, id),
  );
  return sha256 === undefined ? named : [...named, keys.fileHash(cycle, district, sha256)];
}

/** What was found at the keys of a wish. */
export function wishedFiles(
  { sha256 }: FileWish,
  found: readonly (Value | null)[],
): Omit<OpenedBook, 'book' | 'reply'> {
  const last = sha256 === undefined ? null : (found.at(-1) as Evidence | null);
  const named = (sha256 === undefined ? found : found.slice(0, -1)) as (Evidence | null)[];
  return {
    evidence: new Map(named.flatMap((file) => (file ? [[file.id, file] as const] : []))),
    sameBytes: last?.state === 'stored' ? last : null,
  };
}

/** The writes of a file with its indexes. */
export function fileWrites(cycle: string, district: string, file: Evidence, sameBytes: Evidence | null): MemoryWrite[] {
  const own: MemoryWrite = { key: keys.evidence(cycle, district, file.id), next: () => file };
  const { id, sha256, state, versionId, uploadedAt } = file;
  if (state === 'pending') {
    const pending: PendingEvidence = { cycle, district, id, versionId: versionId!, uploadedAt: uploadedAt! };
    return [own, { key: keys.pendingFile(cycle, district, id), next: () => pending }];
  }
  const wasStored = state === 'stored' || (state === 'withdrawn' && versionId !== null);
  if (!wasStored) return [own];
  const shared: SharedHash = { id, sha256, district, state };
  return [
    own,
    { key: keys.fileHash(cycle, district, sha256), next: () => sameBytes ?? file },
    { key: keys.sharedHash(cycle, sha256, district, id), next: () => shared },
  ];
}

/** The bytes that several districts hold, of everything that is listed by its bytes. */
export function sharedBytes(listed: readonly Value[]): SharedEvidence[] {
  const stored = (listed as readonly SharedHash[]).filter(({ state }) => state === 'stored');
  return [...Map.groupBy(stored, ({ sha256 }) => sha256)]
    .filter(([, holders]) => new Set(holders.map(({ district }) => district)).size > 1)
    .map(([sha256, holders]) => ({ sha256, holders: holders.map(({ id, district }) => ({ id, district, sha256 })) }));
}
