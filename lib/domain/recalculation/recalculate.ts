import type { BookInputs } from '../book.ts';
import type { Scheme } from '../scheme.ts';
import type { Basis } from '../scoring/component-state.ts';
import { type BasisColumns, type Board, type CompetitiveColumn, emptyBoard } from './board.ts';
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
 * competition, total and rank of a basis that they touched is derived anew, so that it equals `rebuild` of all inputs
 * whatever came before. An older label never replaces a newer one. The given board is left alone; what did not change
 * is shared with it.
 */
export function recalculate(scheme: Scheme, board: Board, changed: readonly DistrictInputs[]): Settled {
  const revisions = board.revisions.slice();
  const own = new Map<number, Record<Basis, OwnStanding>>();
  for (const { district, revision, inputs } of changed) {
    if (revision < revisions[district]!) continue;
    revisions[district] = revision;
    const claimed = ownStanding(scheme, inputs, 'claimed');
    own.set(district, { claimed, verified: ownStanding(scheme, inputs, 'verified') });
  }
  const entries = [...own];
  const claimed = settleBasis(
    scheme,
    board.claimed,
    entries.map(([district, of]) => ({ district, own: of.claimed })),
  );
  const verified = settleBasis(
    scheme,
    board.verified,
    entries.map(([district, of]) => ({ district, own: of.verified })),
  );
  return {
    board: { size: board.size, revisions, claimed: claimed.columns, verified: verified.columns },
    competitions: { claimed: claimed.competitions, verified: verified.competitions },
    own,
  };
}

/** The board computed whole from every book: the definition that `recalculate` must equal. */
export function rebuild(scheme: Scheme, books: readonly DistrictInputs[]): Settled {
  return recalculate(scheme, emptyBoard(scheme, books.length), books);
}

/** What a changed book gives on one basis, and where it goes. */
interface Placed {
  readonly district: number;
  readonly own: OwnStanding;
}

function settleBasis(scheme: Scheme, columns: BasisColumns, changed: readonly Placed[]) {
  const placed = place(columns, changed);
  const competitions = settleAll(scheme, placed);
  return { competitions, columns: placed === columns ? columns : derive(placed, competitions) };
}

/** The columns with the changed districts in place; the same object if that changes nothing. */
function place(columns: BasisColumns, changed: readonly Placed[]): BasisColumns {
  const plain = columns.plain.map((column, category) => put(column, changed, (own) => own.plain[category]!));
  const competitive = columns.competitive.map((column, index) => placeCompetitive(column, changed, index));
  const isSame = areSame(plain, columns.plain) && areSame(competitive, columns.competitive);
  return isSame ? columns : { ...columns, plain, competitive };
}

function placeCompetitive(column: CompetitiveColumn, changed: readonly Placed[], index: number): CompetitiveColumn {
  const whole = put(column.whole, changed, (own) => own.competitive[index]!.value?.whole ?? 0);
  const micros = putMicros(column, changed, index);
  const standing = put(column.standing, changed, (own) => own.competitive[index]!.standing);
  const isSame = whole === column.whole && micros === column.micros && standing === column.standing;
  return isSame ? column : { whole, micros, standing };
}

/** A column of whole values gets its millionths with the first value that has any. */
function putMicros({ whole, micros }: CompetitiveColumn, changed: readonly Placed[], index: number): Int32Array | null {
  const microsOf = (own: OwnStanding) => own.competitive[index]!.value?.micros ?? 0;
  if (micros) return put(micros, changed, microsOf);
  const hasAny = changed.some(({ own }) => microsOf(own) > 0);
  return hasAny ? put(new Int32Array(whole.length), changed, microsOf) : null;
}

/** The column with the changed districts' amounts; copied before the first one that is new, else the same object. */
function put<Column extends Uint32Array | Int32Array | Uint8Array | Float64Array>(
  column: Column,
  changed: readonly Placed[],
  amountOf: (own: OwnStanding) => number,
): Column {
  let filled = column;
  for (const { district, own } of changed) {
    const amount = amountOf(own);
    if (amount === filled[district]) continue;
    if (filled === column) filled = column.slice() as Column;
    filled[district] = amount;
  }
  return filled;
}

function areSame<T>(left: readonly T[], right: readonly T[]): boolean {
  return left.every((item, index) => item === right[index]);
}
