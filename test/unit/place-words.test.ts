import { describe, expect, it } from 'vitest';
import type { RuleSettings } from '../../lib/domain/rules/index.ts';
import { type GivenDistrict, methodOf, part, told } from '../support/small-method.ts';

type TopSettings = Extract<RuleSettings, { kind: 'top' }>;
type More = Parameters<typeof part>[2];

/** 3 points within the first two places, or 2 with the target met. */
function topMethod(settings: Partial<TopSettings> = {}, more: More = {}) {
  const points = { placePoints: '3', targetPoints: '2', otherPoints: '0' };
  const ways = { ties: 'competition', placeNeedsTarget: false, zeroTarget: 'any' } as const;
  const rule = { kind: 'top' as const, places: 2, ...points, ...ways, ...settings };
  return methodOf([
    part('s', { kind: 'recorded' }),
    part('t', rule, { fullPoints: '3', target: { kind: 'fixed', value: '6' }, ...more }),
  ]);
}

const district = (id: string, component: string, claim: string, group: string | null = null): GivenDistrict => ({
  id,
  group,
  book: { [component]: { claim } },
});

describe('a place in words, where less is better', () => {
  const method = topMethod({ order: 'at-most' });
  const first = (own: string, ...others: string[]) => {
    const cohort = [own, ...others].map((claim, at) => district(`d${at}`, 't', claim));
    return (['zh', 'en'] as const).map((language) => told(method, cohort, 't', language)[0]);
  };

  it('says by how much the value is below the last that counts, or above it, or that it is the last', () => {
    expect(first('4', '6', '9')).toEqual([
      '数值 4 个，在 3 个有数值的区、县（市）中列第 1 名；前 2 名的分界为 6 个，低于分界 2 个。',
      'Value 4 items: place 1 among 3 districts with a value; the first 2 end at 6 items, 2 items below it.',
    ]);
    expect(first('9', '6', '4')).toEqual([
      '数值 9 个，在 3 个有数值的区、县（市）中列第 3 名；前 2 名的分界为 6 个，高出 3 个，未入围。',
      'Value 9 items: place 3 among 3 districts with a value; the first 2 end at 6 items, 3 items too many.',
    ]);
    expect(first('6', '4', '9')[1]).toBe(
      'Value 6 items: place 2 among 3 districts with a value; the first 2 end at 6 items, exactly at the cut.',
    );
  });
});

describe('a place in words', () => {
  it('is among the districts of the own group, where places are', () => {
    const method = topMethod({ among: 'group' });
    const cohort = [
      district('a', 't', '4', '东'),
      district('b', 't', '9', '东'),
      district('c', 't', '20', '西'),
      district('d', 't', '30', '西'),
    ];
    expect(told(method, cohort, 't', 'zh')).toEqual([
      '数值 4 个，在本组 2 个有数值的区、县（市）中列第 2 名；前 2 名的分界为 4 个，恰在分界上。',
      '名次在前 2 名，得 3.00 分。',
    ]);
    expect(told(method, cohort, 't', 'en')[0]).toBe(
      'Value 4 items: place 2 among 2 districts with a value in the group; the first 2 end at 4 items, exactly at the cut.',
    );
  });

  it('is none for less than 0, which is not said of 0', () => {
    const method = topMethod({}, { measure: { subtract: ['0', { value: 's' }] } });
    const first = (claim: string) =>
      (['zh', 'en'] as const).map((language) => told(method, [district('a', 's', claim)], 't', language).at(-2));
    expect(first('5')).toEqual(['数值 -5 个：不大于 0，不参与名次。', 'Value -5 items: not above 0, no place.']);
    expect(first('0')).toEqual(['数值 0 个：为 0 不参与名次。', 'Value 0 items: 0 holds no place.']);
  });
});
