import { describe, expect, it } from 'vitest';
import type { Expression } from '../../lib/domain/rules/formula.ts';
import { schemeSchema } from '../../lib/domain/scheme-document.ts';
import { documentOf, part } from '../support/small-method.ts';

const components = 'categories.0.indicators.0.components.';

/** What is refused of a method, as `path: Chinese | English`, the path below the list of components. */
function faultsOf(...given: Parameters<typeof documentOf>): string[] {
  const { error } = schemeSchema().safeParse(documentOf(...given));
  return (error?.issues ?? []).map((issue) => {
    const { zh, en } = (issue as unknown as { params: { text: { zh: string; en: string } } }).params.text;
    return `${issue.path.join('.').replace(components, '')}: ${zh} | ${en}`;
  });
}

const recorded = { kind: 'recorded' } as const;
const assigned = { target: { kind: 'assigned' } } as const;
const unit = { points: '1', per: '1', units: 'exact' } as const;

describe('points per unit are refused', () => {
  it('for a unit of 0, on either side', () => {
    const perZero = '须大于 0。 | is not above 0';
    const ofNothing = { ...unit, per: '0.000' };
    const rule = { kind: 'per-unit' as const, base: '1', from: '10' };
    expect(faultsOf([part('a', { ...rule, above: ofNothing, below: unit })])).toEqual([`0.rule.above.per: ${perZero}`]);
    expect(faultsOf([part('a', { ...rule, above: unit, below: ofNothing })])).toEqual([`0.rule.below.per: ${perZero}`]);
    expect(faultsOf([part('a', { ...rule, above: { ...unit, per: '0.000001' } })])).toEqual([]);
    expect(faultsOf([part('a', rule)])).toEqual([]);
  });

  it('without the target that they start from, or with a formula that reads what is not there', () => {
    const fromTarget = { kind: 'per-unit', base: '1', from: 'target' } as const;
    expect(faultsOf([part('a', fromTarget)])).toEqual([
      '0.target: 规则 per-unit 的考核内容须有任务。 | a per-unit component needs a target',
    ]);
    expect(faultsOf([part('a', fromTarget, assigned)])).toEqual([]);
    expect(faultsOf([part('a', { ...fromTarget, from: { value: 'b' } })])).toEqual([
      '0.rule.from.value: 此前没有编号为“b”的考核内容；算式只能引用排在它前面的考核内容。 | no component "b" stands before this one; an expression reads only those before it',
    ]);
  });
});

describe('points by place are refused', () => {
  it('with a target, and where they are finer than the scheme keeps', () => {
    const then = { each: '-0.001', least: '0.25' };
    const rule = { kind: 'places' as const, points: ['3', '2.5'], then };
    expect(faultsOf([part('a', rule)])).toEqual([]);
    expect(faultsOf([part('a', rule, assigned)])).toEqual([
      '0.target: 按名次计分的考核内容没有任务。 | a component that is scored by place has no target',
    ]);
    const tooFine = (text: string) =>
      `“${text}”的小数多于考核办法的 1 位。 | "${text}" has more than the scheme's 1 places`;
    expect(
      faultsOf([part('a', { ...rule, points: ['3', '2.55'] })], { rounding: { places: 1, mode: 'half-up' } }),
    ).toEqual([`0.rule.points.1: ${tooFine('2.55')}`, `0.rule.then.least: ${tooFine('0.25')}`]);
  });
});

describe('a component that gives no points is refused', () => {
  it('where it is said to be worth some', () => {
    const worth = (kind: string) =>
      `规则 ${kind} 的考核内容不计分，满分须为 0。 | a ${kind} component is worth 0 points`;
    const grades = [{ id: 'good', name: { zh: '良好', en: 'Good' }, from: null }];
    expect(faultsOf([part('a', recorded, { fullPoints: '0.5' })])).toEqual([`0.fullPoints: ${worth('recorded')}`]);
    expect(faultsOf([part('a', recorded, { fullPoints: '0.00' })])).toEqual([]);
    const veto = { kind: 'veto', highest: 'good' } as const;
    expect(faultsOf([part('a', veto, { fullPoints: '1' })], { grades })).toEqual([`0.fullPoints: ${worth('veto')}`]);
    expect(faultsOf([part('a', veto)], { grades })).toEqual([]);
  });

  it('where its veto leaves a grade that the scheme does not have', () => {
    expect(faultsOf([part('a', { kind: 'veto', highest: 'good' })])).toEqual([
      '0.rule.highest: 考核办法没有等次“good”。 | the scheme has no grade "good"',
    ]);
  });
});

