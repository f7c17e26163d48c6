import type { AuditEntry } from '../domain/audit-chain.ts';
import { type Book, type BookComponent, blankComponent, type Head } from '../domain/book.ts';
import { keys } from './keys.ts';
import { fieldsOf, type Item, type ItemKey } from './table.ts';

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
