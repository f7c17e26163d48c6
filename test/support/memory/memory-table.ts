import { Busy } from '../../../lib/domain/ports.ts';
import type {
  Condition,
  Item,
  ItemKey,
  QueryOptions,
  Range,
  Table,
  Write,
  WriteOutcome,
} from '../../../lib/stores/table.ts';
import { storedForm, ValidationException } from './stored-form.ts';
import { calm, Lost, type Weather } from './weather.ts';

/** One write, in the order in which they became visible: what the stream tells. */
export interface MemoryRecord {
  readonly eventName: 'INSERT' | 'MODIFY';
  readonly key: ItemKey;
  readonly item: Item;
}

const itemsPerRequestMax = 100;
const triesMax = 6;

/**
 * The table in memory, with DynamoDB's guarantees and no more. A transaction is all or nothing, but commits item by item,
 * in whatever order: who reads several items meanwhile may see half of it, and who writes one that is still to come runs into a conflict.
 * One that has come already is free for the next transaction, which may be through before this one.
 */
export class MemoryTable implements Table {
  readonly items = new Map<string, Item>();
  readonly records: MemoryRecord[] = [];
  readonly #weather: Weather;
  readonly #isConflictAnAnswer: boolean;
  readonly #locked = new Set<string>();
  /** Items as they were before they were last written. */
  readonly #before = new Map<string, Item | null>();
  /** Counts committed writes and transactions, so that a test can assert that nothing was written. */
  commits = 0;

  /** `isConflictAnAnswer` breaks it: whoever runs into a conflict is told that all was committed. */
  constructor(weather: Weather = calm, isConflictAnAnswer = false) {
    this.#weather = weather;
    this.#isConflictAnAnswer = isConflictAnAnswer;
  }

  async get(key: ItemKey): Promise<Item | null> {
    refuseAsDynamoDbWould([key]);
    await this.#begin('read');
    return this.peek(key);
  }

  async getTogether(wanted: readonly ItemKey[]): Promise<(Item | null)[]> {
    refuseAsDynamoDbWould(wanted);
    return this.#withoutConflict(wanted, 'read', async () => wanted.map((key) => this.peek(key)));
  }

  async getMany(wanted: readonly ItemKey[]): Promise<(Item | null)[]> {
    const found: (Item | null)[] = [];
    for (let at = 0; at < wanted.length; at += itemsPerRequestMax)
      found.push(...(await this.#batchGet(wanted.slice(at, at + itemsPerRequestMax))));
    return found;
  }

  async #batchGet(keys: readonly ItemKey[]): Promise<(Item | null)[]> {
    refuseAsDynamoDbWould(keys);
    await this.#begin('read');
    const split = this.#weather.splitsRead() ? Math.ceil(keys.length / 2) : keys.length;
    const first = keys.slice(0, split).map((key) => this.peek(key));
    if (split < keys.length) await this.#weather.pause('amid-read');
    this.#noteTear(keys);
    return [...first, ...keys.slice(split).map((key) => this.peek(key))];
  }

  async query({ pk, from, to }: Range, { limit, isDescending, mayBeOld }: QueryOptions = {}): Promise<Item[]> {
    if (to < from) throw new ValidationException('a range that ends before it begins');
    await this.#begin('read');
    const keys = () =>
      [...this.items.values()]
        .map(keyOf)
        .filter((key) => key.pk === pk && key.sk >= from && key.sk <= to)
        .sort((a, b) => (a.sk < b.sk ? -1 : 1));
    const early = keys();
    const middle = this.#weather.splitsRead() ? (early[early.length >> 1]?.sk ?? to) : null;
    const first = early.filter(({ sk }) => middle === null || sk < middle).map((key) => this.peek(key)!);
    if (middle !== null) await this.#weather.pause('amid-read');
    this.#noteTear(early);
    const rest = middle === null ? [] : keys().filter(({ sk }) => sk >= middle);
    const all = [...first, ...rest.map((key) => this.peek(key)!)].flatMap((item) => this.#aged(item, mayBeOld));
    return (isDescending ? all.reverse() : all).slice(0, limit);
  }

  /** As an item was before its last write; nothing of one that was not there before. */
  #aged(item: Item, mayBeOld = false): Item[] {
    if (!mayBeOld || !this.#weather.readsOld()) return [item];
    const old = this.#before.has(nameOf(keyOf(item))) ? this.#before.get(nameOf(keyOf(item))) : item;
    return old ? [old] : [];
  }

  async put(item: Item & ItemKey): Promise<void> {
    await this.transact([{ put: item }]);
  }

  async transact(writes: readonly Write[]): Promise<WriteOutcome> {
    const keys = writes.map(keyOfWrite);
    refuseAsDynamoDbWould(keys);
    return this.#withoutConflict(keys, 'write', async () => {
      const areHolding = writes.every((write) =>
        (write.when ?? []).every((condition) => holds(condition, this.peek(keyOfWrite(write)))),
      );
      if (!areHolding) return 'outdated';
      await this.#commit(writes);
      return 'committed';
    });
  }

