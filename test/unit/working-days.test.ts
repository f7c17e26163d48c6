import { describe, expect, it } from 'vitest';
import { dateOf, midnightOf, workingDayAfter, workingDayBefore } from '../../infra/local/demo/working-days.ts';

/** Sunday, one in the morning in Shanghai. */
const sunday = Date.parse('2026-11-28T17:00:00Z');

describe('working days of the demo', () => {
  it('are those of Shanghai, from Monday to Friday, at nine', () => {
    const days = [0, 1, 2, 3, 4, 5, 6].map((days) => new Date(workingDayAfter(sunday, days)).toISOString());
    expect(days.slice(1)).toEqual([
      '2026-11-30T01:00:00.000Z',
      '2026-12-01T01:00:00.000Z',
      '2026-12-02T01:00:00.000Z',
      '2026-12-03T01:00:00.000Z',
      '2026-12-04T01:00:00.000Z',
      '2026-12-07T01:00:00.000Z',
    ]);
  });

  it('are counted forwards as backwards, from any day and over years', () => {
    for (let day = 0; day < 400; day++) {
      const begun = workingDayBefore(sunday + day * 24 * 3_600_000, 230);
      const last = workingDayAfter(begun, 229);
      expect(last).toBeLessThan(sunday + day * 24 * 3_600_000);
      expect(last).toBe(workingDayBefore(sunday + day * 24 * 3_600_000, 1));
    }
  });

  it('begin at midnight in Shanghai', () => {
    expect([dateOf(sunday), dateOf(sunday - 3_600_001)]).toEqual(['2026-11-29', '2026-11-28']);
    expect(midnightOf(sunday)).toBe(sunday - 3_600_000);
  });
});
