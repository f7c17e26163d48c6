import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LocalClock } from '../../infra/local/local-clock.ts';

const now = Date.parse('2026-11-29T12:00:00Z');
const inOctober = Date.parse('2026-10-19T01:00:00Z');
const minute = 60_000;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'kaohe-clock-'));
  vi.useFakeTimers({ now, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(directory, { recursive: true });
});

describe('the local clock', () => {
  it('is the machine’s if no demo was cut off', () => {
    for (const isDemoWanted of [true, false])
      expect(LocalClock.open(directory, isDemoWanted)).toMatchObject({ behindMilliseconds: 0 });
  });

  it('goes on from where it was set back to', () => {
    const clock = LocalClock.open(directory, true);
    clock.setBackTo(inOctober);
    vi.setSystemTime(now + minute);
    expect(clock.now()).toBe(inOctober + minute);
  });

  it('moves on, never back and never beyond the machine’s', () => {
    const clock = LocalClock.open(directory, true);
    clock.setBackTo(inOctober);
    clock.moveOnTo(inOctober + 5 * minute);
    clock.moveOnTo(inOctober + 2 * minute);
    expect(clock.now()).toBe(inOctober + 5 * minute);
    clock.moveOnTo(now + minute);
    expect(clock.now()).toBe(now);
    clock.moveOnTo(inOctober);
    expect([clock.now(), clock.behindMilliseconds]).toEqual([now, 0]);
  });

  it('catches up for good: the next one is the machine’s', () => {
    const clock = LocalClock.open(directory, true);
    clock.setBackTo(inOctober);
    clock.catchUp();
    expect(clock.now()).toBe(now);
    expect(LocalClock.open(directory, true).now()).toBe(now);
  });

  it('goes on after a kill from a moment after the last, however long the pause was', () => {
    LocalClock.open(directory, true).setBackTo(inOctober);
    vi.setSystemTime(now + 24 * 60 * minute);
    expect(LocalClock.open(directory, true).now()).toBe(inOctober + 10 * minute);
  });

  it('is the machine’s once a run without the demo came in between', () => {
    LocalClock.open(directory, true).setBackTo(inOctober);
    expect(LocalClock.open(directory, false).now()).toBe(now);
    expect(LocalClock.open(directory, true).now()).toBe(now);
    expect(existsSync(join(directory, 'demo-clock'))).toBe(false);
  });
});
