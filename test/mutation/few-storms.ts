import { expect, it } from 'vitest';
import { runStorm } from '../support/storm/storm.ts';
import { runYearEnd } from '../support/year-end/year-end-storm.ts';

// The storms whole take minutes; mutants get a few of their seeds, one a test, so that the first that notices ends it.
it.each([1, 2, 3, 4, 5, 6])('a storm leaves everything as it must be, seed %d', async (seed) => {
  expect((await runStorm(seed)).violations).toEqual([]);
});

it.each([1, 2, 3])('the end of a year in a storm seals what the books held, seed %d', async (seed) => {
  expect((await runYearEnd(seed)).violations).toEqual([]);
});
