import type { SeededRandom } from './random.ts';

interface Waiting {
  readonly until: number;
  readonly resume: () => void;
}

const stepsMax = 100_000;

/**
 * Decides who goes on. Tasks are ordinary async functions; where they wait at a point, one of the waiting ones is
 * picked by the seed and runs to its next point. Timers wait for as many steps as they would milliseconds.
 */
export class Scheduler {
  readonly #random: SeededRandom;
  #waiting: Waiting[] = [];
  #aside: Promise<unknown> = Promise.resolve();
  step = 0;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** Waits for its turn, which comes after at least so many steps. */
  point(steps = 0): Promise<void> {
    return new Promise((resume) => {
      this.#waiting.push({ until: this.step + steps, resume });
    });
  }

  /** Work that asks for no turns and takes the time that it takes: nobody else has a turn before it is done. */
  aside<T>(work: Promise<T>): Promise<T> {
    this.#aside = work.catch(() => undefined);
    return work;
  }

  /** Runs until nobody waits any more. Timers and chance belong to the seed for as long. */
  async run(): Promise<void> {
    const {
      setTimeout,
      Math: { random },
    } = globalThis;
    globalThis.setTimeout = ((run: () => void, milliseconds = 0) => {
      this.point(Math.ceil(milliseconds)).then(run);
    }) as unknown as typeof setTimeout;
    Math.random = () => this.#random.next();
    try {
      while (await this.#advance()) this.step += 1;
    } finally {
      globalThis.setTimeout = setTimeout;
      Math.random = random;
    }
  }

  async #advance(): Promise<boolean> {
    await allAtTheirPoints();
    await this.#aside;
    await allAtTheirPoints();
    if (this.#waiting.length === 0) return false;
    if (this.step > stepsMax) throw new Error('no progress');
    const earliest = Math.min(...this.#waiting.map(({ until }) => until));
    this.step = Math.max(this.step, earliest);
    const chosen = this.#random.pick(this.#waiting.filter(({ until }) => until <= this.step));
    this.#waiting = this.#waiting.filter((task) => task !== chosen);
    chosen.resume();
    return true;
  }
}

/** Whoever went on has come to the next point, or does work aside. */
const allAtTheirPoints = () => new Promise((resolve) => setImmediate(resolve));
