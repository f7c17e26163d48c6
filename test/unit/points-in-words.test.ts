import { describe, expect, it } from 'vitest';
import { claims, methodOf, part, told } from '../support/small-method.ts';

/** 2 points at 10, one more for each above it, half a point less for each below; 4 at most, −1 at least. */
function methodWith(mode: 'half-up' | 'half-even' = 'half-up') {
  const rule = {
    ...{ kind: 'per-unit' as const, base: '2', from: '10' },
    above: { points: '1', per: '1', units: 'exact' as const },
    below: { points: '-0.5', per: '1', units: 'exact' as const },
  };
  return methodOf([part('u', rule, { fullPoints: '4', lowestPoints: '-1' })], { rounding: { places: 2, mode } });
}

const last = (claim: string, mode?: 'half-up' | 'half-even') =>
  (['zh', 'en'] as const).map((language) => told(methodWith(mode), [claims('a', { u: claim })], 'u', language).at(-1));

describe('a sum of points in words', () => {
  it('is only the points, where there is nothing to add', () => {
    expect(last('10')).toEqual(['得 2.00 分。', '2.00 points.']);
  });

  it('is no more than the sum, where it is the points', () => {
    expect(last('11.5')).toEqual(['得分 = 2 + 1 × 1.5 = 3.50 分。', 'Points = 2 + 1 × 1.5 = 3.50.']);
    expect(last('9')).toEqual(['得分 = 2 − 0.5 × 1 = 1.50 分。', 'Points = 2 − 0.5 × 1 = 1.50.']);
  });

  it('reaches the full or the lowest points without being kept at them', () => {
    expect(last('12')[1]).toBe('Points = 2 + 1 × 2 = 4.00.');
    expect(last('4')[1]).toBe('Points = 2 − 0.5 × 6 = -1.00.');
  });

  it('is kept at the full points, and at the lowest', () => {
    expect(last('15')).toEqual([
      '得分 = 2 + 1 × 5 = 7，以满分 4.00 分为限，得 4.00 分。',
      'Points = 2 + 1 × 5 = 7, kept at the full points: 4.00.',
    ]);
    expect(last('0')).toEqual([
      '得分 = 2 − 0.5 × 10 = -3，以最低分 -1.00 分为限，得 -1.00 分。',
      'Points = 2 − 0.5 × 10 = -3, kept at the lowest points: -1.00.',
    ]);
  });

  it('is rounded as the method says, which is no bound', () => {
    // 2 + 0.345 = 2.345, half way between 2.34 and 2.35.
    expect(last('10.345')).toEqual([
      '得分 = 2 + 1 × 0.345 = 2.345 ≈ 2.35 分（按精确值四舍五入到 2 位小数）。',
      'Points = 2 + 1 × 0.345 = 2.345 ≈ 2.35 (the exact number rounded half up to 2 places).',
    ]);
    expect(last('10.345', 'half-even')).toEqual([
      '得分 = 2 + 1 × 0.345 = 2.345 ≈ 2.34 分（按精确值四舍六入五成双到 2 位小数）。',
      'Points = 2 + 1 × 0.345 = 2.345 ≈ 2.34 (the exact number rounded half to even to 2 places).',
    ]);
  });
});
