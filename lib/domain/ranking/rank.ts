import type { PointUnits } from '../points.ts';

/** Ranks by total, larger first; equal totals share a rank: 700, 650, 650, 640 → 1, 2, 2, 4 [D 11]. */
export function ranksOf(totals: Uint32Array): Uint32Array {
  const highest = highestOf(totals);
  return highest <= countablePerTotal * totals.length ? ranksByCounting(totals, highest) : ranksBySorting(totals);
}

/** A table of all possible totals is cheaper than a sort as long as it is not many times longer than the cohort. */
const countablePerTotal = 32;

function highestOf(totals: Uint32Array): PointUnits {
  let highest = 0;
  for (let at = 0; at < totals.length; at++) if (totals[at]! > highest) highest = totals[at]!;
  return highest;
}

function ranksByCounting(totals: Uint32Array, highest: PointUnits): Uint32Array {
  const rankOf = new Uint32Array(highest + 1);
  for (let at = 0; at < totals.length; at++) rankOf[totals[at]!]!++;
  let above = 0;
  for (let total = highest; total >= 0; total--) {
    const holders = rankOf[total]!;
    rankOf[total] = above + 1;
    above += holders;
  }
  const ranks = new Uint32Array(totals.length);
  for (let at = 0; at < totals.length; at++) ranks[at] = rankOf[totals[at]!]!;
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
