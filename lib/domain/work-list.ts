import type { BookInputs, ComponentInputs } from './book.ts';
import type { PointUnits } from './points.ts';
import { type BoardStandings, standingsOf } from './ranking/ranking.ts';
import { type DistrictInputs, rebuild, recalculate } from './recalculation/recalculate.ts';
import type { Component, Scheme } from './scheme.ts';
import { BookNumbers } from './scoring/book-numbers.ts';
import type { CohortDistrict } from './scoring/settled-cohort.ts';

/** A claim that waits for an assessor. */
export interface OpenAssessment {
  /** The district's position in the cohort. */
  readonly district: number;
  /** The component's position in the scheme. */
  readonly component: number;
}

/** An open assessment with what it decides between, on the verified basis. */
export interface WorkItem extends OpenAssessment {
  /** Points that the district's total would move by; below 0 if the claim is lower than what was verified. */
  readonly swing: PointUnits;
  readonly rank: number;
  readonly rankIfVerified: number;
}

/**
 * Orders open assessments by what can still change a rank: the most ranks first, then the most points, then by place in
 * the books. Each is looked at on its own: where the board would stand, places and all ranks of the cohort included, if
 * this claim alone were verified as it is. A discretionary component that was not carried out is taken with a deduction
 * of 0, the most that it can be worth. `books` are those of the whole cohort, in its order.
 */
export function orderWork(
  scheme: Scheme,
  districts: readonly CohortDistrict[],
  books: readonly DistrictInputs[],
  open: readonly OpenAssessment[],
): WorkItem[] {
  const { board } = rebuild(scheme, books);
  const standings = standingsOf(scheme, districts, board);
  const { totals, ranks } = standings.verified;
  const items = open.map((item): WorkItem => {
    const total = totalIfVerified(scheme, standings, books[item.district]!, item);
    const swing = total[item.district]! - totals[item.district]!;
    return { ...item, swing, rank: ranks[item.district]!, rankIfVerified: rankAmong(total, item.district) };
  });
  return items.sort(compareWork);
}

/** The order of the work: below 0 if `a` comes before `b`. No two items are equal. */
export function compareWork(a: WorkItem, b: WorkItem): number {
  const moved = ({ rank, rankIfVerified }: WorkItem) => Math.abs(rank - rankIfVerified);
  const byWeight = moved(b) - moved(a) || Math.abs(b.swing) - Math.abs(a.swing);
  return byWeight || a.district - b.district || a.component - b.component;
}

function verifiedAsClaimed({ rule }: Component, { claim, ...inputs }: ComponentInputs): ComponentInputs {
  const { value, revision } = claim!;
  const deduction = rule.isUndecided(value, null) ? '0' : null;
  return { ...inputs, claim, verification: { value, claimRevision: revision, deduction } };
}

/** The totals of all if a claim alone were verified as it is. */
function totalIfVerified(
  scheme: Scheme,
  standings: BoardStandings,
  book: DistrictInputs,
  { district, component }: OpenAssessment,
): Int32Array {
  const inputs = book.inputs.map((own, index) =>
    index === component ? verifiedAsClaimed(scheme.components[index]!, own) : own,
  );
  const claimed = scheme.components[component]!;
  if (claimed.competitive >= 0 || scheme.readByOthers.has(component)) {
    const { board } = recalculate(scheme, standings.settled.board, [{ ...book, inputs }]);
    return standingsOf(scheme, standings.settled.districts, board).verified.totals;
  }
  // Nobody else sees it: one total moves.
  const points = (given: BookInputs) =>
    new BookNumbers(scheme, given, book.coefficients ?? {}).pointsOf(claimed, 'verified');
  const totals = standings.verified.totals.slice();
  totals[district]! += points(inputs) - points(book.inputs);
  return totals;
}

/** The rank of a district by its total [D 11]. */
function rankAmong(totals: Int32Array, district: number): number {
  let rank = 1;
  for (const total of totals) if (total > totals[district]!) rank++;
  return rank;
}
