import type { CycleState } from '../cycle.ts';
import type { ReplyPlace } from '../ports.ts';
import type { Blocker } from './snapshot.ts';

/** An administrator's order to seal, due or not. It is recorded with `closing`, so that whoever goes on obeys it. */
export interface SealingOrder {
  readonly by: string;
  readonly comment: string | null;
  /** Digest of the content that may be sealed and no other; `null` for whatever there is. */
  readonly expectedDigest: string | null;
  /** Where whoever seals keeps the reply to the order; `null` where it came without a key. */
  readonly reply: ReplyPlace | null;
}

/** How far the sealing of a cycle has come. */
export interface Sealing {
  /** When the cycle went into closing, recorded once an epoch; the sealed result carries this instant, never "now". */
  readonly closingAt: string | null;
  /** What the closing under way was ordered by; `null` where the clock began it. */
  readonly order: SealingOrder | null;
  /** Sealed results so far; 0 for none. */
  readonly revision: number;
  /** Digest of the last sealed snapshot. */
  readonly sha256: string | null;
  /** Whether the files of the last sealed result are confirmed in write-once storage. */
  readonly isExported: boolean;
  /** Open points that the clock met when it was due, and when. */
  readonly held: { readonly at: string; readonly count: number; readonly blockers: readonly Blocker[] } | null;
}

/** The sealing of a cycle that has just been opened. */
export const nothingSealed: Sealing = {
  closingAt: null,
  order: null,
  revision: 0,
  sha256: null,
  isExported: false,
  held: null,
};

/** A recorded transition of a cycle. Nothing is in a state because of the time; somebody or the clock recorded it. */
export interface CycleStep {
  readonly cycle: string;
  readonly number: number;
  readonly kind:
    | 'submissions-closed'
    | 'closing-begun'
    | 'held'
    | 'released'
    | 'finalized'
    | 'unchanged'
    | 'exported'
    | 'reopened';
  readonly state: CycleState;
  readonly epoch: number;
  readonly at: string;
  readonly by: string;
  readonly reason: string | null;
  readonly revision: number;
  readonly sha256: string | null;
  readonly blockers: number;
}

/** A sealed result as it is kept: its digest, where its bytes lie, and what it corrects. */
export interface Final {
  readonly cycle: string;
  readonly revision: number;
  readonly epoch: number;
  readonly sha256: string;
  /** Digest of the public form's bytes. */
  readonly publicSha256: string;
  /** SHA-256 of the pieces that the snapshot's compressed bytes are kept in, in order. */
  readonly pieces: readonly string[];
  readonly supersedes: { readonly revision: number; readonly sha256: string } | null;
  readonly closingAt: string;
  readonly comment: string | null;
}

/** Where a request to correct a sealed result stands. */
export const reopeningStates = ['requested', 'approved'] as const;

/** A request to correct a sealed result: by whom, why, for what, until when. */
export interface Reopening {
  readonly id: string;
  readonly cycle: string;
  readonly state: (typeof reopeningStates)[number];
  readonly districts: readonly string[];
  /** `null` for all components. */
  readonly components: readonly string[] | null;
  readonly reason: string;
  /** From this instant the scoped gates are closed again. */
  readonly until: string;
  /** The sealed result that it is about. */
  readonly revision: number;
  readonly requestedBy: string;
  readonly requestedAt: string;
  readonly approvedBy: string | null;
  readonly approvedAt: string | null;
}
