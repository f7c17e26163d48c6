/** How often services refuse what they could do, from 0 to 1. The order of it follows from a seed. */
export interface WeatherOdds {
  /** A transaction meets another one. */
  readonly transactionConflict: number;
  /** The bus does not take an entry, or a whole request. */
  readonly busThrottle: number;
  readonly schedulerThrottle: number;
  /** A put that must create a key meets another one of the same key. */
  readonly conditionalConflict: number;
}

/** No service ever refuses anything. */
export const calm: WeatherOdds = {
  transactionConflict: 0,
  busThrottle: 0,
  schedulerThrottle: 0,
  conditionalConflict: 0,
};

/** What services refuse now and then, and how often they did. */
export class ServiceWeather {
  odds: WeatherOdds;
  readonly struck: Record<keyof WeatherOdds, number> = {
    transactionConflict: 0,
    busThrottle: 0,
    schedulerThrottle: 0,
    conditionalConflict: 0,
  };
  #state: number;

  constructor(seed: number, odds: WeatherOdds) {
    this.#state = seed;
    this.odds = odds;
  }

  /** Whether it strikes this time. What may happen at all happens at the first opportunity. */
  strikes(kind: keyof WeatherOdds): boolean {
    const odds = this.odds[kind];
    const isHit = odds > 0 && (this.struck[kind] === 0 || this.#next() < odds);
    if (isHit) this.struck[kind]++;
    return isHit;
  }

  /** Mulberry32. */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  }
}
