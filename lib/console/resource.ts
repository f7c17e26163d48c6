import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { pause } from '../client/connect.ts';
import { ConnectionLost, Problem } from '../client/index.ts';
import { timesResumed } from './session.ts';

const reconnectMilliseconds = 2_000;

/** Something read from the API, as far as it has come. */
export interface Resource<T> {
  /** What was read last for these very keys; `null` until the first time. */
  readonly value: T | null;
  readonly problem: Problem | null;
  readonly isLoading: boolean;
  /** Reads again. */
  readonly reload: () => void;
}

/**
 * Reads something, and again when one of `keys` changes. What was read stays until the new is there as long as `identity`
 * is the same, so that nothing flickers. A lost connection is tried again until it is back.
 */
export function useResource<T>(
  read: (signal: AbortSignal) => Promise<T>,
  identity: readonly unknown[],
  freshness: unknown = null,
): Resource<T> {
  const [state, setState] = useState<{ of: string; value: T | null; problem: Problem | null; isLoading: boolean }>({
    of: '',
    value: null,
    problem: null,
    isLoading: true,
  });
  const [asked, setAsked] = useState(0);
  const reading = useRef(read);
  reading.current = read;
  const of = JSON.stringify(identity);
  useEffect(() => {
    const control = new AbortController();
    setState((before) => ({ ...(before.of === of ? before : { value: null, problem: null }), of, isLoading: true }));
    untilConnected(() => reading.current(control.signal), control.signal)
      .then((value) => setState({ of, value, problem: null, isLoading: false }))
      .catch((fault: unknown) => {
        if (control.signal.aborted) return;
        if (!(fault instanceof Problem)) throw fault;
        setState((before) => ({ ...before, problem: fault, isLoading: false }));
      });
    return () => control.abort();
  }, [of, freshness, asked, timesResumed.value]);
  const reload = useCallback(() => setAsked((count) => count + 1), []);
  const isOfNow = state.of === of;
  return isOfNow ? { ...state, reload } : { value: null, problem: null, isLoading: true, reload };
}

async function untilConnected<T>(read: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (;;) {
    try {
      return await read();
    } catch (fault) {
      if (!(fault instanceof ConnectionLost) || signal.aborted) throw fault;
      await pause(reconnectMilliseconds, signal);
    }
  }
}
