/** Longest property name that an answer repeats. */
const KEY_LENGTH_MAX = 64;

/**
 * The RFC 6901 pointer of a place in a body: `["claims", 0, "value"]` gives `/claims/0/value`, the whole body gives `""`.
 * A property name of more than 64 characters ends the pointer at the object that holds it, so that no answer grows with
 * what was sent.
 */
export function jsonPointer(path: readonly PropertyKey[]): string {
  const keys = path.map(String);
  const tooLongAt = keys.findIndex((key) => key.length > KEY_LENGTH_MAX);
  const named = tooLongAt === -1 ? keys : keys.slice(0, tooLongAt);
  return named.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
