import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import type { PublishedEvent } from '../../events/index.ts';
import { EventBridgeBus } from '../../lib/adapters/eventbridge/event-bus.ts';

const client = mockClient(EventBridgeClient);
const bus = new EventBridgeBus(new EventBridgeClient({ region: 'local' }), 'kaohe-events');

beforeEach(() => {
  client.reset();
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
  ])('sends %i events in order, at most ten a request: %j', async (count, sizes) => {
    client.on(PutEventsCommand).resolves({ FailedEntryCount: 0 });
    await bus.publish(events(count));
    expect(sent().map((entries) => entries.length)).toEqual(sizes);
    const ids = sent()
      .flat()
      .map(({ Detail }) => JSON.parse(Detail!).id);
    expect(ids).toEqual(events(count).map(({ id }) => id));
  });

  it('throws if any event of any request was not taken, so that all are sent again', async () => {
    client
      .on(PutEventsCommand)
      .resolvesOnce({ FailedEntryCount: 0 })
      .resolves({ FailedEntryCount: 1, Entries: [{ ErrorCode: 'ThrottlingException' }] });
    await expect(bus.publish(events(11))).rejects.toThrow('1 events were not taken');
  });

  it('throws if the request fails', async () => {
    client.on(PutEventsCommand).rejects(new Error('no such bus'));
    await expect(bus.publish(events(1))).rejects.toThrow('no such bus');
  });
});
