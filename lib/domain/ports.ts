import type { PublishedEvent } from '../../events/index.ts';
import type { AuditEntry } from './audit-chain.ts';
import type { Book, BookInputs, Head } from './book.ts';
import type { BookChange } from './book-change.ts';
import type { Cycle } from './cycle.ts';
import type { Board } from './recalculation/board.ts';
import type { Move } from './recalculation/moves.ts';
import type { SchemeDocument } from './scheme-document.ts';

/** The store is too busy: conflicts or throttling outlasted the retries. Nothing is known to be wrong with the request. */
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
export interface StoredReply {
  /** Hash of caller and key: where the reply is kept. */
  readonly id: string;
  /** Hash of method, path and body: another request under the same key is refused. */
  readonly fingerprint: string;
  readonly status: number;
  readonly body: string;
  readonly etag: string | null;
  readonly location: string | null;
  /** Epoch seconds; from then on the reply is as good as gone. */
  readonly expiresAt: number;
}

/** Replies by idempotency key. */
export interface ReplyStore {
  load(id: string): Promise<StoredReply | null>;
  /** Keeps a reply on its own; `outdated` if the key is already taken. */
  save(reply: StoredReply): Promise<WriteOutcome>;
}

/** A part of a book with what one read brought along. */
export interface OpenedBook {
  readonly book: Book;
  /** The kept reply under the asked key, if there is one that has not expired. */
  readonly reply: StoredReply | null;
}

/** The books: what districts handed in and assessors judged. Throws `Busy`; everything else is a fault. */
export interface BookStore {
  /** Reads the head, some components and the kept reply in one request, as of one moment; `null` if the cycle has no such district. */
  open(
    cycle: string,
    district: string,
    components: readonly string[],
    replyId: string | null,
  ): Promise<OpenedBook | null>;
  /** Writes a change in one transaction whose conditions are the head as read, the gate and the deadline. */
  append(change: BookChange, reply: StoredReply | null): Promise<WriteOutcome>;
  /** The whole book by one query; `null` if the cycle has no such district. */
  load(cycle: string, district: string): Promise<Book | null>;
  /** The book for recalculation: the head is read before the inputs and is their label. */
  loadLabelled(cycle: string, district: string): Promise<LabelledBook | null>;
  /** Heads of the named districts, in their order; `null` where there is none. */
  heads(cycle: string, districts: readonly string[]): Promise<(Head | null)[]>;
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
  /** By id in code-unit order, after `after`. */
  list(after: string | null, limit: number): Promise<Cycle[]>;
}

/** Scheme documents, write-once. */
export interface SchemeStore {
  load(id: string): Promise<SchemeDocument | null>;
  list(): Promise<SchemeDocument[]>;
  /** `outdated` if the id is taken. */
  save(document: SchemeDocument): Promise<WriteOutcome>;
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

/** Where events go that others may listen to; delivery is at least once. */
export interface EventBus {
  publish(events: readonly PublishedEvent[]): Promise<void>;
}
