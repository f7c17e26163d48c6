import { expect, it } from 'vitest';
import { againIfOutdated } from '../../functions/protocols/again-if-outdated.ts';

/** Decides as told, and says how often it was asked and how long it waited each time. */
async function deciding(...decisions: readonly string[]) {
  const pauses: number[] = [];
  let asked = 0;
  const pause = async (milliseconds: number) => void pauses.push(milliseconds);
  const decided = await againIfOutdated({ pause }, async () => decisions[asked++] ?? 'outdated');
  return { decided, asked, pauses };
}

it('what was decided on what still stands is the end of it', async () => {
  expect(await deciding('written')).toEqual({ decided: 'written', asked: 1, pauses: [] });
  expect(await deciding('outdated', 'outdated', 'written')).toMatchObject({ decided: 'written', asked: 3 });
});

it('what is always outdated is given up after eight times, with pauses that grow to a few seconds at most', async () => {
  const { decided, asked, pauses } = await deciding();
  expect([decided, asked, pauses.length]).toEqual(['outdated', 8, 7]);
  for (const [at, pause] of pauses.entries()) expect(pause).toBeLessThanOrEqual(50 * 2 ** at);
  // Chance makes all of them as short as that less than once in ten to the seventeenth.
  expect(Math.max(...pauses)).toBeGreaterThan(1);
});
