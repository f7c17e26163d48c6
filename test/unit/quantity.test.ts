import { describe, expect, it } from 'vitest';
import { amountText, compareAmounts, differenceOf, isPositive } from '../../lib/domain/amount.ts';
import { isSameNumber, quantity, readQuantity } from '../../lib/domain/quantity.ts';

describe('a quantity', () => {
  it.each([
    ['0', 0, 0],
    ['0.0', 0, 0],
    ['7', 7, 0],
    ['12.50', 12, 500_000],
    ['0.000001', 0, 1],
    ['0.1', 0, 100_000],
    ['999999999999999.999999', 999_999_999_999_999, 999_999],
  ])('%s is %d and %d millionths, and stays as it was written', (text, whole, micros) => {
    expect(readQuantity(text)).toEqual({ text, whole, micros });
  });

  it.each(['', ' ', '\t', '\n', '　'])('%j is nothing at all', (text) => {
    expect(readQuantity(text)).toBe('required');
  });

  it.each([
    '1e2',
    '1E+2',
    '0x1F',
    '1_000',
    '1,000',
    '1.000,5',
    '12%',
    '12万',
    '１２',
    '١٢',
    '十二',
    'NaN',
    'Infinity',
    'inf',
    '+1',
    '.5',
    '5.',
    '1.2.3',
    '--1',
    ' 1',
    '1 ',
    '1\n',
    '01',
    '00',
    '007.5',
    '1.0000000',
    '0.0000001',
    // Fifteen digits behind the zeros, so that the zeros are all that is wrong.
    '0999999999999999',
    '00000000000000001',
    '-',
    'null',
  ])('%j is not the notation', (text) => {
    expect(readQuantity(text)).toBe('value-syntax');
  });

  it.each([
    '-1',
    '-0',
    '-0.5',
    '1000000000000000',
    '1234567890123456789012345678901234567890',
    '1000000000000000.5',
    // Out of range however they are written.
    '-1.0000001',
    '-01',
    '01000000000000000',
    '1000000000000000.0000001',
  ])('%j is a number out of range', (text) => {
    expect(readQuantity(text)).toBe('value-out-of-range');
  });

  it('is thrown at whoever stores anything else', () => {
    expect(() => quantity('-1')).toThrow('value-out-of-range');
    expect(quantity('1').whole).toBe(1);
  });
});

describe('quantities', () => {
  const ascending = [
    '0',
    '0.000001',
    '0.999999',
    '1',
    '1.000001',
    '2',
    '10',
    '999999999999999.999998',
    '999999999999999.999999',
  ];

  it('compare exactly, also where doubles would not', () => {
    for (const [i, a] of ascending.entries())
      for (const [j, b] of ascending.entries())
        expect(Math.sign(compareAmounts(quantity(a), quantity(b)))).toBe(Math.sign(i - j));
    expect(compareAmounts(quantity('8'), quantity('8.000000'))).toBe(0);
  });

  it('are the same however they are written, as are two that are not there', () => {
    expect([isSameNumber('30', '30.0'), isSameNumber(null, null)]).toEqual([true, true]);
    const others = [
      ['30', '3'],
      ['30', '30.5'],
      [null, '0'],
      ['0', null],
    ] as const;
    for (const [one, other] of others) expect(isSameNumber(one, other)).toBe(false);
  });

  it('are positive from a millionth on', () => {
    expect(['0', '0.000000', '0.000001', '1'].map((text) => isPositive(quantity(text)))).toEqual([
      false,
      false,
      true,
      true,
    ]);
  });

  it.each([
    ['9.5', '8', '1.5'],
    ['8', '8.0', '0'],
    ['6', '8', '-2'],
    ['0.3', '0.1', '0.2'],
    ['999999999999999.999999', '0.000001', '999999999999999.999998'],
    ['0.000001', '0', '0.000001'],
  ])('%s − %s = %s', (larger, smaller, rest) => {
    expect(amountText(differenceOf(quantity(larger), quantity(smaller)))).toBe(rest);
  });
});
