import type { ComponentInputs } from '../book.ts';
import type { Quantity } from '../quantity.ts';
import type { Component } from '../scheme.ts';

/** The two computations that run side by side: what districts say, what assessors found [D 1]. */
export const bases = ['claimed', 'verified'] as const;

/** The name of a basis. */
export type Basis = (typeof bases)[number];

/** Where a component stands. Missing is not zero, and neither is returned or pending [D 4, D 8, D 10]. */
export const componentStates = ['missing', 'claimed', 'verified', 'returned', 'pending', 'target-missing'] as const;

/** The name of a state. */
export type ComponentState = (typeof componentStates)[number];

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
  if (isPending(component, inputs, basis)) return 'pending';
  if (component.target !== 'none' && !target) return 'target-missing';
  if (basis === 'verified') return value ? 'verified' : 'claimed';
  return verification?.claimRevision === claim.revision ? 'verified' : 'claimed';
}

/** A value that was said or found, and waits for the decision on its deduction [D 10]. */
function isPending({ rule }: Component, inputs: ComponentInputs, basis: Basis): boolean {
  const value = countedValue(inputs, basis) ?? inputs.claim?.value;
  return value !== undefined && rule.isUndecided(value, countedDeduction(inputs, basis));
}
