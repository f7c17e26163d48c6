import type { PointUnits } from './points.ts';
import type { Board } from './recalculation/board.ts';

/** A claim that waits for an assessor, and what its verification would do if it were found as claimed. */
export interface OpenAssessment {
  /** The district's position in the cohort. */
  readonly district: number;
  readonly component: string;
  /** Points that the assessment can add to the verified basis; below 0 if the claim is lower than what was verified. */
  readonly swing: number;
}

/** An open assessment with the ranks that it decides between. */
export interface WorkItem extends OpenAssessment {
  readonly rank: number;
  /** The rank that the district would have if this claim alone were verified as it is. */
  readonly rankIfVerified: number;
}

/** Orders open assessments by what can still change a rank: the most ranks first, then the most points, then by place in the books. */
export function orderWork(board: Board, open: readonly OpenAssessment[]): WorkItem[] {
  const { totals, ranks } = board.verified;
  const items = open.map((item) => {
    const total = totals[item.district]! + item.swing;
    return { ...item, rank: ranks[item.district]!, rankIfVerified: rankWith(totals, item.district, total) };
  });
  const moved = ({ rank, rankIfVerified }: WorkItem) => Math.abs(rank - rankIfVerified);
  return items.sort((a, b) => moved(b) - moved(a) || Math.abs(b.swing) - Math.abs(a.swing) || a.district - b.district);
}

function rankWith(totals: Uint32Array, district: number, total: PointUnits): number {
  let above = 0;
  totals.forEach((other, position) => {
    if (position !== district && other > total) above++;
  });
  return above + 1;
}
