import { useState } from 'preact/hooks';

const step = 100;

/** As much of a long list as is shown so far. */
export interface Shown<T> {
  readonly items: readonly T[];
  /** How many the next step adds; 0 at the end. */
  readonly next: number;
  readonly showMore: () => void;
}

/** Shows a long list in steps, so that a thousand lines do not stand in the way of the next heading. */
export function useSteps<T>(all: readonly T[]): Shown<T> {
  const [count, setCount] = useState(step);
  return {
    items: all.slice(0, count),
    next: Math.max(0, Math.min(step, all.length - count)),
    showMore: () => setCount(count + step),
  };
}
