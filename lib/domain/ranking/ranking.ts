import { inputsOf } from '../book.ts';
import type { Cycle, District } from '../cycle.ts';
import type { PointUnits } from '../points.ts';
import type { Basis, BasisColumns, Board } from '../recalculation/board.ts';
import { type Row, withCells } from '../recalculation/cells.ts';
import type { Component, Scheme } from '../scheme.ts';
import { ownStandings, rowOf } from '../scoring/own-facts.ts';
import { type CohortDistrict, SettledCohort, type SettledComponent } from '../scoring/settled-cohort.ts';

/** A district's grade by its total, and what kept it from a better one. */
export interface Graded {
  /** The grade's id; `null` in a scheme without grades. */
  readonly grade: string | null;
  /** The components whose veto lowered it, by their ids in the scheme's order. */
  readonly vetoes: readonly string[];
}

/** One row of a ranking. */
export interface RankingRow {
  readonly rank: number;
  readonly district: District;
  /** What the row is ranked by. */
  readonly points: PointUnits;
  /** Points by category in scheme order. */
  readonly categories: readonly PointUnits[];
  /** By the total, whatever the row is ranked by. */
  readonly graded: Graded;
  readonly revision: number;
}

/** What a ranking is by, and over whom. */
export interface RankingWish {
  readonly basis: Basis;
  /** Only this group, ranked on its own [D 11]. */
  readonly group?: string | undefined;
  /** By the points of this category instead of the total. */
  readonly category?: number | undefined;
  /** By these points, one for each district of the cycle, instead of the total. */
  readonly points?: readonly PointUnits[] | undefined;
}

/** Ranks a cohort: larger first, equal ones share a rank, rows by rank and then by district id in code-unit order [D 11]. */
export function rankCohort(
  scheme: Scheme,
  { districts }: Pick<Cycle, 'districts'>,
  board: Board,
  wish: RankingWish,
): RankingRow[] {
  const all = standingsOf(scheme, districts, board);
  const standings = all[wish.basis];
  const chosen = districts
    .map((district, position) => ({
      district,
      position,
      categories: categoryPoints(scheme, standings, position),
    }))
    .filter(({ district }) => wish.group === undefined || district.group === wish.group);
  const points = chosen.map(({ position, categories }) => {
    if (wish.points) return wish.points[position]!;
    return wish.category === undefined ? standings.totals[position]! : categories[wish.category]!;
  });
  const ranks = ranksOf(Int32Array.from(points));
  const rows = chosen.map(({ district, position, categories }, index) => ({
    ...{ rank: ranks[index]!, district, points: points[index]!, categories },
    graded: gradeOf(scheme, standings.totals[position]!, all.settled.vetoesAt(position, wish.basis)),
    revision: board.revisions[position]!,
  }));
  // Districts come in the order of their ids, and the sort keeps it among equals.
  return rows.sort((a, b) => a.rank - b.rank);
}

/** One basis of a board with all that follows from its columns. */
export interface Standings {
  readonly columns: BasisColumns;
  /** Of the components that depend on the cohort, in the scheme's order, each settled once [D 5]. */
  readonly settlements: readonly SettledComponent[];
  /** Total points, places included. */
  readonly totals: Int32Array;
  readonly ranks: Uint32Array;
}

/** Both bases of a board, each derived when it is first asked for. */
export type BoardStandings = Readonly<Record<Basis, Standings>> & { readonly settled: SettledCohort };

/** Derives places, totals and ranks of a board of these districts: they are stored nowhere. */
export function standingsOf(scheme: Scheme, districts: readonly CohortDistrict[], board: Board): BoardStandings {
  const settled = new SettledCohort(scheme, districts, withBlankBooks(scheme, districts, board));
  const derived: Partial<Record<Basis, Standings>> = {};
  const of = (basis: Basis) => {
    derived[basis] ??= standings(settled, basis);
    return derived[basis];
  };
  return {
    settled,
    get claimed() {
      return of('claimed');
    },
    get verified() {
      return of('verified');
    },
  };
}

/**
 * The board with what books in which nobody has written earn all the same, by a coefficient, a fixed target or an
 * exemption: on a stored board their rows are blank.
 */
function withBlankBooks(scheme: Scheme, districts: readonly CohortDistrict[], board: Board): Board {
  const blank = districts.flatMap((_, district) => (board.revisions[district] === 0 ? [district] : []));
  if (blank.length === 0) return board;
  const shared = scheme.coefficients.length === 0 ? sharedBlankRow(scheme) : null;
  if (shared?.every((value) => value === 0)) return board;
  const cells = blank.flatMap((district) => {
    const row = shared ?? blankRow(scheme, districts[district]!.coefficients);
    return row.flatMap((after, column) => (after === 0 ? [] : [{ district, column, before: 0, after }]));
  });
  return withCells(board, cells, 'after');
}

