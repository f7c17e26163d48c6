import type { PublishedEvent } from '../../events/index.ts';
import type { Book, BookInputs, Head } from './book.ts';
import type { Evidence, EvidenceBinding } from './evidence.ts';
import type { Board, BoardShape } from './recalculation/board.ts';
import type { Cell, Row } from './recalculation/cells.ts';
import type { Move, OwnMove } from './recalculation/move.ts';

/** The store is too busy or can't be reached, beyond all retries. Nothing is known to be wrong with the request. */
export class Busy extends Error {
  override readonly name = 'Busy';
}

/** The present moment, epoch milliseconds. */
export interface Clock {
  now(): number;
}

/** Where the reply to a request is kept and which request it answers: known before the reply is. */
export interface ReplyPlace {
  /** Hash of caller and key: where the reply is kept. */
  readonly id: string;
  /** Hash of method, path and body: another request under the same key is refused. */
  readonly fingerprint: string;
  /** Epoch seconds; from then on the reply is as good as gone. */
  readonly expiresAt: number;
}

/** The first reply to a write that carried an idempotency key, kept to be given again. */
export interface StoredReply extends ReplyPlace {
  readonly status: number;
  readonly body: string;
  readonly etag: string | null;
  readonly location: string | null;
}

/** A part of a book with what one read brought along. */
export interface OpenedBook {
  readonly book: Book;
  /** The kept reply under the asked key, if there is one that has not expired. */
  readonly reply: StoredReply | null;
  /** The asked files that the book has, by id. */
  readonly evidence: ReadonlyMap<string, Evidence>;
  /** A file with the asked bytes, if the book keeps one stored; of `copyOf` another than that file itself. */
  readonly sameBytes: Evidence | null;
}

/** Files that a decision looks at: by id, whichever has these bytes, or one with whichever else has the same bytes. */
export interface FileWish {
  readonly ids?: readonly string[];
  readonly sha256?: string;
  readonly copyOf?: string;
}

/** A file that has arrived and whose scan is not finished. */
export interface PendingEvidence {
  readonly cycle: string;
  readonly district: string;
  readonly id: string;
  readonly versionId: string;
  readonly uploadedAt: string;
}

/** The same bytes in the books of several districts. */
export interface SharedEvidence {
  readonly sha256: string;
  readonly holders: readonly (EvidenceBinding & { readonly district: string })[];
}

/** The two gates of a head. */
export type Gates = Pick<Head, 'portalGate' | 'assessorGate'>;

/** A book under its label, with what the board has applied of it so far. */
export interface LabelledBook {
  readonly book: Book;
  readonly applied: StoredScore | null;
}

/** What the board has applied of a district's book: the inputs that its points rest on. */
export interface StoredScore {
  readonly revision: number;
  readonly version: number;
  readonly inputs: BookInputs;
}

/** A version of the board and when it was made. */
export interface StoredBoard {
  readonly version: number;
  readonly at: string;
  readonly board: Board;
}

/** What is kept of a board beside its rows, which stand in blocks of consecutive districts. */
export interface BoardHead {
  readonly version: number;
  readonly at: string;
  /** Names the blocks: a board that began anew does not look at those of the one that was lost. */
  readonly generation: string;
  readonly shape: BoardShape;
  readonly rowsPerBlock: number;
  /** The sum of the versions that last wrote each block: a reader who finds another one has not seen all of one version. */
  readonly blockVersions: number;
}

/** A block of a board as it was read. */
export interface BoardBlock {
  readonly number: number;
  /** The version that last wrote it; 0 for one that nobody has written yet. */
  readonly version: number;
  /** What it holds of one of its districts, which are positions of the cohort. */
  rowAt(district: number): Row;
  /** Its stored rows with these values changed. */
  rowsWith(cells: readonly Cell[]): Uint8Array;
}

/** A block as a commit writes it: its rows as they will be, and the version that last wrote it. */
export interface WrittenBlock extends Pick<BoardBlock, 'number' | 'version'> {
  readonly rows: Uint8Array;
}

/** A whole board as it was found. */
export interface FoundBoard extends StoredBoard {
  readonly head: BoardHead;
  /** The versions that last wrote its blocks, by their number. */
  readonly blocks: readonly number[];
  /** Numbers of blocks that can't be read, or are newer than the head. */
  readonly broken: readonly number[];
  /** Whether all of this is of one version; else it is being written, or something was lost. */
  readonly isWhole: boolean;
}

/**
 * What one version of the board changed, and which district revisions caused it. Everything that moved by it is derived
 * from this and the board before.
 */
export interface ChangeEntry {
  readonly version: number;
  readonly at: string;
  /** The instant of the version that it changed; `null` where the board was lost and began anew. */
  readonly since: string | null;
  readonly causes: readonly { readonly district: string; readonly revision: number }[];
  readonly own: readonly OwnMove[];
  readonly cells: readonly Cell[];
}

/** A version of the board with everything that moved by it. */
export interface ToldChange extends Pick<ChangeEntry, 'version' | 'at' | 'causes'> {
  readonly moves: readonly Move[];
}

/** A new version of the board: written entirely or not at all. */
export interface BoardCommit {
  readonly cycle: string;
  /** What was read, or what a board begins with that is not there. */
  readonly before: BoardHead;
  readonly isAnew: boolean;
  /** The blocks that change. */
  readonly blocks: readonly WrittenBlock[];
  readonly change: ChangeEntry;
  readonly scores: readonly { readonly district: string; readonly score: StoredScore }[];
}

/** The last comparison of the board with a full rebuild, and of the audit chains with their heads. */
export interface IntegrityReport {
  readonly at: string;
  readonly version: number;
  readonly districtsCompared: number;
  readonly differences: readonly {
    readonly column: string;
    readonly district: string;
    readonly board: string;
    readonly rebuilt: string;
  }[];
  readonly auditEntriesChecked: number;
  readonly auditBreaks: readonly { readonly district: string; readonly revision: number; readonly fault: string }[];
}

/** Where events go that others may listen to; delivery is at least once, and those of one call come in any order. */
export interface EventBus {
  /** Resolves when all were taken. */
  publish(events: readonly PublishedEvent[]): Promise<void>;
}
