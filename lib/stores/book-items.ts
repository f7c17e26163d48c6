import type { AuditEntry } from '../domain/audit-chain.ts';
import { type Book, type BookComponent, blankComponent, type Head } from '../domain/book.ts';
import type { Evidence } from '../domain/evidence.ts';
import { keys } from './keys.ts';
import { fieldsOf, type Item, type ItemKey, type Write } from './table.ts';

/** What a write moves of a head. */
export function movedHead({ revision, auditHead, componentRevisions }: Head): Item {
  return { revision, auditHead, componentRevisions };
}

/** The item of a head that opens a book. */
export function headItem(head: Head): Item & ItemKey {
  return { ...keys.head(head.cycle, head.district), ...head };
}

/** The head of an item. */
export function readHead(item: Item): Head {
  return fieldsOf(item);
}

/** The item of a component. */
export function componentItem(
  cycle: string,
  district: string,
  { component, ...fields }: BookComponent,
): Item & ItemKey {
  return { ...keys.component(cycle, district, component), ...fields };
}

/** The component of an item, blank where there is none. */
export function readComponent(component: string, item: Item | null): BookComponent {
  if (!item) return blankComponent(component);
  const { target, claim, verification, revision } = fieldsOf<BookComponent>(item);
  return { component, target, claim, verification, revision };
}

/** The book of the items of its scoring range; `null` without a head. */
export function bookOf(items: readonly Item[]): Book | null {
  const head = items.find(({ sk }) => sk === 'HEAD');
  if (!head) return null;
  const components = items
    .filter(({ sk }) => String(sk).startsWith('INPUT#'))
    .map((item) => readComponent(String(item.sk).slice('INPUT#'.length), item));
  return { head: readHead(head), components: new Map(components.map((item) => [item.component, item])) };
}

/** The item of an audit entry. */
export function auditItem(entry: AuditEntry): Item & ItemKey {
  return { ...keys.audit(entry.cycle, entry.district, entry.revision), ...entry };
}

/** The audit entry of an item. */
export function readEntry(item: Item): AuditEntry {
  return fieldsOf(item);
}

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
