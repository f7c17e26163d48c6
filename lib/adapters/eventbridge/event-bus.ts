import { setTimeout as wait } from 'node:timers/promises';
import {
  type EventBridgeClient,
  PutEventsCommand,
  type PutEventsRequestEntry,
  type PutEventsResultEntry,
} from '@aws-sdk/client-eventbridge';
import type { PublishedEvent } from '../../../events/index.ts';
import type { EventBus } from '../../domain/ports.ts';

const entriesPerRequest = 10;
/** What the entries of a request may take together, as EventBridge counts it. */
const requestBytesMax = 256 * 1024;
const requestsAtOnce = 4;
const triesMax = 8;

/** Waits so many milliseconds. */
type Pause = (milliseconds: number) => Promise<unknown>;

/**
 * Events on an EventBridge bus: source `kaohe`, the event's type as detail type. Requests are as full as they may be and
 * several are under way at once, so that events of one call arrive in any order. What the bus does not take is sent
 * again by itself, with growing pauses; throws if any of it was not taken in the end.
 */
export class EventBridgeBus implements EventBus {
  readonly #client: EventBridgeClient;
  readonly #bus: string;
  readonly #pause: Pause;

  constructor(client: EventBridgeClient, bus: string, pause: Pause = wait) {
    this.#client = client;
    this.#bus = bus;
    this.#pause = pause;
  }

  async publish(events: readonly PublishedEvent[]): Promise<void> {
    const requests = fullRequests(events.map((event) => this.#entryOf(event)));
    const sendNext = async (): Promise<void> => {
      for (let next = requests.shift(); next; next = requests.shift()) await this.#put(next);
    };
    const senders = Array.from({ length: requestsAtOnce }, sendNext);
    try {
      await Promise.all(senders);
    } finally {
      // After a failure nothing more is begun, and nothing goes on behind the caller's back.
      requests.length = 0;
      await Promise.allSettled(senders);
    }
  }

  #entryOf(event: PublishedEvent): PutEventsRequestEntry {
    return {
      EventBusName: this.#bus,
      Source: 'kaohe',
      DetailType: event.type,
      Time: new Date(event.at),
      Detail: JSON.stringify(event),
    };
  }

  async #put(entries: readonly PutEventsRequestEntry[]): Promise<void> {
    let rest = [...entries];
    for (let attempt = 1; ; attempt++) {
      const { FailedEntryCount, Entries = [] } = await this.#client.send(new PutEventsCommand({ Entries: rest }));
      if (!FailedEntryCount) return;
      rest = rest.filter((_, index) => isRefused(Entries[index]));
      if (attempt === triesMax) throw new Error(`${rest.length} events were not taken by the bus`);
      await this.#pause(Math.random() * 50 * 2 ** attempt);
    }
  }
}

/** An entry without a result was not taken either. */
function isRefused(result: PutEventsResultEntry | undefined): boolean {
  return !result?.EventId;
}

/** Entries in their order, as many in a request as it may hold. */
function fullRequests(entries: readonly PutEventsRequestEntry[]): PutEventsRequestEntry[][] {
  const requests: PutEventsRequestEntry[][] = [];
  let room = 0;
  for (const entry of entries) {
    const bytes = bytesOf(entry);
    const last = requests.at(-1);
    if (last && last.length < entriesPerRequest && bytes <= room) {
      last.push(entry);
      room -= bytes;
    } else {
      requests.push([entry]);
      room = requestBytesMax - bytes;
    }
  }
  return requests;
}

/** The size of an entry as EventBridge counts it: 14 bytes for its instant, the others as UTF-8. */
function bytesOf({ Source = '', DetailType = '', Detail = '' }: PutEventsRequestEntry): number {
  return 14 + Buffer.byteLength(Source) + Buffer.byteLength(DetailType) + Buffer.byteLength(Detail);
}
