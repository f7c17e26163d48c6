import type { Clock, StoredReply } from '../domain/ports.ts';
import { absent, fieldsOf, type Item, is, keys, type Table, type Write, type WriteOutcome } from './table.ts';

/** Replies by idempotency key; the table deletes them some time after they expire, readers look at the expiry. */
export class ReplyStore {
  readonly #table: Table;
  readonly #clock: Clock;

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  async load(id: string): Promise<StoredReply | null> {
    return this.read(await this.#table.get(keys.reply(id)));
  }

  /** Keeps the reply to a request that writes nothing else; `outdated` if the key is already taken. */
  async save(reply: StoredReply): Promise<WriteOutcome> {
    return this.#table.transact([this.write(reply)]);
  }

  /** Says more in the kept reply to the very same request; `outdated` if another one is kept, or none. */
  async renew({ id, ...reply }: StoredReply): Promise<WriteOutcome> {
    // It may have expired, and another request may have taken its key since.
    return this.#table.transact([
      { put: { ...keys.reply(id), ...reply }, when: [is('fingerprint', reply.fingerprint)] },
    ]);
  }

  /** The reply of an item; one that has expired is as good as gone. */
  read(item: Item | null): StoredReply | null {
    if (!item || (item.expiresAt as number) <= this.#seconds()) return null;
    return { ...fieldsOf<Omit<StoredReply, 'id'>>(item), id: String(item.pk).slice('KEY#'.length) };
  }

  /** The write that keeps a reply. Another request with the same key may have been first: then nothing is written. */
  write({ id, ...reply }: StoredReply): Write {
    const expired = { field: 'expiresAt', below: this.#seconds() + 1 };
    return { put: { ...keys.reply(id), ...reply }, when: [{ anyOf: [absent, expired] }] };
  }

  #seconds(): number {
    return Math.floor(this.#clock.now() / 1000);
  }
}
