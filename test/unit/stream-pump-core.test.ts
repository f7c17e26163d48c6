import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamoDBRecord } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toEventPattern } from '../../functions/triggers/trigger.ts';
import { BatchWindow } from '../../infra/local/streams/batch-window.ts';
import { sequenceNumberOf, toLambdaRecord } from '../../infra/local/streams/lambda-record.ts';
import { matchesFilter } from '../../infra/local/streams/shard-reader.ts';
import { StreamCheckpoint } from '../../infra/local/streams/stream-checkpoint.ts';
import {
  type FailedDelivery,
  StreamDelivery,
  type StreamSubscriber,
} from '../../infra/local/streams/stream-delivery.ts';
import { readableShards } from '../../infra/local/streams/stream-shards.ts';

const nowSeconds = 1_000_000;

function record(sequence: number, { sk = 'HEAD', eventName = 'MODIFY', ageSeconds = 0 } = {}): DynamoDBRecord {
  return {
    eventName: eventName as 'MODIFY',
    dynamodb: {
      Keys: { pk: { S: 'BOOK#2019#x' }, sk: { S: sk } },
      SequenceNumber: String(sequence),
      ApproximateCreationDateTime: nowSeconds - ageSeconds,
    },
  };
}

const records = (count: number): DynamoDBRecord[] => Array.from({ length: count }, (_, place) => record(place + 1));

/** A subscriber on a stage: what it was called with, what was given up, how far the delivery came. */
function stage(answer: (numbers: number[], call: number) => readonly number[] | undefined, retriesMax = 2) {
  const calls: number[][] = [];
  const givenUp: (Omit<FailedDelivery, 'records'> & { numbers: number[] })[] = [];
  const waits: number[] = [];
  const reports: string[] = [];
  const seen = { advanced: 0, isStopped: false };
  const subscriber: StreamSubscriber = {
    name: 'recalculate',
    filters: [],
    batchSizeMax: 100,
    batchWindowMilliseconds: 0,
    retriesMax,
    recordAgeSecondsMax: 3600,
    invoke: async ({ Records }) => {
      const numbers = Records.map((each) => Number(sequenceNumberOf(each)));
      calls.push(numbers);
      const failures = answer(numbers, calls.length);
      return failures && { batchItemFailures: failures.map((number) => ({ itemIdentifier: String(number) })) };
    },
    onFailure: async ({ records: failed, ...rest }) => {
      givenUp.push({ ...rest, numbers: failed.map((each) => Number(sequenceNumberOf(each))) });
    },
  };
  const delivery = new StreamDelivery(subscriber, {
    now: () => nowSeconds * 1000,
    wait: async (milliseconds) => void waits.push(milliseconds),
    advance: (sequenceNumber) => {
      seen.advanced = Number(sequenceNumber);
    },
    isStopped: () => seen.isStopped,
    report: (message) => reports.push(message),
  });
  return {
    calls,
    givenUp,
    waits,
    reports,
    seen,
    subscriber,
    deliver: (batch: DynamoDBRecord[]) => delivery.deliver(batch),
  };
}

describe('a stream filter', () => {
  const filters = [{ eventName: ['INSERT', 'MODIFY'], sk: ['HEAD', { prefix: 'AUDIT#' }] }] as const;

  it('is the pattern that an event source mapping takes', () => {
    expect(toEventPattern(filters[0])).toEqual({
      eventName: ['INSERT', 'MODIFY'],
      dynamodb: { Keys: { sk: { S: ['HEAD', { prefix: 'AUDIT#' }] } } },
    });
  });

  it.each([
    ['MODIFY', 'HEAD', true],
    ['INSERT', 'AUDIT#7', true],
    ['REMOVE', 'HEAD', false],
    ['MODIFY', 'HEADER', false],
    ['MODIFY', 'xAUDIT#7', false],
    ['INSERT', 'SCORE', false],
  ])('with names and sort keys: %s of %s → %s', (eventName, sk, expected) => {
    expect(matchesFilter(record(1, { eventName, sk }), filters)).toBe(expected);
  });

  it('passes a record that any of several filters passes, and all records if there is none', () => {
    const several = [...filters, { eventName: ['REMOVE'], sk: ['SCORE'] }] as const;
    expect(matchesFilter(record(1, { eventName: 'REMOVE', sk: 'SCORE' }), several)).toBe(true);
    expect(matchesFilter(record(1, { eventName: 'REMOVE', sk: 'HEAD' }), several)).toBe(false);
    expect(matchesFilter(record(1, { eventName: 'REMOVE' }), [])).toBe(true);
  });

  it('refuses a record without keys', () => {
    expect(matchesFilter({ eventName: 'MODIFY' }, filters)).toBe(false);
  });
});

