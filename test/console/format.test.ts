import { describe, expect, it, vi } from 'vitest';

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} });
vi.stubGlobal('document', { documentElement: {} });
const { differenceText, percentOf, timeText } = await import('../../lib/console/format.ts');
const { speak } = await import('../../lib/console/language.ts');

describe('a time', () => {
  it('is written in the cycle’s zone, whatever the machine’s is', () => {
    speak('zh');
    expect(timeText('2026-12-31T16:00:00Z', 'Asia/Shanghai')).toMatch(/^2027年1月1日 0?0:00$/);
    speak('en');
    expect(timeText('2026-12-31T16:00:00Z', 'Asia/Shanghai')).toMatch(/^1 January 2027 at 00:00$/);
    expect(timeText('2026-12-31T16:00:00Z', 'Europe/Berlin')).toMatch(/^31 December 2026 at 17:00$/);
  });
});

describe('a difference', () => {
  it.each([
    ['64.80', '65.20', '+0.40'],
    ['3.00', '0.00', '−3.00'],
    ['0.1', '0.3', '+0.2'],
    ['2.40', '2.40', '0.00'],
    ['1', '3', '+2'],
    ['99.99', '100.00', '+0.01'],
  ])('from %s to %s is %s, to the last place', (from, to, text) => {
    expect(differenceText(from, to)).toBe(text);
  });
});

describe('a percentage for a picture', () => {
  it('is of the target, and of nothing where there is none', () => {
    expect(percentOf('16', '20')).toBe(80);
    expect(percentOf('30', '20')).toBe(150);
    for (const [value, target] of [
      [null, '20'],
      ['16', null],
      ['16', '0'],
    ] as const)
      expect(percentOf(value, target)).toBeNull();
  });
});
