import { setTimeout as wait } from 'node:timers/promises';
import type { Metrics } from './metrics.ts';
import type { Wish } from './policies.ts';
import { type Call, type Service, type ServiceAnswer, serviceError } from './service-front.ts';
import { arnOf, type Place } from './template.ts';
import type { ServiceWeather } from './weather.ts';

type Item = Readonly<Record<string, { readonly S?: string }>>;

/** A part of a request, as far as it says which items of which table it is about. */
interface Part {
  readonly TableName: string;
  readonly Key?: Item;
  readonly Item?: Item;
  readonly Keys?: readonly Item[];
  readonly ExpressionAttributeValues?: Item;
}

const reading = /^(?:GetItem|BatchGetItem|Query|Scan|TransactGetItems)$/;

/** DynamoDB: DynamoDB Local, with what it lacks: permissions, transactions that meet each other, and throttles. */
export class TableService implements Service {
  readonly targetPrefix = 'DynamoDB_20120810';
  /** Refuse all reads, or all writes, as a table does whose partitions are too busy. */
  throttles: 'reads' | 'writes' | null = null;
  /** How long each answer takes in addition. */
  slowMilliseconds = 0;
  readonly #place: Place;
  readonly #endpoint: string;
  readonly #weather: ServiceWeather;
  readonly #metrics: Metrics;

  constructor(place: Place, endpoint: string, weather: ServiceWeather, metrics: Metrics) {
    this.#place = place;
    this.#endpoint = endpoint;
    this.#weather = weather;
    this.#metrics = metrics;
  }

  /** A transaction is authorized as what it consists of. */
  wishes({ operation, input }: Call): Wish[] {
    const wishOf = (action: string, part: Part): Wish => {
      const resource = arnOf(this.#place, 'dynamodb', `table/${part.TableName}`);
      return { action: `dynamodb:${action}`, resource, context: { 'dynamodb:LeadingKeys': leadingKeys(part) } };
    };
    if (operation === 'TransactGetItems')
      return input.TransactItems.map(({ Get }: { Get: Part }) => wishOf('GetItem', Get));
    if (operation === 'BatchGetItem')
      return Object.entries(input.RequestItems).map(([TableName, keys]) =>
        wishOf(operation, { TableName, ...(keys as object) }),
      );
    if (operation !== 'TransactWriteItems') return [wishOf(operation, input)];
    return input.TransactItems.flatMap((item: Readonly<Record<string, Part>>) =>
      Object.entries(item).map(([kind, part]) => wishOf(`${kind}Item`, part)),
    );
  }

  async answer({ operation, input, raw, headers }: Call): Promise<ServiceAnswer> {
    const isReading = reading.test(operation);
    if (this.slowMilliseconds > 0) await wait(this.slowMilliseconds);
    if (this.throttles === (isReading ? 'reads' : 'writes')) return this.#throttle(isReading, input);
    if (operation === 'TransactWriteItems' && this.#weather.strikes('transactionConflict'))
      return cancelled(input.TransactItems.length);
    const sent = await fetch(this.#endpoint, {
      method: 'POST',
      headers: Object.fromEntries(
        ['x-amz-target', 'content-type', 'authorization', 'x-amz-date'].map((name) => [name, String(headers[name])]),
      ),
      body: new Uint8Array(raw),
    });
    const checksum = sent.headers.get('x-amz-crc32');
    return {
      status: sent.status,
      headers: checksum === null ? {} : { 'x-amz-crc32': checksum },
      body: Buffer.from(await sent.arrayBuffer()),
    };
  }

  #throttle(isReading: boolean, input: Part & { readonly TransactItems?: readonly Record<string, Part>[] }) {
    const [first] = Object.values(input.TransactItems?.[0] ?? { one: input });
    const TableName = first!.TableName;
    this.#metrics.put('AWS/DynamoDB', isReading ? 'ReadThrottleEvents' : 'WriteThrottleEvents', { TableName }, 1);
    const message = 'The level of configured provisioned throughput for the table was exceeded.';
    return serviceError(400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException', message);
  }
}

/** The partition keys of what is asked for; a query names its own as the value `:pk`. */
function leadingKeys({ Key, Item, Keys = [], ExpressionAttributeValues = {} }: Part): string[] {
  const items = [Key, Item, ...Keys].flatMap((item) => item?.pk?.S ?? []);
  return [...items, ...(items.length === 0 ? (ExpressionAttributeValues[':pk']?.S ?? []) : [])].flat();
}

function cancelled(items: number): ServiceAnswer {
  const CancellationReasons = Array.from({ length: items }, (_, index) =>
    index === 0 ? { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' } : { Code: 'None' },
  );
  const codes = CancellationReasons.map(({ Code }) => Code).join(', ');
  const message = `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`;
  const name = 'com.amazonaws.dynamodb.v20120810#TransactionCanceledException';
  return serviceError(400, name, message, { CancellationReasons });
}
