import type { ComponentInputs } from './book.ts';
import type { PointUnits } from './points.ts';
import { type Standings, standingsOf } from './ranking/ranking.ts';
import { type DistrictInputs, rebuild, withValue } from './recalculation/recalculate.ts';
import type { CohortRule } from './rules/rule.ts';
import type { Component, Scheme } from './scheme.ts';
import { earnAlone } from './scoring/score-component.ts';

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
  books: readonly DistrictInputs[],
  open: readonly OpenAssessment[],
): WorkItem[] {
  const standings = standingsOf(scheme, rebuild(scheme, books).board).verified;
  const items = open.map((item): WorkItem => {
    const component = scheme.components[item.component]!;
    const inputs = books[item.district]!.inputs[item.component]!;
    const verified = verifiedAsClaimed(component, inputs);
    const { rule, competitive } = component;
    const outcome =
      rule.sees === 'own'
        ? alone(standings, item.district, component, inputs, verified)
        : inCohort(standings, item.district, competitive, rule, verified);
    return { ...item, ...outcome, rank: standings.ranks[item.district]! };
  });
  return items.sort(compareWork);
}

/** The order of the work: below 0 if `a` comes before `b`. No two items are equal. */
export function compareWork(a: WorkItem, b: WorkItem): number {
  const moved = ({ rank, rankIfVerified }: WorkItem) => Math.abs(rank - rankIfVerified);
  const byWeight = moved(b) - moved(a) || Math.abs(b.swing) - Math.abs(a.swing);
  return byWeight || a.district - b.district || a.component - b.component;
}

function verifiedAsClaimed({ rule }: Component, { target, claim }: ComponentInputs): ComponentInputs {
  const { value, revision } = claim!;
  const deduction = rule.isUndecided(value, null) ? '0' : null;
  return { target, claim, verification: { value, claimRevision: revision, deduction } };
}

type Outcome = Pick<WorkItem, 'swing' | 'rankIfVerified'>;

/** A component that no other district sees: one total moves. */
function alone(
  { totals }: Standings,
  district: number,
  component: Component,
  before: ComponentInputs,
  after: ComponentInputs,
): Outcome {
  const points = (inputs: ComponentInputs) => earnAlone(component, inputs, 'verified')?.points ?? 0;
  const swing = points(after) - points(before);
  return { swing, rankIfVerified: rankAmong(totals, district, totals[district]! + swing) };
}

/** A component that sees the cohort: whoever gains or loses by it moves too. */
function inCohort(
  { columns, settlements, totals: before }: Standings,
  district: number,
  index: number,
  rule: CohortRule,
  { target, verification }: ComponentInputs,
): Outcome {
  const { value } = verification!;
  const column = withValue(columns.competitive[index]!, district, {
    value,
    standing: rule.standing(value, target),
  });
  const [is, was] = [rule.settle(column), settlements[index]!];
  const totals = before.map((total, at) => total - was.pointsAt(at) + is.pointsAt(at));
  const total = totals[district]!;
  return { swing: total - before[district]!, rankIfVerified: rankAmong(totals, district, total) };
}

/** The rank of a district with this total among the others' totals [D 11]. */
function rankAmong(totals: Int32Array, district: number, total: PointUnits): number {
  let rank = 1;
  for (let at = 0; at < totals.length; at++) if (totals[at]! > total && at !== district) rank++;
  return rank;
}
