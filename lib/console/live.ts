import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { pause } from '../client/connect.ts';
import { followPages } from '../client/follow-changes.ts';
import { type Change, ResyncNeeded, tell } from '../client/index.ts';
import { api } from './api.ts';
import type { Cycle } from './cycle.ts';

const lookMilliseconds = 20_000;

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
async function follow(cycle: string, signal: AbortSignal): Promise<boolean> {
  for (;;) {
    try {
      const following = { after: version.value ?? 0, signal, untilWanted: untilSeen };
      for await (const changes of followPages(api, cycle, following)) {
        latest.value = changes;
        version.value = changes.at(-1)!.version;
      }
      return !signal.aborted;
    } catch (fault) {
      // A cycle that is not there, or nobody who may read it: the screen says so.
      if (!(fault instanceof ResyncNeeded)) return false;
      version.value = fault.newest;
    }
  }
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
