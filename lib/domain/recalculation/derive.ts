import type { PointUnits } from '../points.ts';
import { ranksOf } from '../ranking/rank.ts';
import type { Scheme, TopRule } from '../scheme.ts';
import { type Cut, cutOf, nextAtLeast } from '../scoring/places.ts';
import { standing, topPoints } from '../scoring/top.ts';
import type { BasisColumns, CompetitiveColumn } from './board.ts';

/** A competitive component's cut, and the points that each standing earns within and outside the places. */
export interface Competition {
  readonly cut: Cut;
  readonly outside: readonly PointUnits[];
  readonly inside: readonly PointUnits[];
}

/** Settles one competitive component over the whole cohort, never for the writer alone [D 5]. */
export function settle(column: CompetitiveColumn, rule: TopRule): Competition {
  return { cut: cutOf(column, rule), outside: pointsByStanding(rule, false), inside: pointsByStanding(rule, true) };
}

function pointsByStanding(rule: TopRule, isInPlaces: boolean): PointUnits[] {
  const { nothing, counted, met } = standing;
  return [topPoints(rule, isInPlaces, nothing), topPoints(rule, isInPlaces, counted), topPoints(rule, isInPlaces, met)];
}

/** The points of one district in a settled competition. */
export function competitionPoints(
  { cut, outside, inside }: Competition,
  column: CompetitiveColumn,
  district: number,
): PointUnits {
  return (isWithin(cut, column, district) ? inside : outside)[column.standing[district]!]!;
}

function isWithin(cut: Cut, { whole, micros }: CompetitiveColumn, district: number): boolean {
  if (!cut) return false;
  const amount = whole[district]!;
  return amount === cut.whole ? (micros ? micros[district]! : 0) >= cut.micros : amount > cut.whole;
}

/** The rule of a competitive component. */
export function topRule(scheme: Scheme, competitive: number): TopRule {
  const { rule } = scheme.competitive[competitive]!;
  if (rule.kind !== 'top') throw new Error('a competitive component has the rule kind top');
  return rule;
}

/** Settles every competition of a basis. */
export function settleAll(scheme: Scheme, columns: BasisColumns): Competition[] {
  return columns.competitive.map((column, index) => settle(column, topRule(scheme, index)));
}

/** Computes totals and ranks afresh from what the columns say; adds nothing to what was there. */
export function derive(columns: BasisColumns, competitions: readonly Competition[]): BasisColumns {
  const totals = totalsOf(columns, competitions);
  return { plain: columns.plain, competitive: columns.competitive, totals, ranks: ranksOf(totals) };
}

/** One function with all loops over the cohort: compilers place small ones into their callers and do worse there. */
function totalsOf({ plain, competitive }: BasisColumns, competitions: readonly Competition[]): Uint32Array {
  const totals = new Uint32Array(plain[0]!.length);
  for (const points of plain) for (let at = 0; at < totals.length; at++) totals[at]! += points[at]!;
  for (let index = 0; index < competitive.length; index++) {
    const { cut, inside, outside } = competitions[index]!;
    const { whole, standing } = competitive[index]!;
    const points = Uint32Array.from(outside);
    for (let at = 0; at < totals.length; at++) totals[at]! += points[standing[at]!]!;
    if (!cut) continue;
    // The few within the places have the points for it instead.
    for (let at = nextAtLeast(whole, cut.whole, 0); at < totals.length; at = nextAtLeast(whole, cut.whole, at + 1))
      if (isWithin(cut, competitive[index]!, at)) totals[at]! += inside[standing[at]!]! - outside[standing[at]!]!;
  }
  return totals;
}

/** One district's points by category, places included. */
export function categoryPoints(
  scheme: Scheme,
  columns: BasisColumns,
  competitions: readonly Competition[],
  district: number,
): PointUnits[] {
  const sums = columns.plain.map((points) => points[district]!);
  scheme.competitive.forEach((component, index) => {
    sums[component.category]! += competitionPoints(competitions[index]!, columns.competitive[index]!, district);
  });
  return sums;
}
