import type { Text } from './text.ts';

/** Every way in which the rules say no. Stable: callers branch on these names. */
export const refusals = [
  'second-approver-needed',
  'cycle-closed',
  'state-conflict',
  'stale-epoch',
  'revision-conflict',
  'required',
  'value-syntax',
  'value-out-of-range',
  'unknown-component',
  'target-not-assignable',
  'not-claimable',
  'duplicate-item',
  'evidence-unusable',
] as const;

/** The name of a refusal. */
export type Refusal = (typeof refusals)[number];

/** Where something stands in what was given: `['claims', 2, 'value']`; the whole of it is `[]`. */
export type Path = readonly (string | number)[];

/** One fault of what was given: where, which kind, and what to do. */
export interface Fault<Name extends string = Refusal> {
  readonly path: Path;
  readonly code: Name;
  readonly message: Text;
}

/** A refusal, as a value: what was wrong and what to do, in both languages. A fault of the machine is an exception instead. */
export interface Rejection<Name extends string = Refusal> {
  readonly rejected: Name;
  readonly detail: Text;
  readonly faults?: readonly Fault<Name>[];
  /** The book's current revision, where the refusal is about a stale one. */
  readonly revision?: number;
}

/** Builds a refusal. */
export function reject<Name extends string>(
  rejected: Name,
  detail: Text,
  more: Pick<Rejection, 'revision'> = {},
): Rejection<Name> {
  return { rejected, detail, ...more };
}

/** Builds the refusal of what has faults: its name is the first fault's, and all faults are listed. */
export function rejectFaults<Name extends string>(faults: readonly [Fault<Name>, ...Fault<Name>[]]): Rejection<Name> {
  return { rejected: faults[0].code, detail: faults[0].message, faults };
}

/** Tells a refusal from an answer. */
export function isRejection(value: unknown): value is Rejection<string> {
  return typeof value === 'object' && value !== null && 'rejected' in value;
}
