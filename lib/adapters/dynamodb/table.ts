import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  TransactGetCommand,
  TransactWriteCommand,
  type TransactWriteCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { Busy, type WriteOutcome } from '../../domain/ports.ts';
import type { ItemKey } from './table-schema.ts';
import { meaningOf } from './transaction-outcome.ts';

/** An item as the document client gives it. */
export type Item = Record<string, unknown>;
type TransactItem = NonNullable<TransactWriteCommandInput['TransactItems']>[number];

/** One write of a transaction, without the table's name. */
export type Write =
  | { readonly put: Item; readonly condition?: Condition }
  | { readonly update: ItemKey; readonly set: Item; readonly condition: Condition }
  | { readonly check: ItemKey; readonly condition: Condition };

/** A condition with placeholders only; names are taken from the keys of `names`, values from `values`. */
export interface Condition {
  readonly expression: string;
  readonly names?: Readonly<Record<string, string>>;
  readonly values?: Item;
}

/** That there is no such item. */
export const absent: Condition = { expression: 'attribute_not_exists(#pk)', names: { '#pk': 'pk' } };

const triesMax = 6;
const patienceMilliseconds = 4000;

/** The one table, with retries: what passes by itself is waited out with jitter, then it is `Busy`. */
export class Table {
  readonly #client: DynamoDBDocumentClient;
  readonly #name: string;

  constructor(client: DynamoDBClient, name: string) {
    this.#client = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
    this.#name = name;
  }

  /** One item by a consistent read, `null` where there is none. */
  async get(key: ItemKey): Promise<Item | null> {
    const input = { TableName: this.#name, Key: { ...key }, ConsistentRead: true };
    const { Item } = await patiently(() => this.#client.send(new GetCommand(input)));
    return Item ?? null;
  }

  /** Up to 100 distinct items as of one moment: never half of a transaction. In the order of the keys; `null` where there is none. */
  async getTogether(wanted: readonly ItemKey[]): Promise<(Item | null)[]> {
    const TransactItems = wanted.map((key) => ({ Get: { TableName: this.#name, Key: { ...key } } }));
    const { Responses = [] } = await patiently(() => this.#client.send(new TransactGetCommand({ TransactItems })));
    return wanted.map((_, index) => Responses[index]?.Item ?? null);
  }

  /** Up to 100 distinct items a request, consistent, in the order of the keys; `null` where there is none. */
  async getMany(wanted: readonly ItemKey[]): Promise<(Item | null)[]> {
    const found = new Map<string, Item>();
    for (let at = 0; at < wanted.length; at += 100) await this.#batchGet(wanted.slice(at, at + 100), found);
    return wanted.map(({ pk, sk }) => found.get(`${pk} ${sk}`) ?? null);
  }

  async #batchGet(wanted: readonly ItemKey[], found: Map<string, Item>): Promise<void> {
    let rest: Item[] = wanted.map((key) => ({ ...key }));
    for (let attempt = 0; rest.length > 0; attempt++) {
      if (attempt === triesMax) throw new Busy('the table left keys of a batch unread');
      if (attempt > 0) await pause(attempt);
      const RequestItems = { [this.#name]: { Keys: rest, ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await patiently(() =>
        this.#client.send(new BatchGetCommand({ RequestItems })),
      );
      for (const item of Responses?.[this.#name] ?? []) found.set(`${item.pk} ${item.sk}`, item);
      rest = UnprocessedKeys?.[this.#name]?.Keys ?? [];
    }
  }

  /** Items of a partition with `from ≤ sk ≤ to`, consistent; all pages unless a limit is given. */
  async query(
    pk: string,
    from: string,
    to: string,
    options: { limit?: number; isDescending?: boolean } = {},
  ): Promise<Item[]> {
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const query = new QueryCommand({
        TableName: this.#name,
        KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
        ExpressionAttributeValues: { ':pk': pk, ':from': from, ':to': to },
        ConsistentRead: true,
        ScanIndexForward: !options.isDescending,
        Limit: options.limit === undefined ? undefined : options.limit - items.length,
        ExclusiveStartKey: start,
      });
      const page = await patiently(() => this.#client.send(query));
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start && (options.limit === undefined || items.length < options.limit));
    return items;
  }

  /** Stores an item whatever is there; what has a condition is a transaction, whose token tells a try from its repetition. */
  async put(item: Item): Promise<void> {
    await patiently(() => this.#client.send(new PutCommand({ TableName: this.#name, Item: item })));
  }

  /** All writes or none. `outdated` if a condition failed and nothing else did. */
  async transact(writes: readonly Write[]): Promise<WriteOutcome> {
    const TransactItems = writes.map((write) => this.#transactItem(write));
    // The same token with every try: one that was committed without our hearing of it must not meet its own traces.
    const input = { TransactItems, ClientRequestToken: randomUUID() };
    try {
      await patiently(() => this.#client.send(new TransactWriteCommand(input)));
      return 'committed';
    } catch (error) {
      if (meaningOf(error) === 'outdated') return 'outdated';
      throw error;
    }
  }

  #transactItem(write: Write): TransactItem {
    const TableName = this.#name;
    if ('put' in write) return { Put: { TableName, Item: write.put, ...conditionFields(write.condition) } };
    if ('check' in write)
      return {
        ConditionCheck: {
          TableName,
          Key: { ...write.check },
          ...conditionFields(write.condition),
          ConditionExpression: write.condition.expression,
        },
      };
    return { Update: { TableName, Key: { ...write.update }, ...updateFields(write.set, write.condition) } };
  }
}

function conditionFields(condition: Condition | undefined) {
  return {
    ConditionExpression: condition?.expression,
    ExpressionAttributeNames: condition?.names,
    ExpressionAttributeValues: condition?.values,
  };
}

function updateFields(set: Item, condition: Condition) {
  const fields = Object.keys(set);
  return {
    UpdateExpression: `SET ${fields.map((_, index) => `#set${index} = :set${index}`).join(', ')}`,
    ConditionExpression: condition.expression,
    ExpressionAttributeNames: {
      ...condition.names,
      ...Object.fromEntries(fields.map((name, index) => [`#set${index}`, name])),
    },
    ExpressionAttributeValues: {
      ...condition.values,
      ...Object.fromEntries(fields.map((name, index) => [`:set${index}`, set[name]])),
    },
  };
}

/**
 * Waits out conflicts, throttles and a service that can't be reached or fails itself, then it is `Busy`; every other error
 * passes. A request that has timed out has waited enough.
 */
async function patiently<T>(send: () => Promise<T>): Promise<T> {
  const begunAt = Date.now();
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (meaningOf(error) !== 'retry') throw error;
      if (attempt === triesMax || Date.now() - begunAt >= patienceMilliseconds)
        throw new Busy('conflicts, throttling or an unreachable service outlasted the retries', { cause: error });
      await pause(attempt);
    }
  }
}

/** Waits before another try, with full jitter: 0 to 20, 40, 80 … milliseconds, at most 640. */
export function pause(attempt: number): Promise<void> {
  return wait(Math.random() * Math.min(640, 10 * 2 ** attempt));
}
