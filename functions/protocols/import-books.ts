import { type Decision, type DecisionContext, unchanged } from '../../lib/domain/book-change.ts';
import { decideClaims } from '../../lib/domain/decide-claims.ts';
import { decideTargets } from '../../lib/domain/decide-targets.ts';
import type { ImportField, ImportKind, ReadChange } from '../../lib/domain/import-table.ts';
import type { OpenedBook } from '../../lib/domain/ports.ts';
import { isRejection } from '../../lib/domain/rejection.ts';
import { type BodyFault, type Rejection, unknownDistrict } from '../contract/refusals.ts';
import type { KeptBefore } from '../contract/told.ts';
import type { Dependencies } from './dependencies.ts';
import { type BookRequest, explainClosed, isTooMuch, storedFiles, tooManyAtOnce, writeBook } from './write-book.ts';

/** A row whose every field has the form that it must have. */
export interface ImportedRow {
  readonly row: number;
  readonly component: string;
  readonly value: string;
  readonly evidence: readonly string[];
  readonly note: string | null;
}

/** The rows of one book. */
export interface BookImport {
  readonly district: string;
  readonly rows: readonly ImportedRow[];
}

/** A cell that can't be imported; `column` is its heading. */
export interface RefusedCell extends Pick<BodyFault, 'code' | 'message'> {
  readonly row: number;
  readonly column: string;
}

/** The rows of a table by books, and the cells that are wrong whatever the books hold. */
export interface SortedRows {
  readonly books: readonly BookImport[];
  readonly refused: readonly RefusedCell[];
  readonly changedOnReading: readonly ReadChange[];
  readonly headingOf: (field: ImportField) => string;
}

/** A row that is imported, or that changes nothing. */
export interface ReportedRow {
  readonly row: number;
  readonly district: string;
  readonly component: string;
  readonly value: string;
}

/** What comes of rows. */
export interface RowReport {
  readonly accepted: readonly ReportedRow[];
  readonly unchanged: readonly ReportedRow[];
}

/** A request to import, as the edge hands it over. */
export type ImportRequest<Told> = Omit<BookRequest<Told>, 'path'> & { readonly path: { readonly cycle: string } };

/** A write that its book refuses by rows. */
export interface RefusedRows {
  readonly refused: readonly RefusedCell[];
}

/** What a book answers that is asked whether it takes its rows. */
export type BookAnswer = (RowReport & RefusedRows) | Rejection;

/**
 * What would come of a table as its books stand now; nothing is written. A refusal where no book takes anything. The
 * answers of the first books may be known; those of the others are added to them.
 */
export async function checkBooks(
  needs: Pick<Dependencies, 'books' | 'cycles'>,
  kind: ImportKind,
  request: ImportRequest<never>,
  { books, refused, headingOf }: SortedRows,
  before?: BeforeTurn,
  answers: BookAnswer[] = [],
): Promise<BookAnswer> {
  const ask = (book: BookImport) => checkBook(needs, kind, request, book, headingOf);
  const outcomes = await inTurns(books, ask, before, answers);
  const closed = outcomes.filter((outcome) => isRejection(outcome));
  if (closed[0] && closed.length === outcomes.length) return closed[0] as Rejection;
  const reports = outcomes.map((outcome, at): RowReport & RefusedRows => {
    return isRejection(outcome) ? refusedWhole(books[at]!, outcome as Rejection, headingOf) : outcome;
  });
  return {
    accepted: inOrder(reports.flatMap(({ accepted }) => accepted)),
    unchanged: inOrder(reports.flatMap(({ unchanged: same }) => same)),
    refused: inOrder([...refused, ...reports.flatMap((report) => report.refused)]),
  };
}

/** As the table has them. */
export const inOrder = <T extends { readonly row: number }>(rows: readonly T[]) =>
  rows.toSorted((a, b) => a.row - b.row);

const booksAtOnce = 3;

/** Is told before each turn how many books are done; what it throws ends the work between two turns. */
export type BeforeTurn = (done: number) => Promise<void>;

/** A few books at a time: a large table neither waits for each, nor do its own writes wait for each other until they give up. */
export async function inTurns<T>(
  books: readonly BookImport[],
  each: (book: BookImport) => Promise<T>,
  before: BeforeTurn = async () => undefined,
  done: T[] = [],
): Promise<T[]> {
  for (let at = done.length; at < books.length; at += booksAtOnce) {
    await before(at);
    done.push(...(await Promise.all(books.slice(at, at + booksAtOnce).map(each))));
  }
  return done;
}

/** The refusal of a book, at each of its rows. */
export function refusedWhole(
  { rows }: BookImport,
  { rejected, detail }: Rejection,
  headingOf: SortedRows['headingOf'],
) {
  const refused = rows.map(({ row }) => ({ row, column: headingOf('component'), code: rejected, message: detail }));
  return { accepted: [], unchanged: [], refused };
}

