import { describe, expect, it } from 'vitest';
import { instantIn, isZone, localIn } from '../../lib/console/zoned-time.ts';

describe('a local date-time as an instant', () => {
  it.each([
    ['2026-12-31T17:00', 'Asia/Shanghai', '2026-12-31T17:00:00+08:00'],
    ['2026-12-31T17:00:30', 'Asia/Shanghai', '2026-12-31T17:00:30+08:00'],
    ['2026-07-01T00:00', 'UTC', '2026-07-01T00:00:00+00:00'],
    ['2026-07-01T12:00', 'Asia/Kolkata', '2026-07-01T12:00:00+05:30'],
    ['2026-07-01T12:00', 'America/St_Johns', '2026-07-01T12:00:00-02:30'],
    ['2026-07-01T12:00', 'Pacific/Kiritimati', '2026-07-01T12:00:00+14:00'],
  ])('%s in %s is %s', (local, zone, instant) => {
    expect(instantIn(local, zone)).toBe(instant);
  });

  it.each([
    ['a minute before clocks go forward', '2026-03-29T01:59', '2026-03-29T01:59:00+01:00'],
    ['when they have gone', '2026-03-29T03:00', '2026-03-29T03:00:00+02:00'],
    ['a minute before what comes twice', '2026-10-25T01:59', '2026-10-25T01:59:00+02:00'],
    ['what comes twice: the first', '2026-10-25T02:30', '2026-10-25T02:30:00+02:00'],
    ['after it', '2026-10-25T03:00', '2026-10-25T03:00:00+01:00'],
  ])('in Berlin, %s', (_, local, instant) => {
    expect(instantIn(local, 'Europe/Berlin')).toBe(instant);
  });

  it.each([
    ['2026-11-01T01:30', 'America/New_York', '2026-11-01T01:30:00-04:00'],
    ['2026-11-01T02:00', 'America/New_York', '2026-11-01T02:00:00-05:00'],
    ['2026-04-05T01:45', 'Australia/Lord_Howe', '2026-04-05T01:45:00+11:00'],
    ['2026-04-05T02:00', 'Australia/Lord_Howe', '2026-04-05T02:00:00+10:30'],
  ])('also far from UTC: %s in %s', (local, zone, instant) => {
    expect(instantIn(local, zone)).toBe(instant);
  });

  it.each([
    ['which clocks never show', '2026-03-29T02:30', 'Europe/Berlin'],
    ['of a day left out', '2011-12-30T12:00', 'Pacific/Apia'],
    ['that is no day', '2026-02-30T12:00', 'Asia/Shanghai'],
    ['that is no time', '2026-02-03T25:00', 'Asia/Shanghai'],
    ['without a time', '2026-02-03', 'Asia/Shanghai'],
    ['that is empty', '', 'Asia/Shanghai'],
    ['in a zone that is none', '2026-02-03T12:00', 'Asia/Hangzhou'],
  ])('is none for one %s', (_, local, zone) => {
    expect(instantIn(local, zone)).toBeNull();
  });

  it.each(['Asia/Shanghai', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe'])(
    'is shown by the clocks of %s as it was written, on each day of a year, at every hour',
    (zone) => {
      for (let at = Date.UTC(2026, 0, 1); at < Date.UTC(2027, 0, 1); at += 25 * 3_600_000) {
        const local = localIn(at, zone);
        const instant = instantIn(local, zone)!;
        // Of an hour that comes twice the first is meant.
        expect([at, at - 3_600_000, at - 1_800_000]).toContain(Date.parse(instant));
        expect(localIn(instant, zone)).toBe(local);
      }
    },
  );
});

describe('a zone', () => {
  it('has a name, and is no offset', () => {
    expect(['Asia/Shanghai', 'UTC', '', '+08:00', 'Asia/Hangzhou'].map(isZone)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
