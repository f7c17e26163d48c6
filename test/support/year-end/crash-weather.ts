import type { ItemKey } from '../../../lib/stores/table.ts';
import type { Place, Weather } from '../memory/weather.ts';
import { Crash } from '../storm/storm-weather.ts';

/** A process that is killed at its n-th await, whichever that is, and does nothing more from then on. */
export class CrashWeather implements Weather {
  /** The await to be killed at, counted from 1; 0 for none. */
  crashAt = 0;
  awaits = 0;

  pause(place: Place): undefined {
    // What the service has begun to commit it finishes.
    if (place === 'amid-commit' || this.crashAt === 0) return;
    this.awaits += 1;
    if (this.awaits >= this.crashAt) throw new Crash();
  }

  conflicts(): boolean {
    return false;
  }

  losesRequest(): boolean {
    return false;
  }

  losesReply(): boolean {
    return false;
  }

  splitsRead(): boolean {
    return false;
  }

  readsOld(): boolean {
    return false;
  }

  order(keys: readonly ItemKey[]): readonly ItemKey[] {
    return keys;
  }

  note(): void {}
}

/** Runs something that is killed at its n-th await. Gives whether it was, or had ended before. */
export async function killedAt(weather: CrashWeather, crashAt: number, run: () => Promise<unknown>): Promise<boolean> {
  weather.crashAt = crashAt;
  weather.awaits = 0;
  let isKilled = false;
  await run().catch((fault) => {
    if (!(fault instanceof Crash)) throw fault;
    isKilled = true;
  });
  // What the process had under way beside it dies with it.
  await new Promise((resolve) => setImmediate(resolve));
  weather.crashAt = 0;
  return isKilled;
}
