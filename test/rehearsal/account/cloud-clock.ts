const minuteMilliseconds = 60_000;

/**
 * The time of the account. It runs with the machine's, and a test moves it on: `pass` lets minutes go by in which what has
 * a rhythm runs and alarms are looked at, `leap` goes to a later day as if nobody had looked in between.
 */
export class CloudClock {
  /** How far it is ahead of the machine's clock. */
  aheadMilliseconds = 0;
  #leaptMilliseconds = 0;
  readonly #listeners: (() => void)[] = [];

  now(): number {
    return Date.now() + this.aheadMilliseconds;
  }

  /** The instant by which metrics are kept: what was leapt over is no time in which a metric could be missing. */
  metricTime(): number {
    return this.now() - this.#leaptMilliseconds;
  }

  /** Hears of each move. */
  onMove(listener: () => void): void {
    this.#listeners.push(listener);
  }

  leap(to: number): void {
    const milliseconds = Math.max(0, to - this.now());
    this.#leaptMilliseconds += milliseconds;
    this.#move(milliseconds);
  }

  minute(): void {
    this.#move(minuteMilliseconds);
  }

  #move(milliseconds: number): void {
    this.aheadMilliseconds += milliseconds;
    for (const listener of this.#listeners) listener();
  }
}
