import { describe, expect, it } from 'vitest';
import { compileExpression, type Expression } from '../../lib/domain/rules/formula.ts';
import { symbols } from '../../lib/domain/rules/formula-words.ts';
import { claims, methodOf, part, told } from '../support/small-method.ts';

const a = { value: 'a' };
const written = (expression: Expression) => symbols(compileExpression(expression, new Map()));

describe('a formula as it is written', () => {
  it.each<[Expression, string, string]>([
    ['0.5', '0.5', '0.5'],
    [{ coefficient: 'size' }, '系数 size', 'coefficient size'],
    [a, '“a”数值', 'value of a'],
    [{ claimed: 'a' }, '“a”申报数值', 'claimed value of a'],
    [{ verified: 'a' }, '“a”核定数值', 'verified value of a'],
    [{ target: 'a' }, '“a”任务', 'target of a'],
    [{ points: 'a' }, '“a”得分', 'points of a'],
    [{ mean: a }, '全体平均(“a”数值)', 'mean of (value of a)'],
    [{ best: a, among: 'cohort' }, '全体最高(“a”数值)', 'highest of (value of a)'],
    [{ lowest: a, among: 'group' }, '本组最低(“a”数值)', 'lowest in the group of (value of a)'],
    [{ sum: { add: [a, '1'] } }, '全体合计(“a”数值 + 1)', 'sum of (value of a + 1)'],
  ])('names what it is made of: %j', (expression, zh, en) => {
    expect(written(expression)).toEqual({ zh, en });
  });

  it.each<[Expression, string]>([
    [{ add: ['1', '2', '3'] }, '1 + 2 + 3'],
    [{ subtract: ['1', { add: ['2', '3'] }] }, '1 − (2 + 3)'],
    [{ subtract: [{ subtract: ['1', '2'] }, '3'] }, '1 − 2 − 3'],
    [{ subtract: ['1', { subtract: ['2', '3'] }] }, '1 − (2 − 3)'],
    [{ multiply: ['1', { add: ['2', '3'] }] }, '1 × (2 + 3)'],
    [{ multiply: [{ add: ['1', '2'] }, '3'] }, '(1 + 2) × 3'],
    [{ add: [{ multiply: ['1', '2'] }, '3'] }, '1 × 2 + 3'],
    [{ add: ['1', { multiply: ['2', '3'] }] }, '1 + 2 × 3'],
    [{ divide: ['1', { divide: ['2', '3'] }] }, '1 ÷ (2 ÷ 3)'],
    [{ divide: [{ divide: ['1', '2'] }, '3'] }, '1 ÷ 2 ÷ 3'],
    [{ divide: ['6', { multiply: ['2', '3'] }] }, '6 ÷ (2 × 3)'],
    ['-1', '-1'],
    [{ add: ['-1', '2'] }, '(-1) + 2'],
    [{ multiply: ['2', '-1'] }, '2 × (-1)'],
  ])('puts in brackets what binds less, and what has a sign: %j', (expression, text) => {
    expect(written(expression)).toEqual({ zh: text, en: text });
  });

  it('takes no line in a name for a sign', () => {
    const { zh, en } = written({ multiply: ['2', { coefficient: 'as-of' }] });
    expect([zh, en]).toEqual(['2 × 系数 as-of', '2 × coefficient as-of']);
  });

  it('needs no brackets for the least and the greatest of some', () => {
    expect(written({ least: [{ add: ['1', '2'] }, '-3', '4'] })).toEqual({
      zh: '取小(1 + 2，-3，4)',
      en: 'least of (1 + 2, -3, 4)',
    });
    expect(written({ multiply: ['2', { greatest: ['1', '3'] }] })).toEqual({
      zh: '2 × 取大(1，3)',
      en: '2 × greatest of (1, 3)',
    });
  });
});

describe('whose number a function over the cohort gave', () => {
  const recorded = { kind: 'recorded' } as const;
  const measured = (measure: Expression) =>
    methodOf([
      part('a', recorded),
      part(
        'm',
        { kind: 'proportional', zeroTarget: 'any' },
        { fullPoints: '6', target: { kind: 'fixed', value: '100' }, measure },
      ),
    ]);
  const cohort = (...values: string[]) => values.map((each, at) => claims(`区${at + 1}`, { a: each }));
  const both = (measure: Expression, given: ReturnType<typeof cohort>) =>
    (['zh', 'en'] as const).map((language) => told(measured(measure), given, 'm', language).slice(1, -2));

  it('is told with names, five of them and how many more', () => {
    expect(both({ best: a }, cohort('3', '7', '7'))).toEqual([
      ['全体最高(“a”数值)为 7：区2、区3。'],
      ['The highest of (value of a) is 7: 区2, 区3.'],
    ]);
    expect(both({ lowest: a }, cohort('1', '1', '1', '1', '1', '2'))).toEqual([
      ['全体最低(“a”数值)为 1：区1、区2、区3、区4、区5。'],
      ['The lowest of (value of a) is 1: 区1, 区2, 区3, 区4, 区5.'],
    ]);
    expect(both({ lowest: a }, cohort('1', '1', '1', '1', '1', '1', '1', '2'))).toEqual([
      ['全体最低(“a”数值)为 1：区1、区2、区3、区4、区5等 7 个。'],
      ['The lowest of (value of a) is 1: 区1, 区2, 区3, 区4, 区5 and 2 more.'],
    ]);
  });

  it('is nobody’s for a sum and a mean, of which the districts are counted', () => {
    expect(both({ sum: a }, cohort('1', '2'))).toEqual([
      ['全体合计(“a”数值)为 3，2 个区、县（市）有数值。'],
      ['The sum of (value of a) is 3, of 2 districts with a number.'],
    ]);
  });

  it('is told once of a function that stands in the formula twice, and of each that differs', () => {
    const twice = { subtract: [{ best: a }, { multiply: ['0.5', { best: a }] }] } as const;
    expect(both(twice, cohort('3', '8'))[1]).toEqual(['The highest of (value of a) is 8: 区2.']);
    const spread = { subtract: [{ best: a }, { lowest: a }] } as const;
    expect(both(spread, cohort('3', '8'))[1]).toEqual([
      'The highest of (value of a) is 8: 区2.',
      'The lowest of (value of a) is 3: 区1.',
    ]);
  });

  it('is no number where no district has one', () => {
    const nobody = [{ id: '区1', book: {} }];
    expect(told(measured({ best: a }), nobody, 'm', 'zh')).toEqual([
      '测算值 = 全体最高(“a”数值) = （无数值），缺少数值。',
      '全体最高(“a”数值)：没有区、县（市）有数值。',
      '测算式缺少数值：得 0.00 分。',
    ]);
    expect(told(measured({ best: a }), nobody, 'm', 'en')).toEqual([
      'Measure = highest of (value of a) = (no number): no number.',
      'The highest of (value of a): no district has a number.',
      'The measure has no number: 0.00 points.',
    ]);
  });
});
