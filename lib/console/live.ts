import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { api, isConnected, Problem, pause, tell } from './api.ts';
import type { Reply } from './contract.ts';

const waitSeconds = 20;
const reconnectMilliseconds = 2_000;

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

/** Resolves when there is nothing more to follow; `true` if that is because the feed has ended. */
async function follow(cycle: string, stop: AbortSignal): Promise<boolean> {
  while (!stop.aborted) {
    try {
      await untilSeen();
      if (await next(cycle, version.value ?? 0, stop)) return true;
    } catch (fault) {
      if (stop.aborted) return false;
      // A cycle that is not there, or nobody who may read it: the screen says so.
      if (fault instanceof Problem && fault.details.status < 500 && fault.slug !== 'resync-needed') return false;
      if (fault instanceof Problem && fault.details.newest !== undefined) version.value = fault.details.newest;
      else await pause(reconnectMilliseconds, stop);
    }
  }
  return false;
}

/** Waits for what comes after a version; `true` at the end of the feed. */
async function next(cycle: string, after: number, signal: AbortSignal): Promise<boolean> {
  const query = { after, wait: waitSeconds };
  const page = await tell(api.GET('/v1/cycles/{cycle}/changes', { params: { path: { cycle }, query }, signal }));
  isConnected.value = true;
  const newest = page.items.at(-1);
  if (newest) {
    latest.value = page.items;
    version.value = newest.version;
  }
  return page.endOfUpdates === true && page.nextCursor === undefined;
}

/** Resolves while the page is seen, or as soon as it is again. */
function untilSeen(): Promise<void> {
  if (document.visibilityState === 'visible') return Promise.resolve();
  return new Promise((resolve) => {
    document.addEventListener('visibilitychange', () => resolve(), { once: true });
  });
}
