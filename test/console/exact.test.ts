import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareTexts, medianText, rateText, sumText } from '../../lib/console/exact.ts';
import { quantity } from '../../lib/domain/quantity.ts';
import { rateShown } from '../../lib/domain/rules/words.ts';

const amount = fc
  .tuple(fc.bigInt({ min: 0n, max: 10n ** 15n - 1n }), fc.stringMatching(/^[0-9]{1,6}$/), fc.boolean())
  .map(([whole, fraction, isWhole]) => (isWhole ? String(whole) : `${whole}.${fraction}`));

describe('a completion rate', () => {
  it('is the one that the steps of a score show', () => {
    fc.assert(
      fc.property(
        amount,
        amount.filter((text) => /[1-9]/.test(text)),
        (value, target) => {
          expect(rateText(value, target)).toBe(rateShown(quantity(value), quantity(target)));
        },
      ),
    );
  });

  it('is half up, and there is none of a target of 0', () => {
    expect(rateText('239.48', '300')).toBe('79.83%');
    expect(rateText('1', '16')).toBe('6.25%');
    expect(rateText('1', '32')).toBe('3.13%');
    expect(rateText('3', '0.0')).toBeNull();
  });
});

describe('a median', () => {
  it('of an odd number is the one in the middle, by number and not by text', () => {
    expect(medianText(['10.00', '9.00', '2.00'])).toBe('9.00');
  });

  it('of an even number is the exact middle of two', () => {
    expect(medianText(['3.00', '2.40'])).toBe('2.70');
    expect(medianText(['3.01', '2.40'])).toBe('2.705');
    expect(medianText([])).toBeNull();
  });
});

describe('decimal texts', () => {
  it('are compared exactly', () => {
    expect(compareTexts('0.10', '0.1')).toBe(0);
    expect(compareTexts('900719925474099.3', '900719925474099.2')).toBe(1);
  });
});

it('a sum keeps the places of the finest text, and may be negative', () => {
  expect(sumText(['0.1', '0.20'], ['0.30'])).toBe('0.00');
  expect(sumText(['2'], ['0.5', '3'])).toBe('-1.5');
  expect(sumText([], [])).toBe('0');
});
