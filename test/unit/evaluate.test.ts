import { describe, expect, it } from 'vitest';
import { type Amount, amountText, quotientOf } from '../../lib/domain/amount.ts';
import { quantity } from '../../lib/domain/quantity.ts';
import { evaluate, overAll, type Reading, unknownReading } from '../../lib/domain/rules/evaluate.ts';
import {
  type CohortFunction,
  type ComponentNumber,
  coefficientsIn,
  compileExpression,
  type Expression,
  looksAtCohort,
  numbersIn,
} from '../../lib/domain/rules/formula.ts';

const indexOf = new Map([
  ['a', 0],
  ['b', 1],
]);
const compiled = (expression: Expression) => compileExpression(expression, indexOf);

/** Of `a` everything is known, of `b` nothing; one coefficient; 9 over the cohort and 8 over the group. */
const reading: Reading = {
  numberOf: ({ component, number, basis }: ComponentNumber) => {
    if (component !== 0) return null;
    if (basis) return quantity(basis === 'claimed' ? '5' : '6');
    return quantity({ value: '4', target: '2', points: '3' }[number]);
  },
  coefficient: (name) => (name === 'size' ? quantity('1.5') : null),
  overCohort: ({ among }: CohortFunction) => quantity(among === 'group' ? '8' : '9'),
};

const shown = (amount: Amount | null) => (amount ? amountText(amount) : null);
const numberIn = (expression: Expression) => shown(evaluate(compiled(expression), reading));
const [a, b] = [{ value: 'a' }, { value: 'b' }];

describe('the number of a formula', () => {
  it.each<[Expression, string | null]>([
    ['-0.25', '-0.25'],
    [a, '4'],
    [{ target: 'a' }, '2'],
    [{ points: 'a' }, '3'],
    [{ claimed: 'a' }, '5'],
    [{ verified: 'a' }, '6'],
    [b, null],
    [{ coefficient: 'size' }, '1.5'],
    [{ coefficient: 'age' }, null],
    [{ mean: b }, '9'],
    [{ mean: b, among: 'group' }, '8'],
  ])('is what is read: %j', (expression, number) => {
    expect(numberIn(expression)).toBe(number);
  });

  it.each<[Expression, string | null]>([
    [{ add: ['1', '2', a] }, '7'],
    [{ add: ['1'] }, '1'],
    [{ subtract: ['1', a] }, '-3'],
    [{ multiply: ['2', '3', a] }, '24'],
    [{ divide: ['3', a] }, '0.75'],
    [{ divide: ['1', '3'] }, '≈0.3333'],
    [{ multiply: [{ divide: ['1', '3'] }, '3'] }, '1'],
    [{ least: ['3', '-1', '2'] }, '-1'],
    [{ greatest: ['2', '3', '-1'] }, '3'],
  ])('is computed exactly: %j', (expression, number) => {
    expect(numberIn(expression)).toBe(number);
  });

  it.each<Expression>([
    { add: ['1', b] },
    { subtract: [b, '1'] },
    { multiply: ['0', b] },
    { divide: [b, '1'] },
    { divide: ['1', { subtract: [a, '4'] }] },
    { least: [b, b] },
    { greatest: [b] },
  ])('is none where a part has none, or the divisor is 0: %j', (expression) => {
    expect(numberIn(expression)).toBeNull();
  });

  it('of the least and the greatest looks past parts without one', () => {
    expect(numberIn({ least: [b, '3', '2'] })).toBe('2');
    expect(numberIn({ greatest: ['3', b] })).toBe('3');
  });

  it('is nothing but its constants where nothing is known', () => {
    expect(shown(evaluate(compiled({ add: ['1', '2'] }), unknownReading))).toBe('3');
    for (const each of [a, { coefficient: 'size' }, { sum: '1' }])
      expect(evaluate(compiled(each), unknownReading)).toBeNull();
  });
});

describe('a function over the cohort', () => {
  it.each([
    ['mean', '2.5'],
    ['best', '4'],
    ['lowest', '1'],
    ['sum', '10'],
  ] as const)('is the %s of the numbers that there are, and none of none', (name, number) => {
    expect(shown(overAll(name, ['3', '1', '4', '2'].map(quantity)))).toBe(number);
    expect(overAll(name, [])).toBeNull();
  });

  it('keeps a mean exact', () => {
    const mean = overAll('mean', ['1', '0', '0'].map(quantity))!;
    expect(mean).toEqual(quotientOf(quantity('1'), quantity('3')));
  });
});

describe('a formula made ready', () => {
  const nested = {
    add: ['1', a, { mean: { multiply: [{ points: 'b' }, { coefficient: 'size' }] }, among: 'group' }],
  } as const;

  it('knows components by their position, and one that is not there by none', () => {
    const number = { kind: 'component', number: 'value', component: 0, id: 'a', basis: null };
    expect(compiled(a)).toEqual(number);
    expect(compiled({ claimed: 'a' })).toEqual({ ...number, basis: 'claimed' });
    expect(compiled({ verified: 'a' })).toEqual({ ...number, basis: 'verified' });
    expect(compiled({ target: 'b' })).toEqual({ ...number, number: 'target', component: 1, id: 'b' });
    expect(compiled({ value: 'z' })).toMatchObject({ component: -1 });
  });

  it('says which numbers and coefficients it reads, those over the cohort too, and whether it looks at others', () => {
    const read = numbersIn(compiled(nested));
    expect(read.map(({ number, component }) => [number, component])).toEqual([
      ['value', 0],
      ['points', 1],
    ]);
    expect(coefficientsIn(compiled(nested))).toEqual(['size']);
    expect(looksAtCohort(compiled(nested))).toBe(true);
    const alone = compiled({ add: ['1', a, { coefficient: 'age' }] });
    expect([numbersIn(alone).length, coefficientsIn(alone), looksAtCohort(alone)]).toEqual([1, ['age'], false]);
    expect([numbersIn(compiled('1')), coefficientsIn(compiled('1'))]).toEqual([[], []]);
  });

  it('is over all districts where nothing else is said', () => {
    expect(compiled({ best: a })).toMatchObject({ kind: 'cohort', function: 'best', among: 'cohort' });
    expect(compiled({ lowest: a, among: 'group' })).toMatchObject({ function: 'lowest', among: 'group' });
  });
});
