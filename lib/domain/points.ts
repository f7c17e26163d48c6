import { type Amount, fractionOf } from './amount.ts';
import type { SchemeDocument } from './scheme-document.ts';

/** Points are counted in whole units of the scheme's last decimal: with 2 decimals one unit is a hundredth of a point. */
export type PointUnits = number;

/** How the exact quotient becomes points; the names of GB/T 8170 practice: 1.005 → 1.01 or 1.00. */
export const roundingModes = ['half-up', 'half-even'] as const;

/** The name of a mode. */
export type RoundingMode = (typeof roundingModes)[number];

/** A scheme's rounding: how many decimals points keep, and the mode of the one rounding per component [D 2]. */
export interface Rounding {
  readonly decimals: number;
  readonly mode: RoundingMode;
}

/** How a document rounds. Its `places` are decimals here, where places are also what districts hold. */
export function roundingOf({ rounding: { places, mode } }: Pick<SchemeDocument, 'rounding'>): Rounding {
  return { decimals: places, mode };
}

/**
 * `round(full × value ÷ target)` in point units: one rounding on the exact quotient [D 2].
 * full 300, value 16, target 20 → 240. The target is above zero.
 */
export function roundedShare(full: PointUnits, value: Amount, target: Amount, mode: RoundingMode): PointUnits {
  const numerator = full * value.whole;
  const fitsSafely = isWholeAndPositive(value) && isWholeAndPositive(target) && Number.isSafeInteger(numerator);
  if (fitsSafely) return roundIntegers(numerator, target.whole, mode);
  const [share, of] = [fractionOf(value), fractionOf(target)];
  return Number(roundedRatio(BigInt(full) * share.over * of.under, share.under * of.over, mode));
}

/** Exact points in units, one rounding, whatever their size and sign: −0.005 with 2 decimals, half up → −1 [D 2]. */
export function roundedUnits(exact: Amount, { decimals, mode }: Rounding): bigint {
  const { over, under } = fractionOf(exact);
  return roundedRatio(over * 10n ** BigInt(decimals), under, mode);
}

function isWholeAndPositive({ whole, micros, fraction }: Amount): boolean {
  return whole >= 0 && micros === 0 && !fraction;
}

/** All operands are integers from 0 to 2^53, where double arithmetic is exact. */
function roundIntegers(numerator: number, denominator: number, mode: RoundingMode): PointUnits {
  const remainder = numerator % denominator;
  const down = (numerator - remainder) / denominator;
  return down + roundUpBy(remainder - (denominator - remainder), down % 2 === 1, mode);
}

/** Halves go away from zero, or to the even neighbour: alike on both sides of zero. `under` is above it. */
function roundedRatio(numerator: bigint, under: bigint, mode: RoundingMode): bigint {
  const isNegative = numerator < 0n;
  const over = isNegative ? -numerator : numerator;
  const down = over / under;
  const distance = 2n * (over % under) - under;
  const size = down + BigInt(roundUpBy(distance < 0n ? -1 : distance > 0n ? 1 : 0, down % 2n === 1n, mode));
  return isNegative ? -size : size;
}

/** `fromHalf` is negative below the half, 0 on it, positive above it. */
function roundUpBy(fromHalf: number, isOdd: boolean, mode: RoundingMode): 0 | 1 {
  if (fromHalf !== 0) return fromHalf > 0 ? 1 : 0;
  return mode === 'half-up' || isOdd ? 1 : 0;
}

/** Point units as decimal text with all the scheme's decimals: 240 with 2 decimals → `"2.40"`. */
export function formatPoints(units: PointUnits, decimals: number): string {
  if (units < 0) return `-${formatPoints(-units, decimals)}`;
  if (decimals === 0) return String(units);
  const digits = String(units).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Decimal text as point units; `null` if it has more decimals than the scheme keeps. `"2.4"` with 2 decimals → 240; `"-0.5"` → −50. */
export function pointUnits(text: string, decimals: number): PointUnits | null {
  const [whole = '', fraction = ''] = text.split('.');
  return fraction.length > decimals ? null : Number(whole + fraction.padEnd(decimals, '0')) || 0;
}
