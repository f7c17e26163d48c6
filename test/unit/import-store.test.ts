import { expect, it } from 'vitest';
import { newImport } from '../../lib/stores/import-store.ts';
import { memoryDependencies } from '../support/memory/dependencies.ts';

const by = { subject: 'assessor-1', role: 'assessor', district: null } as const;
const expiresAt = 1_600_000_000;

function opened() {
  const clock = { time: expiresAt * 1000 - 1 };
  const { imports } = memoryDependencies({ clock: { now: () => clock.time } });
  const job = newImport({ id: 'i-1', cycle: '2019', by, receivedAt: 1, isDryRun: false, books: 2, expiresAt });
  return { clock, imports, add: async () => (await imports.add(job, 'rows', null))! };
}

it('an import is there until the very instant at which it expires', async () => {
  const { clock, imports, add } = opened();
  const job = await add();
  expect([await imports.load('i-1'), await imports.open()]).toEqual([job, [job]]);
  clock.time++;
  expect([await imports.load('i-1'), await imports.open()]).toEqual([null, []]);
});

it('what books have answered is not written over before the newer answers are noted', async () => {
  const { imports, add } = opened();
  const job = await add();
  expect(await imports.answers(job)).toBeNull();
  const noted = (await imports.change(job, await imports.keepAnswers(job, 3, 'of three')))!;
  const newer = await imports.keepAnswers(noted, 6, 'of six');
  expect(await imports.answers(noted)).toBe('of three');
  expect(await imports.answers({ ...noted, ...newer })).toBe('of six');
  await imports.keepAnswers({ ...noted, runs: 1 }, 6, 'of six, by another run');
  expect(await imports.answers({ ...noted, ...newer })).toBe('of six');
});
