/** A ratio of integers in lowest terms, `under` above zero. No line of it is shared with the product. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** The ratio of two integers, the second of any sign but not 0. */
export function ratio(over: bigint, under: bigint): Fraction {
  let [a, b] = [over, under];
  while (b !== 0n) [a, b] = [b, a % b];
  // The divisor takes the sign that makes what is under the line positive.
  const divisor = a < 0n === under < 0n ? a : -a;
  return { over: over / divisor, under: under / divisor };
}

/** The number of a decimal text of any length and sign. */
export function fraction(text: string): Fraction {
  const point = text.indexOf('.');
  const decimals = point < 0 ? 0 : text.length - point - 1;
  return ratio(BigInt(text.replace('.', '')), 10n ** BigInt(decimals));
}

export const zero: Fraction = { over: 0n, under: 1n };

export function plus(a: Fraction, b: Fraction): Fraction {
  return ratio(a.over * b.under + b.over * a.under, a.under * b.under);
}

export function minus(a: Fraction, b: Fraction): Fraction {
  return ratio(a.over * b.under - b.over * a.under, a.under * b.under);
}

export function times(a: Fraction, b: Fraction): Fraction {
  return ratio(a.over * b.over, a.under * b.under);
}

/** `null` where the divisor is 0. */
export function over(a: Fraction, b: Fraction): Fraction | null {
  return b.over === 0n ? null : ratio(a.over * b.under, a.under * b.over);
}

export function isAbove(a: Fraction, b: Fraction): boolean {
  return a.over * b.under > b.over * a.under;
}

export function isEqual(a: Fraction, b: Fraction): boolean {
  return a.over === b.over && a.under === b.under;
}

export function smaller(a: Fraction, b: Fraction): Fraction {
  return isAbove(a, b) ? b : a;
}

export function larger(a: Fraction, b: Fraction): Fraction {
  return isAbove(b, a) ? b : a;
}

/** The largest integer that is not above. */
export function floor({ over: a, under: b }: Fraction): bigint {
  const rest = ((a % b) + b) % b;
  return (a - rest) / b;
}

/** The smallest integer that is not below. */
export function ceiling(a: Fraction): bigint {
  return -floor({ over: -a.over, under: a.under });
}

export interface PlainRounding {
  readonly places: number;
  readonly mode: string;
}

/** In units of the last place. Half up is half away from zero, and half even is the same on both sides of zero. */
export function rounded(exact: Fraction, { places, mode }: PlainRounding): bigint {
  if (exact.over < 0n) return -rounded({ over: -exact.over, under: exact.under }, { places, mode });
  const scaled = times(exact, fraction(`1${'0'.repeat(places)}`));
  const down = floor(scaled);
  const rest = minus(scaled, { over: down, under: 1n });
  const half = ratio(1n, 2n);
  if (isEqual(rest, half)) return mode === 'half-even' && down % 2n === 0n ? down : down + 1n;
  return isAbove(rest, half) ? down + 1n : down;
}
