import type { PublishedEvent } from '../../events/index.ts';
import type { AuditEntry } from './audit-chain.ts';
import type { Book, BookInputs, Head } from './book.ts';
import type { BookChange } from './book-change.ts';
import type { Cycle } from './cycle.ts';
import type { Evidence, EvidenceBinding } from './evidence.ts';
import type { CycleStep, Final, Reopening, ReplyPlace } from './finalization/sealing.ts';
import type { Board } from './recalculation/board.ts';
import type { Move } from './recalculation/moves.ts';
import type { SchemeDocument } from './scheme-document.ts';

/** The store is too busy or can't be reached, beyond all retries. Nothing is known to be wrong with the request. */
export class Busy extends Error {
  override readonly name = 'Busy';
}

/** The present moment, epoch milliseconds. */
export interface Clock {
  now(): number;
}

/** A conditional write's answer: stored, or something it rested on has moved and the decision must be made again. */
export type WriteOutcome = 'committed' | 'outdated';

/** The first reply to a write that carried an idempotency key, kept to be given again. */
export interface StoredReply extends ReplyPlace {
  readonly status: number;
  readonly body: string;
  readonly etag: string | null;
  readonly location: string | null;
}

/** Replies by idempotency key. */
export interface ReplyStore {
  load(id: string): Promise<StoredReply | null>;
  /** Keeps the reply to a request that writes nothing else; `outdated` if the key is already taken. */
  save(reply: StoredReply): Promise<WriteOutcome>;
  /** Says more in the kept reply to the very same request; `outdated` if another one is kept, or none. */
  renew(reply: StoredReply): Promise<WriteOutcome>;
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

/** The books: what districts handed in and assessors judged. Throws `Busy`; everything else is a fault. */
export interface BookStore {
  /** Reads the head, some components and the kept reply in one request, as of one moment; `null` if the cycle has no such district. */
  open(
    cycle: string,
    district: string,
    components: readonly string[],
    replyId: string | null,
    files?: FileWish,
  ): Promise<OpenedBook | null>;
  /** Writes a change in one transaction whose conditions are the head as read, the gate and the deadline. */
  append(change: BookChange, reply: StoredReply | null): Promise<WriteOutcome>;
  /** The whole book as its head tells of it, by one query; `null` if the cycle has no such district. */
  load(cycle: string, district: string): Promise<Book | null>;
  /** The whole book with what the board has applied of it; the head is the label of its inputs. */
  loadLabelled(cycle: string, district: string): Promise<LabelledBook | null>;
  /** Heads of the named districts, in their order; `null` where there is none. */
  heads(cycle: string, districts: readonly string[]): Promise<(Head | null)[]>;
  /** All files of a book, by id. */
  evidence(cycle: string, district: string): Promise<Evidence[]>;
  /** One file; `null` if the book has none of this id. */
  evidenceOf(cycle: string, district: string, id: string): Promise<Evidence | null>;
  /** Files of all cycles whose scan is not finished. */
  pendingEvidence(): Promise<PendingEvidence[]>;
  /** Bytes that more than one district of the cycle keeps stored. */
  sharedEvidence(cycle: string): Promise<SharedEvidence[]>;
  /**
   * Sets the gates of all heads that are in the cycle's epoch; those of an earlier one stay closed. `outdated` as soon as
   * a transition was recorded since the cycle was read: a runner that comes late neither opens nor closes a gate.
   */
  setGates(cycle: Cycle, gates: Gates): Promise<WriteOutcome>;
  /** Audit entries from the newest down, below revision `before`. */
  history(cycle: string, district: string, before: number | null, limit: number): Promise<AuditEntry[]>;
}

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

/** What one version of the board moved, and which district revisions caused it. */
export interface ChangeEntry {
  readonly version: number;
  readonly at: string;
  readonly causes: readonly { readonly district: string; readonly revision: number }[];
  readonly moves: readonly Move[];
}

/** A new version of the board, whole: written entirely or not at all. */
export interface BoardCommit {
  readonly cycle: string;
  readonly next: StoredBoard;
  readonly change: ChangeEntry;
  readonly scores: readonly { readonly district: string; readonly score: StoredScore }[];
}

/** The derived state: the board, its change feed, and what it has applied of each book. */
export interface BoardStore {
  load(cycle: string): Promise<StoredBoard | null>;
  /** One transaction on condition that the stored version is the one before `next`. */
  commit(commit: BoardCommit): Promise<WriteOutcome>;
  /** Entries after a version, oldest first. */
  changes(cycle: string, after: number, limit: number): Promise<ChangeEntry[]>;
  /** The newest version of the change feed, which outlives a deleted board; 0 for none. */
  lastVersion(cycle: string): Promise<number>;
  /** Stored scores in the districts' order; `null` where none has been applied yet. */
  scores(cycle: string, districts: readonly string[]): Promise<(StoredScore | null)[]>;
}

/** Cycles. */
export interface CycleStore {
  /**
   * Opens a cycle with a head for each district and the first board, and keeps the reply with it; `outdated` if the id
   * or the reply's key is taken.
   */
  create(cycle: Cycle, first: StoredBoard, reply: StoredReply | null): Promise<WriteOutcome>;
  load(id: string): Promise<Cycle | null>;
  /** Records a transition, and keeps replies with it, on condition that no other was recorded since the cycle was read. */
  advance(before: Cycle, after: Cycle, step: CycleStep, replies?: readonly StoredReply[]): Promise<WriteOutcome>;
  /** Notes that the wake-ups of the cycle's epoch are set; `outdated` once it is in another epoch. No transition. */
  noteWakeUps(cycle: Cycle): Promise<WriteOutcome>;
  /** By id in code-unit order, after `after`. */
  list(after: string | null, limit: number): Promise<Cycle[]>;
}

/** Scheme documents, write-once. */
export interface SchemeStore {
  load(id: string): Promise<SchemeDocument | null>;
  list(): Promise<SchemeDocument[]>;
  /** Keeps a document and the reply with it; `outdated` if the id or the reply's key is taken. */
  save(document: SchemeDocument, reply: StoredReply | null): Promise<WriteOutcome>;
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

/** Integrity reports, the last one of each cycle. */
export interface IntegrityStore {
  load(cycle: string): Promise<IntegrityReport | null>;
  save(cycle: string, report: IntegrityReport): Promise<void>;
}

/** Secrets of the installation. */
export interface SecretStore {
  /** `null` while nobody has needed it. */
  load(name: string): Promise<string | null>;
  /** Makes the secret unless it is there. */
  ensure(name: string): Promise<void>;
}

/** Where events go that others may listen to; delivery is at least once, and those of one call come in any order. */
export interface EventBus {
  /** Resolves when all were taken. */
  publish(events: readonly PublishedEvent[]): Promise<void>;
}

/** Sealed results and requests to correct them. Nothing here is ever edited. */
export interface SealStore {
  /** Keeps a snapshot's bytes in pieces named by their own digests, so that keeping them twice is harmless. */
  keepPieces(snapshot: string): Promise<string[]>;
  /** Seals in one transaction: the transition, the result, the replies to who ordered it, and the board still at this version. */
  seal(
    before: Cycle,
    after: Cycle,
    step: CycleStep,
    final: Final,
    boardVersion: number,
    replies?: readonly StoredReply[],
  ): Promise<WriteOutcome>;
  load(cycle: string, revision: number): Promise<Final | null>;
  /** The snapshot's text. Throws if its bytes are not those of the digest. */
  read(final: Final): Promise<string>;
  /** Keeps a request and the reply with it; `outdated` if the id or the reply's key is taken. */
  request(reopening: Reopening, reply: StoredReply | null): Promise<WriteOutcome>;
  loadReopening(cycle: string, id: string): Promise<Reopening | null>;
  /** Opens the scoped heads with the cycle and keeps the reply, in one transaction. */
  reopen(
    before: Cycle,
    after: Cycle,
    step: CycleStep,
    approved: Reopening,
    reply: StoredReply | null,
  ): Promise<WriteOutcome>;
}
