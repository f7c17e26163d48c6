import { idempotencyKeyPattern } from '../contract/schemas.ts';

/** The key of a request, null for none, or not ok for one that the contract does not allow. */
export type IdempotencyKeyRead = { readonly ok: true; readonly key: string | null } | { readonly ok: false };

/** Reads the `Idempotency-Key` header: 2 to 255 visible ASCII characters without a comma, given once or not at all. */
export function readIdempotencyKey(header: string | undefined): IdempotencyKeyRead {
  if (header === undefined) return { ok: true, key: null };
  return idempotencyKeyPattern.test(header) ? { ok: true, key: header } : { ok: false };
}
