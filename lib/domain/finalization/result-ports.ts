import type { Anchor } from '../anchor.ts';
import type { Cycle } from '../cycle.ts';

/** A file of a sealed result. */
export interface ResultFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** Write-once storage of sealed results. */
export interface ResultFiles {
  /** Keeps the files below a prefix; one that is there already stays. */
  keep(prefix: string, files: readonly ResultFile[]): Promise<void>;
  /** Links to the files below a prefix, for a few minutes; each is saved under the name that goes with it. */
  links(
    prefix: string,
    files: readonly { readonly name: string; readonly saveAs: string }[],
  ): Promise<{ readonly name: string; readonly url: string; readonly expiresAt: string }[]>;
}

/** Write-once storage of anchors. Throws on faults of the store. */
export interface AnchorFiles {
  /** Keeps an anchor under a name of its cycle; one that is there already stays. */
  keep(name: string, anchor: Anchor): Promise<void>;
  /** `null` only where the store says that there never was one of this name. */
  load(cycle: string, name: string): Promise<Anchor | null>;
}

/** Wakes the finalizer at a cycle's dates. Where there is nothing that can, the sweeper alone finds what is due. */
export interface WakeUps {
  /**
   * One wake-up for each date of the cycle's epoch that comes after `now` (epoch milliseconds); setting them again
   * replaces them. What is due already is the sweeper's.
   */
  set(cycle: Cycle, now: number): Promise<void>;
}

/** What the finalizer is told: which cycle, and in which epoch; what comes from an earlier one does nothing. */
export interface Firing {
  readonly cycle: string;
  readonly epoch: number;
}

/** Wakes the finalizer at once: it takes the cycle through what is due. A message may be lost; the sweeper is behind it. */
export interface CycleQueue {
  send(firing: Firing): Promise<void>;
}