describe('a batch window', () => {
  it('keeps a batch back until the window of its first record closes', () => {
    const window = new BatchWindow<number>(10, 1_000);
    window.add([1], 5_000);
    window.add([2], 5_900);
    expect(window.take(5_999)).toBeNull();
    expect(window.remaining(5_999)).toBe(1);
    expect(window.take(6_000)).toEqual([1, 2]);
    expect(window.take(9_000)).toBeNull();
  });

  it('gives a full batch at once, and the rest when its window closes', () => {
    const window = new BatchWindow<number>(2, 1_000);
    window.add([1, 2, 3], 0);
    expect(window.take(0)).toEqual([1, 2]);
    expect(window.take(0)).toBeNull();
    expect(window.take(1_000)).toEqual([3]);
    expect(window.isEmpty).toBe(true);
  });

  it('opens a new window for the first record after an empty one', () => {
    const window = new BatchWindow<number>(2, 1_000);
    window.add([1], 0);
    window.take(1_000);
    window.add([2], 1_500);
    expect(window.take(2_400)).toBeNull();
    expect(window.takeNow()).toEqual([2]);
  });
});

describe('delivery of a batch', () => {
  it('is one call in order when nothing fails, whether or not the subscriber reports', async () => {
    for (const report of [undefined, []]) {
      const { deliver, calls, seen, givenUp } = stage(() => report);
      await deliver(records(3));
      expect(calls).toEqual([[1, 2, 3]]);
      expect(seen.advanced).toBe(3);
      expect(givenUp).toEqual([]);
    }
  });

  it('goes on from the lowest failed record after a partial failure', async () => {
    const { deliver, calls, seen } = stage((_, call) => (call === 1 ? [4, 3] : []));
    await deliver(records(5));
    expect(calls).toEqual([
      [1, 2, 3, 4, 5],
      [3, 4, 5],
    ]);
    expect(seen.advanced).toBe(5);
  });

  it('does not come back to what was delivered before a partial failure, though it stops there', async () => {
    const { deliver, seen } = stage(() => {
      seen.isStopped = true;
      return [3];
    });
    await deliver(records(5));
    expect(seen.advanced).toBe(2);
  });

  it('bisects a batch that fails as a whole, the earlier half first', async () => {
    const { deliver, calls, givenUp } = stage((numbers) => {
      if (numbers.length > 1) throw new Error('too many at once');
      return [];
    });
    await deliver(records(4));
    expect(calls).toEqual([[1, 2, 3, 4], [1, 2], [1], [2], [3, 4], [3], [4]]);
    expect(givenUp).toEqual([]);
  });

  it('isolates the one record that fails, tries it the bounded number of times, keeps it and goes on', async () => {
    const { deliver, calls, givenUp, seen } = stage((numbers) => {
      if (numbers.includes(2)) throw new Error('poison');
      return [];
    });
    await deliver(records(4));
    expect(calls).toEqual([[1, 2, 3, 4], [1, 2], [1], [2], [2], [2], [3, 4]]);
    expect(givenUp).toEqual([{ subscriber: 'recalculate', error: 'Error: poison', attempts: 5, numbers: [2] }]);
    expect(seen.advanced).toBe(4);
  });

  it('isolates likewise a record that is always reported as failed', async () => {
    const { deliver, calls, givenUp } = stage((numbers) => (numbers.includes(2) ? [2] : []), 1);
    await deliver(records(4));
    expect(calls).toEqual([[1, 2, 3, 4], [2, 3, 4], [2, 3], [2], [2], [3], [4]]);
    expect(givenUp.map(({ numbers, error }) => [numbers, error])).toEqual([[[2], 'reported as failed']]);
  });

  it('fails as a whole when a reported identifier names no record of the batch', async () => {
    const { deliver, calls } = stage((_, call) => (call === 1 ? [2, 99] : []));
    await deliver(records(2));
    expect(calls).toEqual([[1, 2], [1], [2]]);
  });

  it('waits longer before each retry, up to a second', async () => {
    const { deliver, waits } = stage(() => [1], 7);
    await deliver(records(1));
    expect(waits).toEqual([100, 200, 400, 800, 1000, 1000, 1000]);
  });

  it('gives up unasked the records that are too old', async () => {
    const { deliver, calls, givenUp, seen } = stage(() => []);
    await deliver([record(1, { ageSeconds: 3601 }), record(2, { ageSeconds: 3601 }), record(3, { ageSeconds: 3600 })]);
    expect(calls).toEqual([[3]]);
    expect(givenUp).toEqual([{ subscriber: 'recalculate', error: 'older than 3600 s', attempts: 0, numbers: [1, 2] }]);
    expect(seen.advanced).toBe(3);
  });

  it('survives a failure destination that fails, and says so', async () => {
    const { deliver, reports, seen, subscriber } = stage((numbers) => (numbers.includes(1) ? [1] : []), 0);
    subscriber.onFailure = () => Promise.reject(new Error('disk full'));
    await deliver(records(2));
    expect(seen.advanced).toBe(2);
    expect(reports).toEqual(['recalculate: the failure destination did not take 1 record(s): Error: disk full']);
  });

  it('calls nobody any more once it is stopped', async () => {
    const { deliver, calls, seen } = stage(() => {
      seen.isStopped = true;
      throw new Error('broken');
    });
    await deliver(records(4));
    expect(calls).toEqual([[1, 2, 3, 4]]);
    expect(seen.advanced).toBe(0);
  });

  it('accounts for every record once and in order, whichever records fail and however they are reported', async () => {
    const failing = fc.uniqueArray(fc.integer({ min: 1, max: 20 }));
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 20 }), failing, fc.boolean(), async (count, poisoned, throws) => {
        const done: number[] = [];
        const { deliver, givenUp, seen } = stage((numbers) => {
          const first = numbers.findIndex((number) => poisoned.includes(number));
          if (first !== -1 && throws) throw new Error('poison');
          done.push(...(first === -1 ? numbers : numbers.slice(0, first)));
          return first === -1 ? [] : [numbers[first]!];
        });
        await deliver(records(count));
        const expected = Array.from({ length: count }, (_, place) => place + 1);
        expect(done).toEqual(expected.filter((number) => !poisoned.includes(number)));
        expect(givenUp.flatMap(({ numbers }) => numbers)).toEqual(
          expected.filter((number) => poisoned.includes(number)),
        );
        expect(seen.advanced).toBe(count);
      }),
    );
  });
});

