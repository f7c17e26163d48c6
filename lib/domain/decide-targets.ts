import { type BookComponent, componentOf, isSameTarget, notApplicable } from './book.ts';
import {
  changeOf,
  type Decision,
  type DecisionContext,
  refuseClosedGate,
  refuseOutOfScope,
  unchanged,
} from './book-change.ts';
import { unknownComponent } from './decide-claims.ts';
import { type Fault, rejectFaults } from './rejection.ts';
import type { Component } from './scheme.ts';

/**
 * Decides targets by component: sets the named ones and leaves the others, also those that are the same number already.
 * Instead of a number `not-applicable` says that a component does not apply to the district; any number takes that back.
 * Refuses a closed gate, unknown components, a number where the text fixes the target or there is none, and
 * `not-applicable` where the scheme does not say what is earned then.
 */
export function decideTargets(context: DecisionContext, targets: Readonly<Record<string, string>>): Decision {
  const closed = refuseClosedGate(context, 'assessor') ?? refuseOutOfScope(context, Object.keys(targets));
  if (closed) return closed;
  const wanted = Object.entries(targets);
  const [first, ...rest] = wanted.flatMap(([component, target]) => faultsOf(context, component, target));
  if (first) return rejectFaults([first, ...rest]);
  const components = wanted.flatMap(([id, target]) => {
    const stored = componentOf(context.book, id);
    const next = storedAs(context.scheme.components[context.scheme.indexOf.get(id)!]!, target);
    return isSameTarget(stored.target, next) ? [] : [{ ...stored, target: next }];
  });
  if (components.length === 0) return unchanged;
  return changeOf(context, { gate: 'assessor', action: 'set-targets', reason: null, components });
}

/** Where nothing can be assigned, a number only says that the component applies. */
function storedAs({ target: kind }: Component, target: string): string | null {
  return target === notApplicable || kind === 'assigned' ? target : null;
}

function faultsOf({ scheme, book }: DecisionContext, id: string, target: string): Fault[] {
  const path = ['targets', id];
  const index = scheme.indexOf.get(id);
  if (index === undefined) return [unknownComponent(path, scheme, id)];
  const component = scheme.components[index]!;
  const message = refuseTarget(component, componentOf(book, id), target);
  return message ? [{ path, code: 'target-not-assignable', message }] : [];
}

function refuseTarget(component: Component, stored: BookComponent, target: string): Fault['message'] | null {
  if (target === notApplicable) return component.whenNotApplicable ? null : alwaysApplies;
  if (component.target === 'assigned' || stored.target === notApplicable) return null;
  return component.target === 'fixed'
    ? {
        zh: `此项任务由办法规定为 ${component.fixedTarget?.text}，不能另行下达。`,
        en: `The text fixes this target at ${component.fixedTarget?.text}; it can't be assigned.`,
      }
    : { zh: '此项没有任务数。', en: 'This component has no target.' };
}

const alwaysApplies = {
  zh: '考核办法未规定此项不适用时如何计分，因此不能设为不适用。',
  en: 'The scheme does not say what this component earns where it does not apply, so it applies to every district.',
};
