import { Busy } from '../domain/ports.ts';
import type { LoggedEvent } from '../domain/webhooks/webhook.ts';
import { absent, fieldsOf, type Item, is, keys, type Table, type Write } from './table.ts';

/** An event that is not in the log yet. */
export type NewEvent = Omit<LoggedEvent, 'number' | 'loggedAt'>;

/** Some of the log, as of one moment. */
export interface LogPage {
  /** Those that have not expired, in order. */
  readonly events: readonly LoggedEvent[];
  /** The number up to which this page goes. */
  readonly until: number;
}

const keptSeconds = 30 * 86_400;
/** With the item that counts, and two for each event, a transaction stays below 100 items and 4 MB. */
const eventsPerTransaction = 45;
const bytesPerTransaction = 2_000_000;
/** Ten of the largest there are fit into one read. */
const eventsPerPage = 10;
const triesMax = 10;

/**
 * The events that webhooks may receive, in one order for all: numbered without gaps by the transaction that adds them, kept
 * for 30 days, and each of them once, however often it is added.
 */
export class EventLog {
  readonly #table: Table;

  constructor(table: Table) {
    this.#table = table;
  }

  /** Adds what is not there yet, in this order. Throws `Busy` if others keep adding at the same time. */
  async append(events: readonly NewEvent[], now: number): Promise<void> {
    for (const chunk of chunksOf(events)) await this.#appendChunk(chunk, now);
  }

  async #appendChunk(chunk: readonly NewEvent[], now: number): Promise<void> {
    for (let attempt = 1; attempt <= triesMax; attempt++) {
      const known = await this.#table.getMany(chunk.map(({ key }) => keys.loggedEventKey(key)));
      const added = chunk.filter((_, index) => known[index] === null);
      if (added.length === 0) return;
      const end = await this.#table.get(keys.eventLogEnd());
      if ((await this.#table.transact(appending(added, end, now))) === 'committed') return;
      await this.#table.pause(attempt);
    }
    throw new Busy('others kept adding to the log of events');
  }

  /** The number of the last event; 0 while there is none. */
  async last(): Promise<number> {
    const end = await this.#table.get(keys.eventLogEnd());
    return end === null ? 0 : (end.number as number);
  }

  /** The next few events after a place. */
  async read(after: number): Promise<LogPage> {
    const numbers = Array.from({ length: eventsPerPage }, (_, index) => after + 1 + index);
    // As of one moment: a query may see a part of what a transaction adds, and would pass over the rest for ever.
    const [end, ...found] = await this.#table.getTogether([keys.eventLogEnd(), ...numbers.map(keys.loggedEvent)]);
    const last = end ? (end.number as number) : 0;
    return {
      events: found.filter((item) => item !== null).map(readEvent),
      until: Math.max(after, Math.min(last, after + eventsPerPage)),
    };
  }

  /** The number of an event by its key; `null` if it is not in the log. */
  async find(key: string): Promise<number | null> {
    const item = await this.#table.get(keys.loggedEventKey(key));
    return item && (item.number as number);
  }

  /** The number of the last event that was added up to an instant (ISO 8601 in UTC); what has expired counts as before it. */
  async lastUpTo(instant: string): Promise<number> {
    let [low, high] = [0, await this.last()];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const item = await this.#table.get(keys.loggedEvent(middle));
      if (item === null || (item.loggedAt as string) <= instant) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

function readEvent(item: Item): LoggedEvent {
  const { expiresAt: _, ...event } = item;
  return fieldsOf(event);
}

function appending(events: readonly NewEvent[], end: Item | null, now: number): Write[] {
  const last = end ? (end.number as number) : 0;
  const clock = new Date(now).toISOString();
  // Machines differ by some milliseconds: no event is from before the one in front of it.
  const loggedAt = end && (end.loggedAt as string) > clock ? (end.loggedAt as string) : clock;
  const expiresAt = Math.floor(now / 1000) + keptSeconds;
  return [
    {
      put: { ...keys.eventLogEnd(), number: last + events.length, loggedAt },
      // Somebody else may have added events since: theirs have these numbers.
      when: [end ? is('number', last) : absent],
    },
    ...events.flatMap((event, index): Write[] => {
      const number = last + 1 + index;
      return [
        { put: { ...keys.loggedEvent(number), ...event, number, loggedAt, expiresAt } },
        // The same record of the stream may be published by two at once.
        { put: { ...keys.loggedEventKey(event.key), number, expiresAt }, when: [absent] },
      ];
    }),
  ];
}

/** Events in their order, as many at a time as go into a transaction. */
function chunksOf(events: readonly NewEvent[]): NewEvent[][] {
  const chunks: NewEvent[][] = [];
  let room = 0;
  for (const event of events) {
    const bytes = Buffer.byteLength(event.body);
    const last = chunks.at(-1);
    if (last && last.length < eventsPerTransaction && bytes <= room) {
      last.push(event);
      room -= bytes;
    } else {
      chunks.push([event]);
      room = bytesPerTransaction - bytes;
    }
  }
  return chunks;
}
