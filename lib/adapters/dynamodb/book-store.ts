import type { AuditEntry } from '../../domain/audit-chain.ts';
import { type Book, type Head, isWhole } from '../../domain/book.ts';
import type { BookChange } from '../../domain/book-change.ts';
import type { Cycle } from '../../domain/cycle.ts';
import type { Evidence } from '../../domain/evidence.ts';
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
  type WriteOutcome,
} from '../../domain/ports.ts';
import { auditItem, bookOf, componentItem, movedHead, readComponent, readEntry, readHead } from './book-items.ts';
import { sameStep } from './cycle-store.ts';
import { evidenceWrites, readEvidence, readStored } from './evidence-items.ts';
import { putReply, readReply } from './reply-store.ts';
import { readScore } from './score-codec.ts';
import { absent, type Condition, pause, type Table, type Write } from './table.ts';
import { evidenceRange, keys, scoringRange } from './table-schema.ts';

const readsMax = 5;
const headsAtOnce = 25;

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
      reply: replyId === null ? null : readReply(found.shift() ?? null),
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

  async append(change: BookChange, reply: StoredReply | null): Promise<WriteOutcome> {
    const { cycle, district } = change.before;
    const writes: Write[] = [
      { update: keys.head(cycle, district), set: movedHead(change.head), condition: headCondition(change) },
      ...change.components.map((component) => ({ put: componentItem(cycle, district, component) })),
      ...change.evidence.flatMap((file) => evidenceWrites(cycle, district, file, change.sameBytes)),
      // The head's condition already makes the revision ours; should it ever not, no entry is written over.
      { put: auditItem(change.entry), condition: absent },
      ...(reply ? [putReply(reply)] : []),
    ];
    return this.#table.transact(writes);
  }

  async load(cycle: string, district: string): Promise<Book | null> {
    return (await this.loadLabelled(cycle, district))?.book ?? null;
  }

  async loadLabelled(cycle: string, district: string): Promise<LabelledBook | null> {
    const { pk } = keys.head(cycle, district);
    for (let read = 1; read <= readsMax; read++) {
      const items = await this.#table.query(pk, scoringRange.from, scoringRange.to);
      const book = bookOf(items);
      if (!book) return null;
      // A query is not isolated from a transaction: it may see half of one.
      if (isWhole(book)) return { book, applied: readScore(items.find((item) => item.sk === 'SCORE')) };
      if (read < readsMax) await pause(read);
    }
    throw new Busy('the book keeps moving while it is read');
  }

  async heads(cycle: string, districts: readonly string[]): Promise<(Head | null)[]> {
    const items = await this.#table.getMany(districts.map((district) => keys.head(cycle, district)));
    return items.map((item) => item && readHead(item));
  }

  async evidence(cycle: string, district: string): Promise<Evidence[]> {
    const { pk } = keys.head(cycle, district);
    return (await this.#table.query(pk, evidenceRange.from, evidenceRange.to)).map(readEvidence);
  }

  async evidenceOf(cycle: string, district: string, id: string): Promise<Evidence | null> {
    const item = await this.#table.get(keys.evidence(cycle, district, id));
    return item && readEvidence(item);
  }

  async pendingEvidence(): Promise<PendingEvidence[]> {
    const items = await this.#table.query(keys.pendingFile('', '', '').pk, ' ', '~');
    const listed = items.map(({ pk: _, sk: __, expiresAt: ___, ...file }) => file as unknown as PendingEvidence);
    const files = await this.#table.getMany(
      listed.map(({ cycle, district, id }) => keys.evidence(cycle, district, id)),
    );
    return listed.filter((_, index) => files[index]?.state === 'pending');
  }

  async sharedEvidence(cycle: string): Promise<SharedEvidence[]> {
    const items = await this.#table.query(keys.sharedHash(cycle, '', '', '').pk, ' ', '~');
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

  async setGates(cycle: Cycle, { portalGate, assessorGate }: Gates): Promise<WriteOutcome> {
    const { id, epoch } = cycle;
    const heads = await this.heads(
      id,
      cycle.districts.map((district) => district.id),
    );
    const others = heads.filter(
      (head) => head?.epoch === epoch && !(head.portalGate === portalGate && head.assessorGate === assessorGate),
    );
    // Another runner may have moved the cycle on: then its gates are for those to set who read it as it is now.
    const unmoved: Write = { check: keys.cycle(id), condition: sameStep(cycle) };
    // A reopening moves a head into the next epoch, but never without the cycle.
    const condition: Condition = {
      expression: '#epoch = :epoch',
      names: { '#epoch': 'epoch' },
      values: { ':epoch': epoch },
    };
    for (let at = 0; at < others.length; at += headsAtOnce) {
      const updates = others
        .slice(at, at + headsAtOnce)
        .map(
          (head): Write => ({ update: keys.head(id, head!.district), set: { portalGate, assessorGate }, condition }),
        );
      if ((await this.#table.transact([unmoved, ...updates])) === 'outdated') return 'outdated';
    }
    return 'committed';
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
 * Another writer may have moved the head since it was read; finalization may have closed the gate or a reopening begun
 * the next epoch; and the gateway may have received this write at or after the closing instant, before which portals
 * must have written and files must have arrived.
 */
function headCondition({ gate, before, receivedAt }: BookChange): Condition {
  const hasDeadline = gate !== 'assessor';
  return {
    expression: `#revision = :revision AND #epoch = :epoch AND #gate = :open${hasDeadline ? ' AND #closesAt > :receivedAt' : ''}`,
    names: {
      '#revision': 'revision',
      '#epoch': 'epoch',
      '#gate': gate === 'portal' ? 'portalGate' : 'assessorGate',
      ...(hasDeadline && { '#closesAt': 'closesAt' }),
    },
    values: {
      ':revision': before.revision,
      ':epoch': before.epoch,
      ':open': 'open',
      ...(hasDeadline && { ':receivedAt': receivedAt }),
    },
  };
}
