import type { ReplyStore, StoredReply, WriteOutcome } from '../../domain/ports.ts';
import type { Condition, Item, Table, Write } from './table.ts';
import { keys } from './table-schema.ts';

/** Kept replies under `KEY#…`; DynamoDB deletes them some time after they expire, readers look at the expiry. */
export class DynamoReplyStore implements ReplyStore {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  async load(id: string): Promise<StoredReply | null> {
    return readReply(await this.#table.get(keys.reply(id)));
  }

  async save(reply: StoredReply): Promise<WriteOutcome> {
    return this.#table.transact([putReply(reply)]);
  }

  async renew({ id, ...reply }: StoredReply): Promise<WriteOutcome> {
    const condition: Condition = {
      // It may have expired, and another request may have taken its key since.
      expression: '#fingerprint = :fingerprint',
      names: { '#fingerprint': 'fingerprint' },
      values: { ':fingerprint': reply.fingerprint },
    };
    return this.#table.transact([{ put: { ...keys.reply(id), ...reply }, condition }]);
  }
}

/** The reply of an item; one that has expired is as good as gone. */
export function readReply(item: Item | null): StoredReply | null {
  if (!item || (item.expiresAt as number) <= Date.now() / 1000) return null;
  const { pk, sk: _, ...fields } = item;
  return { ...(fields as Omit<StoredReply, 'id'>), id: String(pk).slice('KEY#'.length) };
}

/** The write that keeps a reply. Another request with the same key may have been first: then nothing is written. */
export function putReply({ id, ...reply }: StoredReply): Write {
  return {
    put: { ...keys.reply(id), ...reply },
    condition: {
      expression: 'attribute_not_exists(#pk) OR #expiresAt <= :now',
      names: { '#pk': 'pk', '#expiresAt': 'expiresAt' },
      values: { ':now': Math.floor(Date.now() / 1000) },
    },
  };
}
