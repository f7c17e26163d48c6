import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { S3Event } from 'aws-lambda';

/** How often and how soon a failed delivery is repeated; the delay doubles each time, up to 30 seconds. */
export interface Redelivery {
  readonly attemptsMax: number;
  readonly firstDelayMilliseconds: number;
}

const DELAY_MILLISECONDS_MAX = 30_000;

/**
 * Delivers events at least once. An event is a file from before its object is visible until its receiver has succeeded;
 * what fails too often moves to the folder `failures` with its error and payload.
 */
export class EventJournal {
  readonly #pending: string;
  readonly #failures: string;
  readonly #temporary: string;
  readonly #receive: (event: S3Event) => Promise<void>;
  readonly #redelivery: Redelivery;
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #underway = new Set<Promise<void>>();
  #stopped = false;

  private constructor(directory: string, receive: (event: S3Event) => Promise<void>, redelivery: Redelivery) {
    this.#pending = join(directory, 'pending');
    this.#failures = join(directory, 'failures');
    this.#temporary = join(directory, 'temporary');
    this.#receive = receive;
    this.#redelivery = redelivery;
  }

  /** Opens or creates the journal; nothing is delivered before `deliver` or `deliverPending`. */
  static async open(
    directory: string,
    receive: (event: S3Event) => Promise<void>,
    redelivery: Redelivery,
  ): Promise<EventJournal> {
    const journal = new EventJournal(directory, receive, redelivery);
    await rm(journal.#temporary, { recursive: true, force: true });
    for (const folder of [journal.#pending, journal.#failures, journal.#temporary]) {
      await mkdir(folder, { recursive: true });
    }
    return journal;
  }

  /** Writes the event to disk under an id that is a safe file name. */
  async record(id: string, event: S3Event): Promise<void> {
    await this.#write(join(this.#pending, fileName(id)), id, event);
  }

  /** Forgets an event whose object was not stored after all. */
  async discard(id: string): Promise<void> {
    await rm(join(this.#pending, fileName(id)), { force: true });
  }

  /** Begins to deliver a recorded event and returns at once. */
  deliver(id: string): void {
    this.#start(id, 1);
  }

  /** Delivers what an earlier run left; drops events of objects that `isStored` does not know: those uploads failed. */
  async deliverPending(isStored: (event: S3Event) => Promise<boolean>): Promise<void> {
    const due: string[] = [];
    for (const name of (await readdir(this.#pending)).sort()) {
      const id = name.replace(/\.json$/, '');
      if (await isStored(await this.#read(id))) due.push(id);
      else await this.discard(id);
    }
    for (const id of due) this.deliver(id);
  }

  /** Ends all retries and waits for the deliveries that are underway; the rest stays on disk for the next start. */
  async stop(): Promise<void> {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    await Promise.all(this.#underway);
  }

  #start(id: string, attempt: number): void {
    if (this.#stopped) return;
    const work = this.#attempt(id, attempt).catch((error: unknown) => {
      console.error(`The event ${id} stays pending until the next start:`, error);
    });
    this.#underway.add(work);
    work.finally(() => this.#underway.delete(work));
  }

  async #attempt(id: string, attempt: number): Promise<void> {
    const event = await this.#read(id);
    try {
      await this.#receive(event);
    } catch (error) {
      if (attempt < this.#redelivery.attemptsMax) this.#startLater(id, attempt + 1);
      else await this.#giveUp(id, event, error);
      return;
    }
    await this.discard(id);
  }

  #startLater(id: string, attempt: number): void {
    if (this.#stopped) return;
    const delay = Math.min(this.#redelivery.firstDelayMilliseconds * 2 ** (attempt - 2), DELAY_MILLISECONDS_MAX);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#start(id, attempt);
    }, delay);
    this.#timers.add(timer);
  }

  async #giveUp(id: string, event: S3Event, error: unknown): Promise<void> {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    await this.#write(join(this.#failures, fileName(id)), id, { error: reason, event });
    await this.discard(id);
  }

  async #read(id: string): Promise<S3Event> {
    return JSON.parse(await readFile(join(this.#pending, fileName(id)), 'utf8')) as S3Event;
  }

  async #write(path: string, id: string, content: unknown): Promise<void> {
    const draft = join(this.#temporary, fileName(id));
    await writeFile(draft, JSON.stringify(content), { flush: true });
    await rename(draft, path);
  }
}

function fileName(id: string): string {
  return `${id}.json`;
}
