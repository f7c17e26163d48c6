import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  type TransactWriteItemsCommandInput,
} from '@aws-sdk/client-dynamodb';
import { itemSizeBytes } from './item-size.ts';

/** Requests that were sent since the last reading, and the request units that they take. */
export interface Reading {
  readonly requests: number;
  readonly units: number;
  /** Of these what reads take; the rest is of writes. */
  readonly readUnits: number;
  /** Such as `GetItem 1 + TransactWriteItems 8`. */
  readonly byCommand: string;
}

/** Does something and gives what its requests took. */
export type Measure = (work: () => Promise<unknown>) => Promise<Reading>;

interface Capacity {
  readonly CapacityUnits?: number;
}

type Stored = Record<string, AttributeValue>;

/**
 * Adds up what the requests of a client take. Reads: what the database says when asked for its consumed capacity.
 * Transactions of writes: 2 units for each KB begun of every item, because DynamoDB Local counts one item only. The
 * sizes are those of the items as they are afterwards, read by `reader`.
 */
export function meterOf(client: DynamoDBClient, reader: DynamoDBClient, tableName: string): Measure {
  let taken: { command: string; units: number }[] = [];
  const unitsOf = async ({ pk, sk }: Stored): Promise<number> => {
    const Key = { pk: pk!, sk: sk! };
    const { Item } = await reader.send(new GetItemCommand({ TableName: tableName, Key, ConsistentRead: true }));
    return 2 * Math.max(1, Math.ceil(itemSizeBytes(Item ?? {}) / 1024));
  };
  client.middlewareStack.add(
    (next, context) => async (args) => {
      const command = (context.commandName ?? 'unknown').replace(/Command$/, '');
      const input = { ...args.input, ReturnConsumedCapacity: 'TOTAL' } as typeof args.input;
      const reply = await next({ ...args, input });
      const { TransactItems = [] } = args.input as Partial<TransactWriteItemsCommandInput>;
      const keys = (TransactItems ?? []).map(({ Put, Update }) => Put?.Item ?? Update?.Key);
      const written = keys.filter((key) => key !== undefined);
      const units =
        command === 'TransactWriteItems' ? await Promise.all(written.map(unitsOf)) : [capacityOf(reply.output)];
      taken.push({ command, units: units.reduce((sum, each) => sum + each, 0) });
      return reply;
    },
    { step: 'initialize', priority: 'high', name: 'requestMeter', override: true },
  );
  return async (work) => {
    taken = [];
    await work();
    const units = taken.reduce((sum, request) => sum + request.units, 0);
    return {
      requests: taken.length,
      units,
      readUnits: taken.reduce((sum, { command, units: read }) => sum + (isRead(command) ? read : 0), 0),
      byCommand: taken.map(({ command, units }) => `${command} ${units}`).join(' + '),
    };
  };
}

function isRead(command: string): boolean {
  return /^(Get|BatchGet|TransactGet|Query)/.test(command);
}

function capacityOf(output: object): number {
  const { ConsumedCapacity = [] } = output as { ConsumedCapacity?: Capacity | Capacity[] };
  return [ConsumedCapacity].flat().reduce((sum, { CapacityUnits = 0 }) => sum + CapacityUnits, 0);
}
