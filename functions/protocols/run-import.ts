import { digestOf } from '../../lib/domain/digest.ts';
import type { ImportField, ImportKind } from '../../lib/domain/import-table.ts';
import type { ReplyPlace } from '../../lib/domain/ports.ts';
import { isRejection, reject } from '../../lib/domain/rejection.ts';
import type { ImportJob, ImportProgress } from '../../lib/stores/import-store.ts';
import type { Rejection } from '../contract/refusals.ts';
import { rulesOf } from './cycle-rules.ts';
import type { Dependencies } from './dependencies.ts';
import {
  type BeforeTurn,
  type BookAnswer,
  type BookImport,
  checkBooks,
  type ImportRequest,
  inOrder,
  inTurns,
  type RefusedRows,
  type RowReport,
  refusedWhole,
  type SortedRows,
  writeRows,
} from './import-books.ts';
import type { writeBook } from './write-book.ts';

/** A request to import, but for what its own reply needs. */
type TableRequest = Omit<ImportRequest<never>, 'keep' | 'matches'>;

/** What became of a table: rows, refused cells, and where each book stands that was written. */
export interface WrittenTable extends RowReport, RefusedRows {
  readonly receipts: readonly (Receipt & { readonly district: string })[];
}

interface Receipt {
  readonly revision: number;
  readonly auditHead: string;
}

/**
 * Writes book by book. What a book refuses because it has moved meanwhile is told, and the others are written all the same.
 * With a place for replies each book keeps what it was written with: who was cut off and begins again at the same place is
 * told the same of the books that were written before.
 */
export async function writeTable(
  needs: Parameters<typeof writeBook>[0],
  kind: ImportKind,
  { replyPlace, ...request }: TableRequest,
  { books, headingOf }: SortedRows,
  turns: { readonly before?: BeforeTurn; readonly refuseFault?: (() => Rejection) | undefined } = {},
): Promise<WrittenTable> {
  interface Written {
    readonly report: RowReport;
    readonly receipt: Receipt;
  }
  const write = async (book: BookImport) => {
    const place = replyPlace && placeOfBook(replyPlace, book.district);
    const keep = (told: Written) =>
      place && { ...place, status: 200, body: JSON.stringify(told), etag: null, location: null };
    const own = { ...request, replyPlace: place, keep, matches: () => true };
    const told = await writeRows<Written>(needs, kind, own, book, headingOf, (report) => ({ report })).catch(
      (fault: unknown) => {
        if (turns.refuseFault) return turns.refuseFault();
        throw fault;
      },
    );
    return 'kept' in told ? (JSON.parse(told.kept.body) as Written) : told;
  };
  const outcomes = await inTurns(books, write, turns.before);
  const written = outcomes.flatMap((outcome, at) =>
    'report' in outcome ? [{ ...outcome, district: books[at]!.district }] : [],
  );
  return {
    accepted: inOrder(written.flatMap(({ report }) => report.accepted)),
    unchanged: inOrder(written.flatMap(({ report }) => report.unchanged)),
    refused: outcomes.flatMap((outcome, at) => {
      if ('report' in outcome) return [];
      return isRejection(outcome)
        ? refusedWhole(books[at]!, outcome as Rejection, headingOf).refused
        : (outcome as RefusedRows).refused;
    }),
    receipts: written.map(({ district, receipt }) => ({ ...receipt, district })),
  };
}

/** Another table under the same key is another request, and is not told what became of this one. */
function placeOfBook(place: ReplyPlace, district: string): ReplyPlace {
  return { ...place, id: digestOf([place.id, place.fingerprint, district]) };
}

/** A table's rows as they are kept for whoever goes on with them. */
export type KeptTable = Pick<SortedRows, 'books' | 'refused' | 'changedOnReading'> & {
  readonly kind: ImportKind;
  readonly headings: Readonly<Partial<Record<ImportField, string>>>;
};

/** What an import ends with. */
export type ImportEnd = WrittenTable & Pick<SortedRows, 'changedOnReading'>;

/** So long nobody else takes up what somebody is at; renewed every second. */
const leaseMilliseconds = 60_000;
const noteMilliseconds = 1000;
/** So often it is kept what the books have answered. */
const keepMilliseconds = 20_000;
/** A fault that outlasts so many runs does not pass by itself. */
const runsMax = 30;

/**
 * Takes an import up, if nobody is at it, and goes on until it has ended or no time is left. First every book is asked and
 * then each is written, as within a request. Whoever is killed, at whatever step, is followed by another run, which is told
 * by the books themselves what was written before. A fault is thrown, and after many of them the import ends without the
 * books that can't be written.
 */
