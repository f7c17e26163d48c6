import type { PointUnits } from '../points.ts';
import { ranksOf } from '../ranking/rank.ts';
import type { Settlement } from '../rules/rule.ts';
import type { Scheme } from '../scheme.ts';
import type { BasisColumns, CompetitiveColumn } from './board.ts';

/** Settles every component that sees the cohort, each once [D 5]. In the order of the scheme's competitive components. */
export function settleAll({ competitive }: Scheme, columns: readonly CompetitiveColumn[]): Settlement[] {
  return columns.map((column, index) => competitive[index]!.rule.settle(column));
}

/** Computes totals and ranks afresh from what the columns say; adds nothing to what was there. */
export function derive(columns: BasisColumns, settlements: readonly Settlement[]): BasisColumns {
  const totals = totalsOf(columns, settlements);
  return { plain: columns.plain, competitive: columns.competitive, totals, ranks: ranksOf(totals) };
}

/** One function with all loops over the cohort: compilers place small ones into their callers and do worse there. */
function totalsOf({ plain, competitive }: BasisColumns, settlements: readonly Settlement[]): Uint32Array {
  const totals = new Uint32Array(plain[0]!.length);
  for (const points of plain) for (let at = 0; at < totals.length; at++) totals[at]! += points[at]!;
  for (let index = 0; index < competitive.length; index++) {
    const { standing } = competitive[index]!;
    const settlement = settlements[index]!;
    const points = Uint32Array.from(settlement.byStanding);
    for (let at = 0; at < totals.length; at++) totals[at]! += points[standing[at]!]!;
    for (const at of settlement.otherwise()) totals[at]! += settlement.pointsAt(at) - points[standing[at]!]!;
  }
  return totals;
}

/** One district's points by category, places included. */
export function categoryPoints(
  { competitive }: Scheme,
  { plain }: BasisColumns,
  settlements: readonly Settlement[],
  district: number,
): PointUnits[] {
  const sums = plain.map((points) => points[district]!);
  competitive.forEach(({ category }, index) => {
    sums[category]! += settlements[index]!.pointsAt(district);
  });
  return sums;
}
