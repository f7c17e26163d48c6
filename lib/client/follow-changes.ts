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
  /** Waited for before each request: a page that nobody sees need not follow. */
  readonly untilWanted?: () => Promise<void>;
  /** Ends it: the iteration is over without a fault. */
  readonly signal?: AbortSignal;
  /** Hears of what interrupts it, each time, and `null` when it is answered again; it goes on by itself. */
  readonly tellInterruption?: (fault: ConnectionLost | Problem | null) => void;
}

const reconnectMilliseconds = 2_000;
const pollMilliseconds = 5_000;
const pollsMax = 64;

/**
 * Every version after the one that is known, in order, each once and whole, as it comes; over broken connections and
 * faults of the system. It ends when the cycle is sealed, or when `signal` says so. Throws `ResyncNeeded` where the feed
 * does not have the version that is known, and the `Problem` where the request is refused.
 */
export async function* followChanges(api: Api, cycle: string, following: Following): AsyncGenerator<Change, void> {
  for await (const changes of followPages(api, cycle, following)) yield* changes;
}

/**
 * The same by what one answer told, which is never nothing. Where a request that waits is cut off, short ones stand in for
 * it: one, and four times as many each time that waiting fails again.
 */
export async function* followPages(
  api: Api,
  cycle: string,
  following: Following,
): AsyncGenerator<readonly Change[], void> {
  const { signal, waitSeconds = 20, tellInterruption = () => {}, untilWanted } = following;
  let { after, at } = following;
  let [cuts, polls, isInterrupted] = [0, 0, false];
  while (!signal?.aborted) {
    const isPoll = polls > 0;
    try {
      await untilWanted?.();
      const wait = isPoll ? 0 : waitSeconds;
      const { changes, isEnd } = await readChanges(api, cycle, { after, at, wait }, signal);
      if (isInterrupted) tellInterruption(null);
      isInterrupted = false;
      const newest = changes.at(-1);
      if (newest) {
        ({ version: after, at } = newest);
        yield changes;
      }
      if (isEnd) return;
      if (!isPoll) cuts = 0;
      else if (--polls > 0) await pause(pollMilliseconds, signal);
    } catch (fault) {
      if (signal?.aborted) return;
      if (!isInterruption(fault)) throw fault;
      if (isPoll) {
        isInterrupted = true;
        tellInterruption(fault);
        await pause(reconnectMilliseconds, signal);
      } else polls = Math.min(4 ** cuts++, pollsMax);
    }
  }
}

/** The versions after one, as many as an answer holds, the last whole too; and whether the feed ends with them. */
export async function readChanges(
  api: Api,
  cycle: string,
  query: { readonly after: number; readonly at?: string; readonly wait?: number; readonly limit?: number },
  signal?: AbortSignal,
): Promise<{ readonly changes: readonly Change[]; readonly isEnd: boolean }> {
  const changes: Change[] = [];
  for (let cursor: string | undefined; ; ) {
    const params = { path: { cycle }, query: cursor === undefined ? query : { cursor, limit: query.limit } };
    const { items, nextCursor, endOfUpdates } = await tell(api.GET('/v1/cycles/{cycle}/changes', { params, signal }));
    const [first, ...others] = items;
    const begun = cursor === undefined ? undefined : changes.pop();
    if (first) changes.push(begun ? joined(begun, first) : first, ...others);
    cursor = nextCursor;
    if (cursor === undefined || !items.at(-1)?.continued)
      return { changes, isEnd: endOfUpdates === true && cursor === undefined };
  }
}

/** A version that takes several pages, put together again. */
function joined({ continued: _, ...begun }: Change, { continued: __, ...item }: Change): Change {
  const rivals = [...(begun.rivals ?? []), ...(item.rivals ?? [])];
  return { ...item, ...(rivals.length > 0 && { rivals }), moved: [...begun.moved, ...item.moved] };
}

/** Whether a fault is of the line or of the system, so that the same may be asked again. */
export function isInterruption(fault: unknown): fault is ConnectionLost | Problem {
  return fault instanceof ConnectionLost || (fault instanceof Problem && fault.details.status >= 500);
}
