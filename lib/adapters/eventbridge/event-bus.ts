import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import type { PublishedEvent } from '../../../events/index.ts';
import type { EventBus } from '../../domain/ports.ts';

const entriesPerRequest = 10;

/** Events on an EventBridge bus: source `kaohe`, the event's type as detail type. Throws if any was not taken. */
export class EventBridgeBus implements EventBus {
  readonly #client: EventBridgeClient;
  readonly #bus: string;

  constructor(client: EventBridgeClient, bus: string) {
    this.#client = client;
    this.#bus = bus;
  }

  async publish(events: readonly PublishedEvent[]): Promise<void> {
    for (let at = 0; at < events.length; at += entriesPerRequest)
      await this.#put(events.slice(at, at + entriesPerRequest));
  }

  async #put(events: readonly PublishedEvent[]): Promise<void> {
    const Entries = events.map((event) => ({
      EventBusName: this.#bus,
      Source: 'kaohe',
      DetailType: event.type,
      Time: new Date(event.at),
      Detail: JSON.stringify(event),
    }));
    const { FailedEntryCount } = await this.#client.send(new PutEventsCommand({ Entries }));
    if (FailedEntryCount) throw new Error(`${FailedEntryCount} events were not taken by the bus`);
  }
}
