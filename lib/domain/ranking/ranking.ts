import type { Cycle, District } from '../cycle.ts';
import type { PointUnits } from '../points.ts';
import type { Board } from '../recalculation/board.ts';
import { categoryPoints, settleAll } from '../recalculation/recalculate.ts';
import type { Scheme } from '../scheme.ts';
import type { Basis } from '../scoring/basis.ts';
import { ranksOf } from './rank.ts';

/** One row of a ranking. */
export interface RankingRow {
  readonly rank: number;
  readonly district: District;
  /** What the row is ranked by. */
  readonly points: PointUnits;
  /** Points by category in scheme order. */
  readonly categories: readonly PointUnits[];
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
  const columns = board[wish.basis];
  const settlements = settleAll(scheme, columns.competitive);
  const chosen = districts
    .map((district, position) => ({
      district,
      position,
      categories: categoryPoints(scheme, columns, settlements, position),
    }))
    .filter(({ district }) => wish.group === undefined || district.group === wish.group);
  const points = chosen.map(({ position, categories }) => {
    if (wish.points) return wish.points[position]!;
    return wish.category === undefined ? columns.totals[position]! : categories[wish.category]!;
  });
  const ranks = ranksOf(Uint32Array.from(points));
  const rows = chosen.map(({ district, position, categories }, index) => {
    return { rank: ranks[index]!, district, points: points[index]!, categories, revision: board.revisions[position]! };
  });
  // Districts come in the order of their ids, and the sort keeps it among equals.
  return rows.sort((a, b) => a.rank - b.rank);
}
