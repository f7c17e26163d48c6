import { setTimeout as wait } from 'node:timers/promises';
import type { LocalClient } from '../support/local-client.ts';

const lookMilliseconds = 5;
const patienceMilliseconds = 60_000;

interface Shown {
  readonly rows?: readonly { readonly district: string; readonly revision: number }[];
}

/** One reader who looks at a ranking all the time, for any number of writers: they would get in each other's way. */
export class RankingWatch {
  readonly #client: LocalClient;
  readonly #cycle: string;
  readonly #waiting = new Set<{ district: string; revision: number; resolve: (at: number) => void }>();
  readonly #running: Promise<void>;
  #isStopped = false;

  constructor(client: LocalClient, cycle: string) {
    this.#client = client;
    this.#cycle = cycle;
    this.#running = this.#run();
  }

  /** The moment, by `performance.now()`, at which a ranking came that shows the revision of the district. */
  shows(district: string, revision: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${district}@${revision} was not shown`)), patienceMilliseconds);
      const done = (at: number) => {
        clearTimeout(late);
        resolve(at);
      };
      this.#waiting.add({ district, revision, resolve: done });
    });
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      const path = `/v1/cycles/${this.#cycle}/ranking?basis=claimed`;
      const { body } = await this.#client.send<Shown>({ role: 'auditor' }, 'GET', path);
      const at = performance.now();
      // Who looks when the service is busy looks again.
      const revisions = new Map(body.rows?.map(({ district, revision }) => [district, revision]));
      for (const each of this.#waiting) {
        if ((revisions.get(each.district) ?? 0) < each.revision) continue;
        this.#waiting.delete(each);
        each.resolve(at);
      }
      await wait(lookMilliseconds);
    }
  }
}
