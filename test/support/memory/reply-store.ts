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
