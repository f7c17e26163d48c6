import { describe, expect, it } from 'vitest';
import { completionOf, countStates, cutAmong, silentRows } from '../../lib/console/screens/progress-cells.ts';
import type { SummaryRow } from '../../lib/console/summary.ts';
import { amountText } from '../../lib/domain/amount.ts';
import { cutOf, type Ties } from '../../lib/domain/rules/placement.ts';

const atLeast = { rule: { kind: 'completion', zeroTarget: 'any' } } as const;
const atMost = { rule: { kind: 'completion', zeroTarget: 'any', order: 'at-most' } } as const;
const counted = (value: string | null, target: string | null) => ({ value, target, measured: null });

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
    expect(completionOf(atLeast, counted(value, target))).toMatchObject({ text, isMet });
  });

  it('is not there without a value, without a target, or with one of 0', () => {
    expect(completionOf(atLeast, counted(null, '20'))).toBeNull();
    expect(completionOf(atLeast, counted('5', null))).toBeNull();
    expect(completionOf(atLeast, counted('5', '0'))).toBeNull();
    expect(completionOf(atLeast, counted('5', '0.00'))).toBeNull();
  });

  it('is not told where less is better: nobody should strive for 200 %', () => {
    expect(completionOf(atMost, counted('5', '10'))).toBeNull();
  });

  it('is that of the number that was measured', () => {
    const measured = { value: '0.8333', exact: false };
    expect(completionOf(atLeast, { value: null, measured, target: '1' })).toMatchObject({ text: '83%', isMet: false });
  });
});

describe('who has handed in nothing', () => {
  const row = (district: string, ...states: readonly string[]) =>
    ({ district, components: states.map((state, at) => ({ component: `${at}`, state })) }) as unknown as SummaryRow;
  const rows = [row('a', 'missing', 'verified'), row('b', 'claimed', 'missing'), row('c', 'not-applicable', 'missing')];

  it('is told by what districts claim, whatever assessors have recorded', () => {
    expect(silentRows(rows, new Set(['0'])).map(({ district }) => district)).toEqual(['a', 'c']);
    expect(silentRows(rows, new Set(['0', '1'])).map(({ district }) => district)).toEqual(['c']);
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

describe('the counts of states', () => {
  it('tell of what nobody has given whether a district, an assessor or a number is waited for', () => {
    const components = [{ id: 'own' }, { id: 'found', filledBy: 'assessor' }, { id: 'sum', measure: '1' }];
    const cells = [...components.map(({ id }) => [id, 'missing']), ['own', 'claimed'], ['found', 'missing']];
    const rows = [{ components: cells.map(([component, state]) => ({ component, state })) }];
    const { counts, missing } = countStates(rows as never, components as never);
    expect(missing).toEqual({ district: 1, assessor: 2, nobody: 1 });
    expect([counts.missing, counts.claimed, counts.verified]).toEqual([4, 1, 0]);
  });
});
