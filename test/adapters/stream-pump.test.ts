import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  TrimmedDataAccessException,
} from '@aws-sdk/client-dynamodb-streams';
import type { DynamoDBRecord } from 'aws-lambda';
import { mockClient } from 'aws-sdk-client-mock';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FailedDelivery, StreamSubscriber } from '../../infra/local/streams/stream-delivery.ts';
import { type StreamPump, startStreamPump } from '../../infra/local/streams/stream-pump.ts';
import { type FreshTable, localAccess, useDynamoDbLocal } from '../support/dynamodb.ts';

const freshTable = useDynamoDbLocal();
const directory = mkdtempSync(join(tmpdir(), 'kaohe-pump-'));
const checkpointFile = join(directory, 'positions.json');
afterAll(() => rmSync(directory, { recursive: true }));

const metaChanges = [{ eventName: ['INSERT', 'MODIFY'], sk: ['HEAD'] }] as const;

/** A subscriber that remembers the texts it was given, batch by batch. */
function listener(settings: Partial<StreamSubscriber> = {}) {
  const batches: (string | undefined)[][] = [];
  const events: DynamoDBRecord[] = [];
  const failures: FailedDelivery[] = [];
  const subscriber: StreamSubscriber = {
    name: 'listener',
    filters: metaChanges,
    batchSizeMax: 100,
    batchWindowMilliseconds: 0,
    retriesMax: 0,
    recordAgeSecondsMax: 3600,
    invoke: async ({ Records }) => {
      events.push(...Records);
      batches.push(Records.map(textOf));
    },
    onFailure: async (failure) => void failures.push(failure),
    ...settings,
  };
  return { subscriber, batches, events, failures };
}

const textOf = (record: DynamoDBRecord): string | undefined => record.dynamodb?.NewImage?.text?.S;

