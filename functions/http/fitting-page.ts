/** A synchronous answer of a function holds 6 MB; this leaves room for what is around the items. */
export const pageBytesMax = 4_000_000;

/** The first items of a page, as many as one answer can hold, and at least one of those there are. */
export function fittingPage<T>(items: readonly T[]): T[] {
  let bytes = 0;
  const fitting = items.findIndex((item) => {
    bytes += Buffer.byteLength(JSON.stringify(item));
    return bytes > pageBytesMax;
  });
  return fitting < 0 ? [...items] : items.slice(0, Math.max(1, fitting));
}