async function checkBook(
  needs: Pick<Dependencies, 'books' | 'cycles'>,
  kind: ImportKind,
  request: ImportRequest<never>,
  book: BookImport,
  headingOf: SortedRows['headingOf'],
): Promise<(RowReport & RefusedRows) | Rejection> {
  const { path, rules, caller, receivedAt } = request;
  const { district, rows } = book;
  const wish = wishOf(rules.scheme.indexOf, rows);
  if (isTooMuch(wish.components, wish.files.ids)) return tooManyAtOnce;
  const opened = await needs.books.open(path.cycle, district, wish.components, null, wish.files);
  if (!opened) return unknownDistrict;
  const context = { scheme: rules.scheme, book: opened.book, actor: caller, receivedAt };
  const decide = (some: readonly ImportedRow[]) => decideRows(kind, some, context, opened);
  const decision = decide(rows);
  if (isRejection(decision) && !decision.faults) return explainClosed(needs, path.cycle, decision as Rejection);
  return judged(book, decision, decide, headingOf);
}

/** What the book says of its rows: the refused ones, and then of the others alone. */
function judged(
  book: BookImport,
  decision: Decision,
  decide: (rows: readonly ImportedRow[]) => Decision,
  headingOf: SortedRows['headingOf'],
): RowReport & RefusedRows {
  if (!isRejection(decision)) return { ...reportOf(book, decision), refused: [] };
  const refused = decision.faults!.map((fault) => refusedCell(book.rows, fault, headingOf));
  const wrong = new Set(refused.map(({ row }) => row));
  const right = { ...book, rows: book.rows.filter(({ row }) => !wrong.has(row)) };
  const others = judged(right, decide(right.rows), decide, headingOf);
  return { ...others, refused: [...refused, ...others.refused] };
}

/**
 * Writes the rows of a book in one transaction: all of them or none. `reply` makes the answer of what came of them; the
 * receipt is added to it.
 */
export async function writeRows<Told>(
  needs: Parameters<typeof writeBook>[0],
  kind: ImportKind,
  request: ImportRequest<Told>,
  book: BookImport,
  headingOf: SortedRows['headingOf'],
  reply: (report: RowReport) => Omit<Told, 'receipt'>,
): Promise<Told | RefusedRows | Rejection | KeptBefore> {
  const { district, rows } = book;
  let report: RowReport | null = null;
  const told = await writeBook<Told>(
    needs,
    { ...request, path: { cycle: request.path.cycle, district } },
    {
      ...wishOf(request.rules.scheme.indexOf, rows),
      decide: (context, opened) => {
        const decision = decideRows(kind, rows, context, opened);
        if (!isRejection(decision)) report = reportOf(book, decision);
        return decision;
      },
      reply: () => reply(report!) as never,
    },
  );
  // The book has moved since it was looked at.
  if (isRejection(told) && told.faults)
    return { refused: told.faults.map((fault) => refusedCell(rows, fault as BodyFault, headingOf)) };
  return told;
}

/** What of a book the rows look at. */
function wishOf(known: ReadonlyMap<string, number>, rows: readonly ImportedRow[]) {
  return {
    components: [...new Set(rows.map(({ component }) => component).filter((id) => known.has(id)))],
    files: { ids: [...new Set(rows.flatMap(({ evidence }) => evidence))] },
  };
}

function decideRows(
  kind: ImportKind,
  rows: readonly ImportedRow[],
  context: DecisionContext,
  opened: OpenedBook,
): Decision {
  if (kind === 'claims') return decideClaims(context, rows, storedFiles(opened), (index) => ['claims', index]);
  return decideTargets(context, Object.fromEntries(rows.map(({ component, value }) => [component, value])));
}

function reportOf({ district, rows }: BookImport, decision: Exclude<Decision, { rejected: unknown }>): RowReport {
  const changed = new Set(decision === unchanged ? [] : decision.components.map(({ component }) => component));
  const reported = rows.map(({ row, component, value }) => ({ row, district, component, value }));
  return {
    accepted: reported.filter(({ component }) => changed.has(component)),
    unchanged: reported.filter(({ component }) => !changed.has(component)),
  };
}

/** Faults of claims name the place in the list; those of targets the component. */
function refusedCell(
  rows: readonly ImportedRow[],
  { path, code, message }: BodyFault,
  headingOf: SortedRows['headingOf'],
): RefusedCell {
  const [list, at, field = code === 'unknown-component' ? 'component' : 'value'] = path;
  const named = list === 'claims' ? rows[Number(at)] : rows.find(({ component }) => component === at);
  return { row: (named ?? rows[0]!).row, column: headingOf(field as ImportField), code, message };
}
