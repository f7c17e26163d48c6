import '../support/quiet.ts';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AttributeValue, DynamoDBRecord } from 'aws-lambda';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PublishedEvent } from '../../events/index.ts';
import { publish } from '../../functions/publish/publish.ts';
import { recalculateFromStream } from '../../functions/recalculate/recalculate-from-stream.ts';
import { Busy } from '../../lib/domain/ports.ts';
import { writeChange } from '../../lib/stores/board-store.ts';
import { type ItemKey, keys } from '../../lib/stores/table.ts';
import { type SampleService, sampleService } from '../support/sample-service.ts';

let service: SampleService;
let published: PublishedEvent[];
beforeEach(async () => {
  service = await sampleService();
  published = [];
});

type Image = Record<string, AttributeValue>;
const image = (item: object) =>
  marshall(item, { removeUndefinedValues: true, convertClassInstanceToMap: true }) as Image;

function record(sequence: number, eventName: DynamoDBRecord['eventName'], key: ItemKey, item?: object): DynamoDBRecord {
  const Keys = image({ ...key });
  return {
    eventID: `e-${sequence}`,
    eventName,
    dynamodb: { Keys, SequenceNumber: String(sequence), ...(item && { NewImage: image({ ...key, ...item }) }) },
  };
}

const head = (sequence: number, district: string, cycle = '2019') =>
  record(sequence, 'MODIFY', keys.head(cycle, district), { revision: 1 });
const recalculate = (...Records: DynamoDBRecord[]) => recalculateFromStream(() => service.needs)({ Records });
const versions = () => service.needs.boards.lastVersion('2019');
const revisions = async () => [...(await service.needs.boards.load('2019'))!.board.revisions];

/** What no version knows, or none knows yet. */
const foreign: [string, DynamoDBRecord][] = [
  ['no payload', { eventID: 'e', eventName: 'MODIFY' }],
  ['no keys', { eventID: 'e', eventName: 'MODIFY', dynamodb: { SequenceNumber: '1' } }],
  ['an entity of another kind', record(1, 'INSERT', { pk: 'PLANET#2019', sk: 'HEAD' }, { revision: 1 })],
  ['an item of another kind', record(1, 'INSERT', { pk: 'BOOK#2019#east', sk: 'MOON#1' }, { revision: 1 })],
  ['a key without a district', record(1, 'MODIFY', { pk: 'BOOK#2019', sk: 'HEAD' })],
  [
    'keys of another type',
    { eventID: 'e', eventName: 'MODIFY', dynamodb: { Keys: { pk: { N: '1' }, sk: { N: '2' } }, SequenceNumber: '1' } },
  ],
  [
    'keys that cannot be read',
    {
      eventID: 'e',
      eventName: 'MODIFY',
      dynamodb: { Keys: { pk: {} as AttributeValue, sk: {} as AttributeValue }, SequenceNumber: '1' },
    },
  ],
  ['a change in a form that is not known', record(1, 'INSERT', keys.change('2019', 9), { version: 9, moves: 7 })],
  [
    'a removal',
    { eventID: 'e', eventName: 'REMOVE', dynamodb: { Keys: image({ ...keys.reply('k') }), SequenceNumber: '1' } },
  ],
];

describe('the recalculation by stream', () => {
  it('makes one version of a whole batch, whatever its order and repetitions', async () => {
    await service.claim('5', '1', 'east');
    await service.claim('5', '2', 'east');
    await service.claim('13', '3', 'west');
    const batch = [head(1, 'east'), head(2, 'west'), head(3, 'east'), head(2, 'west'), head(1, 'east')];
    expect(await recalculate(...batch)).toEqual({ batchItemFailures: [] });
    expect([await versions(), await revisions()]).toEqual([1, [2, 0, 0, 1]]);
  });

  it('of the same batch three times, shuffled, makes no further version', async () => {
    await service.claim('5', '1', 'east');
    await service.claim('5', '2', 'west');
    for (const batch of [[head(1, 'east'), head(2, 'west')], [head(2, 'west'), head(1, 'east')], [head(1, 'east')]])
      await recalculate(...batch);
    expect(await versions()).toBe(1);
  });

  it.each(foreign)('skips %s and does the rest', async (_, other) => {
    await service.claim('5', '1', 'east');
    expect(await recalculate(other, head(2, 'east'), other)).toEqual({ batchItemFailures: [] });
    expect(await versions()).toBe(1);
  });

  it('skips a district and a cycle that there are not', async () => {
    expect(await recalculate(head(1, 'nowhere'), head(2, 'east', '2018'))).toEqual({ batchItemFailures: [] });
    expect(await versions()).toBe(0);
  });

  it('asks for the batch again from the first record of what failed, and leaves what was done', async () => {
    await service.claim('5', '1', 'east');
    const other = head(2, 'east', '2020');
    const needs = service.needs;
    const cycles = Object.assign(Object.create(needs.cycles), {
      load: (id: string) => (id === '2020' ? Promise.reject(new Busy('busy')) : needs.cycles.load(id)),
    });
    const handler = recalculateFromStream(() => ({ ...needs, cycles }));
    expect(await handler({ Records: [head(1, 'east'), other, head(3, 'east'), head(4, 'east', '2020')] })).toEqual({
      batchItemFailures: [{ itemIdentifier: '2' }],
    });
    expect(await versions()).toBe(1);
  });
});

