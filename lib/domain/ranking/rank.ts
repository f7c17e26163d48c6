import type { PointUnits } from '../points.ts';

/** Ranks by total, larger first; equal totals share a rank: 700, 650, 650, 640 → 1, 2, 2, 4 [D 11]. */
export function ranksOf(totals: Uint32Array): Uint32Array {
  let highest = 0;
  let lowest = totals.length === 0 ? 0 : totals[0]!;
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

function ranksByCounting(totals: Uint32Array, lowest: PointUnits, highest: PointUnits): Uint32Array {
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

function ranksBySorting(totals: Uint32Array): Uint32Array {
  const ascending = totals.slice().sort();
  const ranks = new Uint32Array(totals.length);
  for (let at = 0; at < totals.length; at++) ranks[at] = 1 + countAbove(ascending, totals[at]!);
  return ranks;
}

/** How many of the ascending totals are larger than this one. */
function countAbove(ascending: Uint32Array, total: PointUnits): number {
  let from = 0;
  let to = ascending.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (ascending[middle]! <= total) from = middle + 1;
    else to = middle;
  }
  return ascending.length - from;
}
