import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { type AttributeValue, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { itemSizeBytes } from '../bench/item-size.ts';

type Item = Record<string, AttributeValue>;

interface Write {
  readonly Put?: { readonly TableName: string; readonly Item: Item };
  readonly Update?: { readonly TableName: string; readonly Key: Item };
  readonly ConditionCheck?: { readonly TableName: string; readonly Key: Item };
}

/** What has gone through since the last reading. */
export interface Traffic {
  readonly requests: number;
  /** Transactions and writes that were refused because another one was at one of their items. */
  readonly conflicts: number;
  readonly readUnits: number;
  readonly writeUnits: number;
}

/**
 * Stands between a local run and DynamoDB Local: counts requests and their units, and refuses what DynamoDB refuses and its
 * stand-in doesn't: a write of an item that another transaction is just writing. Units of reads are what the database says;
 * of transactions 2 for each KB begun of every item, sizes of updated items being those at the time of the reading.
 */
export class WatchedDatabase {
  readonly #server: ReturnType<typeof createServer>;
  readonly #agent = new Agent({ keepAlive: true });
  readonly #client: DynamoDBClient;
  /** Items that a transaction is at. */
  readonly #held = new Set<string>();
  readonly #updated = new Map<string, { readonly table: string; readonly key: Item; times: number }>();
  #traffic = { requests: 0, conflicts: 0, readUnits: 0, writeUnits: 0 };

  private constructor(behind: string) {
    this.#client = new DynamoDBClient({
      endpoint: behind,
      region: 'local',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    this.#server = createServer((asked, answer) => {
      this.#pass(behind, asked, answer).catch((fault: Error) => answer.destroy(fault));
    });
  }

  /** Listens before a database. */
  static async before(behind: string): Promise<WatchedDatabase> {
    const watched = new WatchedDatabase(behind);
    await once(watched.#server.listen(0, '127.0.0.1'), 'listening');
    return watched;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** What has gone through since it was last read. */
  async read(): Promise<Traffic> {
    const traffic = this.#traffic;
    this.#traffic = { requests: 0, conflicts: 0, readUnits: 0, writeUnits: 0 };
    const updated = [...this.#updated.values()];
    this.#updated.clear();
    for (const { table, key, times } of updated) traffic.writeUnits += times * (await this.#unitsOf(table, key));
    return traffic;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    this.#agent.destroy();
    this.#client.destroy();
  }

  async #pass(behind: string, asked: IncomingMessage, answer: ServerResponse): Promise<void> {
    const [service, operation = ''] = String(asked.headers['x-amz-target']).split('.');
    const sent = await buffer(asked);
    if (!service?.startsWith('DynamoDB_')) return this.#forward(behind, asked, sent, answer);
    const input = JSON.parse(sent.toString());
    this.#traffic.requests++;
    const items = operation === 'TransactWriteItems' ? (input.TransactItems as Write[]) : [];
    const keys = items.map(keyOf);
    if (keys.some((key) => this.#held.has(key))) {
      this.#traffic.conflicts++;
      return refuse(answer, keys, this.#held);
    }
    for (const key of keys) this.#held.add(key);
    try {
      const body = Buffer.from(JSON.stringify({ ...input, ReturnConsumedCapacity: 'TOTAL' }));
      await this.#forward(behind, asked, body, answer, (told) => this.#count(operation, items, told));
    } finally {
      for (const key of keys) this.#held.delete(key);
    }
  }

  #count(operation: string, items: readonly Write[], told: { ConsumedCapacity?: Capacity | Capacity[] }): void {
    const capacity = [told.ConsumedCapacity ?? []].flat().reduce((sum, { CapacityUnits }) => sum + CapacityUnits, 0);
    if (/^(Put|Update)/.test(operation)) this.#traffic.writeUnits += capacity;
    else if (operation !== 'TransactWriteItems') this.#traffic.readUnits += capacity;
    for (const write of items) {
      if (write.Put) this.#traffic.writeUnits += unitsOfSize(itemSizeBytes(binariesOf(write.Put.Item)));
      const { TableName: table, Key: key } = write.Update ?? write.ConditionCheck ?? {};
      if (!table || !key) continue;
      const known = this.#updated.get(keyOf(write)) ?? { table, key, times: 0 };
      this.#updated.set(keyOf(write), { ...known, times: known.times + 1 });
    }
  }

  async #unitsOf(TableName: string, Key: Item): Promise<number> {
    const { Item } = await this.#client.send(new GetItemCommand({ TableName, Key, ConsistentRead: true }));
    return unitsOfSize(itemSizeBytes(Item ?? {}));
  }

  async #forward(
    behind: string,
    { method, url = '/', headers }: IncomingMessage,
    body: Buffer,
    answer: ServerResponse,
    count: (told: object) => void = () => undefined,
  ): Promise<void> {
    const sent = request(new URL(url, behind), {
      method,
      agent: this.#agent,
      headers: { ...headers, 'content-length': body.length },
    });
    sent.end(body);
    const [told] = (await once(sent, 'response')) as [IncomingMessage];
    const text = await buffer(told);
    if (told.statusCode === 200) count(JSON.parse(text.toString()));
    const { 'content-type': type, 'x-amzn-requestid': id = '' } = told.headers;
    answer.writeHead(told.statusCode!, { 'content-type': type, 'x-amzn-requestid': id }).end(text);
  }
}

interface Capacity {
  readonly CapacityUnits: number;
}

function keyOf({ Put, Update, ConditionCheck }: Write): string {
  const { pk, sk } = Put?.Item ?? Update?.Key ?? ConditionCheck!.Key;
  return `${pk!.S}|${sk!.S}`;
}

const unitsOfSize = (bytes: number) => 2 * Math.max(1, Math.ceil(bytes / 1024));

/** Bytes go over the wire in base64. */
function binariesOf(item: Item): Item {
  return Object.fromEntries(
    Object.entries(item).map(([name, value]) => {
      return [name, value.B ? { B: Buffer.from(value.B as unknown as string, 'base64') } : value];
    }),
  );
}

/** A transaction as DynamoDB cancels it where another is at one of its items. */
function refuse(answer: ServerResponse, keys: readonly string[], held: ReadonlySet<string>): void {
  const CancellationReasons = keys.map((key) =>
    held.has(key) ? { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' } : { Code: 'None' },
  );
  const type = 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException';
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  const text = JSON.stringify({ __type: type, Message: message, CancellationReasons });
  answer.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(text);
}
