import { describe, expect, it } from 'vitest';
import { gradeOf } from '../../lib/domain/ranking/ranking.ts';
import type { Grade } from '../../lib/domain/scheme.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { mixedScheme } from '../support/mixed-scheme.ts';

const name = { zh: '等次', en: 'grade' };
/** By points with two decimals: 90, 75, 60 and below. */
const grades: Grade[] = [
  { id: 'excellent', name, from: 9000 },
  { id: 'good', name, from: 7500 },
  { id: 'fair', name, from: 6000 },
  { id: 'poor', name, from: null },
];
const veto = (id: string, highest: string) => {
  const { rule } = mixedScheme().components.find(({ id }) => id === 'veto')!;
  return { id, rule: { ...rule, highestGrade: highest } };
};

describe('a grade', () => {
  it.each([
    [9000, 'excellent'],
    [8999, 'good'],
    [7500, 'good'],
    [6000, 'fair'],
    [5999, 'poor'],
    [-50, 'poor'],
  ])('of %i hundredths is %s: from its points on', (total, grade) => {
    expect(gradeOf({ grades }, total, [])).toEqual({ grade, vetoes: [] });
  });

  it('is none in a scheme without grades', () => {
    expect(gradeOf(changedScheme(), 7000, [])).toEqual({ grade: null, vetoes: [] });
  });

  it('is at best what a veto leaves, which is named', () => {
    expect(gradeOf({ grades }, 9500, [veto('a', 'good')])).toEqual({ grade: 'good', vetoes: ['a'] });
  });

  it('that is as low already is not lowered, and no veto named', () => {
    expect(gradeOf({ grades }, 7500, [veto('a', 'good')])).toEqual({ grade: 'good', vetoes: [] });
    expect(gradeOf({ grades }, 100, [veto('a', 'good')])).toEqual({ grade: 'poor', vetoes: [] });
  });

  it('is the lowest that several leave; those are named that are below what was earned, in order', () => {
    const vetoes = [veto('a', 'good'), veto('b', 'poor'), veto('c', 'excellent'), veto('d', 'fair')];
    expect(gradeOf({ grades }, 9500, vetoes)).toEqual({ grade: 'poor', vetoes: ['a', 'b', 'd'] });
    expect(gradeOf({ grades }, 8000, vetoes)).toEqual({ grade: 'poor', vetoes: ['b', 'd'] });
  });

  it('of a compiled scheme begins at its points in units', () => {
    expect([1500, 1499, 499].map((total) => gradeOf(mixedScheme(), total, []).grade)).toEqual([
      'excellent',
      'good',
      'poor',
    ]);
  });
});
