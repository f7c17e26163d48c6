import { describe, expect, it } from 'vitest';
import { gapOf, medianOf, type ScoredComponent } from '../../lib/console/score-gaps.ts';

const scored: ScoredComponent = {
  component: '16',
  points: '0.00',
  fullPoints: '3.00',
  state: 'claimed',
  value: '260',
  target: '300',
  place: 3,
  steps: [
    { clause: '16', text: { zh: '前 2 名的分界为 543 人，还差 283 人。', en: 'the first 2 end at 543, 283 short.' } },
    { clause: '16', text: { zh: '不计名次分。', en: 'Not by place.' } },
  ],
};

describe('what would earn more', () => {
  it('is what the steps say of a gap, and what is left to the target', () => {
    expect(gapOf(scored)).toEqual({ said: [scored.steps[0]!.text], toTarget: '40' });
    expect(gapOf({ ...scored, steps: [], target: '260' })).toBeNull();
  });

  it('is nothing with full points, and nothing where no value counts', () => {
    expect(gapOf({ ...scored, points: '3.00' })).toBeNull();
    expect(gapOf({ ...scored, value: null })).toBeNull();
  });
});

describe('the median of a category', () => {
  it('is that of all rows', () => {
    const rows = ['0.00', '2.95', '10.00', '3.00'].map((talent) => ({ categories: { talent } }));
    expect(medianOf({ rows } as unknown as Parameters<typeof medianOf>[0], 'talent')).toBe('2.975');
  });
});
