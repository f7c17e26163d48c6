import type { PointUnits } from '../points.ts';
import { ranksOf } from '../ranking/rank.ts';
import type { Scheme, TopRule } from '../scheme.ts';
import { type Cut, cutOf } from '../scoring/places.ts';
import { type Standing, standing, topPoints } from '../scoring/top.ts';
import type { BasisColumns, CompetitiveColumn } from './board.ts';

/** A competitive component's cut, and the points that each standing earns within and outside the places. */
export interface Competition {
  readonly cut: Cut;
  readonly outside: readonly PointUnits[];
  readonly inside: readonly PointUnits[];
}

/** Settles one competitive component over the whole cohort, never for the writer alone [D 5]. */
export function settle(column: CompetitiveColumn, rule: TopRule): Competition {
  const byStanding = (isIn: boolean) => Object.values(standing).map((own: Standing) => topPoints(rule, isIn, own));
  return { cut: cutOf(column, rule), outside: byStanding(false), inside: byStanding(true) };
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
  const totals = columns.totals.slice().fill(0);
  for (const points of columns.plain) for (let d = 0; d < totals.length; d++) totals[d]! += points[d]!;
  competitions.forEach((competition, index) => {
    addCompetition(totals, competition, columns.competitive[index]!);
  });
  return { ...columns, totals, ranks: ranksOf(totals) };
}

function addCompetition(totals: Uint32Array, competition: Competition, column: CompetitiveColumn): void {
  for (let district = 0; district < totals.length; district++)
    totals[district]! += competitionPoints(competition, column, district);
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
