import { randomBytes } from 'node:crypto';
import type { EvidenceLock } from '../domain/evidence-ports.ts';
import { Busy, type IntegrityReport, type StoredReply } from '../domain/ports.ts';
import { restedAfter } from '../domain/request-share.ts';
import type { SchemeDocument, ShippedScheme } from '../domain/scheme-document.ts';
import type { ReplyStore } from './reply-store.ts';
import { absent, fieldsOf, type Item, is, keys, ranges, type Table, type WriteOutcome } from './table.ts';

/** Integrity reports, the last one of each cycle. */
export class IntegrityStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async load(cycle: string): Promise<IntegrityReport | null> {
    const item = await this.#table.get(keys.integrity(cycle));
    return item && (JSON.parse(item.report as string) as IntegrityReport);
  }

  async save(cycle: string, report: IntegrityReport): Promise<void> {
    await this.#table.put({ ...keys.integrity(cycle), report: JSON.stringify(report) });
  }
}

/** Cycles for which nothing need be done for a while, in the list of all. */
export class RestStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /**
   * Notes until when a cycle is at rest, epoch milliseconds; `outdated` if a transition was recorded since it was read. A
   * reopening takes it back.
   */
  async note(
    { id, steps }: { readonly id: string; readonly steps: number },
    restsUntil: number,
  ): Promise<WriteOutcome> {
    return this.#table.transact([
      // A reopening may have begun, whose cycle must not be passed over.
      { check: keys.cycle(id), when: [is('steps', steps)] },
      { update: keys.cycleList(id), set: { restsUntil }, when: [] },
    ]);
  }

  /** The ids of all others in code-unit order, those included that are being opened. Nobody rests for longer than `restMax`. */
  async awake(now: number, restMax: number): Promise<string[]> {
    const listed = await this.#table.query(ranges.cycles(null));
    const isAtRest = ({ restsUntil = 0 }: { readonly restsUntil?: number }) =>
      restsUntil > now && restsUntil <= now + restMax;
    return listed.filter((item) => !isAtRest(item)).map(({ sk }) => String(sk));
  }
}

/** Random secrets of the installation: 256 bits each, made by whoever needs one first and the same for all from then on. */
export class SecretStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** `null` while nobody has needed it. */
  async load(name: string): Promise<string | null> {
    const stored = await this.#table.get(keys.secret(name));
    return stored && (stored.value as string);
  }

  /** Makes the secret unless it is there. */
  async ensure(name: string): Promise<void> {
    const value = randomBytes(32).toString('hex');
    // Somebody else may have made it: theirs stays.
    await this.#table.transact([{ put: { ...keys.secret(name), value }, when: [absent] }]);
  }
}

/**
 * Notes of what was locked, so that what was missed is seen without asking the object store for every file. Whether a file
 * is locked, only the object store knows.
 */
export class EvidenceLockStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async note(cycle: string, district: string, lock: EvidenceLock): Promise<void> {
    await this.#table.put({ ...keys.evidenceLock(cycle, district, lock.id), ...lock });
  }

  /** The notes of a book, by file id; the newest may be missing. */
  async ofBook(cycle: string, district: string): Promise<EvidenceLock[]> {
    const notes = await this.#table.query(ranges.evidenceLocks(cycle, district), { mayBeOld: true });
    return notes.map((item) => fieldsOf(item));
  }
}

/** Scheme documents, write-once, beside those that ship with the product. */
export class SchemeStore {
  readonly #table: Table;
  readonly #replies: ReplyStore;
  readonly #shipped: readonly ShippedScheme[];

  constructor(table: Table, replies: ReplyStore, shipped: readonly ShippedScheme[]) {
    this.#table = table;
    this.#replies = replies;
    this.#shipped = shipped;
  }

  async load(id: string): Promise<SchemeDocument | null> {
    const shipped = this.#shipped.find((scheme) => scheme.id === id);
    if (shipped) return shipped.load();
    const item = await this.#table.get(keys.scheme(id));
    return item && readDocument(item);
  }

  async list(): Promise<SchemeDocument[]> {
    const items = await this.#table.query(ranges.schemes);
    const shipped = await Promise.all(this.#shipped.map((scheme) => scheme.load()));
    const all = [...shipped, ...items.map(readDocument)];
    return all.sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Keeps a document and the reply with it; `outdated` if the id or the reply's key is taken. */
  async save(document: SchemeDocument, reply: StoredReply | null): Promise<WriteOutcome> {
    if (this.#shipped.some(({ id }) => id === document.id)) return 'outdated';
    return this.#table.transact([
      // Write-once: somebody else may have loaded a scheme under this id.
      { put: { ...keys.scheme(document.id), document: JSON.stringify(document) }, when: [absent] },
      ...(reply ? [this.#replies.write(reply)] : []),
    ]);
  }
}

function readDocument(item: Item): SchemeDocument {
  return JSON.parse(item.document as string) as SchemeDocument;
}

/** Busy callers' use of their shares of the service, over all instances. Kept for minutes. */
export class RequestShareStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Adds so many milliseconds of its share to what a caller has used. Gives the instant at which it has rested. */
  async use(caller: string, milliseconds: number, now: number): Promise<number> {
    const key = keys.requestShare(caller);
    for (let attempt = 1; ; attempt++) {
      const item = await this.#table.get(key);
      const restedAt = Math.ceil(restedAfter(Number(item?.restedAt ?? 0), now, milliseconds));
      const expiresAt = Math.ceil(restedAt / 1000) + keptSeconds;
      // Another instance may have added to it meanwhile.
      const when = [item ? is('restedAt', Number(item.restedAt)) : absent];
      if ((await this.#table.transact([{ put: { ...key, restedAt, expiresAt }, when }])) === 'committed')
        return restedAt;
      if (attempt === triesMax) throw new Busy('what a caller has used keeps moving');
      await this.#table.pause(attempt);
    }
  }
}

/** Longer than a caller can have anything to rest from. */
const keptSeconds = 600;
const triesMax = 5;
