import { type Api, pause } from './connect.ts';
import type { Reply } from './contract.ts';
import { ConnectionLost, Problem, tell } from './problem.ts';

/** One version of the board in the change feed: what moved, and why. */
export type Change = Reply<'getChanges'>['items'][number];

/** From where the feed is followed, and how. */
export interface Following {
  /** The version that is known already; 0 from the beginning. */
  readonly after: number;
  /**
   * The instant of that version, as its change (`at`) or the ranking (`asOf`) told it. Who names it also finds out if the
   * service was restored to an earlier moment and has come further again since.
   */
  readonly at?: string;
  /** How long one request waits for something newer, in seconds; 20 without it. */
  readonly waitSeconds?: number;
  /** Ends it: the iteration is over without a fault. */
  readonly signal?: AbortSignal;
  /** Hears of what interrupts it, each time, and `null` when it is answered again; it goes on by itself. */
  readonly tellInterruption?: (fault: ConnectionLost | Problem | null) => void;
}

const reconnectMilliseconds = 2_000;

/**
 * Every version after the one that is known, in order, each once and whole, as it comes; over broken connections and
 * faults of the system. It ends when the cycle is sealed, or when `signal` says so. Throws `ResyncNeeded` where the feed
 * does not have the version that is known, and the `Problem` where the request is refused.
 */
export async function* followChanges(api: Api, cycle: string, following: Following): AsyncGenerator<Change, void> {
  const { signal, waitSeconds: wait = 20, tellInterruption = () => {} } = following;
  let { after, at } = following;
  let cursor: string | undefined;
  let begun: Change | null = null;
  let isInterrupted = false;
  while (!signal?.aborted) {
    try {
      const query = cursor === undefined ? { after, at, wait } : { cursor };
      const page = await tell(api.GET('/v1/cycles/{cycle}/changes', { params: { path: { cycle }, query }, signal }));
      if (isInterrupted) tellInterruption(null);
      isInterrupted = false;
      for (const item of page.items) {
        const whole: Change = begun === null ? item : joined(begun, item);
        begun = item.continued ? whole : null;
        if (begun) continue;
        ({ version: after, at } = item);
        yield whole;
      }
      cursor = page.nextCursor;
      if (page.endOfUpdates && cursor === undefined) return;
    } catch (fault) {
      if (signal?.aborted) return;
      if (!isInterruption(fault)) throw fault;
      isInterrupted = true;
      tellInterruption(fault);
      await pause(reconnectMilliseconds, signal);
    }
  }
}

/** A version that takes several pages, put together again. */
function joined(begun: Change, { continued: _, ...item }: Change): Change {
  const rivals = [...(begun.rivals ?? []), ...(item.rivals ?? [])];
  return { ...item, ...(rivals.length > 0 && { rivals }), moved: [...begun.moved, ...item.moved] };
}

function isInterruption(fault: unknown): fault is ConnectionLost | Problem {
  return fault instanceof ConnectionLost || (fault instanceof Problem && fault.details.status >= 500);
}
