import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Amount,
  amountOf,
  amountOfText,
  amountText,
  compareAmounts,
  differenceOf,
  fixedDecimals,
  fractionOf,
  isPositive,
  productOf,
  quotientOf,
  signOf,
  sumOf,
} from '../../lib/domain/amount.ts';

const text = (amount: Amount | null) => amount && amountText(amount);

describe('an exact amount', () => {
  it('is wholes and millionths where these hold it, and a fraction besides where they do not', () => {
    expect(amountOf(5n, 2n)).toEqual({ whole: 2, micros: 500_000 });
    expect(amountOf(-1n, 2n)).toEqual({ whole: -1, micros: 500_000 });
    expect(amountOf(1n, -2n)).toEqual({ whole: -1, micros: 500_000 });
    expect(amountOf(1n, 3n)).toEqual({ whole: 0, micros: 333_333, fraction: { over: 1n, under: 3n } });
    expect(amountOf(-1n, 3n)).toEqual({ whole: -1, micros: 666_666, fraction: { over: -1n, under: 3n } });
    expect(amountOf(10n ** 15n - 1n, 1n)).toEqual({ whole: 999_999_999_999_999, micros: 0 });
    expect(amountOf(10n ** 15n, 1n).fraction).toEqual({ over: 10n ** 15n, under: 1n });
    expect(amountOf(-(10n ** 15n), 1n)).toEqual({ whole: -1e15, micros: 0 });
    expect(amountOf(-(10n ** 15n) - 1n, 1n)).toEqual({
      ...{ whole: -1e15 - 1, micros: 0 },
      fraction: { over: -(10n ** 15n) - 1n, under: 1n },
    });
  });

  it('is in lowest terms unless it is very large, with what is below the line above zero', () => {
    expect(amountOf(-6n, 18n).fraction).toEqual({ over: -1n, under: 3n });
    expect(amountOf(7n, -21n)).toEqual(amountOf(-1n, 3n));
    const [small, large] = [(1n << 256n) - 1n, 3n * (1n << 256n)];
    expect(amountOf(3n, 3n * small).fraction).toEqual({ over: 3n, under: 3n * small });
    expect(amountOf(2n, 1n << 256n).fraction).toEqual({ over: 1n, under: 1n << 255n });
    expect(amountOf(1n << 256n, 2n).fraction).toEqual({ over: 1n << 255n, under: 1n });
    expect(amountOf(-large, -9n).fraction).toEqual({ over: large, under: 9n });
  });

  it('is read of any decimal', () => {
    expect(amountOfText('-0.5')).toEqual({ whole: -1, micros: 500_000 });
    expect(amountOfText('12.50')).toEqual({ whole: 12, micros: 500_000 });
    expect(amountOfText('-0')).toEqual({ whole: 0, micros: 0 });
    expect(fractionOf(amountOfText('0.0000001'))).toEqual({ over: 1n, under: 10_000_000n });
  });

  it('compares exactly, below a millionth and beyond a double, too', () => {
    const ascending = [
      amountOfText('-1000000000000000000000.5'),
      amountOfText('-1000000000000000000000'),
      amountOfText('-1'),
      amountOf(-1n, 3n),
      amountOf(-3333333n, 10_000_000n),
      amountOfText('0'),
      amountOf(1n, 10n ** 12n),
      amountOf(3333333n, 10_000_000n),
      amountOf(1n, 3n),
      amountOfText('999999999999999'),
      amountOfText('1000000000000000'),
      amountOfText('1000000000000000.000001'),
    ];
    for (const [i, a] of ascending.entries())
      for (const [j, b] of ascending.entries()) expect(Math.sign(compareAmounts(a, b))).toBe(Math.sign(i - j));
    expect(ascending.map(signOf)).toEqual([-1, -1, -1, -1, -1, 0, 1, 1, 1, 1, 1, 1]);
    expect(isPositive(amountOf(1n, 10n ** 12n))).toBe(true);
  });

  it('is added, subtracted, multiplied and divided without rounding', () => {
    const third = amountOf(1n, 3n);
    expect(sumOf([third, third, third])).toEqual({ whole: 1, micros: 0 });
    expect(sumOf([])).toEqual({ whole: 0, micros: 0 });
    expect(text(sumOf([amountOfText('0.1'), amountOfText('0.2'), amountOf(1n, 6n), third]))).toBe('0.8');
    expect(text(differenceOf(amountOfText('0.3'), amountOfText('0.1')))).toBe('0.2');
    expect(text(productOf(third, amountOfText('-6')))).toBe('-2');
    expect(quotientOf(amountOfText('1'), amountOfText('3'))).toEqual(third);
    expect(quotientOf(amountOfText('1'), amountOfText('0.0'))).toBeNull();
  });

  it('is the same by every way that its arithmetic goes', () => {
    const amount = fc
      .tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.bigInt({ min: 1n, max: 10n ** 8n }))
      .map(([over, under]) => amountOf(over, under));
    fc.assert(
      fc.property(amount, amount, (a, b) => {
        expect(differenceOf(sumOf([a, b]), b)).toEqual(a);
        const product = productOf(a, b);
        if (signOf(b) !== 0) expect(quotientOf(product, b)).toEqual(a);
        expect(Math.sign(compareAmounts(a, b))).toBe(signOf(differenceOf(a, b)));
      }),
    );
  });

  it('is shown as it was written, with all of at most 6 decimals, or with 4 and a mark', () => {
    expect(text(amountOf(1n, 8n))).toBe('0.125');
    expect(text(amountOf(5n, 6n))).toBe('≈0.8333');
    expect(text(amountOf(-2n, 3n))).toBe('≈-0.6667');
    expect(text(amountOf(100n, 1n))).toBe('100');
    expect(fixedDecimals(amountOf(1n, 200n), 2)).toBe('0.01');
    expect(fixedDecimals(amountOf(-1n, 200n), 2)).toBe('-0.01');
    expect(fixedDecimals(amountOf(-1n, 1000n), 2)).toBe('0.00');
    expect(fixedDecimals(amountOf(7n, 2n), 0)).toBe('4');
  });
});
