import { describe, expect, it } from 'vitest';
import type { RuleSettings } from '../../lib/domain/rules/index.ts';
import { claims, methodOf, part, scoresOf, told } from '../support/small-method.ts';

type PerUnit = Extract<RuleSettings, { kind: 'per-unit' }>;
type Side = NonNullable<PerUnit['above']>;

const bounds = { fullPoints: '10', lowestPoints: '-10' };

function methodWith(settings: Partial<PerUnit>) {
  return methodOf([part('u', { kind: 'per-unit', base: '5', from: '10', ...settings }, bounds)]);
}

/** The points of a value in hundredths. */
function pointsOf(settings: Partial<PerUnit>, claim: string): number {
  return scoresOf(methodWith(settings), [claims('a', { u: claim })])[0]!.total;
}

describe('points per unit', () => {
  const side = (units: Side['units'], more: Partial<Side> = {}): Side => ({ points: '-1', per: '2', units, ...more });

  it.each<[Side['units'], string, number]>([
    // 5 from 10 are 2.5 units of 2, 4 are 2, and 0.000001 is less than one.
    ['started', '15', 200],
    ['started', '14', 300],
    ['started', '10.000001', 400],
    ['full', '15', 300],
    ['full', '14', 300],
    ['full', '11.999999', 500],
    ['exact', '15', 250],
    ['exact', '14', 300],
  ])('above count units that are begun, or full, or in parts: %s, %s gives %d', (units, claim, points) => {
    expect(pointsOf({ above: side(units) }, claim)).toBe(points);
  });

  it.each<[Side['units'], string, number]>([
    ['started', '5', 200],
    ['started', '6', 300],
    ['full', '5', 300],
    ['exact', '5', 250],
  ])('below count the same from the other side: %s, %s gives %d', (units, claim, points) => {
    expect(pointsOf({ below: side(units) }, claim)).toBe(points);
  });

  it('stay as they are on a side of which nothing is said, and at the start', () => {
    expect(pointsOf({ above: side('exact') }, '5')).toBe(500);
    expect(pointsOf({ below: side('exact') }, '15')).toBe(500);
    expect(pointsOf({ above: side('started'), below: side('started') }, '10')).toBe(500);
  });

  it('change by a side’s most at most, up and down', () => {
    const [down, up] = [side('exact', { most: '2' }), side('exact', { points: '1.5', most: '3' })];
    expect(pointsOf({ above: down }, '14')).toBe(300);
    expect(pointsOf({ above: down }, '16')).toBe(300);
    expect(pointsOf({ below: up }, '6')).toBe(800);
    expect(pointsOf({ below: up }, '5')).toBe(800);
    expect(pointsOf({ below: up }, '8')).toBe(650);
    expect(pointsOf({ above: side('exact', { most: '0' }) }, '16')).toBe(500);
  });

  it('are kept within the component’s bounds and rounded once', () => {
    expect(pointsOf({ above: side('exact') }, '100')).toBe(-1000);
    expect(pointsOf({ below: side('exact', { points: '4' }) }, '0')).toBe(1000);
    // 5 − 1 × 0.005 ÷ 2 = 4.9975.
    expect(pointsOf({ above: side('exact') }, '10.005')).toBe(500);
    expect(pointsOf({ above: side('exact') }, '10.015')).toBe(499);
  });

  it('say what the value is held against, the units, and whether their most was reached', () => {
    const words = (settings: Partial<PerUnit>, claim: string) =>
      (['zh', 'en'] as const).map((language) => told(methodWith(settings), [claims('a', { u: claim })], 'u', language));
    const above = side('exact', { most: '2' });
    expect(words({ above }, '14')).toEqual([
      ['数值 14 个，基准 10 个。', '得分 = 5 − 1 × 2 = 3.00 分。'],
      ['Value 14 items, held against 10 items.', 'Points = 5 − 1 × 2 = 3.00.'],
    ]);
    expect(words({ above }, '15').map((steps) => steps[1])).toEqual([
      '得分 = 5 − 1 × 2.5（以 2 为限） = 3.00 分。',
      'Points = 5 − 1 × 2.5 (at most 2) = 3.00.',
    ]);
    expect(words({ below: side('exact', { points: '1', most: '2' }) }, '6')[1]![1]).toBe('Points = 5 + 1 × 2 = 7.00.');
    expect(words({ above }, '9')).toEqual([
      ['数值 9 个，基准 10 个。', '得 5.00 分。'],
      ['Value 9 items, held against 10 items.', '5.00 points.'],
    ]);
  });

  it('start from the district’s own target, without which there are none', () => {
    const rule = { kind: 'per-unit', base: '5', from: 'target', above: side('full') } as const;
    const scheme = methodOf([part('u', rule, { ...bounds, target: { kind: 'assigned' } })]);
    const [with6, without] = scoresOf(scheme, [
      { id: 'a', book: { u: { claim: '10', target: '6' } } },
      { id: 'b', book: { u: { claim: '10' } } },
    ]);
    expect([with6!.total, without!.total]).toEqual([300, 0]);
    expect(without!.components[0]!.state).toBe('target-missing');
    expect(with6!.components[0]!.gaps()).toEqual([]);
  });
});
