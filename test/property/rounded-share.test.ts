import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type RoundingMode, roundedShare } from '../../lib/domain/points.ts';
import { quantity } from '../../lib/domain/quantity.ts';
import { anyQuantity } from '../support/arbitraries.ts';

const Exact = Decimal.clone({ precision: 120 });
const modes: RoundingMode[] = ['half-up', 'half-even'];
const full = fc.integer({ min: 0, max: 999_999_999 });
const positive = anyQuantity.filter((text) => /[1-9]/.test(text));

interface Share {
  readonly full: number;
  readonly value: string;
  readonly target: string;
}

/** Millionths as text and back, by string alone. */
const micros = (text: string) => {
  const [whole = '', decimals = ''] = text.split('.');
  return BigInt(whole + decimals.padEnd(6, '0'));
};

function byFractions({ full: points, value, target }: Share, mode: RoundingMode): number {
  const over = BigInt(points) * micros(value);
  const under = micros(target);
  const floor = over / under;
  const doubled = 2n * over - 2n * floor * under;
  const isUp = doubled > under || (doubled === under && (mode === 'half-up' || floor % 2n !== 0n));
  return Number(isUp ? floor + 1n : floor);
}

function byDecimals({ full: points, value, target }: Share, mode: RoundingMode): number {
  const quotient = new Exact(points).times(value).div(target);
  return quotient.toDecimalPlaces(0, mode === 'half-up' ? Decimal.ROUND_HALF_UP : Decimal.ROUND_HALF_EVEN).toNumber();
}

function agrees(share: Share): void {
  for (const mode of modes) {
    const rounded = roundedShare(share.full, quantity(share.value), quantity(share.target), mode);
    expect(rounded).toBe(byFractions(share, mode));
    expect(rounded).toBe(byDecimals(share, mode));
  }
}

const upTo1 = (share: Share) => micros(share.value) <= micros(share.target);

describe('the rounded share', () => {
  it('is the exact quotient rounded once, for any value up to any target [D 2]', () => {
    fc.assert(
      fc.property(
        fc.record({ full, value: anyQuantity, target: positive }).map((share) => {
          return upTo1(share) || !/[1-9]/.test(share.value)
            ? share
            : { ...share, value: share.target, target: share.value };
        }),
        agrees,
      ),
      { numRuns: 3000 },
    );
  });

  it('is exact on both sides of 2^53, where one way of computing hands over to the other [D 2]', () => {
    const near = fc
      .record({
        full: full.filter((points) => points > 0),
        off: fc.integer({ min: -3, max: 3 }),
        more: fc.nat({ max: 9 }),
      })
      .map(({ full: points, off, more }): Share => {
        const value = Math.floor(2 ** 53 / points) + off;
        return { full: points, value: String(Math.max(0, value)), target: String(Math.max(1, value + more)) };
      })
      .filter(({ value, target }) => value.length <= 15 && target.length <= 15);
    fc.assert(fc.property(near, agrees), { numRuns: 3000 });
  });

  it('meets exact halves, and millionths beside them [D 2]', () => {
    const half = fc
      .record({
        full: fc.integer({ min: 1, max: 70_000 }),
        odd: fc.nat({ max: 69_999 }),
        times: fc.integer({ min: 1, max: 7_000_000_000 }),
        beside: fc.constantFrom('', '.000001'),
      })
      .filter(({ full: points, odd }) => odd < points)
      .map(({ full: points, odd, times, beside }): Share => {
        // full × value ÷ target = (2 × odd + 1) ÷ 2
        return { full: points, value: `${(2 * odd + 1) * times}${beside}`, target: String(2 * points * times) };
      });
    fc.assert(fc.property(half, agrees), { numRuns: 2000 });
  });
});
