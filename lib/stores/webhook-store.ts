import type { StoredReply } from '../domain/ports.ts';
import type { Attempted, Delivery, Webhook } from '../domain/webhooks/webhook.ts';
import type { ReplyStore } from './reply-store.ts';
import {
  absent,
  type Condition,
  fieldsOf,
  type Item,
  is,
  keys,
  ranges,
  type Table,
  type Write,
  type WriteOutcome,
} from './table.ts';

const deliveriesKeptSeconds = 30 * 86_400;
/** Nothing is deleted; what was withdrawn is emptied at once and expires. */
const withdrawnKeptSeconds = 2 * 86_400;

/** Webhooks, their secrets, and what became of the events that were sent to them. Every change is of the version that was read. */
export class WebhookStore {
  readonly #table: Table;
  readonly #replies: ReplyStore;

  constructor(table: Table, replies: ReplyStore) {
    this.#table = table;
    this.#replies = replies;
  }

  async load(id: string): Promise<Webhook | null> {
    return readWebhook(await this.#table.get(keys.webhook(id)));
  }

  /** All of them by id, or those after one. */
  async list(after: string | null = null): Promise<Webhook[]> {
    const items = await this.#table.query(ranges.webhooks(after));
    return items.map(readWebhook).filter((webhook) => webhook !== null);
  }

  /** Throws where there is none: a webhook without a secret can't be sent to. */
  async secret(id: string): Promise<string> {
    const item = await this.#table.get(keys.webhookSecret(id));
    if (!item?.secret) throw new Error('a webhook has no secret');
    return item.secret as string;
  }

  /** Registers a webhook with its secret and keeps the reply; `outdated` if there is one by now or the reply's key is taken. */
  async register(webhook: Webhook, secret: string, reply: StoredReply | null): Promise<WriteOutcome> {
    return this.#table.transact([
      // Somebody else may have registered one under this id; one that was withdrawn may be lying there still.
      { put: { ...keys.webhook(webhook.id), ...webhook }, when: [{ anyOf: [absent, is('state', 'withdrawn')] }] },
      { put: { ...keys.webhookSecret(webhook.id), secret } },
      ...this.#kept(reply),
    ]);
  }

  /** Puts the next version of a webhook in place of the one that was read, and keeps the reply. */
  async change(before: Webhook, after: Webhook, reply: StoredReply | null = null): Promise<WriteOutcome> {
    return this.#table.transact([changed(before, after), ...this.#kept(reply)]);
  }

  /** The next version of a webhook, with what was just tried, and that it was disabled, if it was. */
  async note(before: Webhook, { webhook, delivery, disabling }: Attempted): Promise<WriteOutcome> {
    const { id } = before;
    const expiresAt = Math.floor(Date.parse(delivery.lastAttemptAt) / 1000) + deliveriesKeptSeconds;
    return this.#table.transact([
      changed(before, webhook),
      { put: { ...keys.delivery(id, delivery.number), ...delivery, expiresAt } },
      ...(disabling ? [{ put: { ...keys.disabling(id, disabling.number), ...disabling } }] : []),
    ]);
  }

  /** Withdraws a webhook and empties its secret. */
  async withdraw(before: Webhook, now: number, reply: StoredReply | null): Promise<WriteOutcome> {
    const expiresAt = Math.floor(now / 1000) + withdrawnKeptSeconds;
    const { id, version } = before;
    return this.#table.transact([
      { put: { ...keys.webhook(id), state: 'withdrawn', expiresAt }, when: [ofVersion(version)] },
      { put: { ...keys.webhookSecret(id), secret: '', expiresAt } },
      ...this.#kept(reply),
    ]);
  }

  /** What was sent, by its number in the log, from the last one down or from the one before `before`. */
  async deliveries(id: string, before: number | null, limit: number): Promise<Delivery[]> {
    const items = await this.#table.query(ranges.deliveries(id, before), { limit, isDescending: true });
    return items.map(({ expiresAt: _, ...item }) => fieldsOf(item));
  }

  #kept(reply: StoredReply | null): Write[] {
    return reply ? [this.#replies.write(reply)] : [];
  }
}

/** A run of the delivery, an administrator and another run may all have read the same version: one of them changes it. */
function ofVersion(version: number): Condition {
  return is('version', version);
}

function changed({ version }: Webhook, after: Webhook): Write {
  return { put: { ...keys.webhook(after.id), ...after, version: version + 1 }, when: [ofVersion(version)] };
}

function readWebhook(item: Item | null): Webhook | null {
  return item === null || item.state === 'withdrawn' ? null : fieldsOf(item);
}
