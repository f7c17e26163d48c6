import { isDeepStrictEqual } from 'node:util';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { type StreamFilter, toEventPattern } from '../../../functions/triggers/trigger.ts';
import type { FailedDelivery, StreamSubscriber } from '../../../infra/local/streams/stream-delivery.ts';
import { startStreamPump } from '../../../infra/local/streams/stream-pump.ts';
import type { Authority } from './authority.ts';
import type { CloudClock } from './cloud-clock.ts';
import type { DeployedFunction, Lambda } from './lambda.ts';
import type { Metrics } from './metrics.ts';
import type { Queues } from './queues.ts';
import type { Deployed, DeployedStack } from './template.ts';

const streamActions = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];

/** What stands around the mappings of the table's stream. */
export interface MappingSurroundings {
  readonly stack: DeployedStack;
  readonly lambda: Lambda;
  readonly authority: Authority;
  readonly queues: Queues;
  readonly metrics: Metrics;
  readonly clock: CloudClock;
  readonly databaseEndpoint: string;
  readonly filesEndpoint: string;
  readonly checkpointFile: string;
  /** Hears of each batch that was given up and kept, with what the destination may not be told. */
  readonly onGivenUp: (failure: FailedDelivery) => void;
}

/** The event source mappings of the template on a table's stream: its filters, batches, retries and failure destinations. */
export async function startStreamMappings(tableName: string, around: MappingSurroundings) {
  const mappings = around.stack
    .ofType('AWS::Lambda::EventSourceMapping')
    .filter(({ properties }) => properties.EventSourceArn.includes(':dynamodb:'));
  const client = new DynamoDBStreamsClient({
    ...{ endpoint: around.databaseEndpoint, region: around.stack.place.region },
    credentials: { accessKeyId: 'lambda', secretAccessKey: 'lambda' },
  });
  const pump = await startStreamPump({
    client,
    tableName,
    subscribers: mappings.flatMap((mapping) => subscriberOf(mapping, around)),
    checkpointFile: around.checkpointFile,
    pollMilliseconds: 50,
  });
  return {
    stop: async () => {
      await pump.stop();
      client.destroy();
    },
  };
}

/** No subscriber where the function's role may not read the stream: Lambda would not get a single record. */
function subscriberOf({ properties }: Deployed, around: MappingSurroundings): StreamSubscriber[] {
  const reader = around.lambda.find(properties.FunctionName);
  const wishes = streamActions.map((action) => ({ action: `dynamodb:${action}`, resource: properties.EventSourceArn }));
  if (around.authority.firstRefused(reader.roleArn, wishes)) return [];
  const destination: string | undefined = properties.DestinationConfig?.OnFailure?.Destination;
  const isReporting = (properties.FunctionResponseTypes ?? []).includes('ReportBatchItemFailures');
  if (!properties.BisectBatchOnFunctionError || !isReporting) throw new Error('the pump bisects and reports always');
  // The stream's own instants are the machine's, which passes no hours.
  const seenAt = new Map<string, number>();
  return [
    {
      name: reader.name,
      filters: properties.FilterCriteria.Filters.map(({ Pattern }: { Pattern: string }) =>
        filterOf(JSON.parse(Pattern)),
      ),
      batchSizeMax: properties.BatchSize,
      batchWindowMilliseconds: properties.MaximumBatchingWindowInSeconds * 1000,
      retriesMax: properties.MaximumRetryAttempts,
      recordAgeSecondsMax: properties.MaximumRecordAgeInSeconds,
      invoke: async (event) => {
        const position = event.Records[0]?.dynamodb?.SequenceNumber ?? '';
        const now = around.clock.metricTime();
        if (!seenAt.has(position)) seenAt.set(position, now);
        const age = now - seenAt.get(position)!;
        around.metrics.put('AWS/Lambda', 'IteratorAge', { FunctionName: reader.deployed.ref }, age);
        const outcome = await reader.invoke(event);
        if (outcome.error !== undefined) throw new Error(outcome.error);
        return JSON.parse(outcome.payload) ?? undefined;
      },
      onFailure: async (failure) => {
        await keep(failure, reader, destination, around);
        around.onGivenUp(failure);
      },
    },
  ];
}

/** A pattern of the template in the words of the pump; one that says more than those can is refused. */
function filterOf(pattern: ReturnType<typeof toEventPattern>): StreamFilter {
  const filter = { eventName: pattern.eventName, sk: pattern.dynamodb.Keys.sk.S } as StreamFilter;
  if (!isDeepStrictEqual(toEventPattern(filter), pattern))
    throw new Error(`nobody knows the filter ${JSON.stringify(pattern)}`);
  return filter;
}

/** What was given up goes where the mapping says, by the role of the function; what cannot go there is counted. */
async function keep(
  failure: FailedDelivery,
  { deployed, roleArn, name }: DeployedFunction,
  destination: string | undefined,
  { stack, authority, queues, metrics, clock, filesEndpoint }: MappingSurroundings,
): Promise<void> {
  if (!destination) return;
  const about = { version: '1.0', requestContext: { functionArn: deployed.arn } };
  const count = (): void => metrics.put('AWS/Lambda', 'DestinationDeliveryFailures', { FunctionName: deployed.ref }, 1);
  if (destination.includes(':sqs:')) {
    if (authority.firstRefused(roleArn, [{ action: 'sqs:SendMessage', resource: destination }])) count();
    else queues.find(destination).send({ body: JSON.stringify({ ...about, ...placeOf(failure) }) });
    return;
  }
  const key = authority.keyOf(roleArn);
  const client = new S3Client({
    ...{ endpoint: filesEndpoint, region: stack.place.region, credentials: key, forcePathStyle: true, maxAttempts: 1 },
    systemClockOffset: clock.aheadMilliseconds,
  });
  const Bucket = destination.split(':::')[1]!;
  const Key = `aws/lambda/${name}/${new Date(clock.now()).toISOString()}-${failure.records[0]?.eventID}`;
  try {
    if (authority.firstRefused(roleArn, [{ action: 's3:ListBucket', resource: destination }]))
      throw new Error('denied');
    await client.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: JSON.stringify({ ...about, ...failure }),
        ContentType: 'application/json',
      }),
    );
  } catch {
    count();
  } finally {
    client.destroy();
  }
}

/** All that a queue is told of a batch: where it lay in the stream. */
function placeOf({ records, attempts }: FailedDelivery) {
  const numbers = records.map(({ dynamodb }) => dynamodb!.SequenceNumber);
  const place = { startSequenceNumber: numbers[0], endSequenceNumber: numbers.at(-1), batchSize: records.length };
  return { approximateInvokeCount: attempts, DDBStreamBatchInfo: place };
}