describe('a record as a function receives it', () => {
  it('has epoch seconds for its instant and base64 for binary values at every depth', () => {
    const bytes = new Uint8Array([1, 2, 3]);
    const at = new Date('2026-11-23T16:13:00Z');
    const change = {
      SequenceNumber: '7',
      ApproximateCreationDateTime: at,
      NewImage: { m: { M: { l: { L: [{ B: bytes }] } } } },
    };
    const { dynamodb, eventSourceARN } = toLambdaRecord({ dynamodb: change }, 'arn:x');
    expect(dynamodb?.ApproximateCreationDateTime).toBe(at.getTime() / 1000);
    expect(dynamodb?.NewImage).toEqual({ m: { M: { l: { L: [{ B: 'AQID' }] } } } });
    expect(eventSourceARN).toBe('arn:x');
  });
});

describe('the shards that may be read', () => {
  const shards = [{ ShardId: 'b', ParentShardId: 'a' }, { ShardId: 'a' }, { ShardId: 'c', ParentShardId: 'trimmed' }];

  it('leave out children until their parent is read to its end, and then the parent', () => {
    expect(readableShards(shards, () => false)).toEqual(['a', 'c']);
    expect(readableShards(shards, (shardId) => shardId === 'a')).toEqual(['b', 'c']);
  });
});

describe('a checkpoint', () => {
  const position = { after: '7', isFinished: false };

  it('is read again from its file, of which nothing half-written remains', () => {
    const directory = mkdtempSync(join(tmpdir(), 'kaohe-checkpoint-'));
    const file = join(directory, 'deep', 'positions.json');
    const first = new StreamCheckpoint(file);
    first.save('recalculate', 'shard-1', position);
    first.save('recalculate', 'shard-2', position);
    first.save('publish', 'shard-1', { after: null, isFinished: true });
    first.keepOnly('recalculate', ['shard-1']);
    const second = new StreamCheckpoint(file);
    expect(second.positionOf('recalculate', 'shard-1')).toEqual(position);
    expect(second.positionOf('recalculate', 'shard-2')).toBeUndefined();
    expect(second.positionOf('publish', 'shard-1')).toEqual({ after: null, isFinished: true });
    expect(readdirSync(join(directory, 'deep'))).toEqual(['positions.json']);
    rmSync(directory, { recursive: true });
  });

  it.each(['', '{"recalculate":', '[]', '{"recalculate":{"shard-1":7}}'])(
    'that is damaged counts as none: %s',
    (content) => {
      const directory = mkdtempSync(join(tmpdir(), 'kaohe-checkpoint-'));
      writeFileSync(join(directory, 'positions.json'), content);
      const checkpoint = new StreamCheckpoint(join(directory, 'positions.json'));
      expect(checkpoint.positionOf('recalculate', 'shard-1')).toBeUndefined();
      rmSync(directory, { recursive: true });
    },
  );
});
