/** An exact number as a quotient of two integers; `under` is above zero. Shortened where that is cheap, never rounded. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** Nothing. */
export const zero: Fraction = { over: 0n, under: 1n };

/** Decimal text as a fraction: `"-12.5"` → −25 ÷ 2. */
export function fraction(text: string): Fraction {
  const [whole = '', decimals = ''] = text.split('.');
  return ofUnits(BigInt(whole + decimals), decimals.length);
}

/** Units of the last of so many decimals as a fraction: 250 with 2 places → 5 ÷ 2. */
export function ofUnits(units: bigint, places: number): Fraction {
  const under = 10n ** BigInt(places);
  const common = commonDivisor(units, under);
  return { over: units / common, under: under / common };
}

function sizeOf(number: bigint): bigint {
  return number < 0n ? -number : number;
}

const stepsMax = 128;

/**
 * Of two numbers not both zero. It is found in few steps where the numbers are short, or share most of what they are, as
 * those do that were divided by the same mean. Of other long ones it may take as long as it likes: there 1 will do.
 */
function commonDivisor(one: bigint, other: bigint): bigint {
  let [a, b] = [sizeOf(one), sizeOf(other)];
  for (let step = 0; b !== 0n; step++) {
    if (step === stepsMax) return 1n;
    [a, b] = [b, a % b];
  }
  return a;
}

/** Below 0, 0 or above 0, as a sort's comparator wants it. */
export function compare(a: Fraction, b: Fraction): number {
  const left = a.over * b.under;
  const right = b.over * a.under;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Whether a number is zero. */
export function isZero({ over }: Fraction): boolean {
  return over === 0n;
}

/** `a + b`. What both divide by is taken out first: it stays small where the sum grows large. */
export function plus(a: Fraction, b: Fraction): Fraction {
  const shared = commonDivisor(a.under, b.under);
  const over = a.over * (b.under / shared) + b.over * (a.under / shared);
  const common = commonDivisor(over, shared);
  return { over: over / common, under: (a.under / shared) * (b.under / common) };
}

/** `−a`. */
export function negated({ over, under }: Fraction): Fraction {
  return { over: -over, under };
}

/** `a − b`. */
export function minus(a: Fraction, b: Fraction): Fraction {
  return plus(a, negated(b));
}

/** `a × b`, shortened crosswise before it grows. */
export function times(a: Fraction, b: Fraction): Fraction {
  const [left, right] = [commonDivisor(a.over, b.under), commonDivisor(b.over, a.under)];
  return { over: (a.over / left) * (b.over / right), under: (a.under / right) * (b.under / left) };
}

/** `a ÷ b`; `b` is not zero. */
export function dividedBy(a: Fraction, { over, under }: Fraction): Fraction {
  return times(a, over < 0n ? { over: -under, under: -over } : { over: under, under: over });
}

/** The larger of two. */
export function larger(a: Fraction, b: Fraction): Fraction {
  return compare(a, b) >= 0 ? a : b;
}

/** The smaller of two. */
export function smaller(a: Fraction, b: Fraction): Fraction {
  return compare(a, b) <= 0 ? a : b;
}

/** The sum of any number of fractions, half and half: adding one by one would drag the long ones along. */
export function sumOf(all: readonly Fraction[]): Fraction {
  if (all.length <= 1) return all[0] ?? zero;
  const middle = all.length >> 1;
  return plus(sumOf(all.slice(0, middle)), sumOf(all.slice(middle)));
}

/** The integer at or below a number that is not below zero. */
export function wholeOf({ over, under }: Fraction): Fraction {
  return { over: over / under, under: 1n };
}

/** How an exact number becomes one with `places` decimals [D 2]. */
export interface Rounding {
  readonly places: number;
  readonly mode: 'half-up' | 'half-even';
}

/**
 * The number rounded once, counted in units of the last place: 1.005 with 2 places → 101 half up, 100 half to even.
 * Below zero as above it: −1.005 → −101 and −100.
 */
export function roundedUnits({ over, under }: Fraction, { places, mode }: Rounding): bigint {
  const scaled = sizeOf(over) * 10n ** BigInt(places);
  const down = scaled / under;
  const twice = 2n * (scaled - down * under);
  const isUp = twice > under || (twice === under && (mode === 'half-up' || down % 2n === 1n));
  const size = isUp ? down + 1n : down;
  return over < 0n ? -size : size;
}

/** Units of the last place as decimal text with all places: −50 with 2 places → `"-0.50"`. */
export function unitsText(units: bigint, places: number): string {
  const digits = sizeOf(units)
    .toString()
    .padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return units < 0n ? `-${text}` : text;
}
