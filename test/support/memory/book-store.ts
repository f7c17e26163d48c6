import { keys, scoringRange } from '../../../lib/adapters/dynamodb/table-schema.ts';
import type { AuditEntry } from '../../../lib/domain/audit-chain.ts';
import { type Book, type BookComponent, blankComponent, type Head } from '../../../lib/domain/book.ts';
import type { BookChange } from '../../../lib/domain/book-change.ts';
import {
  type BookStore,
  Busy,
  type LabelledBook,
  type OpenedBook,
  type StoredReply,
  type StoredScore,
  type WriteOutcome,
} from '../../../lib/domain/ports.ts';
import type { MemoryDatabase, MemoryWrite, Value } from './database.ts';
import { isAlive, type MemoryReplyStore } from './reply-store.ts';

const readsMax = 5;

/** Books in memory. */
export class MemoryBookStore implements BookStore {
  readonly #database: MemoryDatabase;
  readonly #replies: MemoryReplyStore;

  constructor(database: MemoryDatabase, replies: MemoryReplyStore) {
    this.#database = database;
    this.#replies = replies;
  }

  async open(
    cycle: string,
    district: string,
    components: readonly string[],
    replyId: string | null,
  ): Promise<OpenedBook | null> {
    const named = [...new Set(components)];
    const [head, ...rest] = await this.#database.getTogether([
      keys.head(cycle, district),
      ...named.map((component) => keys.component(cycle, district, component)),
      ...(replyId === null ? [] : [keys.reply(replyId)]),
    ]);
    if (!head) return null;
    const read = named.map((id, index) => (rest[index] as BookComponent | null) ?? blankComponent(id));
    const reply = (rest[named.length] ?? null) as StoredReply | null;
    const book = { head: head as Head, components: new Map(read.map((item) => [item.component, item])) };
    return { book, reply: reply && isAlive(reply, this.#replies.seconds()) ? reply : null };
  }

  async append(change: BookChange, reply: StoredReply | null): Promise<WriteOutcome> {
    const { cycle, district } = change.before;
    const writes: MemoryWrite[] = [
      {
        key: keys.head(cycle, district),
        next: (head) => movedHead(head as Head, change),
        when: headConditions(change),
      },
      ...change.components.map((item) => ({ key: keys.component(cycle, district, item.component), next: () => item })),
      {
        key: keys.audit(cycle, district, change.entry.revision),
        next: () => change.entry,
        when: { 'audit-absent': (stored) => stored === undefined },
      },
    ];
    const kept = reply ? [this.#replies.write(reply)] : [];
    if (this.#database.guards.hold('reply-in-transaction')) return this.#database.transact([...writes, ...kept]);
    const outcome = await this.#database.transact(writes);
    if (outcome === 'committed' && reply) await this.#database.transact(kept);
    return outcome;
  }

  async load(cycle: string, district: string): Promise<Book | null> {
    return bookOf(await this.#query(cycle, district));
  }

  async loadLabelled(cycle: string, district: string): Promise<LabelledBook | null> {
    const { guards } = this.#database;
    for (let read = 0; read < readsMax; read++) {
      const key = keys.head(cycle, district);
      const early = guards.hold('label-before-inputs') ? await this.#database.get(key) : null;
      const values = await this.#query(cycle, district);
      const head = (early ?? (await this.#database.get(key))) as Head | null;
      if (!head) return null;
      const book = bookOf(values);
      if (!book || (guards.hold('inputs-whole') && !isWhole(head, book))) continue;
      const applied = (values.find((value) => 'inputs' in value) ?? null) as StoredScore | null;
      return { book: { ...book, head }, applied };
    }
    throw new Busy('the book keeps moving while it is read');
  }

  async heads(cycle: string, districts: readonly string[]): Promise<(Head | null)[]> {
    const found: (Head | null)[] = [];
    for (let at = 0; at < districts.length; at += 100) {
      const wanted = districts.slice(at, at + 100).map((district) => keys.head(cycle, district));
      found.push(...((await this.#database.getMany(wanted)) as (Head | null)[]));
    }
    return found;
  }

  async history(cycle: string, district: string, before: number | null, limit: number): Promise<AuditEntry[]> {
    const { pk, sk: from } = keys.audit(cycle, district, 1);
    const last = keys.audit(cycle, district, before === null ? 9_999_999_999 : before - 1);
    return (await this.#database.query(pk, from, last.sk, limit, true)) as AuditEntry[];
  }

  async #query(cycle: string, district: string): Promise<Value[]> {
    return this.#database.query(keys.head(cycle, district).pk, scoringRange.from, scoringRange.to);
  }
}

/** No input is newer than the label, and all that the label's write changed have arrived. */
function isWhole({ revision, changed }: Head, { components }: Book): boolean {
  const isArrived = changed.every((id) => (components.get(id)?.revision ?? 0) >= revision);
  return isArrived && [...components.values()].every((component) => component.revision <= revision);
}

function bookOf(values: readonly Value[]): Book | null {
  const head = values.find((value) => 'auditHead' in value) as Head | undefined;
  if (!head) return null;
  const components = values.filter((value) => 'component' in value) as BookComponent[];
  return { head, components: new Map(components.map((item) => [item.component, item])) };
}

/** Only what a write of a book moves: gates and dates stay as they are stored. */
function movedHead(stored: Head, { head }: BookChange): Head {
  return { ...stored, revision: head.revision, auditHead: head.auditHead, changed: head.changed };
}

function headConditions({ gate, before, receivedAt }: BookChange): MemoryWrite['when'] {
  const head = (stored: Value | undefined) => stored as Head | undefined;
  const isPortal = gate === 'portal';
  return {
    'head-revision': (stored) => head(stored)?.revision === before.revision,
    epoch: (stored) => head(stored)?.epoch === before.epoch,
    gate: (stored) => head(stored)?.[isPortal ? 'portalGate' : 'assessorGate'] === 'open',
    deadline: (stored) => !isPortal || (head(stored)?.closesAt ?? 0) > receivedAt,
  };
}
