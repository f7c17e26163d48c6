import type { ItemKey } from '../../../lib/adapters/dynamodb/table-schema.ts';
import { Busy, type WriteOutcome } from '../../../lib/domain/ports.ts';
import { type Guard, Guards } from './guards.ts';
import { frozen, refuseAsDynamoDbWould } from './limits.ts';
import { calm, Lost, type Weather } from './weather.ts';

/** A stored value; what it is, its key says. */
export type Value = object;

/** One write of a transaction: the new value from the stored one, on named conditions that all must hold. */
export interface MemoryWrite {
  readonly key: ItemKey;
  readonly next: (stored: Value | undefined) => Value;
  readonly when?: Partial<Record<Guard, (stored: Value | undefined) => boolean>>;
}

/** One write, in the order in which they became visible: what the stream tells. */
export interface MemoryRecord {
  readonly eventName: 'INSERT' | 'MODIFY';
  readonly key: ItemKey;
  readonly value: Value;
}

const triesMax = 6;

/**
 * A table in memory with DynamoDB's guarantees and no more. A transaction is all or nothing, but commits item by item:
 * who reads several items meanwhile may see half of it, and who writes one that is still to come runs into a conflict.
 * One that has come already is free for the next transaction, which may be through before this one.
 */
export class MemoryDatabase {
  readonly items = new Map<string, { readonly key: ItemKey; readonly value: Value }>();
  readonly records: MemoryRecord[] = [];
  readonly guards: Guards;
  readonly #weather: Weather;
  readonly #locked = new Set<string>();
  /** Counts committed transactions, so that a test can assert that nothing was written. */
  commits = 0;

  constructor(weather: Weather = calm, broken: readonly Guard[] = []) {
    this.#weather = weather;
    this.guards = new Guards(broken);
  }

  async get(key: ItemKey): Promise<Value | null> {
    refuseAsDynamoDbWould([{ key }]);
    await this.#before('read');
    return this.#read(key);
  }

  /** Like a batch: each item as it is when its turn comes. */
  async getMany(keys: readonly ItemKey[]): Promise<(Value | null)[]> {
    refuseAsDynamoDbWould(keys.map((key) => ({ key })));
    await this.#before('read');
    const split = this.#weather.splitsRead() ? Math.ceil(keys.length / 2) : keys.length;
    const first = keys.slice(0, split).map((key) => this.#read(key));
    if (split < keys.length) await this.#weather.pause('amid-read');
    this.#noteTear(keys.map(nameOf));
    return [...first, ...keys.slice(split).map((key) => this.#read(key))];
  }

  /** Several items as of one moment; gives way to transactions that hold any of them. */
  async getTogether(keys: readonly ItemKey[]): Promise<(Value | null)[]> {
    if (!this.guards.hold('read-together')) return this.getMany(keys);
    refuseAsDynamoDbWould(keys.map((key) => ({ key })));
    return this.#withoutConflict(keys, 'read', async () => keys.map((key) => this.#read(key)));
  }

  /** Items of a partition with `from ≤ sk ≤ to` in the order of their keys; not one moment either. */
  async query(
    pk: string,
    from: string,
    to: string,
    limit = Number.POSITIVE_INFINITY,
    isDescending = false,
  ): Promise<Value[]> {
    await this.#before('read');
    const isIn = ({ key }: { key: ItemKey }) => key.pk === pk && key.sk >= from && key.sk <= to;
    const keys = () =>
      [...this.items.values()]
        .filter(isIn)
        .map(({ key }) => key)
        .sort((a, b) => (a.sk < b.sk ? -1 : 1));
    const early = keys();
    const middle = this.#weather.splitsRead() ? (early[early.length >> 1]?.sk ?? to) : null;
    const first = early.filter(({ sk }) => middle === null || sk < middle).map((key) => this.#read(key)!);
    if (middle !== null) await this.#weather.pause('amid-read');
    this.#noteTear(early.map(nameOf));
    const rest = middle === null ? [] : keys().filter(({ sk }) => sk >= middle);
    const all = [...first, ...rest.map((key) => this.#read(key)!)];
    return (isDescending ? all.reverse() : all).slice(0, limit);
  }

  /** All writes or none. Conflicts are waited out, then it is `Busy`. */
  async transact(writes: readonly MemoryWrite[]): Promise<WriteOutcome> {
    refuseAsDynamoDbWould(writes);
    const keys = writes.map(({ key }) => key);
    return this.#withoutConflict(keys, 'write', async () => {
      const isHolding = writes.every(({ key, when = {} }) => this.guards.allow(when, this.#read(key) ?? undefined));
      if (!isHolding) return 'outdated';
      await this.#commit(writes);
      return 'committed';
    });
  }

  /** Writes without asking, outside the protocol: for tests that prepare or damage something. */
  put(key: ItemKey, value: Value | null): void {
    if (value === null) this.items.delete(nameOf(key));
    else this.items.set(nameOf(key), { key, value: frozen(value) });
  }

  /** Reads without the weather: for tests that look at the outcome. */
  peek(key: ItemKey): Value | null {
    return this.#read(key);
  }

  async #withoutConflict<T>(keys: readonly ItemKey[], kind: 'read' | 'write', run: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      await this.#before(kind);
      const isHeld = keys.some((key) => this.#locked.has(nameOf(key)));
      if (isHeld) this.#weather.note('conflict');
      if (!isHeld && !this.#weather.conflicts()) return run();
      if (!this.guards.hold('conflict-is-no-verdict')) return 'committed' as T;
      if (attempt === triesMax) throw new Busy('conflicts outlasted the retries');
      await this.#weather.pause('retry');
    }
  }

  async #before(kind: 'read' | 'write'): Promise<void> {
    await this.#weather.pause(`before-${kind}`);
    if (this.#weather.losesRequest()) throw new Lost();
  }

  /** Once begun it is finished, whatever becomes of the caller; in calm weather it is one step. */
  async #commit(writes: readonly MemoryWrite[]): Promise<void> {
    const names = writes.map(({ key }) => nameOf(key));
    for (const name of names) this.#locked.add(name);
    for (const [index, { key, next }] of writes.entries()) {
      const waiting = index > 0 ? this.#weather.pause('amid-commit') : undefined;
      if (waiting) await waiting;
      const stored = this.#read(key) ?? undefined;
      const value = frozen(next(stored));
      this.items.set(nameOf(key), { key, value });
      this.#locked.delete(nameOf(key));
      this.records.push({ eventName: stored ? 'MODIFY' : 'INSERT', key, value });
    }
    this.commits += 1;
    if (this.#weather.losesReply()) throw new Lost();
    await this.#weather.pause('after-commit');
  }

  #read(key: ItemKey): Value | null {
    return this.items.get(nameOf(key))?.value ?? null;
  }

  #noteTear(names: readonly string[]): void {
    if (names.some((name) => this.#locked.has(name))) this.#weather.note('torn-read');
  }
}

function nameOf({ pk, sk }: ItemKey): string {
  return `${pk} ${sk}`;
}
