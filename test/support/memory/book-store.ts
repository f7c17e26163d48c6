import { evidenceRange, keys, scoringRange } from '../../../lib/adapters/dynamodb/table-schema.ts';
import type { AuditEntry } from '../../../lib/domain/audit-chain.ts';
import { type Book, type BookComponent, blankComponent, type Head, isWhole } from '../../../lib/domain/book.ts';
import type { BookChange } from '../../../lib/domain/book-change.ts';
import type { Cycle } from '../../../lib/domain/cycle.ts';
import type { Evidence } from '../../../lib/domain/evidence.ts';
import {
  type BookStore,
  Busy,
  type FileWish,
  type Gates,
  type LabelledBook,
  type OpenedBook,
  type PendingEvidence,
  type SharedEvidence,
  type StoredReply,
  type StoredScore,
  type WriteOutcome,
} from '../../../lib/domain/ports.ts';
import { unmovedCycle } from './cycle-store.ts';
import type { MemoryDatabase, MemoryWrite, Value } from './database.ts';
import { fileWrites, sharedBytes, wishedFiles, wishedKeys } from './evidence-items.ts';
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
    files: FileWish = {},
  ): Promise<OpenedBook | null> {
    const named = [...new Set(components)];
    const wished = wishedKeys(cycle, district, files);
    const [head, ...rest] = await this.#database.getTogether([
      keys.head(cycle, district),
      ...named.map((component) => keys.component(cycle, district, component)),
      ...wished,
      ...(replyId === null ? [] : [keys.reply(replyId)]),
    ]);
    if (!head) return null;
    const read = named.map((id, index) => (rest[index] as BookComponent | null) ?? blankComponent(id));
    const found = rest.slice(named.length, named.length + wished.length);
    const reply = (rest[named.length + wished.length] ?? null) as StoredReply | null;
    const book = { head: head as Head, components: new Map(read.map((item) => [item.component, item])) };
    const isKept = reply !== null && isAlive(reply, this.#replies.seconds());
    const wish = wishedFiles(files, found);
    const copied = wish.evidence.get(files.copyOf ?? '');
    const sameBytes = copied ? await this.#otherCopy(cycle, district, copied) : wish.sameBytes;
    return { book, ...wish, sameBytes, reply: isKept ? reply : null };
  }

  /** Another stored file with the same bytes, as of the head that was read or later. */
  async #otherCopy(cycle: string, district: string, { id, sha256 }: Evidence): Promise<Evidence | null> {
    const holder = (await this.#database.get(keys.fileHash(cycle, district, sha256))) as Evidence | null;
    if (holder?.state !== 'stored') return null;
    if (holder.id !== id) return holder;
    const files = await this.evidence(cycle, district);
    return files.find((file) => file.state === 'stored' && file.sha256 === sha256 && file.id !== id) ?? null;
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
      ...change.evidence.flatMap((file) => fileWrites(cycle, district, file, change.sameBytes)),
      {
        key: keys.audit(cycle, district, change.entry.revision),
        next: () => change.entry,
        when: { 'audit-absent': (stored) => stored === undefined },
      },
    ];
    return this.#replies.keepWith(writes, [reply]);
  }

  async load(cycle: string, district: string): Promise<Book | null> {
    return (await this.loadLabelled(cycle, district))?.book ?? null;
  }

  async loadLabelled(cycle: string, district: string): Promise<LabelledBook | null> {
    for (let read = 0; read < readsMax; read++) {
      const values = await this.#query(cycle, district);
      const book = bookOf(values);
      if (!book) return null;
      if (!this.#isTakenForWhole(book)) continue;
      return { book, applied: (values.find((value) => 'inputs' in value) ?? null) as StoredScore | null };
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

  async evidence(cycle: string, district: string): Promise<Evidence[]> {
    const { pk } = keys.head(cycle, district);
    return (await this.#database.query(pk, evidenceRange.from, evidenceRange.to)) as Evidence[];
  }

  async evidenceOf(cycle: string, district: string, id: string): Promise<Evidence | null> {
    return (await this.#database.get(keys.evidence(cycle, district, id))) as Evidence | null;
  }

  async pendingEvidence(): Promise<PendingEvidence[]> {
    const listed = (await this.#database.query(keys.pendingFile('', '', '').pk, ' ', '~')) as PendingEvidence[];
    const files = await Promise.all(listed.map(({ cycle, district, id }) => this.evidenceOf(cycle, district, id)));
    return listed.filter((_, index) => files[index]?.state === 'pending');
  }

  async sharedEvidence(cycle: string): Promise<SharedEvidence[]> {
    return sharedBytes(await this.#database.query(keys.sharedHash(cycle, '', '', '').pk, ' ', '~'));
  }

  async setGates(cycle: Cycle, { portalGate, assessorGate }: Gates): Promise<WriteOutcome> {
    const { id, epoch, districts } = cycle;
    const heads = await this.heads(
      id,
      districts.map((district) => district.id),
    );
    const isWanted = (head: Head | null) =>
      head !== null && (head.portalGate !== portalGate || head.assessorGate !== assessorGate);
    for (const head of heads.filter(isWanted)) {
      if (head!.epoch !== epoch && this.#database.guards.hold('gates-epoch')) continue;
      const unmoved: MemoryWrite = { ...unmovedCycle(cycle), next: (stored) => stored! };
      const set: MemoryWrite = {
        key: keys.head(id, head!.district),
        next: (stored) => ({ ...stored, portalGate, assessorGate }),
        when: { 'gates-epoch': (stored) => (stored as Head | undefined)?.epoch === epoch },
      };
      if ((await this.#database.transact([unmoved, set])) === 'outdated') return 'outdated';
    }
    return 'committed';
  }

  async history(cycle: string, district: string, before: number | null, limit: number): Promise<AuditEntry[]> {
    const { pk, sk: from } = keys.audit(cycle, district, 1);
    const last = keys.audit(cycle, district, before === null ? 9_999_999_999 : before - 1);
    return (await this.#database.query(pk, from, last.sk, limit, true)) as AuditEntry[];
  }

  /** Whole, or what a broken variant takes for it. */
  #isTakenForWhole(book: Book): boolean {
    const { guards } = this.#database;
    if (!guards.hold('inputs-whole')) return true;
    return guards.hold('inputs-of-every-write') ? isWhole(book) : isWholeOfLastWrite(book);
  }

  async #query(cycle: string, district: string): Promise<Value[]> {
    return this.#database.query(keys.head(cycle, district).pk, scoringRange.from, scoringRange.to);
  }
}

/** Looks at the inputs of the last write alone, and for newer ones. */
function isWholeOfLastWrite({ head, components }: Book): boolean {
  const last = Object.entries(head.componentRevisions).filter(([, revision]) => revision === head.revision);
  const isArrived = last.every(([id, revision]) => (components.get(id)?.revision ?? 0) >= revision);
  return isArrived && [...components.values()].every(({ revision }) => revision <= head.revision);
}

function bookOf(values: readonly Value[]): Book | null {
  const head = values.find((value) => 'auditHead' in value) as Head | undefined;
  if (!head) return null;
  const components = values.filter((value) => 'component' in value) as BookComponent[];
  return { head, components: new Map(components.map((item) => [item.component, item])) };
}

/** Only what a write of a book moves: gates and dates stay as they are stored. */
function movedHead(stored: Head, { head }: BookChange): Head {
  const { revision, auditHead, componentRevisions } = head;
  return { ...stored, revision, auditHead, componentRevisions };
}

function headConditions({ gate, before, receivedAt }: BookChange): MemoryWrite['when'] {
  const head = (stored: Value | undefined) => stored as Head | undefined;
  const hasDeadline = gate !== 'assessor';
  return {
    'head-revision': (stored) => head(stored)?.revision === before.revision,
    epoch: (stored) => head(stored)?.epoch === before.epoch,
    gate: (stored) => head(stored)?.[gate === 'portal' ? 'portalGate' : 'assessorGate'] === 'open',
    deadline: (stored) => !hasDeadline || (head(stored)?.closesAt ?? 0) > receivedAt,
  };
}
