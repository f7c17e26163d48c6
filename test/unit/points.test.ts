import { describe, expect, it } from 'vitest';
import { amountOfText } from '../../lib/domain/amount.ts';
import { formatPoints, pointUnits, roundedShare, roundedUnits } from '../../lib/domain/points.ts';
import { quantity } from '../../lib/domain/quantity.ts';
import { units } from '../../lib/domain/rules/rule.ts';

describe('a rounded share [D 2]', () => {
  it.each([
    ['16', '20', 300, 240, 240],
    ['335', '1000', 300, 101, 100],
    ['1015', '3000', 300, 102, 102],
    ['1', '3', 200, 67, 67],
    ['334.999999', '1000', 300, 100, 100],
    ['335.000001', '1000', 300, 101, 101],
    ['334999999999999.33', '999999999999998', 300, 101, 100],
    ['0', '7', 300, 0, 0],
    ['5', '7', 0, 0, 0],
  ])('of %s in %s of %d units is %d half up, %d half to even', (value, target, full, halfUp, halfEven) => {
    expect(roundedShare(full, quantity(value), quantity(target), 'half-up')).toBe(halfUp);
    expect(roundedShare(full, quantity(value), quantity(target), 'half-even')).toBe(halfEven);
  });
});

describe('exact points [D 2]', () => {
  it.each([
    ['0.015', 2n, 2n],
    ['0.025', 3n, 2n],
    ['0.0249999', 2n, 2n],
    ['-0.005', -1n, 0n],
    ['-0.015', -2n, -2n],
    ['-0.025', -3n, -2n],
    ['-0.0250001', -3n, -3n],
    ['-2', -200n, -200n],
  ])('of %s are %d hundredths half up, %d half to even', (text, halfUp, halfEven) => {
    const exact = amountOfText(text);
    expect(roundedUnits(exact, { decimals: 2, mode: 'half-up' })).toBe(halfUp);
    expect(roundedUnits(exact, { decimals: 2, mode: 'half-even' })).toBe(halfEven);
  });

  it('of a share are the same on both sides of zero, and of less than a millionth', () => {
    expect(roundedShare(1, amountOfText('-1'), quantity('2'), 'half-up')).toBe(-1);
    expect(roundedShare(1, amountOfText('-1'), quantity('2'), 'half-even')).toBe(0);
    expect(roundedShare(10_000_000, amountOfText('0.0000001'), quantity('1'), 'half-up')).toBe(1);
    expect(roundedShare(3, quantity('1'), amountOfText('2.0000001'), 'half-up')).toBe(1);
    expect(roundedShare(10, amountOfText('0.0000001'), amountOfText('0.0000004'), 'half-up')).toBe(3);
  });

  it('of a share are whole where the product of doubles would not be', () => {
    expect(roundedShare(700_000, quantity('999999999999711'), quantity('999999999999967'), 'half-up')).toBe(700_000);
  });
});

describe('points as text', () => {
  it.each([
    [240, 2, '2.40'],
    [5, 2, '0.05'],
    [0, 2, '0.00'],
    [-50, 2, '-0.50'],
    [-3, 0, '-3'],
    [-5, 2, '-0.05'],
    [7000, 2, '70.00'],
    [3, 0, '3'],
    [8, 1, '0.8'],
    [6667, 4, '0.6667'],
  ])('%d units of %d places are %s', (units, places, text) => {
    expect(formatPoints(units, places)).toBe(text);
    expect(pointUnits(text, places)).toBe(units);
  });

  it('may leave out zeros at the end', () => {
    expect(['2.4', '2.40', '2', '0'].map((text) => pointUnits(text, 2))).toEqual([240, 240, 200, 0]);
  });

  it.each([
    ['2.405', 2],
    ['2.400', 2],
    ['2.0', 0],
    ['0.00001', 4],
  ])('%s has more than %d places', (text, places) => {
    expect(pointUnits(text, places)).toBeNull();
  });

  it('that a checked scheme can’t have are a fault', () => {
    const rounding = { decimals: 2, mode: 'half-up' } as const;
    expect(units('2.4', rounding)).toBe(240);
    expect(() => units('2.405', rounding)).toThrow('points finer than the scheme keeps');
  });
});
