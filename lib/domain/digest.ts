import { createHash, createHmac } from 'node:crypto';

/** What JSON can hold: no undefined, no non-finite number. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json | undefined };

/** A value whose every part JSON can hold, be its type an interface, which `Json` does not take, or not. */
export type JsonLike<T> = T extends Json | undefined
  ? T
  : T extends
        | bigint
        | symbol
        | Date
        | ReadonlyMap<unknown, unknown>
        | ReadonlySet<unknown>
        | ((...given: never) => unknown)
    ? never
    : { readonly [Key in keyof T]: JsonLike<T[Key]> };

/** JSON with object keys in code-unit order and no white space (RFC 8785 for what we store: text, integers). */
export function canonicalJson<T>(value: JsonLike<T>): string {
  return canonical(value as Json);
}

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const fields = value as { readonly [key: string]: Json | undefined };
  const keys = Object.keys(fields).filter((key) => fields[key] !== undefined);
  return `{${keys
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(fields[key]!)}`)
    .join(',')}}`;
}

/** SHA-256 of the text's UTF-8 bytes, as lower-case hex. */
export function sha256(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

/** SHA-256 of a value's canonical JSON, as lower-case hex. */
export function digestOf<T>(value: JsonLike<T>): string {
  return sha256(canonicalJson(value));
}

/** HMAC-SHA256 of the text's UTF-8 bytes under a key given in hex, as lower-case hex. */
export function keyedDigest(key: string, text: string): string {
  return createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('hex');
}