  async pause(): Promise<void> {
    await this.#weather.pause('retry');
  }

  /** Writes without asking, outside the protocol: for tests that prepare or damage something. */
  place(item: Item & ItemKey): void {
    this.items.set(nameOf(item), storedForm(item));
  }

  /** Sets fields of an item that is there; as `place`. */
  alter(key: ItemKey, fields: Item): void {
    const stored = this.peek(key);
    if (!stored) throw new Error(`nothing stands at ${nameOf(key)}`);
    this.place({ ...stored, ...fields, ...key });
  }

  /** Removes an item, if it is there; as `place`. */
  remove(key: ItemKey): void {
    this.items.delete(nameOf(key));
  }

  /** Reads without the weather: for tests that look at the outcome. */
  peek(key: ItemKey): Item | null {
    return this.items.get(nameOf(key)) ?? null;
  }

  async #withoutConflict<T>(keys: readonly ItemKey[], kind: 'read' | 'write', run: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      await this.#begin(kind);
      const isHeld = keys.some((key) => this.#locked.has(nameOf(key)));
      if (isHeld) this.#weather.note('conflict');
      if (!isHeld && !this.#weather.conflicts()) return run();
      if (kind === 'write' && this.#isConflictAnAnswer) return 'committed' as T;
      if (attempt === triesMax) throw new Busy('conflicts outlasted the retries');
      await this.#weather.pause('retry');
    }
  }

  async #begin(kind: 'read' | 'write'): Promise<void> {
    await this.#weather.pause(`before-${kind}`);
    if (this.#weather.losesRequest()) throw new Lost();
  }

  /** Once begun it is finished, whatever becomes of the caller; in calm weather it is one step. */
  async #commit(writes: readonly Write[]): Promise<void> {
    const changing = new Map(
      writes.flatMap((write) => ('check' in write ? [] : [[nameOf(keyOfWrite(write)), write] as const])),
    );
    for (const write of writes) this.#locked.add(nameOf(keyOfWrite(write)));
    for (const write of writes) if ('check' in write) this.#locked.delete(nameOf(write.check));
    for (const [index, key] of this.#weather.order([...changing.values()].map(keyOfWrite)).entries()) {
      const waiting = index > 0 ? this.#weather.pause('amid-commit') : undefined;
      if (waiting) await waiting;
      const write = changing.get(nameOf(key))!;
      const stored = this.peek(key);
      const item = storedForm('put' in write ? write.put : { ...stored, ...write.set, ...key });
      this.#before.set(nameOf(key), stored);
      this.items.set(nameOf(key), item);
      this.#locked.delete(nameOf(key));
      this.records.push({ eventName: stored ? 'MODIFY' : 'INSERT', key, item });
    }
    this.commits += 1;
    if (this.#weather.losesReply()) throw new Lost();
    await this.#weather.pause('after-commit');
  }

  #noteTear(keys: readonly ItemKey[]): void {
    if (keys.some((key) => this.#locked.has(nameOf(key)))) this.#weather.note('torn-read');
  }
}

/** The key of an item, or of what a write is about. */
export function keyOfWrite(write: Write): ItemKey {
  return keyOf('put' in write ? write.put : 'update' in write ? write.update : write.check);
}

function keyOf({ pk, sk }: Item | ItemKey): ItemKey {
  return { pk: String(pk), sk: String(sk) };
}

function nameOf({ pk, sk }: ItemKey): string {
  return `${pk} ${sk}`;
}

function holds(condition: Condition, stored: Item | null): boolean {
  if ('absent' in condition) return stored === null;
  if ('anyOf' in condition) return condition.anyOf.some((either) => holds(either, stored));
  const value = stored?.[condition.field];
  if ('is' in condition) return value === condition.is;
  return typeof value === 'number' && ('below' in condition ? value < condition.below : value > condition.above);
}

/** Throws where DynamoDB would: too many items, an item twice, a key that is empty or too long. */
function refuseAsDynamoDbWould(wanted: readonly ItemKey[]): void {
  if (wanted.length > itemsPerRequestMax) throw new ValidationException('more than 100 items in a request');
  if (new Set(wanted.map(nameOf)).size < wanted.length) throw new ValidationException('an item twice in a request');
  for (const { pk, sk } of wanted)
    for (const [part, max] of [[pk, 2048] as const, [sk, 1024] as const]) {
      const bytes = Buffer.byteLength(part);
      if (bytes === 0 || bytes > max) throw new ValidationException(`a key of ${bytes} bytes`);
    }
}
