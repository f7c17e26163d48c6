import type { ItemKey } from '../../../lib/stores/table.ts';
import { Lost, type Place, type Weather } from '../memory/weather.ts';
import type { SeededRandom } from './random.ts';
import type { Scheduler } from './scheduler.ts';

/** Every way in which things go wrong; a run that never met one of them proves nothing about it. */
export const faultClasses = [
  'conflict',
  'injected-conflict',
  'lost-request',
  'lost-reply',
  'crash',
  'stall',
  'split-read',
  'torn-read',
  'duplicated-record',
  'dropped-record',
  'shuffled-batch',
  'failed-batch',
] as const;
export type FaultClass = (typeof faultClasses)[number];
export type FaultCounts = Record<FaultClass, number>;

/** The caller's process ended here. */
export class Crash extends Error {
  override readonly name = 'Crash';
}

/** Weather by seed. Before it `rages` it is calm and asks for no turn; when it is `over`, only the order is left to chance. */
export class StormWeather implements Weather {
  readonly counts = Object.fromEntries(faultClasses.map((name) => [name, 0])) as FaultCounts;
  readonly #random: SeededRandom;
  readonly #scheduler: Scheduler;
  readonly #commitsSlowly: boolean;
  state: 'before' | 'rages' | 'over' = 'before';

  /** `commitsSlowly`: at times others are through with whole transactions before the rest of an earlier one is there. */
  constructor(random: SeededRandom, scheduler: Scheduler, commitsSlowly = false) {
    this.#random = random;
    this.#scheduler = scheduler;
    this.#commitsSlowly = commitsSlowly;
  }

  pause(place: Place): Promise<void> | undefined {
    return this.state === 'before' ? undefined : this.#wait(place);
  }

  async #wait(place: Place): Promise<void> {
    // The service finishes what it has begun to commit, whatever becomes of its caller.
    if (place === 'amid-commit') return this.#scheduler.point(this.#isSlow() ? this.#random.below(120) : 0);
    if (this.strikes('stall', 0.01)) await this.#scheduler.point(20 + this.#random.below(300));
    await this.#scheduler.point();
    if (this.strikes('crash', 0.012)) throw new Crash();
  }

  #isSlow(): boolean {
    return this.#commitsSlowly && this.state === 'rages' && this.#random.chance(0.25);
  }

  conflicts(): boolean {
    return this.strikes('injected-conflict', 0.05);
  }

  losesRequest(): boolean {
    return this.strikes('lost-request', 0.01);
  }

  losesReply(): boolean {
    return this.strikes('lost-reply', 0.04);
  }

  splitsRead(): boolean {
    return this.strikes('split-read', 0.25);
  }

  /** No class of its own: who writes and recalculates reads nothing that may be old. */
  readsOld(): boolean {
    return this.state === 'rages' && this.#random.chance(0.25);
  }

  /** Any, for what a board is committed with; of a book and of a cycle the invariants read the log, whose first word is the head. */
  order(keys: readonly ItemKey[]): readonly ItemKey[] {
    const isOfBoard = keys.some(({ sk }) => sk.startsWith('CHANGE#'));
    return isOfBoard && this.state === 'rages' ? this.#random.shuffle(keys) : keys;
  }

  note(event: 'conflict' | 'torn-read'): void {
    this.counts[event] += 1;
  }

  /** Whether a fault strikes now; counts it. */
  strikes(fault: FaultClass, probability: number): boolean {
    if (this.state !== 'rages' || !this.#random.chance(probability)) return false;
    this.counts[fault] += 1;
    return true;
  }
}

/** Whether an error is one that the storm made. */
export function isOfTheStorm(fault: unknown): boolean {
  return fault instanceof Lost || fault instanceof Crash || (fault as Error).name === 'Busy';
}
