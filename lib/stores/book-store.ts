import { type Book, type Head, isWhole } from '../domain/book.ts';
import type { AuditEntry, BookChange } from '../domain/book-change.ts';
import type { Cycle } from '../domain/cycle.ts';
import type { Evidence } from '../domain/evidence.ts';
import {
  Busy,
  type FileWish,
  type Gates,
  type LabelledBook,
  type OpenedBook,
  type PendingEvidence,
  type SharedEvidence,
  type StoredReply,
} from '../domain/ports.ts';
import {
  bookOf,
  componentItem,
  evidenceWrites,
  readComponent,
  readEvidence,
  readHead,
  readScore,
  readStored,
} from './book-items.ts';
import type { ReplyStore } from './reply-store.ts';
import {
  absent,
  type Condition,
  fieldsOf,
  is,
  keys,
  ranges,
  type Table,
  type Write,
  type WriteOutcome,
} from './table.ts';

const readsMax = 5;
const headsAtOnce = 25;

/**
 * The books: what districts handed in and assessors judged. A head, an item for each component, each file and each audit
 * entry. Throws `Busy`; everything else is a fault.
 */
export class BookStore {
  readonly #table: Table;
  readonly #replies: ReplyStore;

  constructor(table: Table, replies: ReplyStore) {
    this.#table = table;
    this.#replies = replies;
  }

