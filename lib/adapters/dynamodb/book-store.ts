import type { AuditEntry } from '../../domain/audit-chain.ts';
import { type Book, type BookComponent, blankComponent, type Head } from '../../domain/book.ts';
import type { BookChange } from '../../domain/book-change.ts';
import {
  type BookStore,
  Busy,
  type LabelledBook,
  type OpenedBook,
  type StoredReply,
  type WriteOutcome,
} from '../../domain/ports.ts';
import { putReply, readReply } from './reply-store.ts';
import { readScore } from './score-codec.ts';
import type { Condition, Item, Table, Write } from './table.ts';
import { keys, scoringRange } from './table-schema.ts';

const readsMax = 5;

/** Books in the table: a head, an item for each component, an item for each audit entry. */
export class DynamoBookStore implements BookStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async open(
    cycle: string,
    district: string,
    components: readonly string[],
    replyId: string | null,
  ): Promise<OpenedBook | null> {
    const named = [...new Set(components)];
    const wanted = [
      keys.head(cycle, district),
      ...named.map((component) => keys.component(cycle, district, component)),
      ...(replyId === null ? [] : [keys.reply(replyId)]),
    ];
    // As of one moment: a component from before the write that the head tells of would be written back over it.
    const [head, ...rest] = await this.#table.getTogether(wanted);
    if (!head) return null;
    const read = named.map((component, index) => readComponent(component, rest[index] ?? null));
    const book: Book = { head: readHead(head), components: new Map(read.map((item) => [item.component, item])) };
    return { book, reply: replyId === null ? null : readReply(rest[named.length] ?? null) };
  }

  async append(change: BookChange, reply: StoredReply | null): Promise<WriteOutcome> {
    const { cycle, district } = change.before;
    const writes: Write[] = [
      { update: keys.head(cycle, district), set: movedHead(change.head), condition: headCondition(change) },
      ...change.components.map((component) => ({ put: componentItem(cycle, district, component) })),
      // The head's condition already makes the revision ours; should it ever not, no entry is written over.
      { put: auditItem(change.entry), condition: { expression: 'attribute_not_exists(#pk)', names: { '#pk': 'pk' } } },
      ...(reply ? [putReply(reply)] : []),
    ];
    return this.#table.transact(writes);
  }

  async load(cycle: string, district: string): Promise<Book | null> {
    const { pk } = keys.head(cycle, district);
    const items = await this.#table.query(pk, scoringRange.from, scoringRange.to);
    return bookOf(items);
  }

  async loadLabelled(cycle: string, district: string): Promise<LabelledBook | null> {
    const key = keys.head(cycle, district);
    for (let read = 0; read < readsMax; read++) {
      const label = await this.#table.get(key);
      if (!label) return null;
      const items = await this.#table.query(key.pk, scoringRange.from, scoringRange.to);
      const book = bookOf(items);
      const head = readHead(label);
      if (book && isWhole(head, book)) {
        return { book: { ...book, head }, applied: readScore(items.find((item) => item.sk === 'SCORE')) };
      }
    }
    throw new Busy('the book keeps moving while it is read');
  }

  async heads(cycle: string, districts: readonly string[]): Promise<(Head | null)[]> {
    const items = await this.#table.getMany(districts.map((district) => keys.head(cycle, district)));
    return items.map((item) => item && readHead(item));
  }

  async history(cycle: string, district: string, before: number | null, limit: number): Promise<AuditEntry[]> {
    const { pk, sk: from } = keys.audit(cycle, district, 1);
    const { sk: to } = keys.audit(cycle, district, before === null ? 9_999_999_999 : before - 1);
    if (to < from) return [];
    const items = await this.#table.query(pk, from, to, { limit, isDescending: true });
    return items.map(readEntry);
  }
}

/**
 * The inputs belong to the label: none is newer, and all that the label's write changed have arrived. A query is not
 * isolated from a transaction, so it may see half of one.
 */
function isWhole(label: Head, book: Book): boolean {
  const inputs = [...book.components.values()];
  const arrived = label.changed.every((id) => (book.components.get(id)?.revision ?? 0) >= label.revision);
  return arrived && inputs.every(({ revision }) => revision <= label.revision);
}

/**
 * Another writer may have moved the head since it was read; finalization may have closed the gate or a reopening begun
 * the next epoch; and the gateway may have received this write at or after the closing instant.
 */
function headCondition({ gate, before, receivedAt }: BookChange): Condition {
  const isPortal = gate === 'portal';
  return {
    expression: `#revision = :revision AND #epoch = :epoch AND #gate = :open${isPortal ? ' AND #closesAt > :receivedAt' : ''}`,
    names: {
      '#revision': 'revision',
      '#epoch': 'epoch',
      '#gate': isPortal ? 'portalGate' : 'assessorGate',
      ...(isPortal && { '#closesAt': 'closesAt' }),
    },
    values: {
      ':revision': before.revision,
      ':epoch': before.epoch,
      ':open': 'open',
      ...(isPortal && { ':receivedAt': receivedAt }),
    },
  };
}

function movedHead({ revision, auditHead, changed }: Head): Item {
  return { revision, auditHead, changed };
}

/** The item of a head that opens a book. */
export function headItem(head: Head): Item {
  return { ...keys.head(head.cycle, head.district), ...head };
}

/** The head of a book's HEAD item. */
export function readHead({ pk: _, sk: __, ...fields }: Item): Head {
  return fields as unknown as Head;
}

function componentItem(cycle: string, district: string, { component, ...fields }: BookComponent): Item {
  return { ...keys.component(cycle, district, component), ...fields };
}

function readComponent(component: string, item: Item | null): BookComponent {
  if (!item) return blankComponent(component);
  const { target, claim, verification, revision } = item as unknown as BookComponent;
  return { component, target, claim, verification, revision };
}

function bookOf(items: readonly Item[]): Book | null {
  const head = items.find(({ sk }) => sk === 'HEAD');
  if (!head) return null;
  const components = items
    .filter(({ sk }) => String(sk).startsWith('INPUT#'))
    .map((item) => readComponent(String(item.sk).slice('INPUT#'.length), item));
  return { head: readHead(head), components: new Map(components.map((item) => [item.component, item])) };
}

function auditItem(entry: AuditEntry): Item {
  return { ...keys.audit(entry.cycle, entry.district, entry.revision), ...entry };
}

function readEntry({ pk: _, sk: __, ...fields }: Item): AuditEntry {
  return fields as unknown as AuditEntry;
}
