import type { Cycle } from '../../lib/domain/cycle.ts';
import type { WakeUps } from '../../lib/domain/finalization/result-ports.ts';

/** Node's timers go no further; what is due later is found by the sweeper. */
const timerMillisecondsMax = 2 ** 31 - 1;

/** Schedules of the local run: timers in this process. A restart forgets them, and the sweeper finds what is due. */
export class TimerWakeUps implements WakeUps {
  readonly #fire: (firing: { cycle: string; epoch: number }) => void;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(fire: (firing: { cycle: string; epoch: number }) => void) {
    this.#fire = fire;
  }

  async set({ id, epoch, submissionsCloseAt, finalizeAt }: Cycle, now: number): Promise<void> {
    this.#setOne(`${id} close`, Date.parse(submissionsCloseAt) - now, { cycle: id, epoch });
    this.#setOne(`${id} finalize`, Date.parse(finalizeAt) - now, { cycle: id, epoch });
  }

  #setOne(name: string, milliseconds: number, firing: { cycle: string; epoch: number }): void {
    clearTimeout(this.#timers.get(name));
    const delay = Math.max(0, milliseconds);
    if (delay > timerMillisecondsMax) return;
    this.#timers.set(name, setTimeout(() => this.#fire(firing), delay).unref());
  }

  /** Forgets all timers. */
  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
  }
}
