import { appendFileSync } from 'node:fs';
import type { PublishedEvent } from '../../events/index.ts';
import type { EventBus } from '../../lib/domain/ports.ts';

/** The event bus of the local run: a file with one event a line, and whoever listens in this process. */
export class FileEventBus implements EventBus {
  readonly #file: string;
  readonly #listener: (event: PublishedEvent) => void;

  constructor(file: string, listener: (event: PublishedEvent) => void) {
    this.#file = file;
    this.#listener = listener;
  }

  async publish(events: readonly PublishedEvent[]): Promise<void> {
    if (events.length > 0) appendFileSync(this.#file, `${events.map((event) => JSON.stringify(event)).join('\n')}\n`);
    for (const event of events) this.#listener(event);
  }
}
