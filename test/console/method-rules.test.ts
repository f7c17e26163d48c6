import { describe, expect, it } from 'vitest';
import type { Component, Scheme } from '../../lib/console/cycle.ts';
import { tellRule } from '../../lib/console/screens/method-rules.ts';
import { methodEn } from '../../lib/console/texts/method-en.ts';
import { methodZh } from '../../lib/console/texts/method-zh.ts';
import { ruleKinds } from '../../lib/domain/rules/index.ts';
import eastWest from '../../lib/schemes/east-west-70.json' with { type: 'json' };

const scheme = eastWest as unknown as Scheme;
const components = scheme.categories.flatMap(({ indicators }) => indicators.flatMap(({ components: all }) => all));
const componentOf = (id: string) => components.find((component) => component.id === id)!;

function told(component: Component, words = methodZh) {
  return tellRule(component, scheme, words, component.unit[words === methodZh ? 'zh' : 'en']);
}

describe('a rule in words', () => {
  it('is told of every component of the method, in both languages', () => {
    for (const component of components)
      for (const words of [methodZh, methodEn]) {
        const { rule, silent } = told(component, words);
        for (const sentence of [...rule, ...silent]) expect(sentence).not.toMatch(/undefined|null|NaN/);
        expect(rule.length * silent.length).toBeGreaterThan(0);
      }
    expect(new Set(components.map(({ rule }) => rule.kind)).size).toBeGreaterThanOrEqual(4);
    expect(ruleKinds).toHaveLength(5);
  });

  it('says its settings: places, points, ties, and what counts without a target or with one of 0', () => {
    expect(told(componentOf('13'))).toEqual({
      rule: ['数值列前 2 名的得 3 分；未进前 2 名而完成任务的得 2 分；其余得 0 分。'],
      bands: [],
      silent: [
        methodZh.silent.ties.competition,
        methodZh.silent.holdsPlace,
        methodZh.silent.placeAlone,
        methodZh.silent.noTargetTop(2),
        methodZh.silent.zeroPositive,
      ],
    });
    const { rule } = componentOf('13');
    const stricter = { ...rule, ties: 'dense', placeNeedsTarget: true, zeroTarget: 'any' } as Component['rule'];
    expect(told({ ...componentOf('13'), rule: stricter }).silent).toEqual([
      methodZh.silent.ties.dense,
      methodZh.silent.holdsPlace,
      methodZh.silent.placeNeedsTarget,
      methodZh.silent.noTargetTopNeeded,
      methodZh.silent.zeroAny,
    ]);
  });

  it('says nothing of a missing target where the method fixes it', () => {
    expect(told(componentOf('2')).silent).toEqual([methodZh.silent.zeroAny]);
    expect(told(componentOf('1')).silent).toEqual([methodZh.silent.noTarget, methodZh.silent.zeroAny]);
  });

  it('lists bands with their edges, those of a value with its unit', () => {
    const bands = [
      { from: '90', points: '3' },
      { from: null, points: '-1' },
    ];
    const of = (what: 'value' | 'rate') =>
      told({ ...componentOf('5'), rule: { kind: ruleKinds.at(-1), of: what, bands } as Component['rule'] });
    expect(of('value')).toMatchObject({ bands: ['不低于 90 人：3 分', '其余：-1 分'], silent: [] });
    expect(of('rate').bands).toEqual(['不低于 90：3 分', '其余：-1 分']);
    expect(of('rate').silent).toEqual([methodZh.silent.noTarget, methodZh.silent.zeroNoRate]);
  });
});