function blankRow(scheme: Scheme, coefficients: CohortDistrict['coefficients']): Row {
  return rowOf(0, ownStandings(scheme, { inputs: inputsOf(scheme, new Map()), coefficients }));
}

const blankRows = new WeakMap<Scheme, Row>();

/** Of a scheme without coefficients every blank book gives the same. */
function sharedBlankRow(scheme: Scheme): Row {
  const row = blankRows.get(scheme) ?? blankRow(scheme, {});
  blankRows.set(scheme, row);
  return row;
}

function standings(settled: SettledCohort, basis: Basis): Standings {
  const columns = settled.board[basis];
  const settlements = settled.scheme.competitive.map((component) => settled.settle(component, basis));
  const totals = totalsOf(columns, settlements);
  return { columns, settlements, totals, ranks: ranksOf(totals) };
}

/** One function with all loops over the cohort: compilers place small ones into their callers and do worse there. */
function totalsOf({ plain, competitive }: BasisColumns, settlements: readonly SettledComponent[]): Int32Array {
  const totals = new Int32Array(plain[0]!.length);
  for (const points of plain) for (let at = 0; at < totals.length; at++) totals[at]! += points[at]!;
  for (let index = 0; index < settlements.length; index++) {
    const settlement = settlements[index]!;
    const { mostly } = settlement;
    if (!mostly) {
      for (let at = 0; at < totals.length; at++) totals[at]! += settlement.pointsAt(at);
      continue;
    }
    const { standing } = competitive[index]!;
    const points = Int32Array.from(mostly.byStanding);
    for (let at = 0; at < totals.length; at++) totals[at]! += points[standing[at]!]!;
    for (const at of mostly.otherwise) totals[at]! += settlement.pointsAt(at) - points[standing[at]!]!;
  }
  return totals;
}

/** One district's points by category, places included. */
function categoryPoints({ competitive }: Scheme, { columns, settlements }: Standings, district: number): PointUnits[] {
  const sums = columns.plain.map((points) => points[district]!);
  competitive.forEach(({ category }, index) => {
    sums[category]! += settlements[index]!.pointsAt(district);
  });
  return sums;
}

/** Ranks by total, larger first; equal totals share a rank: 700, 650, 650, 640 → 1, 2, 2, 4 [D 11]. */
export function ranksOf(totals: Int32Array): Uint32Array {
  let highest = totals.length === 0 ? 0 : totals[0]!;
  let lowest = highest;
  for (let at = 0; at < totals.length; at++) {
    const total = totals[at]!;
    if (total > highest) highest = total;
    else if (total < lowest) lowest = total;
  }
  const isDense = highest - lowest <= countablePerTotal * totals.length;
  return isDense ? ranksByCounting(totals, lowest, highest) : ranksBySorting(totals);
}

/** A table of all possible totals is cheaper than a sort as long as it is not many times longer than the cohort. */
const countablePerTotal = 16;

function ranksByCounting(totals: Int32Array, lowest: PointUnits, highest: PointUnits): Uint32Array {
  const rankOf = new Uint32Array(highest - lowest + 1);
  for (let at = 0; at < totals.length; at++) rankOf[totals[at]! - lowest]!++;
  let above = 0;
  for (let total = rankOf.length - 1; total >= 0; total--) {
    const holders = rankOf[total]!;
    rankOf[total] = above + 1;
    above += holders;
  }
  const ranks = new Uint32Array(totals.length);
  for (let at = 0; at < totals.length; at++) ranks[at] = rankOf[totals[at]! - lowest]!;
  return ranks;
}

function ranksBySorting(totals: Int32Array): Uint32Array {
  const ascending = totals.slice().sort();
  const ranks = new Uint32Array(totals.length);
  for (let at = 0; at < totals.length; at++) ranks[at] = 1 + countAbove(ascending, totals[at]!);
  return ranks;
}

/** How many of the ascending totals are larger than this one. */
function countAbove(ascending: Int32Array, total: PointUnits): number {
  let from = 0;
  let to = ascending.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (ascending[middle]! <= total) from = middle + 1;
    else to = middle;
  }
  return ascending.length - from;
}

/**
 * The grade that a total earns, each from its points on, bounded by the vetoes in force: with grades from 90, 75 and
 * below, and a veto that leaves the second at best, 95 gives the second and names the veto; 80 gives it and names none.
 */
export function gradeOf(
  { grades }: Pick<Scheme, 'grades'>,
  total: PointUnits,
  inForce: readonly Pick<Component, 'id' | 'rule'>[],
): Graded {
  const earned = grades.findIndex(({ from }) => from === null || total >= from);
  const lowering = inForce
    .map(({ id, rule }) => ({ id, highest: grades.findIndex((grade) => grade.id === rule.highestGrade) }))
    .filter(({ highest }) => highest > earned);
  const at = Math.max(earned, ...lowering.map(({ highest }) => highest));
  return { grade: grades[at]?.id ?? null, vetoes: lowering.map(({ id }) => id) };
}
