import { inMicros, type Quantity } from './quantity.ts';
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
export function roundedShare(full: PointUnits, value: Quantity, target: Quantity, mode: RoundingMode): PointUnits {
  const numerator = full * value.whole;
  const fitsSafely = value.micros === 0 && target.micros === 0 && numerator <= Number.MAX_SAFE_INTEGER / 2;
  return fitsSafely
    ? roundIntegers(numerator, target.whole, mode)
    : roundBigIntegers(BigInt(full) * inMicros(value), inMicros(target), mode);
}

/** All operands are integers below 2^53, where double arithmetic is exact. */
function roundIntegers(numerator: number, denominator: number, mode: RoundingMode): PointUnits {
  const remainder = numerator % denominator;
  const down = (numerator - remainder) / denominator;
  return down + roundUpBy(remainder - (denominator - remainder), down % 2 === 1, mode);
}

function roundBigIntegers(numerator: bigint, denominator: bigint, mode: RoundingMode): PointUnits {
  const down = numerator / denominator;
  const distance = 2n * (numerator % denominator) - denominator;
  return Number(down) + roundUpBy(distance < 0n ? -1 : distance > 0n ? 1 : 0, down % 2n === 1n, mode);
}

/** `fromHalf` is negative below the half, 0 on it, positive above it. */
function roundUpBy(fromHalf: number, isOdd: boolean, mode: RoundingMode): 0 | 1 {
  if (fromHalf !== 0) return fromHalf > 0 ? 1 : 0;
  return mode === 'half-up' || isOdd ? 1 : 0;
}

/** Point units as decimal text with all the scheme's decimals: 240 with 2 decimals → `"2.40"`. */
export function formatPoints(units: PointUnits, decimals: number): string {
  if (decimals === 0) return String(units);
  const digits = String(units).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** Decimal text as point units; `null` if it has more decimals than the scheme keeps. `"2.4"` with 2 decimals → 240. */
export function pointUnits(text: string, decimals: number): PointUnits | null {
  const [whole = '', fraction = ''] = text.split('.');
  return fraction.length > decimals ? null : Number(whole + fraction.padEnd(decimals, '0'));
}
