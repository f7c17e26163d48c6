import { type Counted, countedText, filledBy } from '../counted.ts';
import type { Component } from '../cycle.ts';
import { compareTexts } from '../exact.ts';
import type { SummaryCell, SummaryRow } from '../summary.ts';

/** Where a component stands. */
export type State = SummaryCell['state'];

/** All states, in the order in which they are told. */
export const states = [
  'verified',
  'claimed',
  'pending',
  'returned',
  'target-missing',
  'missing',
  'not-applicable',
] as const satisfies readonly State[];

/** How many components of these districts stand where; of what nobody has given, by whom it is to be given. */
export function countStates(rows: readonly SummaryRow[], components: readonly Component[]) {
  const none = { missing: 0, claimed: 0, verified: 0, returned: 0, pending: 0 };
  const counts: Record<State, number> = { ...none, 'target-missing': 0, 'not-applicable': 0 };
  const missing = { district: 0, assessor: 0, nobody: 0 };
  const givers = new Map<string, keyof typeof missing>(components.map((one) => [one.id, filledBy(one)]));
  for (const row of rows)
    for (const { component, state } of row.components) {
      counts[state] += 1;
      if (state === 'missing') missing[givers.get(component) ?? 'district'] += 1;
    }
  return { counts, missing };
}

/** The districts that have handed in nothing at all of what they are to claim. */
export function silentRows(rows: readonly SummaryRow[], claimable: ReadonlySet<string>): SummaryRow[] {
  const isSilent = ({ component, state }: SummaryCell) => !claimable.has(component) || silent.has(state);
  return rows.filter(({ components }) => components.every(isSilent));
}

const silent: ReadonlySet<State> = new Set(['missing', 'not-applicable']);

/** How far a component is of its target. */
export interface Completion {
  /** For the length of a bar. */
  readonly percent: number;
  /** Whole percents, cut: what is not met is never 100. */
  readonly text: string;
  readonly isMet: boolean;
}

/** How far a value is of its target; `null` where there is no value, no target, one of 0, or less is better. */
export function completionOf({ rule }: Pick<Component, 'rule'>, counted: Counted): Completion | null {
  const { target } = counted;
  const value = countedText(counted);
  if (value === null || target === null || compareTexts(target, '0') === 0) return null;
  if ('order' in rule && rule.order === 'at-most') return null;
  const percent = (100 * Number(value)) / Number(target);
  const isMet = compareTexts(value, target) >= 0;
  // What a float says near 100 is not what counts.
  const whole = isMet ? Math.max(100, Math.floor(percent)) : Math.min(99, Math.floor(percent));
  return { percent, text: `${whole}%`, isMet };
}

/** The places of a competition: how many, and how equals share them. */
export interface Places {
  readonly places: number;
  readonly ties: 'competition' | 'modified-competition' | 'dense';
}

/** The smallest value that is still within the places; `null` while nobody is. Values of 0 hold no place. */
export function cutAmong(values: readonly string[], { places, ties }: Places): string | null {
  const held = values.filter((value) => compareTexts(value, '0') > 0).sort((one, other) => compareTexts(other, one));
  const amounts = held.filter((value, index) => index === 0 || compareTexts(value, held[index - 1]!) !== 0);
  if (ties === 'dense') return amounts.slice(0, places).at(-1) ?? null;
  if (ties === 'competition') return held.slice(0, places).at(-1) ?? null;
  const out = held[places];
  return held.slice(0, places).findLast((value) => out === undefined || compareTexts(value, out) > 0) ?? null;
}
