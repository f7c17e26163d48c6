import type { ComponentInputs, ComponentState } from '../book.ts';
import type { PointUnits } from '../points.ts';
import type { Quantity } from '../quantity.ts';
import type { Basis } from '../recalculation/board.ts';
import type { Gap } from '../rules/gap.ts';
import { type Earned, type Settlement, type Step, shown, step } from '../rules/rule.ts';
import type { Component } from '../scheme.ts';

/**
 * What a component earns that needs no other district; `null` for nothing: no value counts, its deduction is undecided,
 * a target is needed and not there, or the cohort decides.
 */
export function earnAlone({ rule }: Component, inputs: ComponentInputs, basis: Basis): Earned | null {
  if (rule.sees === 'cohort') return null;
  const value = countedValue(inputs, basis);
  const deduction = countedDeduction(inputs, basis);
  const { target } = inputs;
  if (!value || rule.isUndecided(value, deduction) || (rule.needsTarget && !target)) return null;
  return rule.earn({ value, target, deduction });
}

/** A component's points with what they rest on and how they arose. Points never travel without their steps. */
export interface ComponentScore {
  readonly component: Component;
  readonly points: PointUnits;
  readonly state: ComponentState;
  readonly value: Quantity | null;
  readonly target: Quantity | null;
  readonly place: number | null;
  readonly steps: readonly Step[];
  /** What would earn more; nothing is known of it where no value counts. */
  gaps(): readonly Gap[];
}

/** Scores and explains one component; `settlement` is that of the cohort, where the component sees it. */
export function scoreComponent(
  component: Component,
  inputs: ComponentInputs,
  basis: Basis,
  settlement: Settlement | null,
): ComponentScore {
  const value = countedValue(inputs, basis);
  const { target } = inputs;
  const state = stateOf(component, inputs, basis);
  const among = value && settlement ? settlement.earn({ value, target }) : null;
  const { points, steps, gaps } = among ?? earnAlone(component, inputs, basis) ?? nothing(component, inputs, basis);
  return { component, points, state, value, target, place: among?.place ?? null, steps: steps(), gaps };
}

const whyZero: Record<ComponentState, readonly [string, string]> = {
  missing: ['尚未申报', 'Nothing submitted yet'],
  claimed: ['已申报，尚未核定', 'Claimed, not verified yet'],
  returned: ['申报已退回，须重新申报', 'The claim was returned; the district must claim again'],
  pending: ['未开展，扣分待定', 'Not carried out; the deduction is not decided yet'],
  'target-missing': ['任务尚未下达', 'No target is assigned yet'],
  verified: ['已核定', 'Verified'],
};

function nothing(component: Component, inputs: ComponentInputs, basis: Basis): Earned {
  const steps = () => {
    const [zh, en] = whyZero[stateOf(component, inputs, basis)];
    const zero = shown(component, 0);
    return [step(component, `${zh}：得 ${zero} 分。`, `${en}: ${zero} points.`)];
  };
  return { points: 0, steps, gaps: () => [] };
}

/** The value that counts on a basis, or `null`: the latest claim unless returned; the verified value only [D 1]. */
export function countedValue(inputs: ComponentInputs, basis: Basis): Quantity | null {
  if (basis === 'verified') return inputs.verification?.value ?? null;
  return inputs.claim && !inputs.claim.returned ? inputs.claim.value : null;
}

/** The deduction that counts on a basis; `null` while an assessor has not decided [D 10]. */
export function countedDeduction(inputs: ComponentInputs, basis: Basis): string | null {
  const { claim, verification } = inputs;
  const judged = basis === 'verified' || verification?.claimRevision === claim?.revision;
  return judged ? (verification?.deduction ?? null) : null;
}

/** The state that goes with a component's points on a basis. A book shows the state on the claimed basis. */
export function stateOf(component: Component, inputs: ComponentInputs, basis: Basis): ComponentState {
  const { claim, verification, target } = inputs;
  if (!claim) return 'missing';
  const value = countedValue(inputs, basis);
  if (!value && claim.returned) return 'returned';
  // A value that was said or found waits for the decision on its deduction [D 10].
  if (component.rule.isUndecided(value ?? claim.value, countedDeduction(inputs, basis))) return 'pending';
  if (component.target !== 'none' && !target) return 'target-missing';
  if (basis === 'verified') return value ? 'verified' : 'claimed';
  return verification?.claimRevision === claim.revision ? 'verified' : 'claimed';
}
