import { finalizeFromQueue } from '../../functions/finalize/finalize-from-queue.ts';
import type { FinalDependencies } from '../../functions/protocols/dependencies.ts';
import type { CycleQueue, Firing } from '../../lib/domain/finalization/result-ports.ts';

/** The finalizer's queue of the local run: a promise in this process for each message. One that fails is left to the sweeper. */
export class LocalCycleQueue implements CycleQueue {
  readonly #needs: () => FinalDependencies;
  readonly #runs = new Set<Promise<unknown>>();

  constructor(needs: () => FinalDependencies) {
    this.#needs = needs;
  }

  async send(firing: Firing): Promise<void> {
    const Records = [{ messageId: firing.cycle, body: JSON.stringify(firing) }];
    const run = finalizeFromQueue(this.#needs, { Records } as Parameters<typeof finalizeFromQueue>[1]);
    this.#runs.add(run);
    void run.finally(() => this.#runs.delete(run));
  }

  /** Resolves when what was begun has ended. */
  async settle(): Promise<void> {
    await Promise.all(this.#runs);
  }
}
