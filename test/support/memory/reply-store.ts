import { keys } from '../../../lib/adapters/dynamodb/table-schema.ts';
import type { Clock, ReplyStore, StoredReply, WriteOutcome } from '../../../lib/domain/ports.ts';
import type { MemoryDatabase, MemoryWrite } from './database.ts';

/** Kept replies in memory. */
export class MemoryReplyStore implements ReplyStore {
  readonly #database: MemoryDatabase;
  readonly #clock: Clock;

  constructor(database: MemoryDatabase, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  seconds(): number {
    return this.#clock.now() / 1000;
  }

  async load(id: string): Promise<StoredReply | null> {
    const reply = (await this.#database.get(keys.reply(id))) as StoredReply | null;
    return reply && isAlive(reply, this.seconds()) ? reply : null;
  }

  async save(reply: StoredReply): Promise<WriteOutcome> {
    return this.#database.transact([this.write(reply)]);
  }

  async renew(reply: StoredReply): Promise<WriteOutcome> {
    const isSameRequest = (stored: object | undefined) =>
      (stored as StoredReply | undefined)?.fingerprint === reply.fingerprint;
    const when = { 'reply-same-request': isSameRequest };
    return this.#database.transact([{ key: keys.reply(reply.id), next: () => reply, when }]);
  }

  /** Writes with the replies that are kept with them, or, where that guard is broken, after them. */
  async keepWith(writes: readonly MemoryWrite[], replies: readonly (StoredReply | null)[]): Promise<WriteOutcome> {
    const kept = replies.flatMap((reply) => (reply ? [this.write(reply)] : []));
    if (this.#database.guards.hold('reply-in-transaction')) return this.#database.transact([...writes, ...kept]);
    const outcome = await this.#database.transact(writes);
    if (outcome === 'committed' && kept.length > 0) await this.#database.transact(kept);
    return outcome;
  }

  /** The write that keeps a reply, unless another one is kept under its key. */
  write(reply: StoredReply): MemoryWrite {
    return {
      key: keys.reply(reply.id),
      next: () => reply,
      when: { 'reply-absent': (stored) => !stored || !isAlive(stored as StoredReply, this.seconds()) },
    };
  }
}

/** Whether a kept reply has not expired. */
export function isAlive({ expiresAt }: StoredReply, seconds: number): boolean {
  return expiresAt > seconds;
}
