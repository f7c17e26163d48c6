import { type Book, type BookInputs, inputsOf } from '../book.ts';
import type { Cycle } from '../cycle.ts';
import type { Scheme } from '../scheme.ts';
import type { Coefficients } from '../scoring/book-numbers.ts';
import { type OwnStanding, ownStandings } from '../scoring/own-facts.ts';
import {
  type Basis,
  type BasisColumns,
  type Board,
  type CompetitiveColumn,
  emptyBoard,
  type FractionColumn,
  fractionText,
  type OwnCompetitive,
} from './board.ts';

/** A district's book as it was read: the label (its revision, read before the inputs) and the inputs. */
export interface DistrictInputs {
  /** The district's position in the cohort. */
  readonly district: number;
  readonly revision: number;
  readonly inputs: BookInputs;
  /** The district's own numbers, where its scheme reads any. */
  readonly coefficients?: Coefficients | undefined;
}

/** A board after some books changed. */
export interface Recalculated {
  readonly board: Board;
  /** What each changed book gives by itself, by basis. */
  readonly own: ReadonlyMap<number, Readonly<Record<Basis, OwnStanding>>>;
}

/**
 * The board after some books changed. Computes state from state: what the changed books give by themselves is put in
 * place, so that it equals `rebuild` of all inputs whatever came before. An older label never replaces a newer one. The
 * given board is left alone; what did not change is shared with it. No district's row depends on another's, so a part of
 * a cohort is recalculated like the whole. The row of a book in which nobody has written stays blank: what such a book
 * earns all the same is put in place when a board is read. Of a part, `from` is the position of its first district.
 */
export function recalculate(scheme: Scheme, board: Board, changed: readonly DistrictInputs[], from = 0): Recalculated {
  const revisions = board.revisions.slice();
  const own = new Map<number, Record<Basis, OwnStanding>>();
  for (const { district, revision, inputs, coefficients } of changed) {
    if (revision < revisions[district - from]! || revision === 0) continue;
    revisions[district - from] = revision;
    own.set(district, ownStandings(scheme, { inputs, coefficients }));
  }
  return {
    board: {
      size: board.size,
      revisions,
      claimed: place(board.claimed, own, 'claimed', from),
      verified: place(board.verified, own, 'verified', from),
    },
    own,
  };
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

/** The columns with the changed districts in place; the same object if that changes nothing. */
function place(columns: BasisColumns, own: Recalculated['own'], basis: Basis, from: number): BasisColumns {
  const plain = columns.plain.slice();
  const competitive = columns.competitive.slice();
  for (const [district, standings] of own) {
    const standing = standings[basis];
    const row = district - from;
    for (let at = 0; at < plain.length; at++) plain[at] = put(plain[at]!, columns.plain[at]!, row, standing.plain[at]!);
    for (let at = 0; at < competitive.length; at++)
      competitive[at] = putValue(competitive[at]!, columns.competitive[at]!, row, standing.competitive[at]!);
  }
  const isSame = areSame(plain, columns.plain) && areSame(competitive, columns.competitive);
  return isSame ? columns : { plain, competitive };
}

function putValue(
  column: CompetitiveColumn,
  original: CompetitiveColumn,
  district: number,
  { value, standing }: OwnCompetitive,
): CompetitiveColumn {
  const whole = put(column.whole, original.whole, district, value?.whole ?? 0);
  const micros = putMicros(column, original, district, value?.micros ?? 0);
  const standings = put(column.standing, original.standing, district, standing);
  const fractions = putFraction(column, original, district, fractionText(value));
  const isSame =
    whole === column.whole &&
    micros === column.micros &&
    standings === column.standing &&
    fractions === column.fractions;
  return isSame ? column : { whole, micros, standing: standings, fractions };
}

/** A column of whole values gets its millionths with the first value that has any. */
function putMicros(
  column: CompetitiveColumn,
  original: CompetitiveColumn,
  district: number,
  micros: number,
): Int32Array | null {
  if (column.micros) return put(column.micros, original.micros, district, micros);
  return micros > 0 ? put(new Int32Array(column.whole.length), null, district, micros) : null;
}

/** A column without fractions gets them with the first. */
function putFraction(
  { fractions, whole }: CompetitiveColumn,
  original: CompetitiveColumn,
  district: number,
  text: string | 0,
): FractionColumn | null {
  if ((fractions?.[district] ?? 0) === text) return fractions;
  const filled =
    fractions === original.fractions
      ? Array.from(whole, (_, at) => fractions?.[at] ?? 0)
      : (fractions as (string | 0)[]);
  filled[district] = text;
  return filled;
}

type Column = Uint32Array | Int32Array | Uint8Array | Float64Array;

/** The column with this amount in it: the original itself while nothing in it is new, then a copy that is filled in place. */
function put<C extends Column>(column: C, original: C | null, district: number, amount: number): C {
  if (column[district] === amount) return column;
  const filled = column === original ? (column.slice() as C) : column;
  filled[district] = amount;
  return filled;
}

function areSame<T>(left: readonly T[], right: readonly T[]): boolean {
  for (let at = 0; at < left.length; at++) if (left[at] !== right[at]) return false;
  return true;
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