describe('a component is refused', () => {
  it('with lowest points above 0, or finer than the scheme keeps', () => {
    expect(faultsOf([part('a', recorded, { lowestPoints: '0' })])).toEqual([]);
    expect(faultsOf([part('a', recorded, { lowestPoints: '-0.5' })])).toEqual([]);
    expect(faultsOf([part('a', recorded, { lowestPoints: '0.01' })])).toEqual([
      '0.lowestPoints: 不得大于 0。 | is above 0',
    ]);
    expect(faultsOf([part('a', recorded, { lowestPoints: '-0.001' })])).toEqual([
      '0.lowestPoints: “-0.001”的小数多于考核办法的 2 位。 | "-0.001" has more than the scheme\'s 2 places',
    ]);
  });

  it('where an assessor is to fill what is measured', () => {
    const measure = '1';
    expect(faultsOf([part('a', recorded, { measure, filledBy: 'assessor' })])).toEqual([
      '0.filledBy: 有测算式（measure）的考核内容无人填报，不能写 filledBy。 | a component with a measure is filled by nobody',
    ]);
    expect(faultsOf([part('a', recorded, { measure })])).toEqual([]);
    expect(faultsOf([part('a', recorded, { filledBy: 'assessor' })])).toEqual([]);
  });

  it('where a number that exempts can’t be read, each at its place', () => {
    const unless = { atLeast: ['20', { value: 'b' }] };
    expect(faultsOf([part('a', recorded, { unless })])).toEqual([
      expect.stringMatching(/^0\.unless\.atLeast\.1\.value: .* no component "b" stands before this one/),
    ]);
  });
});

describe('grades are refused', () => {
  const graded = (...edges: (string | null)[]) => {
    const grades = edges.map((from, at) => ({ id: `g${at}`, name: { zh: '等次', en: 'Grade' }, from }));
    return faultsOf([part('a', recorded)], { grades });
  };

  it('unless each begins below the one before, and the last alone takes the rest', () => {
    const takesRest = '只有最后一个等次的起分为 null。 | the last grade, and no other, has null';
    const notBelow = '须低于前一等次的起分。 | is not below the grade before';
    expect(graded('90', '89.99', '-1', null)).toEqual([]);
    expect(graded(null)).toEqual([]);
    expect(graded('90', '90.0', null)).toEqual([`grades.1.from: ${notBelow}`]);
    expect(graded('60', '90', null)).toEqual([`grades.1.from: ${notBelow}`]);
    expect(graded('90')).toEqual([`grades.0.from: ${takesRest}`]);
    expect(graded('90', null, null)).toEqual([`grades.1.from: ${takesRest}`]);
  });

  it('with an id twice, or finer than the scheme keeps', () => {
    const name = { zh: '等次', en: 'Grade' };
    const twice = ['90', null].map((from) => ({ id: 'good', name, from }));
    expect(faultsOf([part('a', recorded)], { grades: twice })).toEqual([
      'grades.1.id: 等次编号“good”用了两次。 | the grade id "good" is used twice',
    ]);
    expect(graded('90.001', null)).toEqual([
      'grades.0.from: “90.001”的小数多于考核办法的 2 位。 | "90.001" has more than the scheme\'s 2 places',
    ]);
  });
});

