import type { ComponentInputs } from '../book.ts';
import type { PointUnits, Rounding } from '../points.ts';
import type { Quantity } from '../quantity.ts';
import type { Component } from '../scheme.ts';
import { completionPoints, explainCompletion } from './completion.ts';
import { type Basis, type ComponentState, countedDeduction, countedValue, stateOf } from './component-state.ts';
import { discretionaryPoints, explainDiscretionary } from './discretionary.ts';
import type { Place } from './places.ts';
import { explainProportional, proportionalPoints } from './proportional.ts';
import { type Step, type StepContext, shown, step } from './step.ts';
import { explainTop, standingOf, topPoints } from './top.ts';

/** The points of one component that need no other district; `top` components are `null` here, the cohort decides them. */
export function ownPoints(
  component: Component,
  inputs: ComponentInputs,
  basis: Basis,
  rounding: Rounding,
): PointUnits | null {
  const { rule, full } = component;
  if (rule.kind === 'top') return null;
  const value = countedValue(inputs, basis);
  if (!value) return 0;
  if (rule.kind === 'discretionary') return discretionaryPoints(full, value, countedDeduction(inputs, basis), rounding);
  const { target } = inputs;
  if (!target) return 0;
  return rule.kind === 'completion'
    ? completionPoints(full, value, target, rule.zeroTarget)
    : proportionalPoints(full, value, target, rule.zeroTarget, rounding);
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
}

/** Scores and explains one component; `place` is this district's place where the component sees the cohort. */
export function scoreComponent(
  component: Component,
  inputs: ComponentInputs,
  basis: Basis,
  rounding: Rounding,
  place: Place | null,
): ComponentScore {
  const value = countedValue(inputs, basis);
  const { target } = inputs;
  const { rule } = component;
  const points =
    rule.kind === 'top'
      ? topPoints(rule, place?.isIn ?? false, standingOf(value, target, rule))
      : ownPoints(component, inputs, basis, rounding)!;
  const state = stateOf(component, inputs, basis);
  const context: StepContext = { component, rounding, value, target };
  const steps = explain(context, inputs, basis, state, points, place);
  return { component, points, state, value, target, place: place?.place ?? null, steps };
}

function explain(
  context: StepContext,
  inputs: ComponentInputs,
  basis: Basis,
  state: ComponentState,
  points: PointUnits,
  place: Place | null,
): Step[] {
  const { component, value, target } = context;
  const { rule } = component;
  if (value && rule.kind === 'top' && place) return explainTop(context, rule, place, points);
  if (!value || state === 'pending' || (rule.kind !== 'discretionary' && !target)) return [explainZero(context, state)];
  if (rule.kind === 'discretionary')
    return explainDiscretionary(context, value, countedDeduction(inputs, basis), points);
  return rule.kind === 'completion'
    ? explainCompletion(context, value, target!, points)
    : explainProportional(context, value, target!, points);
}

const whyZero: Record<ComponentState, readonly [string, string]> = {
  missing: ['尚未申报', 'Nothing submitted yet'],
  claimed: ['已申报，尚未核定', 'Claimed, not verified yet'],
  returned: ['申报已退回，须重新申报', 'The claim was returned; the district must claim again'],
  pending: ['未开展，扣分待定', 'Not carried out; the deduction is not decided yet'],
  'target-missing': ['任务尚未下达', 'No target is assigned yet'],
  verified: ['已核定', 'Verified'],
};

function explainZero(context: StepContext, state: ComponentState): Step {
  const [zh, en] = whyZero[state];
  return step(context, `${zh}：得 ${shown(context, 0)} 分。`, `${en}: ${shown(context, 0)} points.`);
}