describe('the stream pump on DynamoDB Local', () => {
  let table: FreshTable;
  let client: DynamoDBStreamsClient;
  const pumps: StreamPump[] = [];

  beforeEach(async () => {
    table = await freshTable();
    client = new DynamoDBStreamsClient({ endpoint: table.endpoint, ...localAccess });
    rmSync(checkpointFile, { force: true });
  });
  afterEach(async () => {
    await Promise.all(pumps.splice(0).map((pump) => pump.stop()));
    client.destroy();
  });

  const put = (text: string, sk = 'HEAD', on: DynamoDBClient = table.client) =>
    on.send(
      new PutItemCommand({ TableName: table.tableName, Item: { pk: { S: 'p' }, sk: { S: sk }, text: { S: text } } }),
    );

  async function start(...subscribers: StreamSubscriber[]): Promise<StreamPump> {
    const options = { client, tableName: table.tableName, subscribers, checkpointFile, pollMilliseconds: 20 };
    const pump = await startStreamPump(options);
    pumps.push(pump);
    return pump;
  }

  it('delivers what was written before and after its start, in order, as a function would receive it', async () => {
    const { subscriber, batches, events } = listener();
    await put('one');
    await start(subscriber);
    await expect.poll(() => batches.flat()).toEqual(['one']);
    await put('two');
    await put('unseen', 'SCORE');
    await put('three');
    await expect.poll(() => batches.flat()).toEqual(['one', 'two', 'three']);
    expect(events[1]).toMatchObject({
      eventName: 'MODIFY',
      eventSource: 'aws:dynamodb',
      dynamodb: {
        Keys: { pk: { S: 'p' }, sk: { S: 'HEAD' } },
        OldImage: { text: { S: 'one' } },
        NewImage: { text: { S: 'two' } },
        StreamViewType: 'NEW_AND_OLD_IMAGES',
        ApproximateCreationDateTime: expect.any(Number),
        SequenceNumber: expect.any(String),
      },
    });
  });

  it('gathers what comes within the batch window into one call, and no more than a batch holds', async () => {
    const { subscriber, batches } = listener({ batchWindowMilliseconds: 600, batchSizeMax: 4 });
    for (const text of ['1', '2', '3', '4', '5', '6']) await put(text);
    await start(subscriber);
    await expect
      .poll(() => batches)
      .toEqual([
        ['1', '2', '3', '4'],
        ['5', '6'],
      ]);
  });

  it('goes on in a new pump where the last one stopped, each subscriber from its own position', async () => {
    const quick = listener({ name: 'quick' });
    const slow = listener({ name: 'slow', batchWindowMilliseconds: 60_000 });
    const first = await start(quick.subscriber, slow.subscriber);
    await put('one');
    await expect.poll(() => quick.batches).toEqual([['one']]);
    await first.stop();
    await put('two');

    const quickAgain = listener({ name: 'quick' });
    const slowAgain = listener({ name: 'slow' });
    await start(quickAgain.subscriber, slowAgain.subscriber);
    await expect.poll(() => quickAgain.batches.flat()).toEqual(['two']);
    await expect.poll(() => slowAgain.batches.flat()).toEqual(['one', 'two']);
    expect(slow.batches).toEqual([]);
  });

  it('starts at the oldest record when the position it finds is of a stream that is gone, or was never given out', async () => {
    const first = listener();
    await put('one');
    const pump = await start(first.subscriber);
    await expect.poll(() => first.batches.flat()).toEqual(['one']);
    await pump.stop();
    const kept = readFileSync(checkpointFile, 'utf8');
    for (const position of [kept.replace('shardId-', 'shardId-9'), kept.replace(/"0{10}/, '"9999999999')]) {
      expect(position).not.toBe(kept);
      writeFileSync(checkpointFile, position);
      const again = listener();
      const next = await start(again.subscriber);
      await expect.poll(() => again.batches.flat()).toEqual(['one']);
      await next.stop();
    }
  });

  it('hands a record that fails to the failure destination and goes on behind it, also after a restart', async () => {
    const digested: (string | undefined)[] = [];
    const invoke: StreamSubscriber['invoke'] = async ({ Records }) => {
      if (Records.some((each) => textOf(each) === 'poison')) throw new Error('cannot digest');
      digested.push(...Records.map(textOf));
    };
    const { subscriber, failures } = listener({ invoke, retriesMax: 1 });
    for (const text of ['one', 'poison', 'three']) await put(text);
    const pump = await start(subscriber);
    await expect.poll(() => digested).toEqual(['one', 'three']);
    await pump.stop();
    expect(failures).toHaveLength(1);
    expect(failures[0]).toMatchObject({ subscriber: 'listener', error: 'Error: cannot digest' });
    expect(failures[0]?.records.map(textOf)).toEqual(['poison']);

    const after = listener();
    await start(after.subscriber);
    await put('four');
    await expect.poll(() => after.batches).toEqual([['four']]);
  });
});

describe('the stream pump on a stream that DynamoDB Local does not show', () => {
  const client = new DynamoDBStreamsClient(localAccess);
  const streams = mockClient(client);
  const change = (text: string, sequence: string) => ({
    eventName: 'MODIFY' as const,
    dynamodb: {
      Keys: { sk: { S: 'HEAD' } },
      NewImage: { text: { S: text } },
      SequenceNumber: sequence,
      ApproximateCreationDateTime: new Date(),
    },
  });
  let listed: { ShardId: string; ParentShardId?: string }[];
  const reports: string[] = [];

  beforeEach(() => {
    streams.reset();
    reports.length = 0;
    rmSync(checkpointFile, { force: true });
    streams.onAnyCommand().rejects(new Error('not foreseen'));
    streams.on(ListStreamsCommand).resolves({ Streams: [{ StreamArn: 'arn:x', StreamLabel: '1' }] });
    streams.on(DescribeStreamCommand).callsFake(() => ({ StreamDescription: { Shards: listed } }));
    streams.on(GetShardIteratorCommand).callsFake(({ ShardId, ShardIteratorType, SequenceNumber = '' }) => ({
      ShardIterator: [ShardId, ShardIteratorType, SequenceNumber].join(' '),
    }));
  });

  const start = (subscriber: StreamSubscriber) =>
    startStreamPump({
      client,
      tableName: 'books',
      subscribers: [subscriber],
      pollMilliseconds: 5,
      checkpointFile,
      report: (message) => reports.push(message),
    });

  it('reads a shard to its end before its child', async () => {
    listed = [{ ShardId: 'child', ParentShardId: 'parent' }, { ShardId: 'parent' }];
    streams
      .on(GetRecordsCommand, { ShardIterator: 'parent TRIM_HORIZON ' })
      .resolves({ Records: [change('1', '1')], NextShardIterator: 'more' });
    streams.on(GetRecordsCommand, { ShardIterator: 'more' }).resolves({ Records: [change('2', '2')] });
    streams
      .on(GetRecordsCommand, { ShardIterator: 'child TRIM_HORIZON ' })
      .resolves({ Records: [change('3', '3')], NextShardIterator: 'open' });
    streams.on(GetRecordsCommand, { ShardIterator: 'open' }).resolves({ Records: [], NextShardIterator: 'open' });
    const { subscriber, batches } = listener();
    const pump = await start(subscriber);
    await expect.poll(() => batches.flat()).toEqual(['1', '2', '3']);
    await pump.stop();
  });

  it('reads the child of a shard that closes without a word, and not before', async () => {
    listed = [{ ShardId: 'child', ParentShardId: 'parent' }, { ShardId: 'parent' }];
    let isClosed = false;
    streams
      .on(GetRecordsCommand, { ShardIterator: 'parent TRIM_HORIZON ' })
      .callsFake(() => ({ Records: [], ...(!isClosed && { NextShardIterator: 'parent TRIM_HORIZON ' }) }));
    streams
      .on(GetRecordsCommand, { ShardIterator: 'child TRIM_HORIZON ' })
      .resolves({ Records: [change('1', '1')], NextShardIterator: 'open' });
    streams.on(GetRecordsCommand, { ShardIterator: 'open' }).resolves({ Records: [], NextShardIterator: 'open' });
    const { subscriber, batches } = listener();
    const pump = await start(subscriber);
    await expect.poll(() => streams.commandCalls(GetRecordsCommand).length).toBeGreaterThan(3);
    expect(batches).toEqual([]);
    isClosed = true;
    await expect.poll(() => batches).toEqual([['1']]);
    await pump.stop();
  });

  it('asks for a new iterator behind the last record when one has expired', async () => {
    listed = [{ ShardId: 's' }];
    const expired = new ExpiredIteratorException({ message: 'expired', $metadata: {} });
    streams
      .on(GetRecordsCommand, { ShardIterator: 's TRIM_HORIZON ' })
      .resolves({ Records: [change('1', '1')], NextShardIterator: 'old' });
    streams.on(GetRecordsCommand, { ShardIterator: 'old' }).rejects(expired);
    streams
      .on(GetRecordsCommand, { ShardIterator: 's AFTER_SEQUENCE_NUMBER 1' })
      .resolves({ Records: [change('2', '2')], NextShardIterator: 'open' });
    streams.on(GetRecordsCommand, { ShardIterator: 'open' }).resolves({ Records: [], NextShardIterator: 'open' });
    const { subscriber, batches } = listener();
    const pump = await start(subscriber);
    await expect.poll(() => batches.flat()).toEqual(['1', '2']);
    await pump.stop();
    expect(reports).toEqual([]);
  });

  it('goes on with the oldest record there is when its position was trimmed', async () => {
    listed = [{ ShardId: 's' }];
    writeFileSync(checkpointFile, JSON.stringify({ listener: { s: { after: '1', isFinished: false } } }));
    const trimmed = new TrimmedDataAccessException({ message: 'trimmed', $metadata: {} });
    streams.on(GetShardIteratorCommand, { ShardIteratorType: 'AFTER_SEQUENCE_NUMBER' }).rejects(trimmed);
    streams
      .on(GetRecordsCommand, { ShardIterator: 's TRIM_HORIZON ' })
      .resolves({ Records: [change('5', '5')], NextShardIterator: 'open' });
    streams.on(GetRecordsCommand, { ShardIterator: 'open' }).resolves({ Records: [], NextShardIterator: 'open' });
    const { subscriber, batches } = listener();
    const pump = await start(subscriber);
    await expect.poll(() => batches.flat()).toEqual(['5']);
    await pump.stop();
  });

  it('reports once that the stream cannot be read, tries again, and delivers', async () => {
    listed = [{ ShardId: 's' }];
    streams
      .on(GetRecordsCommand, { ShardIterator: 's TRIM_HORIZON ' })
      .rejectsOnce(new Error('connection refused'))
      .rejectsOnce(new Error('connection refused'))
      .resolves({ Records: [change('1', '1')], NextShardIterator: 'open' });
    streams.on(GetRecordsCommand, { ShardIterator: 'open' }).resolves({ Records: [], NextShardIterator: 'open' });
    const { subscriber, batches } = listener();
    const pump = await start(subscriber);
    await expect.poll(() => batches.flat()).toEqual(['1']);
    await pump.stop();
    expect(reports).toEqual(['listener: the stream cannot be read at present: Error: connection refused']);
  });
});
