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

/** Wakes the finalizer at a cycle's dates. Where there is nothing that can, the sweeper alone finds what is due. */
export interface WakeUps {
  /** One wake-up for each step of the cycle's epoch; setting them again replaces them. */
  set(cycle: Cycle): Promise<void>;
}
