/** A ratio of integers, in lowest terms unless it is very large; `under` is above zero. */
export interface Fraction {
  readonly over: bigint;
  readonly under: bigint;
}

/**
 * An exact number of any sign and size. `whole` is its floor and `micros` counts the millionths above that, 0 to 999,999,
 * rounded down: −0.5 is −1 and 500,000. What this does not hold exactly (a third, more than 15 digits) has a `fraction`,
 * too, which alone decides between numbers that are alike so far. A `Quantity` is one without.
 */
export interface Amount {
  readonly whole: number;
  readonly micros: number;
  readonly fraction?: Fraction | undefined;
}

const million = 1_000_000n;

/** From here on whole numbers are told by their fraction alone: they all have the same `whole`. */
const wholeMax = 10n ** 15n;

/** The amount as a ratio. */
export function fractionOf({ whole, micros, fraction }: Amount): Fraction {
  if (fraction) return fraction;
  if (micros === 0) return { over: BigInt(whole), under: 1n };
  return reduced(BigInt(whole) * million + BigInt(micros), million);
}

/** The amount of a ratio; `under` may have any sign, but is not zero. */
export function amountOf(over: bigint, under: bigint): Amount {
  const fraction = reduced(over, under);
  const floor = floorOf(fraction.over * million, fraction.under);
  const whole = floorOf(floor, million);
  if (whole >= wholeMax) return { whole: Number(wholeMax), micros: 0, fraction };
  if (whole < -wholeMax) return { whole: -Number(wholeMax) - 1, micros: 0, fraction };
  const parts = { whole: Number(whole), micros: Number(floor - whole * million) };
  return floor * fraction.under === fraction.over * million ? parts : { ...parts, fraction };
}

/** A decimal text of any length, with or without a sign. */
export function amountOfText(text: string): Amount {
  const [whole = '', decimals = ''] = text.split('.');
  return amountOf(BigInt(whole + decimals) || 0n, 10n ** BigInt(decimals.length));
}

/** Less than 0, 0, or greater than 0, like a sort's comparator; exact. */
export function compareAmounts(a: Amount, b: Amount): number {
  if (a.whole !== b.whole) return a.whole - b.whole;
  if (a.micros !== b.micros) return a.micros - b.micros;
  if (!a.fraction && !b.fraction) return 0;
  const [left, right] = [fractionOf(a), fractionOf(b)];
  const difference = left.over * right.under - right.over * left.under;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** −1, 0 or 1. */
export function signOf({ whole, micros, fraction }: Amount): number {
  if (whole < 0) return -1;
  return whole > 0 || micros > 0 || fraction ? 1 : 0;
}

/** True above zero. */
export function isPositive(amount: Amount): boolean {
  return signOf(amount) > 0;
}

/** Zero. */
export const zeroAmount: Amount = { whole: 0, micros: 0 };

/** The sum of all. */
export function sumOf(amounts: readonly Amount[]): Amount {
  let micros = 0n;
  let whole = 0n;
  const byUnder = new Map<bigint, bigint>();
  for (const amount of amounts) {
    if (amount.fraction) {
      const { over, under } = amount.fraction;
      byUnder.set(under, (byUnder.get(under) ?? 0n) + over);
    } else {
      whole += BigInt(amount.whole);
      micros += BigInt(amount.micros);
    }
  }
  const terms = [...byUnder].map(([under, over]): Fraction => ({ over, under }));
  const { over, under } = added([{ over: whole * million + micros, under: million }, ...terms]);
  return amountOf(over, under);
}

/** By halves, so that large numbers are multiplied with large ones and a few times only. */
function added(terms: readonly Fraction[]): Fraction {
  if (terms.length === 1) return terms[0]!;
  const half = terms.length >> 1;
  const [a, b] = [added(terms.slice(0, half)), added(terms.slice(half))];
  return reduced(a.over * b.under + b.over * a.under, a.under * b.under);
}

/** `a − b`. */
export function differenceOf(a: Amount, b: Amount): Amount {
  const [left, right] = [fractionOf(a), fractionOf(b)];
  return amountOf(left.over * right.under - right.over * left.under, left.under * right.under);
}

/** `a × b`. */
export function productOf(a: Amount, b: Amount): Amount {
  const [left, right] = [fractionOf(a), fractionOf(b)];
  return amountOf(left.over * right.over, left.under * right.under);
}

/** `a ÷ b`; `null` where the divisor is zero. */
export function quotientOf(a: Amount, b: Amount): Amount | null {
  const [left, right] = [fractionOf(a), fractionOf(b)];
  return right.over === 0n ? null : amountOf(left.over * right.under, left.under * right.over);
}

/** The greatest integer that is not above over ÷ under; `under` is above zero. */
export function floorOf(over: bigint, under: bigint): bigint {
  const rest = over % under;
  return rest < 0n ? (over - rest) / under - 1n : over / under;
}

/** For the eye: with so many decimals, rounded half away from zero. 5 ÷ 6 with 4 → `0.8333`. */
export function fixedDecimals(amount: Amount, decimals: number): string {
  const { over, under } = fractionOf(amount);
  const size = over < 0n ? -over : over;
  const units = (2n * size * 10n ** BigInt(decimals) + under) / (2n * under);
  const digits = String(units).padStart(decimals + 1, '0');
  const text = decimals === 0 ? digits : `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
  return over < 0n && units > 0n ? `-${text}` : text;
}

/** For the eye: as it was written, or all decimals of a number that has at most 6; else 4 of them, marked: `≈0.8333`. */
export function amountText(amount: Amount): string {
  if ('text' in amount) return amount.text as string;
  const { value, exact } = shownNumber(amount);
  return exact ? value : `≈${value}`;
}

/** For the eye: all decimals of a number that has at most 6, else 4 of them; and whether that is the number itself. */
export function shownNumber(amount: Amount): { readonly value: string; readonly exact: boolean } {
  const { over, under } = fractionOf(amount);
  const exact = (over * million) % under === 0n;
  return { value: fixedDecimals(amount, exact ? 6 : 4).replace(/\.?0+$/, ''), exact };
}

/** Above this a ratio is left as it is: to find what both sides share would cost more than it saves. */
const reducibleMax = 1n << 256n;

function reduced(over: bigint, under: bigint): Fraction {
  if (under < 0n) return reduced(-over, -under);
  const size = over < 0n ? -over : over;
  if (under > reducibleMax || size > reducibleMax) return { over, under };
  let [a, b] = [size, under];
  while (b !== 0n) [a, b] = [b, a % b];
  return { over: over / a, under: under / a };
}
