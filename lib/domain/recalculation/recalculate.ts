import type { BookInputs } from '../book.ts';
import type { Scheme } from '../scheme.ts';
import { type Basis, bases } from '../scoring/component-state.ts';
import { type BasisColumns, type Board, type CompetitiveColumn, copyBoard, emptyBoard } from './board.ts';
import { type Competition, derive, settleAll } from './derive.ts';
import { type OwnStanding, ownStanding } from './own-standing.ts';

/** A district's book as it was read: the label (its revision, read before the inputs) and the inputs. */
export interface DistrictInputs {
  /** The district's position in the cohort. */
  readonly district: number;
  readonly revision: number;
  readonly inputs: BookInputs;
}

/** A board with the competitions that were settled on the way. */
export interface Settled {
  readonly board: Board;
  readonly competitions: Readonly<Record<Basis, readonly Competition[]>>;
  /** What each changed book gives by itself, by basis. */
  readonly own: ReadonlyMap<number, Readonly<Record<Basis, OwnStanding>>>;
}

/**
 * The board after some books changed. Computes state from state: the changed books are put in place, then every
 * competition, total and rank is derived anew, so that it equals `rebuild` of all inputs whatever came before.
 * An older label never replaces a newer one.
 */
export function recalculate(scheme: Scheme, board: Board, changed: readonly DistrictInputs[]): Settled {
  const next = copyBoard(board);
  const own = new Map<number, Record<Basis, OwnStanding>>();
  for (const { district, revision, inputs } of changed) {
    if (revision < next.revisions[district]!) continue;
    next.revisions[district] = revision;
    const standings = {
      claimed: ownStanding(scheme, inputs, 'claimed'),
      verified: ownStanding(scheme, inputs, 'verified'),
    };
    own.set(district, standings);
  }
  const columns = bases.map((basis) => {
    const placed = [...own].reduce((filled, [district, of]) => place(filled, district, of[basis]), next[basis]);
    const competitions = settleAll(scheme, placed);
    return { competitions, columns: derive(placed, competitions) };
  });
  const [claimed, verified] = [columns[0]!, columns[1]!];
  return {
    board: { ...next, claimed: claimed.columns, verified: verified.columns },
    competitions: { claimed: claimed.competitions, verified: verified.competitions },
    own,
  };
}

/** The board computed whole from every book: the definition that `recalculate` must equal. */
export function rebuild(scheme: Scheme, books: readonly DistrictInputs[]): Settled {
  return recalculate(scheme, emptyBoard(scheme, books.length), books);
}

/** Writes one district's standing into columns that nobody else holds. */
function place(columns: BasisColumns, district: number, own: OwnStanding): BasisColumns {
  own.plain.forEach((points, category) => {
    columns.plain[category]![district] = points;
  });
  const competitive = columns.competitive.map((column, index) => placeValue(column, district, own.competitive[index]!));
  return { ...columns, competitive };
}

function placeValue(
  column: CompetitiveColumn,
  district: number,
  { value, standing }: OwnStanding['competitive'][number],
): CompetitiveColumn {
  const micros = column.micros ?? (value?.micros ? new Int32Array(column.whole.length) : null);
  column.whole[district] = value?.whole ?? 0;
  column.standing[district] = standing;
  if (micros) micros[district] = value?.micros ?? 0;
  return { ...column, micros };
}
