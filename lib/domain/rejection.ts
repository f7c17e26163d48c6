import type { Text } from './text.ts';

/** Every way in which the rules, or the reading of a request, say no. Stable: portals branch on these. */
export const slugs = [
  'malformed-json',
  'duplicate-key',
  'too-deep',
  'invalid-encoding',
  'cursor-invalid',
  'idempotency-key-invalid',
  'unauthenticated',
  'forbidden',
  'wrong-district',
  'second-approver-needed',
  'not-found',
  'method-not-allowed',
  'cycle-closed',
  'cycle-finalized',
  'already-exists',
  'not-yet-applied',
  'state-conflict',
  'too-early',
  'stale-epoch',
  'resync-needed',
  'revision-conflict',
  'body-too-large',
  'unsupported-media-type',
  'unknown-property',
  'required',
  'type',
  'value-syntax',
  'value-out-of-range',
  'unknown-component',
  'target-not-assignable',
  'text-invalid',
  'filename-invalid',
  'duplicate-item',
  'too-many-items',
  'idempotency-key-reused',
  'evidence-unusable',
  'too-many-requests',
  'busy',
] as const;

/** The name of a refusal. */
export type Slug = (typeof slugs)[number];

/** One fault of a body: where (RFC 6901 pointer), which kind, and what to do. */
export interface BodyFault {
  readonly pointer: string;
  readonly code: Slug;
  readonly message: Text;
}

/** A refusal, as a value: what was wrong and what to do, in both languages. A fault of the machine is an exception instead. */
export interface Rejection {
  readonly rejected: Slug;
  readonly detail: Text;
  readonly faults?: readonly BodyFault[];
  /** The book's current revision, where the refusal is about a stale one. */
  readonly revision?: number;
  /** The newest version of the change feed, where the refusal is about one that is not there. */
  readonly newest?: number;
}

/** Builds a refusal. */
export function reject(rejected: Slug, detail: Text, more: Omit<Rejection, 'rejected' | 'detail'> = {}): Rejection {
  return { rejected, detail, ...more };
}

/** Builds the refusal of a body: its slug is the first fault's, and all faults are listed. */
export function rejectBody(faults: readonly [BodyFault, ...BodyFault[]]): Rejection {
  return { rejected: faults[0].code, detail: faults[0].message, faults };
}

/** Tells a refusal from an answer. */
export function isRejection(value: unknown): value is Rejection {
  return typeof value === 'object' && value !== null && 'rejected' in value;
}
