import { describe, expect, it, vi } from 'vitest';
import type { Scheme } from '../../lib/console/cycle.ts';

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} });
vi.stubGlobal('document', { documentElement: {} });
const { gradeText, scoredCategories } = await import('../../lib/console/grade.ts');
const { speak } = await import('../../lib/console/language.ts');

const name = (zh: string, en: string) => ({ zh, en });
const scheme = {
  grades: [{ id: 'good', name: name('良好', 'Good'), from: '60' }],
  categories: [
    { indicators: [{ components: [{ id: '12', name: name('超编进人', 'Hiring beyond') }] }] },
    { indicators: [{ components: [{ id: '13', name: name('违纪', 'Breaches') }] }] },
  ],
} as unknown as Scheme;

describe('a category', () => {
  const of = (...components: readonly object[]) => ({ indicators: [{ components }] });

  it('is a column of points unless nothing can be earned or lost in it', () => {
    const [earned, lost, told] = [
      of({ fullPoints: '0' }, { fullPoints: '0.5' }),
      of({ fullPoints: '0', lowestPoints: '-2' }),
      of({ fullPoints: '0' }, { fullPoints: '0.0', lowestPoints: '0' }),
    ];
    const categories = [earned, lost, told] as unknown as Scheme['categories'];
    expect(scoredCategories({ categories })).toEqual([earned, lost]);
  });
});

describe('a grade', () => {
  it('is told by its name in the reader’s language, with the vetoes that lowered it', () => {
    expect(gradeText(scheme, { grade: 'good', vetoes: [] })).toBe('良好');
    expect(gradeText(scheme, { grade: 'good', vetoes: ['12', '13'] })).toBe(
      '良好（因否决项降等：12 超编进人、13 违纪）',
    );
    speak('en');
    expect(gradeText(scheme, { grade: 'good', vetoes: ['13'] })).toBe('Good (lowered by a veto: 13 Breaches)');
  });

  it('is none where the method has no grades', () => {
    expect(gradeText({ ...scheme, grades: undefined } as unknown as Scheme, { grade: null, vetoes: [] })).toBeNull();
  });
});
