import { filledBy } from './counted.ts';
import type { Component } from './cycle.ts';
import { texts } from './language.ts';
import type { SummaryCell } from './summary.ts';

/** A component's state in words; where nothing has been given, by who is to give it. */
export function stateText(component: Component, state: SummaryCell['state']): string {
  const { words } = texts.value;
  return state === 'missing' ? words.notFilled[filledBy(component)] : words.states[state];
}
