import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api, Problem, pause, sendPatiently, tell } from './api.ts';
import type { Reply } from './contract.ts';
import type { Cycle } from './cycle.ts';

const waitSeconds = 20;
/** How much longer than that an answer may take; a connection that died without a word is given up then. */
const spareSeconds = 10;
const reconnectMilliseconds = 2_000;
const pollMilliseconds = 5_000;
const pollsMax = 64;
const lookMilliseconds = 20_000;

/** One version of the board in the change feed. */
export type Change = Reply<'getChanges'>['items'][number];

/** The newest version of the cycle's board that is known here; `null` until it is. Screens read again when it moves. */
export const version = signal<number | null>(null);

/** What the newest versions have moved, since this page follows. */
export const latest = signal<readonly Change[]>([]);

/**
 * Follows the change feed of a cycle while the page is seen, so that screens move by themselves. It goes on from the
 * version that was set before any screen read. Tells when the feed has ended: the cycle is final then. Where a reopening
 * begins the next epoch it goes on.
 */
export function useFeed(cycle: string | null, epoch: number | undefined, tellEnd: () => void): void {
  const whenEnded = useRef(tellEnd);
  whenEnded.current = tellEnd;
  useEffect(() => {
    latest.value = [];
    if (cycle === null) return;
    const control = new AbortController();
    void follow(cycle, control.signal).then((hasEnded) => hasEnded && whenEnded.current());
    return () => control.abort();
  }, [cycle, epoch]);
}

/**
 * Resolves when there is nothing more to follow; `true` if that is because the feed has ended. Where a request that waits
 * is cut off, short ones stand in for it: one, and four times as many each time that waiting fails again.
 */
export async function follow(cycle: string, stop: AbortSignal): Promise<boolean> {
  let cuts = 0;
  let polls = 0;
  while (!stop.aborted) {
    try {
      await untilSeen();
      const waits = polls === 0;
      if (await next(cycle, version.value ?? 0, waits ? waitSeconds : 0, stop)) return true;
      if (waits) cuts = 0;
      else if (--polls > 0) await pause(pollMilliseconds, stop);
    } catch (fault) {
      if (stop.aborted) return false;
      // A cycle that is not there, or nobody who may read it: the screen says so.
      if (fault instanceof Problem && fault.details.status < 500 && fault.slug !== 'resync-needed') return false;
      if (fault instanceof Problem && fault.details.newest !== undefined) version.value = fault.details.newest;
      else if (polls === 0) polls = Math.min(4 ** cuts++, pollsMax);
      else await pause(reconnectMilliseconds, stop);
    }
  }
  return false;
}

/** Reads what comes after a version, waiting so many seconds for it; `true` at the end of the feed. */
async function next(cycle: string, after: number, wait: number, stop: AbortSignal): Promise<boolean> {
  const params = { path: { cycle }, query: { after, wait } };
  const signal = AbortSignal.any([stop, AbortSignal.timeout((wait + spareSeconds) * 1_000)]);
  const fetch = wait > 0 ? { fetch: sendPatiently } : {};
  const page = await tell(api.GET('/v1/cycles/{cycle}/changes', { params, signal, ...fetch }));
  const newest = page.items.at(-1);
  if (newest) {
    latest.value = page.items;
    version.value = newest.version;
  }
  return page.endOfUpdates === true && page.nextCursor === undefined;
}

/** How often the cycle has been looked at, so that what nothing tells of is read again as often. */
export const looks = signal(0);

/** Looks at a cycle now and then while the page is seen; tells when it is no longer what was read, whoever has changed it. */
export function useLooks(cycle: Cycle | undefined, tellMoved: () => void): void {
  const whenMoved = useRef(tellMoved);
  whenMoved.current = tellMoved;
  useEffect(() => {
    if (!cycle) return;
    const control = new AbortController();
    void lookAt(cycle, control.signal).then((hasMoved) => hasMoved && whenMoved.current());
    return () => control.abort();
  }, [cycle]);
}

/** Resolves to `true` when the cycle has moved. */
async function lookAt(cycle: Cycle, stop: AbortSignal): Promise<boolean> {
  const params = { path: { cycle: cycle.id } };
  for (;;) {
    await pause(lookMilliseconds, stop);
    await untilSeen();
    if (stop.aborted) return false;
    // What stands in the way of reading is told by what reads more often.
    const now = await tell(api.GET('/v1/cycles/{cycle}', { params, signal: stop })).catch(() => cycle);
    if (stop.aborted) return false;
    if (JSON.stringify(now) !== JSON.stringify(cycle)) return true;
    looks.value += 1;
  }
}

/** Resolves while the page is seen, or as soon as it is again. */
function untilSeen(): Promise<void> {
  if (document.visibilityState === 'visible') return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener('visibilitychange', () => resolve(), { once: true });
  });
}
