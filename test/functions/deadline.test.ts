import { expect, it } from 'vitest';
import type { FinalDependencies } from '../../functions/protocols/dependencies.ts';
import { Deadline, OutOfTime } from '../../functions/protocols/finalization/deadline.ts';

class Counter {
  #count = 0;
  async load(): Promise<number> {
    this.#count += 1;
    return this.#count;
  }
}

/** Dependencies of which a test needs these only, until no time is left. */
function bounded(more: object = {}) {
  const state = { isTimeLeft: true };
  const deadline = new Deadline(() => state.isTimeLeft);
  const ports = {
    clock: { now: () => 7 },
    books: new Counter(),
    pause: async () => 'paused',
    evidenceRetentionYears: 3,
    limits: { fileBytesMax: 5 },
    scanner: null,
  };
  const needs = deadline.over({ ...ports, ...more } as unknown as FinalDependencies);
  return { state, deadline, needs: needs as unknown as typeof ports & { readonly files: Counter } };
}

it('a deadline lets all through that is asked in time', async () => {
  const { needs } = bounded();
  expect([await needs.books.load(), await needs.books.load(), await needs.pause()]).toEqual([1, 2, 'paused']);
  expect([needs.clock.now(), needs.evidenceRetentionYears, needs.limits.fileBytesMax]).toEqual([7, 3, 5]);
  expect(needs.scanner).toBeNull();
});

it('a deadline that is over refuses everything but the time, by a promise and not at once', async () => {
  const { state, needs } = bounded();
  state.isTimeLeft = false;
  const refused = needs.books.load();
  await expect(refused).rejects.toThrow(OutOfTime);
  await expect(refused).rejects.toMatchObject({ name: 'OutOfTime', message: 'no time is left' });
  await expect(needs.pause()).rejects.toThrow(OutOfTime);
  expect(needs.clock.now()).toBe(7);
});

it('a deadline is waited for until what was begun in time has ended, also in failure', async () => {
  const steps: string[] = [];
  const slow = (step: string, milliseconds: number) => async () => {
    await new Promise((resolve) => setTimeout(resolve, milliseconds));
    steps.push(step);
    if (step === 'failed') throw new Error(step);
  };
  const { state, deadline, needs } = bounded({
    books: { load: slow('loaded', 6) },
    files: { load: slow('failed', 3) },
  });
  const all = Promise.all([needs.files.load(), needs.books.load()]);
  state.isTimeLeft = false;
  await expect(all).rejects.toThrow('failed');
  expect(steps).toEqual(['failed']);
  await deadline.settle();
  expect(steps).toEqual(['failed', 'loaded']);
});
