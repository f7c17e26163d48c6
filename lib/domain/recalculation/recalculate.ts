import { type Book, type BookInputs, inputsOf } from '../book.ts';
import type { Cycle } from '../cycle.ts';
import type { PointUnits } from '../points.ts';
import type { Quantity } from '../quantity.ts';
import type { Scheme } from '../scheme.ts';
import { countedValue, earnAlone } from '../scoring/score-component.ts';
import { type Basis, type BasisColumns, type Board, type CompetitiveColumn, emptyBoard } from './board.ts';

/** A district's book as it was read: the label (its revision, read before the inputs) and the inputs. */
export interface DistrictInputs {
  /** The district's position in the cohort. */
  readonly district: number;
  readonly revision: number;
  readonly inputs: BookInputs;
}

/** A book's counted value in one competition, and what it has there without a place. */
export interface OwnCompetitive {
  readonly value: Quantity | null;
  readonly standing: number;
}

/** What one book gives on one basis without looking at any other district. */
export interface OwnStanding {
  /** Points by component in scheme order; `null` where the cohort decides. */
  readonly points: readonly (PointUnits | null)[];
  /** Points by category, competitive components left out. */
  readonly plain: readonly PointUnits[];
  /** In the order of the scheme's competitive components. */
  readonly competitive: readonly OwnCompetitive[];
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
 * a cohort is recalculated like the whole.
 */
export function recalculate(scheme: Scheme, board: Board, changed: readonly DistrictInputs[]): Recalculated {
  const revisions = board.revisions.slice();
  const own = new Map<number, Record<Basis, OwnStanding>>();
  for (const { district, revision, inputs } of changed) {
    if (revision < revisions[district]!) continue;
    revisions[district] = revision;
    const claimed = ownStanding(scheme, inputs, 'claimed');
    own.set(district, { claimed, verified: ownStanding(scheme, inputs, 'verified') });
  }
  return {
    board: {
      size: board.size,
      revisions,
      claimed: place(board.claimed, own, 'claimed'),
      verified: place(board.verified, own, 'verified'),
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
function place(columns: BasisColumns, own: Recalculated['own'], basis: Basis): BasisColumns {
  const plain = columns.plain.slice();
  const competitive = columns.competitive.slice();
  for (const [district, standings] of own) {
    const standing = standings[basis];
    for (let at = 0; at < plain.length; at++)
      plain[at] = put(plain[at]!, columns.plain[at]!, district, standing.plain[at]!);
    for (let at = 0; at < competitive.length; at++)
      competitive[at] = putValue(competitive[at]!, columns.competitive[at]!, district, standing.competitive[at]!);
  }
  const isSame = areSame(plain, columns.plain) && areSame(competitive, columns.competitive);
  return isSame ? columns : { plain, competitive };
}

/** A competitive component's column with another value and standing of one district; the given column is left alone. */
export function withValue(column: CompetitiveColumn, district: number, own: OwnCompetitive): CompetitiveColumn {
  return putValue(column, column, district, own);
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
  const isSame = whole === column.whole && micros === column.micros && standings === column.standing;
  return isSame ? column : { whole, micros, standing: standings };
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

/** Scores one book on one basis as far as that is possible without the cohort. */
export function ownStanding(scheme: Scheme, inputs: BookInputs, basis: Basis): OwnStanding {
  const points: (PointUnits | null)[] = [];
  const plain: PointUnits[] = scheme.categories.map(() => 0);
  const competitive: OwnCompetitive[] = [];
  for (const component of scheme.components) {
    const own = inputs[points.length]!;
    const given = component.rule.sees === 'cohort' ? null : (earnAlone(component, own, basis)?.points ?? 0);
    points.push(given);
    plain[component.category]! += given ?? 0;
    if (component.rule.sees === 'own') continue;
    const value = countedValue(own, basis);
    competitive.push({ value, standing: component.rule.standing(value, own.target) });
  }
  return { points, plain, competitive };
}

/**
 * What a rebuild needs of a cycle's books. Throws unless these are the books of all its districts in the cohort's order:
 * one left out would give every later district its neighbour's values.
 */
export function cohortInputs({ districts }: Cycle, scheme: Scheme, books: readonly Book[]): DistrictInputs[] {
  if (books.length !== districts.length) throw new Error(`${books.length} books of ${districts.length} districts`);
  return books.map(({ head, components }, district) => {
    if (head.district !== districts[district]!.id) throw new Error('the books are not in the cohort’s order');
    return { district, revision: head.revision, inputs: inputsOf(scheme, components) };
  });
}