describe('a measure is refused', () => {
  /** Of a component after `a`, which has a target, and `b`, which has none. */
  const measured = (measure: Expression) =>
    faultsOf([part('a', recorded, assigned), part('b', recorded), part('m', recorded, { measure })]);
  const sum = (count: number): Expression => ({ add: Array.from({ length: count }, () => '1') });
  const nested = (levels: number): Expression => (levels === 1 ? '1' : { add: [nested(levels - 1)] });

  it.each<[Expression, string | null]>([
    [{ add: [{ value: 'a' }, { target: 'a' }, { points: 'b' }, { claimed: 'b' }, { verified: 'b' }] }, null],
    [
      { value: 'm' },
      '2.measure.value: no component "m" stands before this one; an expression reads only those before it',
    ],
    [
      { add: ['1', { points: 'z' }] },
      '2.measure.add.1.points: no component "z" stands before this one; an expression reads only those before it',
    ],
    [{ target: 'b' }, '2.measure.target: component "b" never has a target'],
    [
      { mean: { subtract: [{ value: 'a' }, { target: 'b' }] } },
      '2.measure.mean.subtract.1.target: component "b" never has a target',
    ],
    [{ mean: { value: 'a' } }, null],
    [
      { mean: { add: ['1', { best: { value: 'a' } }] } },
      '2.measure.mean.add.1.best: a function over the cohort (mean, best, lowest, sum) can’t stand inside another',
    ],
    [{ add: [{ mean: { value: 'a' } }, { best: { value: 'a' } }] }, null],
    [{ divide: ['1', '0'] }, '2.measure.divide.1: divides by what is always 0'],
    [{ divide: ['0', '1'] }, null],
    [{ divide: ['1', { subtract: ['2', '2.0'] }] }, '2.measure.divide.1: divides by what is always 0'],
    [{ divide: ['1', { value: 'a' }] }, null],
    [{ divide: ['1', { multiply: ['0', { value: 'a' }] }] }, null],
    [{ divide: ['1', { multiply: ['0', { coefficient: 'size' }] }] }, null],
    [{ divide: ['1', { multiply: ['0', { sum: '1' }] }] }, null],
    [{ multiply: ['0', '0'] }, null],
    [{ divide: ['1', { greatest: ['0', { value: 'a' }] }] }, null],
    [{ divide: ['1', { greatest: ['0', { coefficient: 'size' }] }] }, null],
    [{ divide: ['1', { greatest: ['0', { sum: '1' }] }] }, null],
    [{ divide: ['1', { greatest: ['0', '-1'] }] }, '2.measure.divide.1: divides by what is always 0'],
    [{ divide: ['1', { divide: ['1', '0'] }] }, '2.measure.divide.1.divide.1: divides by what is always 0'],
    [
      { divide: [{ value: 'z' }, '0'] },
      '2.measure.divide.0.value: no component "z" stands before this one; an expression reads only those before it',
    ],
    [sum(199), null],
    [sum(200), '2.measure: has more than 200 parts'],
    [nested(12), null],
    [
      nested(13),
      '2.measure.add.0.add.0.add.0.add.0.add.0.add.0.add.0.add.0.add.0.add.0.add.0.add.0: has more than 12 levels',
    ],
    [
      nested(15),
      '2.measure.add.0.add.0.add.0.add.0.add.0.add.0.add.0.add.0.add.0.add.0.add.0.add.0: has more than 12 levels',
    ],
    [
      { mean: nested(12) },
      '2.measure.mean.add.0.add.0.add.0.add.0.add.0.add.0.add.0.add.0.add.0.add.0.add.0: has more than 12 levels',
    ],
  ])('where it reads or computes what can’t be: %j', (expression, fault) => {
    expect(measured(expression).map((each) => each.replace(/: .* \| /, ': '))).toEqual(fault === null ? [] : [fault]);
  });

  it('in Chinese, too', () => {
    const chinese = (expression: Expression) => measured(expression)[0]?.match(/: (.*) \|/)?.[1];
    expect(chinese({ target: 'b' })).toBe('考核内容“b”没有任务。');
    expect(chinese({ divide: ['1', '0'] })).toBe('除数恒为 0。');
    expect(chinese(sum(200))).toBe('算式超过 200 个部分。');
    expect(chinese(nested(13))).toBe('算式超过 12 层。');
    expect(chinese({ sum: { sum: '1' } })).toBe('全体函数（mean、best、lowest、sum）之内不能再有全体函数。');
  });
});
