import { describe, expect, it } from 'vitest';
import { completionOf, cutAmong } from '../../lib/console/screens/progress-cells.ts';
import { amountText } from '../../lib/domain/amount.ts';
import { cutOf, type Ties } from '../../lib/domain/rules/placement.ts';

describe('completion', () => {
  it.each([
    ['16', '20', '80%', false],
    ['20', '20', '100%', true],
    ['25', '20', '125%', true],
    // Of numbers with fractions a float says 99.99999999999999.
    ['0.57', '0.57', '100%', true],
    ['19.999999', '20', '99%', false],
    ['999999999.999999', '1000000000', '99%', false],
    ['0', '20', '0%', false],
  ])('of %s out of %s reads %s', (value, target, text, isMet) => {
    expect(completionOf({ value, target })).toMatchObject({ text, isMet });
  });

  it('is not there without a value, without a target, or with one of 0', () => {
    expect(completionOf({ value: null, target: '20' })).toBeNull();
    expect(completionOf({ value: '5', target: null })).toBeNull();
    expect(completionOf({ value: '5', target: '0' })).toBeNull();
    expect(completionOf({ value: '5', target: '0.00' })).toBeNull();
  });
});

describe('the cut', () => {
  const cohorts = [['9', '8', '8', '8', '6'], ['8.5', '8.50', '8.4'], ['10', '9', '8'], ['0', '0', '5'], ['0'], []];
  const ways: readonly Ties[] = ['competition', 'modified-competition', 'dense'];
  const cases = cohorts.flatMap((values) =>
    ways.flatMap((ties) => [1, 2, 3].map((places) => ({ values, ties, places }))),
  );

  it.each(cases)('is where the rule has it: $values, $ties, $places', ({ values, ties, places }) => {
    const whole = Float64Array.from(values, (value) => Math.floor(Number(value)));
    const micros = Int32Array.from(values, (value) => Math.round((Number(value) % 1) * 1e6));
    const cut = cutOf({ whole, micros }, { places, ties });
    const expected = cut && amountText(cut);
    const found = cutAmong(values, { places, ties });
    expect(found === null ? null : Number(found)).toBe(expected === null ? null : Number(expected));
  });
});
