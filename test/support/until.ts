import { setTimeout as wait } from 'node:timers/promises';

/**
 * How long a test waits for what another process is to do. It never waits that long on a quiet machine; on a busy one
 * everything may take twenty times as long, and a test says what is wrong, not that somebody else was at work.
 */
const patienceMilliseconds = 120_000;
const lookMilliseconds = 50;

/** Looks until there is something to see, and gives it; throws, with what it waited for, once the patience is over. */
export async function until<Seen>(
  what: string | (() => string),
  look: () => Seen | null | undefined | false | Promise<Seen | null | undefined | false>,
): Promise<Seen> {
  for (const patienceEnds = Date.now() + patienceMilliseconds; Date.now() < patienceEnds; ) {
    const seen = await look();
    if (seen) return seen;
    await wait(lookMilliseconds);
  }
  throw new Error(`waited in vain until ${typeof what === 'string' ? what : what()}`);
}

/**
 * Does a piece of work that must be over before an instant, and gives the instant once it has come. It is some seconds
 * ahead; where the machine was too busy for the work, all of it is done again with more time, as another attempt.
 */
export async function beforeInstant(
  seconds: number,
  work: (instant: Date, attempt: number) => Promise<void>,
): Promise<Date> {
  for (const [attempt, factor] of [1, 5, 25].entries()) {
    const instant = new Date(Math.ceil(Date.now() / 1000 + factor * seconds) * 1000);
    const outcome = await work(instant, attempt).then(
      () => 'done' as const,
      (fault: unknown) => ({ fault }),
    );
    if (Date.now() >= instant.getTime()) continue;
    if (outcome !== 'done') throw outcome.fault;
    // A millisecond is lost between the clocks of timers and of dates.
    await wait(instant.getTime() - Date.now() + 5);
    return instant;
  }
  throw new Error(`the work was not over in time, with ${25 * seconds} s for it`);
}
