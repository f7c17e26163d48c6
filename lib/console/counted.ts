import type { Component } from './cycle.ts';
import { rateText } from './exact.ts';
import type { SummaryCell } from './summary.ts';

/** What counts of a component, and what it is held against. */
export type Counted = Pick<SummaryCell, 'value' | 'measured' | 'target'>;

/** Who gives the value of a component: its district, an assessor, or nobody where it is measured. */
export function filledBy({ measure, filledBy = 'district' }: Component): 'district' | 'assessor' | 'nobody' {
  return measure === undefined ? filledBy : 'nobody';
}

/** The number that counts as it is written or was measured; `null` where there is none. */
export function countedText({ value, measured }: Omit<Counted, 'target'>): string | null {
  return value ?? measured?.value ?? null;
}

/** The same for people: a measured number that had to be rounded is marked, `≈0.8333`. */
export function shownNumber({ value, measured }: Omit<Counted, 'target'>): string | null {
  return value ?? (measured && `${measured.exact ? '' : '≈'}${measured.value}`);
}

/** `value ÷ target` in percent; `null` where less is better or there is nothing to compare: `"79.83%"`. */
export function rateOf({ rule }: Component, counted: Counted): string | null {
  const number = countedText(counted);
  if (number === null || counted.target === null || ('order' in rule && rule.order === 'at-most')) return null;
  return rateText(number, counted.target);
}

/** The components that districts claim. */
export function claimableOf(components: readonly Component[]): ReadonlySet<string> {
  return new Set(components.filter((component) => filledBy(component) === 'district').map(({ id }) => id));
}
