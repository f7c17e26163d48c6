import { Busy } from '../../lib/domain/ports.ts';
import type { Dependencies } from './dependencies.ts';

/** Well under the time that the functions have which write books, whatever the last try still takes. */
const patienceMilliseconds = 10_000;

/** About as long as a dozen writes of one book take one after the other. */
const pauseMillisecondsMax = 400;

/**
 * Decides again on what is there then, as long as a decision comes out `outdated`: somebody else has written meanwhile
 * and got on. The pauses before it have full jitter, so that many writers of one book come to their turns instead of
 * meeting again at once. `Busy` once ten seconds have passed so [T 51].
 */
export async function untilCommitted<T>(
  { clock, pause }: Pick<Dependencies, 'clock' | 'pause'>,
  decide: () => Promise<T | 'outdated'>,
): Promise<T> {
  let metAt: number | null = null;
  let paused = 0;
  for (let attempt = 1; ; attempt++) {
    const outcome = await decide();
    if (outcome !== 'outdated') return outcome;
    // From the first meeting on: what was looked at before it may have taken long, as the scan of a file does.
    metAt ??= clock.now();
    if (Math.max(paused, clock.now() - metAt) >= patienceMilliseconds) throw new Busy('the book kept moving');
    const milliseconds = Math.random() * Math.min(pauseMillisecondsMax, 10 * 2 ** attempt);
    paused += milliseconds;
    await pause(milliseconds);
  }
}
