/** In the kind of a column: some of its values are below 0, and n stands as 2n, −n as 2n − 1. */
const SIGNED = 0x80;
/** The kind of a column whose values are told behind all others. */
export const TOLD_BEHIND = 0x40;

/** How many bytes each value of a column takes that is stored in this way. */
export function widthOf(kind: number): number {
  return kind === TOLD_BEHIND ? 0 : kind & ~SIGNED;
}

/** The kind of a column of numbers from the lowest to the highest, both of them 0 or beyond it; 0 where all are 0. */
export function kindBetween(lowest: number, highest: number): number {
  if (lowest === 0) return highest === 0 ? 0 : bytesBelow(highest);
  return SIGNED | bytesBelow(Math.max(folded(highest), folded(lowest)));
}

/** Whether a value can stand among the values of a column as they are stored. */
export function fits(kind: number, value: number | string): boolean {
  if (typeof value === 'string' || (value < 0 && !(kind & SIGNED))) return false;
  return bytesBelow(kind & SIGNED ? folded(value) : value) <= widthOf(kind);
}

/** Writes a value that fits. What is beyond 32 bits is split by arithmetic: values are whole numbers below 2^53, exact in a double. */
export function writeValue(bytes: Uint8Array, start: number, value: number, kind: number): void {
  let rest = kind & SIGNED ? folded(value) : value;
  for (let at = start; at < start + widthOf(kind); at++) {
    bytes[at] = rest & 0xff;
    rest = rest < 0x1_0000_0000 ? rest >>> 8 : Math.floor(rest / 0x100);
  }
}

/** The value that stands there. */
export function readValue(bytes: Uint8Array, start: number, kind: number): number {
  let value = 0;
  for (let at = start + widthOf(kind) - 1; at >= start; at--) value = value * 0x100 + bytes[at]!;
  return kind & SIGNED ? unfolded(value) : value;
}

/** How many bytes a whole number takes that is not below 0. */
function bytesBelow(value: number): number {
  let bytes = 1;
  for (let end = 0x100; value >= end; end *= 0x100) bytes++;
  return bytes;
}

const folded = (value: number) => (value < 0 ? -2 * value - 1 : 2 * value);
const unfolded = (value: number) => (value % 2 === 1 ? -(value + 1) / 2 : value / 2);
