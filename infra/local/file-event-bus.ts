import { appendFileSync } from 'node:fs';
import type { PublishedEvent } from '../../events/index.ts';
import type { EventBus } from '../../lib/domain/ports.ts';

/** Whoever listens to the bus in this process. */
export type EventListener = (event: PublishedEvent) => Promise<void>;

/** The event bus of the local run: a file with one event a line, and listeners. */
export class FileEventBus implements EventBus {
  readonly #file: string;
  readonly #listeners: readonly EventListener[];

  constructor(file: string, listeners: readonly EventListener[]) {
    this.#file = file;
    this.#listeners = listeners;
  }

  async publish(events: readonly PublishedEvent[]): Promise<void> {
    if (events.length > 0) appendFileSync(this.#file, `${events.map((event) => JSON.stringify(event)).join('\n')}\n`);
    for (const event of events) for (const hear of this.#listeners) await hear(event);
  }
}
