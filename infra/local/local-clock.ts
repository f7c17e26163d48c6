import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../lib/domain/ports.ts';

/** Longer than anything that is done by the clock between two of its moves. */
const moveMilliseconds = 10 * 60_000;

/**
 * The clock of the local run: the machine's, but while the demo is built, whose months pass within seconds. No route and
 * no setting reaches it. Where it was last is kept below the data directory: a run that goes on where another was cut off
 * finds records in the stream, and applies them after what they came from and before what follows.
 */
export class LocalClock implements Clock {
  readonly #file: string;
  #behindMilliseconds: number;

  private constructor(file: string, behindMilliseconds: number) {
    this.#file = file;
    this.#behindMilliseconds = behindMilliseconds;
  }

  /** Goes on from a moment after the one at which a demo was cut off if that is to be gone on with, else the machine's. */
  static open(dataDirectory: string, isDemoWanted: boolean): LocalClock {
    const file = join(dataDirectory, 'demo-clock');
    // What is written meanwhile has the machine's time, and nothing may be from before it afterwards.
    if (!isDemoWanted) rmSync(file, { force: true });
    const last = readInstant(file);
    return new LocalClock(file, last === null ? 0 : Math.max(0, Date.now() - last - moveMilliseconds));
  }

  now(): number {
    return Date.now() - this.#behindMilliseconds;
  }

  /** By how much the machine's clock is ahead. */
  get behindMilliseconds(): number {
    return this.#behindMilliseconds;
  }

  /** Shows an earlier instant, before anything has been written, and goes on from there. */
  setBackTo(instant: number): void {
    this.#move(instant);
  }

  /** Shows a later instant, at most the machine's. One that has passed changes nothing: no entry goes back in time. */
  moveOnTo(instant: number): void {
    if (instant > this.now()) this.#move(Math.min(instant, Date.now()));
  }

  /** Is the machine's clock from now on. */
  catchUp(): void {
    rmSync(this.#file, { force: true });
    this.#behindMilliseconds = 0;
  }

  #move(instant: number): void {
    // On disk first: whoever is killed in between goes on too late rather than too early. By renaming: never half of it.
    writeFileSync(`${this.#file}.new`, new Date(instant).toISOString());
    renameSync(`${this.#file}.new`, this.#file);
    this.#behindMilliseconds = Date.now() - instant;
  }
}

/** `null` where there is none. */
function readInstant(file: string): number | null {
  return existsSync(file) ? Date.parse(readFileSync(file, 'utf8')) : null;
}