export async function runImport(needs: Dependencies, found: ImportJob, isTimeLeft: () => boolean): Promise<void> {
  const { imports, clock } = needs;
  if (found.leasedUntil > clock.now()) return;
  const leasedUntil = clock.now() + leaseMilliseconds;
  // Nobody takes up one that has ended.
  const job = await imports.change(found, { leasedUntil, runs: found.runs + 1 });
  if (!job) return;
  try {
    const end = await new ImportRun(needs, job, isTimeLeft).end();
    // Of a trial that is the answer.
    const isFailed = end.refused.length > 0 && !job.isDryRun;
    const told = { checked: job.books, written: end.receipts.length };
    await imports.end({ ...job, ...told }, isFailed ? 'failed' : 'done', JSON.stringify(end));
  } catch (fault) {
    // Whoever comes next need not wait until the lease is over.
    await imports.change(job, { leasedUntil: 0 });
    if (!(fault instanceof Interrupted)) throw fault;
  }
}

/** Somebody else has taken the import up, or there is no time left for more books. */
class Interrupted extends Error {}

/** One run at an import. */
class ImportRun {
  readonly #needs: Dependencies;
  readonly #job: ImportJob;
  readonly #isTimeLeft: () => boolean;
  #notedAt: number;
  #keptAt: number;

  constructor(needs: Dependencies, job: ImportJob, isTimeLeft: () => boolean) {
    this.#needs = needs;
    this.#job = job;
    this.#isTimeLeft = isTimeLeft;
    this.#notedAt = needs.clock.now();
    this.#keptAt = this.#notedAt;
  }

  /** Goes on to the end, and tells what became of the table. */
  async end(): Promise<ImportEnd> {
    const { id, cycle, by, receivedAt, isDryRun, isChecked, runs, expiresAt } = this.#job;
    const { kind, headings, ...table } = JSON.parse(await this.#needs.imports.rows(this.#job)) as KeptTable;
    const rules = await rulesOf(this.#needs, cycle);
    if (!rules) throw new Error('the cycle of an import is not there');
    const sorted = { ...table, headingOf: (field: ImportField) => headings[field]! };
    const replyPlace = { id, fingerprint: id, expiresAt };
    const request = { path: { cycle }, rules, caller: by, receivedAt, replyPlace };
    const { books, changedOnReading } = table;
    if (!isChecked) {
      const checked = await this.#check(kind, request, sorted);
      if (isDryRun) return { ...checked, changedOnReading, receipts: [] };
      if (checked.refused.length > 0)
        return { accepted: [], unchanged: [], refused: checked.refused, changedOnReading, receipts: [] };
      await this.#note({ isChecked: true, checked: books.length });
    }
    const before = this.#noting((done) => ({ written: Math.max(done, this.#job.written) }));
    const refuseFault = runs < runsMax ? undefined : () => notWritten;
    return { ...(await writeTable(this.#needs, kind, request, sorted, { before, refuseFault })), changedOnReading };
  }

  /** Goes on with the first book that no run before has asked, or whose answer was not kept. */
  async #check(kind: ImportKind, request: TableRequest, sorted: SortedRows): Promise<RowReport & RefusedRows> {
    const answers = JSON.parse((await this.#needs.imports.answers(this.#job)) ?? '[]') as BookAnswer[];
    const note = this.#noting((done) => ({ checked: Math.max(done, this.#job.checked) }));
    const before: BeforeTurn = async (done) => {
      const isDue = !this.#isTimeLeft() || this.#needs.clock.now() - this.#keptAt >= keepMilliseconds;
      if (isDue) await this.#keepAnswers(answers);
      await note(done);
    };
    const checked = await checkBooks(this.#needs, kind, request as ImportRequest<never>, sorted, before, answers);
    if (!isRejection(checked)) return checked;
    const whole = sorted.books.flatMap((book) => refusedWhole(book, checked as Rejection, sorted.headingOf).refused);
    return { accepted: [], unchanged: [], refused: inOrder([...sorted.refused, ...whole]) };
  }

  async #keepAnswers(answers: readonly BookAnswer[]): Promise<void> {
    const { imports, clock } = this.#needs;
    await this.#note(await imports.keepAnswers(this.#job, answers.length, JSON.stringify(answers)));
    this.#keptAt = clock.now();
  }

  /** A run that begins again does not tell less than the one before. */
  #noting(progress: (done: number) => Partial<ImportProgress>): BeforeTurn {
    return async (done) => {
      if (!this.#isTimeLeft()) throw new Interrupted();
      if (this.#needs.clock.now() - this.#notedAt >= noteMilliseconds) await this.#note(progress(done));
    };
  }

  async #note(progress: Partial<ImportJob>): Promise<void> {
    this.#notedAt = this.#needs.clock.now();
    const leasedUntil = this.#notedAt + leaseMilliseconds;
    if (!(await this.#needs.imports.change(this.#job, { ...progress, leasedUntil }))) throw new Interrupted();
  }
}

const notWritten: Rejection = reject('busy', {
  zh: '这个区县的台账多次未能写入，这一行没有导入；请稍后重新导入。',
  en: 'The book of this district could not be written however often it was tried, and this row was not imported; import it again later.',
});
