import type { FinalDependencies } from '../dependencies.ts';

/** No time is left: what was asked for next was not done, nor anything after it. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

type Method = (...given: never[]) => Promise<unknown>;

/**
 * Ends what works with the dependencies that it gives, at the first thing that is asked of them once no time is left. To the
 * protocols that is a process that is killed there, which every one of them stands.
 */
export class Deadline {
  readonly #isTimeLeft: () => boolean;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(isTimeLeft: () => boolean) {
    this.#isTimeLeft = isTimeLeft;
  }

  /** The same dependencies, but for the clock all of them refusing once it is over. */
  over({ clock, ...needs }: FinalDependencies): FinalDependencies {
    const bounded = Object.entries(needs).map(([name, port]) => [name, this.#bounded(port)]);
    return { clock, ...Object.fromEntries(bounded) };
  }

  /** Waits for what was begun in time: with its answer a function is frozen, and what is under way with it. */
  async settle(): Promise<void> {
    await Promise.allSettled(this.#underWay);
  }

  #bounded(port: unknown): unknown {
    if (typeof port === 'function') return this.#watched(port as Method);
    if (typeof port !== 'object' || port === null) return port;
    return new Proxy(port, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target);
        return typeof value === 'function' ? this.#watched(value.bind(target)) : value;
      },
    });
  }

  #watched(method: Method): Method {
    return async (...given) => {
      if (!this.#isTimeLeft()) throw new OutOfTime('no time is left');
      const doing = method(...given);
      this.#underWay.add(doing);
      return doing.finally(() => this.#underWay.delete(doing));
    };
  }
}
