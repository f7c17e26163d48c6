import { componentOf } from './book.ts';
import {
  changeOf,
  type Decision,
  type DecisionContext,
  refuseClosedGate,
  refuseOutOfScope,
  unchanged,
} from './book-change.ts';
import { unknownComponent } from './decide-claims.ts';
import { isSameNumber } from './quantity.ts';
import { type Fault, rejectFaults } from './rejection.ts';

/**
 * Decides targets by component: sets the named ones and leaves the others, also those that are the same number already. Refuses a closed gate, unknown components,
 * and those whose target is fixed by the text or that have none.
 */
export function decideTargets(context: DecisionContext, targets: Readonly<Record<string, string>>): Decision {
  const closed = refuseClosedGate(context, 'assessor') ?? refuseOutOfScope(context, Object.keys(targets));
  if (closed) return closed;
  const wanted = Object.entries(targets);
  const [first, ...rest] = wanted.flatMap(([component]) => faultsOf(context, component));
  if (first) return rejectFaults([first, ...rest]);
  const components = wanted.flatMap(([id, target]) => {
    const component = componentOf(context.book, id);
    return isSameNumber(component.target, target) ? [] : [{ ...component, target }];
  });
  if (components.length === 0) return unchanged;
  return changeOf(context, { gate: 'assessor', action: 'set-targets', reason: null, components });
}

function faultsOf({ scheme }: DecisionContext, id: string): Fault[] {
  const path = ['targets', id];
  const index = scheme.indexOf.get(id);
  if (index === undefined) return [unknownComponent(path, scheme, id)];
  const component = scheme.components[index]!;
  if (component.target === 'assigned') return [];
  const message =
    component.target === 'fixed'
      ? {
          zh: `此项任务由办法规定为 ${component.fixedTarget?.text}，不能另行下达。`,
          en: `The text fixes this target at ${component.fixedTarget?.text}; it can't be assigned.`,
        }
      : { zh: '此项没有任务数。', en: 'This component has no target.' };
  return [{ path, code: 'target-not-assignable', message }];
}
