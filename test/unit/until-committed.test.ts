import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { untilCommitted } from '../../functions/protocols/write-book.ts';
import { Busy } from '../../lib/domain/ports.ts';

let now: number;
let pauses: number[];
const clock = { now: () => now };
/** Pauses that take no time; a test that wants the clock to go on moves it. */
const pause = async (milliseconds: number) => void pauses.push(milliseconds);
const waiting = async (milliseconds: number) => {
  await pause(milliseconds);
  now += milliseconds;
};

beforeEach(() => {
  now = 1_000_000;
  pauses = [];
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => vi.restoreAllMocks());

/** Decides `outdated` so often, then gives its number. */
function outdatedTimes(times: number) {
  let made = 0;
  return async () => (++made > times ? made : ('outdated' as const));
}

it('a decision that is committed at once waits for nothing', async () => {
  expect(await untilCommitted({ clock, pause }, outdatedTimes(0))).toBe(1);
  expect(pauses).toEqual([]);
});

it('is made again after pauses that double up to a bound, each a random part of it', async () => {
  expect(await untilCommitted({ clock, pause }, outdatedTimes(8))).toBe(9);
  expect(pauses).toEqual([10, 20, 40, 80, 160, 200, 200, 200]);
  vi.spyOn(Math, 'random').mockReturnValue(0);
  pauses = [];
  await untilCommitted({ clock, pause }, outdatedTimes(3));
  expect(pauses).toEqual([0, 0, 0]);
});

it('is made again as often as there is time for, and is busy after ten seconds', async () => {
  expect(await untilCommitted({ clock, pause: waiting }, outdatedTimes(50))).toBe(51);
  const begunAt = now;
  await expect(untilCommitted({ clock, pause: waiting }, outdatedTimes(999))).rejects.toThrow(Busy);
  expect(now - begunAt).toBeGreaterThanOrEqual(10_000);
  expect(now - begunAt).toBeLessThan(10_500);
});

it('is busy also where the tries themselves take the time, or the clock stands still', async () => {
  const slow = async () => {
    now += 3000;
    return 'outdated' as const;
  };
  await expect(untilCommitted({ clock, pause }, slow)).rejects.toThrow(new Busy('the book kept moving'));
  expect(pauses).toHaveLength(4);
  await expect(untilCommitted({ clock, pause }, outdatedTimes(999))).rejects.toThrow(Busy);
});

it('is busy at the very ten seconds', async () => {
  const late = async () => {
    now += 5000;
    return 'outdated' as const;
  };
  await expect(untilCommitted({ clock, pause }, late)).rejects.toThrow(Busy);
  expect(pauses).toHaveLength(2);
});

it('does not count what the first look took', async () => {
  let made = 0;
  const scanning = async () => {
    made += 1;
    if (made === 1) now += 60_000;
    return made === 3 ? 'done' : ('outdated' as const);
  };
  expect(await untilCommitted({ clock, pause }, scanning)).toBe('done');
});

it('passes faults on', async () => {
  const broken = () => Promise.reject(new Error('broken'));
  await expect(untilCommitted({ clock, pause }, broken)).rejects.toThrow('broken');
});
