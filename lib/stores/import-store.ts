import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Actor } from '../domain/book-change.ts';
import type { Clock, StoredReply } from '../domain/ports.ts';
import type { ReplyStore } from './reply-store.ts';
import { absent, fieldsOf, type Item, is, keys, ranges, type Table } from './table.ts';

/** How long an import and its report can be asked for. */
export const importKeptSeconds = 7 * 86_400;

/** Where an import stands that takes longer than a request. */
export interface ImportProgress {
  /** Books that were asked whether they take their rows, */
  readonly checked: number;
  /** whether that is over and the writing has begun, */
  readonly isChecked: boolean;
  /** and books that were dealt with since. */
  readonly written: number;
}

/** An import that takes longer than a request. */
export interface ImportJob extends ImportProgress {
  readonly id: string;
  readonly cycle: string;
  readonly by: Actor;
  /** The gateway's receipt time, epoch milliseconds. */
  readonly receivedAt: number;
  readonly isDryRun: boolean;
  readonly books: number;
  /** `failed`: nothing was written, or not all of it could be. The report says why. */
  readonly state: 'working' | 'done' | 'failed';
  /** Until when somebody is at it, epoch milliseconds; 0 for nobody. */
  readonly leasedUntil: number;
  /** How often somebody took it up. */
  readonly runs: number;
  readonly rowPieces: number;
  readonly reportPieces: number;
  /** Under which name it is kept what the books answered that were asked so far, and in how many pieces; 0 for nothing. */
  readonly answersName: string;
  readonly answerPieces: number;
  /** Epoch seconds. */
  readonly expiresAt: number;
}

/** An import that nobody has begun. */
export function newImport(
  given: Pick<ImportJob, 'id' | 'cycle' | 'by' | 'receivedAt' | 'isDryRun' | 'books' | 'expiresAt'>,
) {
  const progress = { checked: 0, isChecked: false, written: 0, state: 'working' as const };
  return { ...given, ...progress, leasedUntil: 0, runs: 0, reportPieces: 0, answersName: '', answerPieces: 0 };
}

/** Below the size of an item. */
const pieceBytesMax = 350_000;

/** Imports that take longer than a request: where each stands, and in compressed pieces its rows and its report. */
export class ImportStore {
  readonly #table: Table;
  readonly #replies: ReplyStore;
  readonly #clock: Clock;

  constructor(table: Table, replies: ReplyStore, clock: Clock) {
    this.#table = table;
    this.#replies = replies;
    this.#clock = clock;
  }

  /** Keeps an import with its rows, and the reply with it; `null` if the reply's key is taken. */
  async add(given: Omit<ImportJob, 'rowPieces'>, rows: string, reply: StoredReply | null): Promise<ImportJob | null> {
    const job = { ...given, rowPieces: await this.#keep(given, 'ROWS', rows) };
    const outcome = await this.#table.transact([
      // The id is new; should it ever not be, nobody's import is written over.
      { put: { ...keys.importJob(job.id), ...job }, when: [absent] },
      ...(reply ? [this.#replies.write(reply)] : []),
    ]);
    return outcome === 'committed' ? job : null;
  }

  /** `null` for an id that was never given or has expired. */
  async load(id: string): Promise<ImportJob | null> {
    return this.#read(await this.#table.get(keys.importJob(id)));
  }

  /** Those that have not ended. */
  async open(): Promise<ImportJob[]> {
    const found = (await this.#table.query(ranges.importJobs)).map((item) => this.#read(item));
    return found.filter((job) => job?.state === 'working') as ImportJob[];
  }

  /** Takes it up until an instant, or notes how far its own run has come; `null` if somebody else has taken it up since. */
  async change(job: ImportJob, change: Partial<ImportJob>): Promise<ImportJob | null> {
    const update = keys.importJob(job.id);
    // Another run may have taken it up when this one was believed to be dead, and may have ended it.
    const when = [is('runs', job.runs), is('state', 'working')];
    const outcome = await this.#table.transact([{ update, set: { ...change }, when }]);
    return outcome === 'committed' ? { ...job, ...change } : null;
  }

  /** Ends it, as far as it has come, with its report. */
  async end(job: ImportJob, state: 'done' | 'failed', report: string): Promise<void> {
    const reportPieces = await this.#keep(job, `REPORT-${job.runs}`, report);
    const { checked, written } = job;
    await this.change(job, { state, reportPieces, checked, written, leasedUntil: 0 });
  }

  /**
   * Keeps what so many books answered, for the next run; gives what has to be noted of it. Under a name of its own: who is
   * killed in between leaves what was kept before.
   */
  async keepAnswers(job: ImportJob, checked: number, answers: string): Promise<Partial<ImportJob>> {
    const answersName = `ANSWERS-${job.runs}-${checked}`;
    return { checked, answersName, answerPieces: await this.#keep(job, answersName, answers) };
  }

  /** What books answered that runs before have asked; `null` for none. */
  async answers(job: ImportJob): Promise<string | null> {
    // Imports that were noted before answers were kept have none.
    return job.answerPieces ? this.#kept(job, job.answersName, job.answerPieces) : null;
  }

  rows(job: ImportJob): Promise<string> {
    return this.#kept(job, 'ROWS', job.rowPieces);
  }

  report(job: ImportJob): Promise<string> {
    return this.#kept(job, `REPORT-${job.runs}`, job.reportPieces);
  }

  async #keep({ id, expiresAt }: Pick<ImportJob, 'id' | 'expiresAt'>, what: string, text: string): Promise<number> {
    const packed = deflateRawSync(text);
    const count = Math.ceil(packed.length / pieceBytesMax);
    for (let at = 0; at < count; at++) {
      const bytes = packed.subarray(at * pieceBytesMax, (at + 1) * pieceBytesMax);
      await this.#table.put({ ...keys.importPiece(id, what, at), bytes, expiresAt });
    }
    return count;
  }

  async #kept({ id }: ImportJob, what: string, count: number): Promise<string> {
    const places = Array.from({ length: count }, (_, at) => keys.importPiece(id, what, at));
    const pieces = (await this.#table.getMany(places)).map((item) => item?.bytes as Uint8Array | undefined);
    if (pieces.some((piece) => piece === undefined)) throw new Error('a piece of an import is missing');
    return inflateRawSync(Buffer.concat(pieces as Uint8Array[])).toString();
  }

  #read(item: Item | null): ImportJob | null {
    if (!item || (item.expiresAt as number) <= this.#clock.now() / 1000) return null;
    return fieldsOf(item);
  }
}
