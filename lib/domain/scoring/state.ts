import type { BookInputs, ComponentState } from '../book.ts';
import type { Basis } from '../recalculation/board.ts';
import { numbersIn } from '../rules/formula.ts';
import type { Component, Scheme } from '../scheme.ts';
import { countedDeduction, countedValue } from './book-numbers.ts';

/** The state that goes with a component's points on a basis. A book shows the state on the claimed basis. */
export function stateOf(scheme: Scheme, component: Component, inputs: BookInputs, basis: Basis): ComponentState {
  const { applies, claim, verification, target } = inputs[component.index]!;
  if (!applies) return 'not-applicable';
  const isTargetMissing = component.target !== 'none' && !target;
  if (component.measure) return stateMeasured(scheme, component, inputs, basis, isTargetMissing);
  if (component.filledBy === 'assessor')
    return !verification ? 'missing' : isTargetMissing ? 'target-missing' : 'verified';
  if (!claim) return 'missing';
  const value = countedValue(component, inputs[component.index]!, basis);
  if (!value && claim.returned) return 'returned';
  // A value that was said or found waits for the decision on its deduction [D 10].
  const deduction = countedDeduction(inputs[component.index]!, basis);
  if (component.rule.isUndecided(value ?? claim.value, deduction)) return 'pending';
  if (isTargetMissing) return 'target-missing';
  if (basis === 'verified') return value ? 'verified' : 'claimed';
  return verification?.claimRevision === claim.revision ? 'verified' : 'claimed';
}

/** The worst comes first. */
const worstFirst = ['returned', 'missing', 'pending', 'target-missing', 'claimed', 'verified'] as const;

/** A measured number is as good as the worst of what it reads. What does not apply to the district is not looked at. */
function stateMeasured(
  scheme: Scheme,
  { measure }: Component,
  inputs: BookInputs,
  basis: Basis,
  isTargetMissing: boolean,
): ComponentState {
  const read = new Set(numbersIn(measure!).map(({ component }) => component));
  const states = new Set([...read].map((index) => stateOf(scheme, scheme.components[index]!, inputs, basis)));
  if (isTargetMissing) states.add('target-missing');
  return worstFirst.find((state) => states.has(state)) ?? 'verified';
}
