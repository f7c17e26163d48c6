import type { Component } from './cycle.ts';
import { isSameNumber, readNumber } from './quantity-text.ts';
import type { SummaryCell } from './summary.ts';

/** What may stand in a cell of targets instead of a number; the second only where no number is assigned. */
export const words = { out: 'not-applicable', in: 'applicable' } as const;

const written: Readonly<Record<string, 'out' | 'in'>> = {
  不适用: 'out',
  notapplicable: 'out',
  na: 'out',
  适用: 'in',
  applicable: 'in',
};

type Of = Pick<Component, 'target' | 'whenNotApplicable'>;

/** Whether anything can be set of a component: a number, or that it does not apply. */
export function isSettable({ target, whenNotApplicable }: Of): boolean {
  return target.kind === 'assigned' || whenNotApplicable !== undefined;
}

/** What stands in the cell of a component: its number, or whether it applies; `null` for a number that is not set yet. */
export function standingTarget({ target: { kind } }: Of, { state, target }: SummaryCell): string | null {
  if (state === 'not-applicable') return words.out;
  return kind === 'assigned' ? target : words.in;
}

/**
 * Reads what somebody wrote into the cell of a component: a number where one is assigned; `不适用`, `not applicable` or `n/a`
 * where the method says what it earns then; `适用` or `applicable` where there is no number that takes it back. `null` for all
 * else.
 */
export function readTarget({ target, whenNotApplicable }: Of, text: string): string | null {
  const word =
    written[
      text
        .normalize('NFKC')
        .toLowerCase()
        .replace(/[\s/\-.]/g, '')
    ];
  const isAssigned = target.kind === 'assigned';
  if (word === 'out') return whenNotApplicable === undefined ? null : words.out;
  if (word === 'in') return isAssigned ? null : words.in;
  return isAssigned ? readNumber(text).text : null;
}

/** What is sent of it: any number takes back that a component without a number of its own does not apply. */
export function sentTarget(text: string): string {
  return text === words.in ? '0' : text;
}

/** Whether both say the same: `30` and `30.0` do. */
export function isSameTarget(one: string | null, other: string | null): boolean {
  const isWord = [one, other].some((text) => text === words.out || text === words.in);
  return isWord ? one === other : isSameNumber(one, other);
}