describe('publishing', () => {
  const bus = { publish: async (events: readonly PublishedEvent[]) => void published.push(...events) };
  const deliver = (...Records: DynamoDBRecord[]) =>
    publish(
      () => service.needs,
      () => bus,
    )({ Records });

  async function committed(): Promise<DynamoDBRecord[]> {
    await service.claim('5', '16');
    await service.claim('13', '90');
    await service.settle();
    const entries = await service.needs.books.history('2019', 'east', null, 10);
    const changes = await service.needs.boards.changes('2019', 0, 10);
    return [
      ...entries
        .reverse()
        .map((entry, index) => record(index + 1, 'INSERT', keys.audit('2019', 'east', entry.revision), entry)),
      ...changes.map((change) =>
        record(10 + change.version, 'INSERT', keys.change('2019', change.version), writeChange(change)),
      ),
    ];
  }

  it('tells of entries and changes in the order of the stream, and twice the same under the same id', async () => {
    const records = await committed();
    expect(await deliver(...records)).toEqual({ batchItemFailures: [] });
    expect(published.map(({ type, id }) => `${type} ${id}`)).toEqual([
      'ClaimSubmitted 2019/east/1',
      'ClaimSubmitted 2019/east/2',
      'ScoreChanged 2019/1/east/claimed',
      'RankingChanged 2019/1',
    ]);
    const first = [...published];
    published = [];
    await deliver(...records);
    expect(published).toEqual(first);
  });

  it('hands back what it does not reach before its time ends, and goes on from there', async () => {
    const records = await committed();
    let left = 60_000;
    const context = { getRemainingTimeInMillis: () => left };
    const slow = {
      publish: async (events: readonly PublishedEvent[]) => {
        published.push(...events);
        left = 19_999;
      },
    };
    const handler = publish(
      () => service.needs,
      () => slow,
    );
    expect(await handler({ Records: records }, context)).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    expect(published).toHaveLength(1);
    expect(await deliver(...records.slice(1))).toEqual({ batchItemFailures: [] });
    expect(published.map(({ id }) => id)).toEqual(['2019/east/1', '2019/east/2', '2019/1/east/claimed', '2019/1']);
  });

  it('always tries the first record, however little time there is, so that it gets on', async () => {
    const context = { getRemainingTimeInMillis: () => 1 };
    const handler = publish(
      () => service.needs,
      () => bus,
    );
    const [first, second] = await committed();
    expect(await handler({ Records: [first!] }, context)).toEqual({ batchItemFailures: [] });
    expect(await handler({ Records: [first!, second!] }, context)).toEqual({
      batchItemFailures: [{ itemIdentifier: '2' }],
    });
  });

  it.each(foreign)('skips %s', async (_, other) => {
    const [entry] = await committed();
    expect(await deliver(other, entry!)).toEqual({ batchItemFailures: [] });
    expect(published).toHaveLength(1);
  });

  it('asks for the batch again from the record that the bus did not take', async () => {
    const records = await committed();
    let taken = 0;
    const failing = {
      publish: async () => {
        taken += 1;
        if (taken === 2) throw new Error('1 events were not taken by the bus');
      },
    };
    const handler = publish(
      () => service.needs,
      () => failing,
    );
    expect(await handler({ Records: records })).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
  });
});
