import { describe, expect, it } from 'vitest';
import { quantity } from '../../lib/domain/quantity.ts';
import type { RuleSettings } from '../../lib/domain/rules/index.ts';
import { methodOf, part } from '../support/small-method.ts';

const ruleOf = (rule: RuleSettings, more?: Parameters<typeof part>[2]) =>
  methodOf([part('a', rule, more)]).components[0]!;
const refusalOf = (rule: RuleSettings, value: string) => ruleOf(rule).rule.refuseValue(quantity(value));

describe('what an assessor may deduct from', () => {
  const discretionary = { kind: 'discretionary' } as const;

  it('is claimed as 1 or 0, however they are written, and as nothing else', () => {
    for (const value of ['0', '1', '0.00', '1.0']) expect(refusalOf(discretionary, value)).toBeNull();
    for (const value of ['2', '0.5', '1.000001', '10'])
      expect(refusalOf(discretionary, value)).toEqual({
        zh: '此项只填 1（已开展）或 0（未开展）。',
        en: 'This component takes 1 (carried out) or 0 (not carried out) only.',
      });
  });

  it('waits for the deduction where it was not carried out, and is judged by it', () => {
    const { rule } = ruleOf(discretionary);
    expect(rule.judgement).toBe('deduction');
    expect(rule.isUndecided(quantity('0'), null)).toBe(true);
    expect(rule.isUndecided(quantity('0'), '0.5')).toBe(false);
    expect(rule.isUndecided(quantity('1'), null)).toBe(false);
  });
});

describe('any other component', () => {
  it('takes any value, which is judged by a value and waits for nothing', () => {
    const { rule } = ruleOf({ kind: 'recorded' });
    expect(rule.judgement).toBe('value');
    expect(rule.refuseValue(quantity('7.5'))).toBeNull();
    expect(rule.isUndecided(quantity('0'), null)).toBe(false);
  });

  it('is filled by the district, by an assessor where it says so, and by nobody where it is measured', () => {
    const recorded = { kind: 'recorded' } as const;
    expect(ruleOf(recorded).filledBy).toBe('district');
    expect(ruleOf(recorded, { filledBy: 'assessor' }).filledBy).toBe('assessor');
    expect(ruleOf(recorded, { measure: '1' }).filledBy).toBe('nobody');
  });
});
