import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import {
  type AttributeValue,
  BatchGetItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { Busy } from '../../domain/ports.ts';
import type { Condition, Item, ItemKey, QueryOptions, Range, Table, Write, WriteOutcome } from '../../stores/table.ts';

const triesMax = 6;
const patienceMilliseconds = 4000;

/** The table on DynamoDB: what passes by itself is waited out with jitter. */
export class DynamoTable implements Table {
  readonly #client: DynamoDBClient;
  readonly #name: string;

  constructor(client: DynamoDBClient, name: string) {
    this.#client = client;
    this.#name = name;
  }

  async get(key: ItemKey): Promise<Item | null> {
    const input = { TableName: this.#name, Key: written(key), ConsistentRead: true };
    const { Item } = await patiently(() => this.#client.send(new GetItemCommand(input)));
    return itemOf(Item);
  }

  async getTogether(wanted: readonly ItemKey[]): Promise<(Item | null)[]> {
    const TransactItems = wanted.map((key) => ({ Get: { TableName: this.#name, Key: written(key) } }));
    const { Responses = [] } = await patiently(() => this.#client.send(new TransactGetItemsCommand({ TransactItems })));
    return wanted.map((_, index) => itemOf(Responses[index]?.Item));
  }

  async getMany(wanted: readonly ItemKey[]): Promise<(Item | null)[]> {
    const found = new Map<string, Item>();
    for (let at = 0; at < wanted.length; at += 100) await this.#batchGet(wanted.slice(at, at + 100), found);
    return wanted.map(({ pk, sk }) => found.get(`${pk} ${sk}`) ?? null);
  }

  async #batchGet(wanted: readonly ItemKey[], found: Map<string, Item>): Promise<void> {
    let rest: StoredItem[] = wanted.map(written);
    for (let attempt = 0; rest.length > 0; attempt++) {
      if (attempt === triesMax) throw new Busy('the table left keys of a batch unread');
      if (attempt > 0) await pause(attempt);
      const RequestItems = { [this.#name]: { Keys: rest, ConsistentRead: true } };
      const { Responses, UnprocessedKeys } = await patiently(() =>
        this.#client.send(new BatchGetItemCommand({ RequestItems })),
      );
      for (const item of (Responses?.[this.#name] ?? []).map((stored) => unmarshall(stored)))
        found.set(`${item.pk} ${item.sk}`, item);
      rest = UnprocessedKeys?.[this.#name]?.Keys ?? [];
    }
  }

  async query({ pk, from, to }: Range, options: QueryOptions = {}): Promise<Item[]> {
    const items: Item[] = [];
    let start: StoredItem | undefined;
    do {
      const query = new QueryCommand({
        TableName: this.#name,
        KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#pk': 'pk', '#sk': 'sk' },
        ExpressionAttributeValues: written({ ':pk': pk, ':from': from, ':to': to }),
        ConsistentRead: !options.mayBeOld,
        ScanIndexForward: !options.isDescending,
        Limit: options.limit === undefined ? undefined : options.limit - items.length,
        ExclusiveStartKey: start,
      });
      const page = await patiently(() => this.#client.send(query));
      items.push(...(page.Items ?? []).map((item) => unmarshall(item)));
      start = page.LastEvaluatedKey;
    } while (start && (options.limit === undefined || items.length < options.limit));
    return items;
  }

  /** What has a condition is a transaction, whose token tells a try from its repetition. */
  async put(item: Item): Promise<void> {
    await patiently(() => this.#client.send(new PutItemCommand({ TableName: this.#name, Item: written(item) })));
  }

  pause(attempt: number): Promise<void> {
    return pause(attempt);
  }

  async transact(writes: readonly Write[]): Promise<WriteOutcome> {
    const TransactItems = writes.map((write) => transactItem(write, this.#name));
    // The same token with every try: one that was committed without our hearing of it must not meet its own traces.
    const input = { TransactItems, ClientRequestToken: randomUUID() };
    try {
      await patiently(() => this.#client.send(new TransactWriteItemsCommand(input)));
      return 'committed';
    } catch (error) {
      if (meaningOf(error) === 'outdated') return 'outdated';
      throw error;
    }
  }
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

/** Full jitter: 0 to 20, 40, 80 … milliseconds, at most 640. */
function pause(attempt: number): Promise<void> {
  return wait(Math.random() * Math.min(640, 10 * 2 ** attempt));
}

type StoredItem = Record<string, AttributeValue>;

/** An item as it is stored: without the fields that have no value. */
function written(item: Item | ItemKey): StoredItem {
  return marshall(item, { removeUndefinedValues: true });
}

function itemOf(stored: StoredItem | undefined): Item | null {
  return stored ? unmarshall(stored) : null;
}

/** A write as DynamoDB's API has it: its conditions and what it sets as expressions, with placeholders throughout. */
function transactItem(write: Write, TableName: string): TransactWriteItem {
  const placeholders = new Placeholders();
  const ConditionExpression = (write.when ?? [])
    .map((condition) => expressionOf(condition, placeholders))
    .join(' AND ');
  const condition = ConditionExpression === '' ? {} : { ConditionExpression };
  if ('put' in write) return { Put: { TableName, Item: written(write.put), ...condition, ...placeholders.fields() } };
  if ('check' in write) {
    const Key = written(write.check);
    return { ConditionCheck: { TableName, Key, ConditionExpression, ...placeholders.fields() } };
  }
  const set = Object.entries(write.set).map(
    ([field, value]) => `${placeholders.name(field)} = ${placeholders.value(value)}`,
  );
  const UpdateExpression = `SET ${set.join(', ')}`;
  const Key = written(write.update);
  return { Update: { TableName, Key, UpdateExpression, ...condition, ...placeholders.fields() } };
}

function expressionOf(condition: Condition, placeholders: Placeholders): string {
  if ('absent' in condition) return `attribute_not_exists(${placeholders.name('pk')})`;
  if ('anyOf' in condition)
    return `(${condition.anyOf.map((either) => expressionOf(either, placeholders)).join(' OR ')})`;
  const [sign, value] =
    'is' in condition ? ['=', condition.is] : 'below' in condition ? ['<', condition.below] : ['>', condition.above];
  return `${placeholders.name(condition.field)} ${sign} ${placeholders.value(value)}`;
}

/** The names and values that an expression refers to: many words are reserved. */
class Placeholders {
  readonly #names: Record<string, string> = {};
  readonly #values: Record<string, unknown> = {};

  name(field: string): string {
    this.#names[`#${field}`] = field;
    return `#${field}`;
  }

  value(value: unknown): string {
    const name = `:v${Object.keys(this.#values).length}`;
    this.#values[name] = value;
    return name;
  }

  /** What the request says of them; DynamoDB refuses empty lists. */
  fields(): { ExpressionAttributeNames?: Record<string, string>; ExpressionAttributeValues?: StoredItem } {
    return {
      ...(Object.keys(this.#names).length > 0 && { ExpressionAttributeNames: this.#names }),
      ...(Object.keys(this.#values).length > 0 && { ExpressionAttributeValues: written(this.#values) }),
    };
  }
}

/** What a failed request means: a business answer, worth another try, or broken. */
type FailureMeaning = 'outdated' | 'retry' | 'fault';

const retriable = new Set([
  'TransactionConflict',
  'TransactionConflictException',
  'TransactionInProgressException',
  'ThrottlingError',
  'ThrottlingException',
  'ProvisionedThroughputExceeded',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'LimitExceededException',
  'InternalServerError',
]);

/** How Node names a service that can't be reached, or goes away in the middle of an answer. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

interface ServiceError {
  readonly name?: string;
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly CancellationReasons?: readonly { readonly Code?: string }[];
}

/**
 * Reads an error of a request. It is `outdated` only if every cancellation reason is a failed condition or none: a
 * conflict beside a failed condition says nothing, since the other transaction may not have been committed.
 */
function meaningOf(error: unknown): FailureMeaning {
  const { name, CancellationReasons } = error as ServiceError;
  if (name !== 'TransactionCanceledException') return isPassing(error as ServiceError) ? 'retry' : 'fault';
  const codes = (CancellationReasons ?? []).map(({ Code }) => Code ?? 'None').filter((code) => code !== 'None');
  if (codes.length > 0 && codes.every((code) => code === 'ConditionalCheckFailed')) return 'outdated';
  return codes.every((code) => code === 'ConditionalCheckFailed' || retriable.has(code)) ? 'retry' : 'fault';
}

/** Throttled, not reached, not answered in time, or the service's own fault. */
function isPassing({ name = '', code = '', $metadata }: ServiceError): boolean {
  const isOwnFault = ($metadata?.httpStatusCode ?? 0) >= 500;
  return retriable.has(name) || name === 'TimeoutError' || unreachable.has(code) || isOwnFault;
}
