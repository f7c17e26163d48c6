/** An exact, non-negative number as a quotient of two integers; `under` is above zero. Never shortened, never rounded. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/** Nothing. */
export const zero: Fraction = { over: 0n, under: 1n };

/** Decimal text as a fraction: `"12.5"` → 125 ÷ 10. */
export function fraction(text: string): Fraction {
  const [whole = '', decimals = ''] = text.split('.');
  return { over: BigInt(whole + decimals), under: 10n ** BigInt(decimals.length) };
}

/** Below 0, 0 or above 0, as a sort's comparator wants it. */
export function compare(a: Fraction, b: Fraction): number {
  const left = a.over * b.under;
  const right = b.over * a.under;
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `a × b`. */
export function times(a: Fraction, b: Fraction): Fraction {
  return { over: a.over * b.over, under: a.under * b.under };
}

/** `a ÷ b`; `b` is above zero. */
export function dividedBy(a: Fraction, b: Fraction): Fraction {
  return { over: a.over * b.under, under: a.under * b.over };
}

/** `a − b`; may be below zero. */
export function minus(a: Fraction, b: Fraction): Fraction {
  return { over: a.over * b.under - b.over * a.under, under: a.under * b.under };
}

/** How an exact number becomes one with `places` decimals [D 2]. */
export interface Rounding {
  readonly places: number;
  readonly mode: 'half-up' | 'half-even';
}

/** The number rounded once, counted in units of the last place: 1.005 with 2 places → 101 half up, 100 half to even. */
export function roundedUnits({ over, under }: Fraction, { places, mode }: Rounding): bigint {
  const scaled = over * 10n ** BigInt(places);
  const down = scaled / under;
  const twice = 2n * (scaled - down * under);
  const isUp = twice > under || (twice === under && (mode === 'half-up' || down % 2n === 1n));
  return isUp ? down + 1n : down;
}

/** Units of the last place as decimal text with all places: 240 with 2 places → `"2.40"`. */
export function unitsText(units: bigint, places: number): string {
  const digits = units.toString().padStart(places + 1, '0');
  return places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
}
