import type { Amount } from './amount.ts';

/**
 * An exact, non-negative decimal: a claimed or verified value, or a target.
 * At most 15 digits before the point and 6 after it, so `whole` is an exact integer below 2^53 and `micros` counts
 * millionths (0 to 999,999). `text` is the number as it was written. Never a binary fraction.
 */
export interface Quantity extends Amount {
  readonly text: string;
}

/** Why a text is not a quantity: nothing there, not the notation, or a number outside the range. */
export type QuantityFault = 'required' | 'value-syntax' | 'value-out-of-range';

const wholeDigitsMax = 15;
const NOTATION = /^(0|[1-9][0-9]{0,14})(?:\.([0-9]{1,6}))?$/;
const PLAIN_NUMBER = /^-?[0-9]+(\.[0-9]+)?$/;

/** Reads a quantity or says why it is none. `"12.50"` gives whole 12, micros 500000; `"-1"` is out of range. */
export function readQuantity(text: string): Quantity | QuantityFault {
  // Most quantities are whole, and the board reads two for each component of a book: several times cheaper than a match.
  const whole = wholeNumber(text);
  if (whole >= 0) return { text, whole, micros: 0 };
  const match = NOTATION.exec(text);
  if (match) return { text, whole: Number(match[1]), micros: match[2] ? Number(match[2].padEnd(6, '0')) : 0 };
  if (text.trim() === '') return 'required';
  if (!PLAIN_NUMBER.test(text)) return 'value-syntax';
  return hasOnlySyntaxFault(text) ? 'value-syntax' : 'value-out-of-range';
}

/** The number of a text that is a whole number in the notation; −1 of any other text. */
function wholeNumber(text: string): number {
  const { length } = text;
  if (length === 0 || length > wholeDigitsMax || (text.startsWith('0') && length > 1)) return -1;
  let whole = 0;
  for (let at = 0; at < length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) return -1;
    whole = whole * 10 + digit;
  }
  return whole;
}

/** Leading zeros and a seventh decimal are notation; a sign or a sixteenth digit is range. */
function hasOnlySyntaxFault(text: string): boolean {
  const [whole = '', decimals = ''] = text.split('.');
  return (
    !text.startsWith('-') && whole.replace(/^0+/, '').length <= 15 && (/^0[0-9]/.test(whole) || decimals.length > 6)
  );
}

/** The quantity of a text that is known to be one (from the store or the scheme). Throws on anything else. */
export function quantity(text: string): Quantity {
  const read = readQuantity(text);
  if (typeof read === 'string') throw new Error(`not a quantity: ${read}`);
  return read;
}

/** Whether two texts are the same number however they are written (`"30"`, `"30.0"`), or both are none. */
export function isSameNumber(a: string | null, b: string | null): boolean {
  if (a === null || b === null) return a === b;
  const [left, right] = [quantity(a), quantity(b)];
  return left.whole === right.whole && left.micros === right.micros;
}
