import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PublishedEvent } from '../../events/index.ts';
import { EventBridgeBus } from '../../lib/adapters/eventbridge/event-bus.ts';

const client = mockClient(EventBridgeClient);
let pauses: number[] = [];
const bus = new EventBridgeBus(new EventBridgeClient({ region: 'local' }), 'kaohe-events', async (milliseconds) => {
  pauses.push(milliseconds);
});

beforeEach(() => {
  client.reset();
  pauses = [];
  client.onAnyCommand().rejects(new Error('a command that no test has asked for'));
});

function targetsSet(revision: number): PublishedEvent {
  const data = { cycle: '2019', district: 'east', revision, targets: [{ component: '5', target: '20.50' }] };
  return { type: 'TargetsSet', version: 1, id: `2019/east/${revision}`, at: '2019-12-31T15:00:00.000Z', data };
}

const events = (count: number) => Array.from({ length: count }, (_, index) => targetsSet(index + 1));
const sent = () => client.commandCalls(PutEventsCommand).map((call) => call.args[0].input.Entries ?? []);

describe('the event bus', () => {
  it('sends an event under its type, with its own instant and its content as it is', async () => {
    client.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    await bus.publish(events(1));
    const [[entry] = []] = sent();
    expect(entry).toMatchObject({
      EventBusName: 'kaohe-events',
      Source: 'kaohe',
      DetailType: 'TargetsSet',
      Time: new Date('2019-12-31T15:00:00Z'),
    });
    expect(JSON.parse(entry!.Detail!)).toEqual(targetsSet(1));
  });

  it.each([
    [0, []],
    [10, [10]],
    [11, [10, 1]],
    [25, [10, 10, 5]],
  ])('begins %i events in order, at most ten a request: %j', async (count, sizes) => {
    client.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    await bus.publish(events(count));
    expect(sent().map((entries) => entries.length)).toEqual(sizes);
    const ids = sent()
      .flat()
      .map(({ Detail }) => JSON.parse(Detail!).id);
    expect(ids).toEqual(events(count).map(({ id }) => id));
  });

  it('fills a request up to 256 KB, counted in UTF-8', async () => {
    client.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    const large = (revision: number, characters: number): PublishedEvent => {
      const event = targetsSet(revision) as Extract<PublishedEvent, { type: 'TargetsSet' }>;
      return { ...event, data: { ...event.data, targets: [{ component: '市'.repeat(characters), target: '1' }] } };
    };
    await bus.publish([large(1, 40_000), large(2, 40_000), large(3, 40_000), large(4, 100), large(5, 87_000)]);
    expect(sent().map((entries) => entries.map(({ Detail }) => JSON.parse(Detail!).data.revision))).toEqual([
      [1, 2],
      [3, 4],
      [5],
    ]);
    for (const entries of sent()) {
      const bytes = entries.map(({ Detail }) => Buffer.byteLength(Detail!)).reduce((sum, size) => sum + size, 0);
      expect(bytes).toBeLessThan(256 * 1024);
    }
  });

  it('has several requests under way at once, four at most', async () => {
    let underWay = 0;
    const seen: number[] = [];
    client.on(PutEventsCommand).callsFake(async () => {
      seen.push(++underWay);
      await new Promise(setImmediate);
      underWay -= 1;
      return { FailedEntryCount: 0 };
    });
    await bus.publish(events(95));
    expect([seen.length, Math.max(...seen), underWay]).toEqual([10, 4, 0]);
  });

  it('sends again what was not taken and nothing else, after a pause each time', async () => {
    const taken = { EventId: 'e' };
    const refused = { ErrorCode: 'ThrottlingException' };
    client
      .on(PutEventsCommand)
      .resolvesOnce({ FailedEntryCount: 2, Entries: [taken, refused, taken, refused] })
      .resolvesOnce({ FailedEntryCount: 1, Entries: [refused, taken] })
      .resolves({ FailedEntryCount: 0, Entries: [taken] });
    await bus.publish(events(4));
    expect(sent().map((entries) => entries.map(({ Detail }) => JSON.parse(Detail!).data.revision))).toEqual([
      [1, 2, 3, 4],
      [2, 4],
      [2],
    ]);
    expect(pauses).toHaveLength(2);
  });

  it('throws if an event is not taken in the end, so that all are sent again, and begins no other request', async () => {
    client.on(PutEventsCommand).resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] });
    await expect(bus.publish(events(1))).rejects.toThrow('1 events were not taken');
    expect([sent().length, pauses.length]).toEqual([8, 7]);
    client.resetHistory();
    await expect(bus.publish(events(100))).rejects.toThrow('events were not taken');
    expect(sent().filter((entries) => JSON.parse(entries[0]!.Detail!).data.revision > 40)).toEqual([]);
  });

  it('throws if a request fails, begins no other one, and leaves nothing under way', async () => {
    let underWay = 0;
    client.on(PutEventsCommand).callsFake(async ({ Entries }) => {
      if (JSON.parse(Entries[0].Detail).data.revision === 1) throw new Error('no such bus');
      underWay += 1;
      await new Promise(setImmediate);
      underWay -= 1;
      return { FailedEntryCount: 0 };
    });
    await expect(bus.publish(events(100))).rejects.toThrow('no such bus');
    expect([sent().length, underWay]).toEqual([4, 0]);
  });
});
