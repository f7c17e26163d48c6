import { digestOf } from '../../lib/domain/digest.ts';
import { type CallerUse, decideRequest, untoldMillisecondsMax } from '../../lib/domain/request-share.ts';
import type { RequestShareStore } from '../../lib/stores/small-stores.ts';
import { log } from '../telemetry/log.ts';

/** Who asked last is remembered best; so many callers are more than one instance serves within seconds. */
const callersMax = 1000;

/**
 * Keeps each caller to its share of the service, whatever the others do [T 106]. Each instance counts what it serves itself,
 * in memory. Only of a caller who is busy here it tells the table, from time to time, and learns by it what the caller
 * has used of other instances: nobody else's request costs a read or a write more.
 */
export class CallerShares {
  readonly #store: Pick<RequestShareStore, 'use'>;
  readonly perSecond: number;
  readonly #uses = new Map<string, CallerUse>();

  constructor(store: Pick<RequestShareStore, 'use'>, perSecond: number) {
    this.#store = store;
    this.perSecond = perSecond;
  }

  /** Counts a request of a caller, by the token's subject. Gives the milliseconds that it has to wait; 0 if it is served. */
  async waitFor(subject: string, isRead: boolean, now: number): Promise<number> {
    const use = decideRequest(this.#uses.get(subject), { now, perSecond: this.perSecond, isRead });
    if ('waitMilliseconds' in use) return use.waitMilliseconds;
    if (use.untold < untoldMillisecondsMax) {
      this.#remember(subject, use);
      return 0;
    }
    // Before it is told, so that another request that is served meanwhile does not tell it again.
    this.#remember(subject, { ...use, untold: 0 });
    const restedAt = await this.#tell(subject, use.untold, now);
    const { restedAt: known = 0, untold = 0, askedAt = now } = this.#uses.get(subject) ?? {};
    this.#remember(subject, { restedAt: Math.max(known, restedAt), untold, askedAt });
    return 0;
  }

  /** A table that does not take it is no reason to refuse a request: then this instance goes by what it has seen itself. */
  async #tell(subject: string, milliseconds: number, now: number): Promise<number> {
    try {
      return await this.#store.use(digestOf(subject), milliseconds, now);
    } catch (fault) {
      await log.fault('the requests of a caller could not be counted', fault);
      return 0;
    }
  }

  #remember(subject: string, use: CallerUse): void {
    this.#uses.delete(subject);
    this.#uses.set(subject, use);
    if (this.#uses.size > callersMax) this.#uses.delete(this.#uses.keys().next().value!);
  }
}