  /** Reads the head, some components and the kept reply in one request, as of one moment; `null` if the cycle has no such district. */
  async open(
    cycle: string,
    district: string,
    components: readonly string[],
    replyId: string | null,
    files: FileWish = {},
  ): Promise<OpenedBook | null> {
    const named = [...new Set(components)];
    const ids = [...new Set([...(files.ids ?? []), ...(files.copyOf === undefined ? [] : [files.copyOf])])];
    // As of one moment: a component from before the write that the head tells of would be written back over it.
    const found = await this.#table.getTogether([
      keys.head(cycle, district),
      ...named.map((component) => keys.component(cycle, district, component)),
      ...ids.map((id) => keys.evidence(cycle, district, id)),
      ...(files.sha256 === undefined ? [] : [keys.fileHash(cycle, district, files.sha256)]),
      ...(replyId === null ? [] : [keys.reply(replyId)]),
    ]);
    const head = found.shift();
    if (!head) return null;
    const read = named.map((component) => readComponent(component, found.shift() ?? null));
    const stored = ids.map(() => found.shift()).flatMap((item) => (item ? [readEvidence(item)] : []));
    const evidence = new Map(stored.map((file) => [file.id, file]));
    const indexed = files.sha256 === undefined ? null : found.shift();
    const copied = evidence.get(files.copyOf ?? '');
    return {
      book: { head: readHead(head), components: new Map(read.map((item) => [item.component, item])) },
      evidence,
      sameBytes: copied ? await this.#otherCopy(cycle, district, copied) : readStored(indexed),
      reply: this.#replies.read(found.shift() ?? null),
    };
  }

  /**
   * Another stored file with the same bytes. Read after the head: what a write has moved since makes the head's condition
   * fail, so that no change is ever committed that rests on another moment.
   */
  async #otherCopy(cycle: string, district: string, { id, sha256 }: Evidence): Promise<Evidence | null> {
    const holder = readStored(await this.#table.get(keys.fileHash(cycle, district, sha256)));
    if (holder?.id !== id) return holder;
    const files = await this.evidence(cycle, district);
    return files.find((file) => file.state === 'stored' && file.sha256 === sha256 && file.id !== id) ?? null;
  }

  /** Writes a change in one transaction whose conditions are the head as read, the gate and the deadline. */
  async append(change: BookChange, reply: StoredReply | null): Promise<WriteOutcome> {
    const { cycle, district } = change.before;
    const { revision, auditHead, componentRevisions } = change.head;
    const writes: Write[] = [
      {
        update: keys.head(cycle, district),
        set: { revision, auditHead, componentRevisions },
        when: headConditions(change),
      },
      ...change.components.map((component) => ({ put: componentItem(cycle, district, component) })),
      ...change.evidence.flatMap((file) => evidenceWrites(cycle, district, file, change.sameBytes)),
      // The head's condition already makes the revision ours; should it ever not, no entry is written over.
      { put: { ...keys.audit(cycle, district, change.entry.revision), ...change.entry }, when: [absent] },
      ...(reply ? [this.#replies.write(reply)] : []),
    ];
    return this.#table.transact(writes);
  }

  /** The whole book as its head tells of it, by one query; `null` if the cycle has no such district. */
  async load(cycle: string, district: string): Promise<Book | null> {
    return (await this.loadLabelled(cycle, district))?.book ?? null;
  }

  /**
   * The whole book with what the board has applied of it; the head is the label of its inputs. With `mayBeOld` it may be whole
   * as it was before its last writes, and what was applied of it another moment's.
   */
  async loadLabelled(cycle: string, district: string, mayBeOld = false): Promise<LabelledBook | null> {
    for (let read = 1; read <= readsMax; read++) {
      const items = await this.#table.query(ranges.scoring(cycle, district), { mayBeOld: mayBeOld && read === 1 });
      const book = bookOf(items);
      if (!book && mayBeOld && read === 1) continue;
      if (!book) return null;
      // A query is not isolated from a transaction: it may see half of one.
      if (isWhole(book)) return { book, applied: readScore(items.find((item) => item.sk === 'SCORE')) };
      if (read < readsMax) await this.#table.pause(read);
    }
    throw new Busy('the book keeps moving while it is read');
  }

  /** Heads of the named districts, in their order; `null` where there is none. */
  async heads(cycle: string, districts: readonly string[]): Promise<(Head | null)[]> {
    const items = await this.#table.getMany(districts.map((district) => keys.head(cycle, district)));
    return items.map((item) => item && readHead(item));
  }

  /** All files of a book, by id. */
  async evidence(cycle: string, district: string): Promise<Evidence[]> {
    return (await this.#table.query(ranges.evidence(cycle, district))).map(readEvidence);
  }

  /** One file; `null` if the book has none of this id. */
  async evidenceOf(cycle: string, district: string, id: string): Promise<Evidence | null> {
    const item = await this.#table.get(keys.evidence(cycle, district, id));
    return item && readEvidence(item);
  }

  /** Files of all cycles whose scan is not finished. */
  async pendingEvidence(): Promise<PendingEvidence[]> {
    const items = await this.#table.query(ranges.pendingFiles);
    const listed = items.map(({ expiresAt: _, ...item }) => fieldsOf<PendingEvidence>(item));
    const files = await this.#table.getMany(
      listed.map(({ cycle, district, id }) => keys.evidence(cycle, district, id)),
    );
    return listed.filter((_, index) => files[index]?.state === 'pending');
  }

  /** Bytes that more than one district of the cycle keeps stored, by their hash, after one or all. */
  async sharedEvidence(cycle: string, after: string | null = null): Promise<SharedEvidence[]> {
    const items = await this.#table.query(ranges.sharedHashes(cycle, after));
    const bySha = Map.groupBy(
      items.filter(({ state }) => state === 'stored'),
      ({ sha256 }) => String(sha256),
    );
    return [...bySha]
      .filter(([, holders]) => new Set(holders.map(({ district }) => district)).size > 1)
      .map(([sha256, holders]) => ({
        sha256,
        holders: holders.map(({ id, district }) => ({ id: String(id), district: String(district), sha256 })),
      }));
  }

  /**
   * Sets the gates of all heads that are in the cycle's epoch; those of an earlier one stay closed. `outdated` as soon as
   * a transition was recorded since the cycle was read: a runner that comes late neither opens nor closes a gate. Whoever
   * says which heads there are (`known`) looks at them afterwards: their gates may be others by now.
   */
  async setGates(
    cycle: Cycle,
    { portalGate, assessorGate }: Gates,
    known?: readonly (Head | null)[],
  ): Promise<WriteOutcome> {
    const { id, epoch, districts } = cycle;
    const ids = districts.map((district) => district.id);
    const others = (known ?? (await this.heads(id, ids))).filter(
      (head) => head?.epoch === epoch && !(head.portalGate === portalGate && head.assessorGate === assessorGate),
    );
    // Another runner may have moved the cycle on: then its gates are for those to set who read it as it is now.
    const unmoved: Write = { check: keys.cycle(id), when: [is('steps', cycle.steps)] };
    for (let at = 0; at < others.length; at += headsAtOnce) {
      const updates = others.slice(at, at + headsAtOnce).map((head): Write => {
        // A reopening moves a head into the next epoch, but never without the cycle.
        return { update: keys.head(id, head!.district), set: { portalGate, assessorGate }, when: [is('epoch', epoch)] };
      });
      if ((await this.#table.transact([unmoved, ...updates])) === 'outdated') return 'outdated';
    }
    return 'committed';
  }

  /** Audit entries from the newest down, below revision `before`. With `mayBeOld` the newest may be missing. */
  async history(
    cycle: string,
    district: string,
    before: number | null,
    limit: number,
    mayBeOld = false,
  ): Promise<AuditEntry[]> {
    const range = ranges.audit(cycle, district, before);
    return (await this.#table.query(range, { limit, isDescending: true, mayBeOld })).map((item) => fieldsOf(item));
  }
}

/**
 * Another writer may have moved the head since it was read; finalization may have closed the gate or a reopening begun
 * the next epoch; and the gateway may have received this write at or after the closing instant, before which portals
 * must have written and files must have arrived.
 */
function headConditions({ gate, before, receivedAt }: BookChange): Condition[] {
  return [
    is('revision', before.revision),
    is('epoch', before.epoch),
    is(gate === 'portal' ? 'portalGate' : 'assessorGate', 'open'),
    ...(gate === 'assessor' ? [] : [{ field: 'closesAt', above: receivedAt }]),
  ];
}
