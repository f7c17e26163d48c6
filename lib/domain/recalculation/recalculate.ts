import { type Book, type BookInputs, inputsOf } from '../book.ts';
import type { Cycle } from '../cycle.ts';
import type { Scheme } from '../scheme.ts';
import type { Coefficients } from '../scoring/book-numbers.ts';
import { type OwnStanding, ownStandings, rowOf } from '../scoring/own-facts.ts';
import { type Basis, type Board, columnsOf, emptyBoard } from './board.ts';
import { type Cell, type Row, withCells } from './cells.ts';

/** A district's book as it was read: the label (its revision, read before the inputs) and the inputs. */
export interface DistrictInputs {
  /** The district's position in the cohort. */
  readonly district: number;
  readonly revision: number;
  readonly inputs: BookInputs;
  /** The district's own numbers, where its scheme reads any. */
  readonly coefficients?: Coefficients | undefined;
}

/** What some changed books do to a board. */
export interface RowChanges {
  /** The values that are others now, by district and column. */
  readonly cells: readonly Cell[];
  /** What each changed book gives by itself, by basis. */
  readonly own: ReadonlyMap<number, Readonly<Record<Basis, OwnStanding>>>;
}

/** A board after some books changed. */
export interface Recalculated extends Pick<RowChanges, 'own'> {
  readonly board: Board;
}

/**
 * What some changed books do to a board, of which the rows of their districts are asked for. An older label never replaces
 * a newer one. No district's row depends on another's, so a part of a cohort is asked like the whole. The row of a book in
 * which nobody has written stays blank: what such a book earns all the same is put in place when a board is read.
 */
export function recalculateRows(
  scheme: Scheme,
  rowAt: (district: number) => Row,
  changed: readonly DistrictInputs[],
): RowChanges {
  const newest = new Map<number, { readonly was: Row; readonly book: DistrictInputs }>();
  for (const book of changed) {
    const before = newest.get(book.district);
    const was = before?.was ?? rowAt(book.district);
    const label = before?.book.revision ?? (was[0] as number);
    if (book.revision >= label && book.revision > 0) newest.set(book.district, { was, book });
  }
  const cells: Cell[] = [];
  const own = new Map<number, Record<Basis, OwnStanding>>();
  for (const [district, { was, book }] of newest) {
    const standings = ownStandings(scheme, book);
    own.set(district, standings);
    const is = rowOf(book.revision, standings);
    for (let column = 0; column < is.length; column++) {
      const before = was[column]!;
      const after = is[column]!;
      if (before !== after) cells.push({ district, column, before, after });
    }
  }
  return { cells, own };
}

/**
 * The board after some books changed. Computes state from state: what the changed books give by themselves is put in
 * place, so that it equals `rebuild` of all inputs whatever came before. The given board is left alone; what did not change
 * is shared with it.
 */
export function recalculate(scheme: Scheme, board: Board, changed: readonly DistrictInputs[]): Recalculated {
  const columns = columnsOf(board);
  const rowAt = (district: number) => columns.map((column) => column?.[district] ?? 0);
  const { cells, own } = recalculateRows(scheme, rowAt, changed);
  return { board: withCells(board, cells, 'after'), own };
}

/**
 * The board computed whole from every book: the definition that `recalculate` must equal. Throws unless each position of
 * the cohort is there once.
 */
export function rebuild(scheme: Scheme, books: readonly DistrictInputs[]): Recalculated {
  const positions = new Set(books.map(({ district }) => district));
  if (positions.size !== books.length || books.some(({ district }) => !(district < books.length)))
    throw new Error('a rebuild needs every book of the cohort once');
  return recalculate(scheme, emptyBoard(scheme, books.length), books);
}

/**
 * What a rebuild needs of a cycle's books. Throws unless these are the books of all its districts in the cohort's order:
 * one left out would give every later district its neighbour's values.
 */
export function cohortInputs({ districts }: Cycle, scheme: Scheme, books: readonly Book[]): DistrictInputs[] {
  if (books.length !== districts.length) throw new Error(`${books.length} books of ${districts.length} districts`);
  return books.map(({ head, components }, district) => {
    const { id, coefficients } = districts[district]!;
    if (head.district !== id) throw new Error('the books are not in the cohort’s order');
    return { district, revision: head.revision, inputs: inputsOf(scheme, components), coefficients };
  });
}
