import { describe, expect, it } from 'vitest';
import type { RuleSettings } from '../../lib/domain/rules/index.ts';
import { claims, type GivenDistrict, methodOf, part, scoresOf, told } from '../support/small-method.ts';

type Places = Extract<RuleSettings, { kind: 'places' }>;

function methodWith(settings: Partial<Places>, more: Parameters<typeof part>[2] = {}) {
  const rule = { kind: 'places' as const, points: ['20', '19', '18'], ...settings };
  return methodOf([
    part('s', { kind: 'recorded' }),
    part('p', rule, { fullPoints: '20', lowestPoints: '-5', ...more }),
  ]);
}

const cohortOf = (values: readonly (string | null)[]): GivenDistrict[] =>
  values.map((value, at) => claims(`d${at}`, value === null ? {} : { p: value }));

/** Points in whole ones and place of each district. */
function placed(settings: Partial<Places>, ...values: (string | null)[]) {
  return scoresOf(methodWith(settings), cohortOf(values)).map(({ components }) => {
    const { points, place } = components[1]!;
    return [points / 100, place];
  });
}

describe('points by place', () => {
  const then = { each: '-2', least: '13' };

  it('are those of the list, and 0 behind it; equals share the better place', () => {
    expect(placed({}, '9', '8', '8', '6', '5')).toEqual([
      [20, 1],
      [19, 2],
      [19, 2],
      [0, 4],
      [0, 5],
    ]);
  });

  it('go on behind the list from its last points, down to the least', () => {
    // 18 − 2 = 16, 18 − 4 = 14, 18 − 6 = 12, which is below 13.
    expect(placed({ then }, '9', '8', '7', '6', '5', '4', '3')).toEqual([
      [20, 1],
      [19, 2],
      [18, 3],
      [16, 4],
      [14, 5],
      [13, 6],
      [13, 7],
    ]);
  });

  it('share places as the method says', () => {
    expect(placed({ ties: 'dense' }, '9', '8', '8', '6')).toEqual([
      [20, 1],
      [19, 2],
      [19, 2],
      [18, 3],
    ]);
    expect(placed({ ties: 'modified-competition' }, '9', '8', '8')).toEqual([
      [20, 1],
      [18, 3],
      [18, 3],
    ]);
  });

  it('go to the lowest value where less is better, 0 with them', () => {
    expect(placed({ order: 'at-most' }, '9', '0', '6')).toEqual([
      [18, 3],
      [20, 1],
      [19, 2],
    ]);
  });

  it('are none without a value, and for 0 only where the method says so', () => {
    expect(placed({}, '9', '0', null)).toEqual([
      [20, 1],
      [19, 2],
      [0, null],
    ]);
    expect(placed({ positiveOnly: true }, '9', '0', null)).toEqual([
      [20, 1],
      [0, null],
      [0, null],
    ]);
  });

  it('are kept within the component’s bounds', () => {
    expect(placed({ points: ['25', '-7'] }, '9', '8')).toEqual([
      [20, 1],
      [-5, 2],
    ]);
  });

  it('are among the group by itself', () => {
    const cohort = cohortOf(['9', '8', '7', '6']).map((each, at) => ({ ...each, group: at % 2 === 0 ? '东' : '西' }));
    const scored = scoresOf(methodWith({ among: 'group' }), cohort);
    expect(scored.map(({ total }) => total)).toEqual([2000, 2000, 1900, 1900]);
    expect(told(methodWith({ among: 'group' }), cohort, 'p', 'en')[0]).toBe(
      'Value 9 items: place 1 among 2 districts with a value in the group.',
    );
  });

  it('are told with the place, and how those behind the list arose', () => {
    const words = (settings: Partial<Places>, ...values: string[]) =>
      (['zh', 'en'] as const).map((language) => told(methodWith(settings), cohortOf(values), 'p', language));
    expect(words({ then }, '8', '9', '8')).toEqual([
      ['数值 8 个，在 3 个有数值的区、县（市）中并列第 2 名。', '得 19.00 分。'],
      ['Value 8 items: tied for place 2 among 3 districts with a value.', '19.00 points.'],
    ]);
    expect(words({ then }, '7', '9', '8')[1]![1]).toBe('18.00 points.');
    expect(words({ then }, '6', '9', '8', '7')[1]![1]).toBe('Points = 18 + (-2) × 1 = 16.00.');
    expect(words({ then }, '1', '9', '8', '7', '6', '5').map((steps) => steps[1])).toEqual([
      '得分 = 最低不低于 13：18 + (-2) × 3 = 13.00 分。',
      'Points = not below 13: 18 + (-2) × 3 = 13.00.',
    ]);
    expect(words({}, '6', '9', '8', '7')[1]![1]).toBe('0.00 points.');
    expect(words({ positiveOnly: true }, '0', '9')).toEqual([
      ['数值 0 个：为 0 不参与名次。', '得 0.00 分。'],
      ['Value 0 items: 0 holds no place.', '0.00 points.'],
    ]);
  });

  it('tell nothing of what would earn more', () => {
    expect(scoresOf(methodWith({}), cohortOf(['8', '9']))[0]!.components[1]!.gaps()).toEqual([]);
  });

  it('are of what is measured, below 0 too', () => {
    const scheme = methodWith({}, { measure: { subtract: ['5', { value: 's' }] } });
    const scored = scoresOf(scheme, [claims('a', { s: '7' }), claims('b', { s: '2' }), claims('c', {})]);
    expect(scored.map(({ components }) => [components[1]!.points, components[1]!.place])).toEqual([
      [1900, 2],
      [2000, 1],
      [0, null],
    ]);
  });
});
