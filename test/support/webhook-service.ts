import './quiet.ts';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord, SQSEvent } from 'aws-lambda';
import type { PublishedEvent } from '../../events/index.ts';
import { deliverFromQueue } from '../../functions/deliver-webhooks/deliver-webhooks.ts';
import { functions } from '../../functions/deployment.ts';
import { publish } from '../../functions/publish/publish.ts';
import { wakeWebhooks } from '../../functions/wake-webhooks/wake-webhooks.ts';
import { type ApiClient, apiClient } from './api-client.ts';
import { contractFaults } from './contract-faults.ts';
import type { BrokenTable } from './memory/broken-tables.ts';
import { type MemoryDependencies, memoryDependencies } from './memory/dependencies.ts';
import { type MemoryRecord, MemoryTable } from './memory/memory-table.ts';
import { calm, type Weather } from './memory/weather.ts';
import { sampleNow } from './sample-cycle.ts';
import { admin, cycleBody } from './sample-service.ts';

const base = '/v1/webhooks';
const publishedPrefixes = functions.publish.trigger.filters[0].sk.map(({ prefix }) => prefix);

/** A service with receivers, whose stream, queue and rhythm move on when a test says so. */
export interface WebhookService {
  readonly needs: MemoryDependencies;
  readonly send: ApiClient;
  readonly clock: { time: number };
  /** What was put on the bus, in order. */
  readonly published: PublishedEvent[];
  /** Registers a webhook for claims, or as the body says; gives its secret. */
  readonly register: (id: string, body?: object) => Promise<string>;
  /** Publishes records of the stream. Gives how many of them are done with: from there on they come again. */
  readonly publishSome: (records: readonly MemoryRecord[]) => Promise<number>;
  /** Publishes what the stream holds, as an event source mapping does: what failed comes again from there on. */
  readonly publishAll: () => Promise<void>;
  /** Delivers as long as there are messages; a failed one stays in front. Gives whether all of them could be dealt with. */
  readonly deliverAll: (context?: Parameters<typeof deliverFromQueue>[2]) => Promise<boolean>;
  /** What happens every minute. */
  readonly minute: () => Promise<void>;
  /** All of it until nothing is left to do. */
  readonly settle: () => Promise<void>;
}

/** What is wrong with a service: something left out at the table, or done otherwise by what stands on it. */
export interface WebhookVariant {
  readonly broken?: BrokenTable;
  readonly wrap?: (needs: MemoryDependencies) => MemoryDependencies;
}

/** Opens the sample cycle in a service of its own, with a weather that may be set afterwards. */
export async function webhookService(
  weather: Weather = calm,
  { wrap = (needs) => needs, ...variant }: WebhookVariant = {},
): Promise<WebhookService> {
  const clock = { time: sampleNow };
  const needs = wrap(
    memoryDependencies({ clock: { now: () => clock.time }, table: new MemoryTable(weather), ...variant }),
  );
  const plain = apiClient(needs);
  const send: ApiClient = async (target, request) => {
    const reply = await plain(target, request);
    const faults = contractFaults(reply);
    if (faults.length > 0)
      throw new Error(`${target} → ${reply.status} ${reply.text.slice(0, 300)}: ${faults.join('; ')}`);
    return reply;
  };
  await send('POST /v1/cycles', { caller: admin, body: cycleBody });
  const line = eventLine(needs);
  const { publishAll, deliverAll } = line;
  const minute = async () => {
    clock.time += 60_000;
    needs.webhookQueue.forget();
    await wakeWebhooks(needs);
    await deliverAll();
  };
  return {
    ...{ needs, send, clock, minute, ...line },
    register: async (id, body = {}) => {
      const url = `https://${id}.example.org/hook`;
      const registered = { url, types: ['ClaimSubmitted'], ...body };
      return (await send(`PUT ${base}/${id}`, { caller: admin, body: registered })).body.secret;
    },
    settle: async () => {
      await publishAll();
      await deliverAll();
      await minute();
    },
  };
}

/** What lies between a write and the receivers of events. */
export type EventLine = Pick<WebhookService, 'published' | 'publishSome' | 'publishAll' | 'deliverAll'>;

/** Stream, bus and queue of a service in memory; they move on when a test says so. */
export function eventLine(needs: MemoryDependencies): EventLine {
  const published: PublishedEvent[] = [];
  const bus = { publish: async (events: readonly PublishedEvent[]) => void published.push(...events) };
  const handler = publish(
    () => needs,
    () => bus,
  );
  const publishSome = async (records: readonly MemoryRecord[]) => {
    const { batchItemFailures } = await handler({ Records: records.map(streamRecord).filter(isPublished) });
    const [failed] = batchItemFailures;
    return failed ? Number(failed.itemIdentifier) : records.length;
  };
  let read = 0;
  const publishAll = async () => {
    const { records } = needs.table;
    while (read < records.length) {
      const batch = records.slice(read, read + 10);
      const done = await publishSome(batch);
      read += done;
      if (done < batch.length) return;
    }
  };
  const deliverAll: WebhookService['deliverAll'] = async (context) => {
    const { waiting } = needs.webhookQueue;
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const Records = [{ messageId: 'm', body: JSON.stringify({ webhook: next }) }];
      const { batchItemFailures } = await deliverFromQueue(() => needs, { Records } as SQSEvent, context);
      if (batchItemFailures.length === 0) continue;
      waiting.unshift(next);
      return false;
    }
    return true;
  };
  return { published, publishSome, publishAll, deliverAll };
}

function streamRecord({ eventName, key, item }: MemoryRecord, sequence: number): DynamoDBRecord {
  const image = (value: object) =>
    marshall(value, { removeUndefinedValues: true, convertClassInstanceToMap: true }) as Record<string, AttributeValue>;
  const Keys = image({ ...key });
  return {
    eventID: `e-${sequence}`,
    eventName,
    dynamodb: { Keys, SequenceNumber: String(sequence), NewImage: image(item) },
  };
}

/** What the filter of the mapping lets through. */
function isPublished({ eventName, dynamodb }: DynamoDBRecord): boolean {
  const sk = dynamodb?.Keys?.sk?.S ?? '';
  return eventName === 'INSERT' && publishedPrefixes.some((prefix) => sk.startsWith(prefix));
}
