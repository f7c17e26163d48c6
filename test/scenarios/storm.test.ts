import { describe, expect, it } from 'vitest';
import { brokenVariants } from '../support/storm/broken-variants.ts';
import { runStorm } from '../support/storm/storm.ts';
import { type FaultCounts, faultClasses } from '../support/storm/storm-weather.ts';

/** Seeds of the correct protocols; set KAOHE_SEEDS for a long run. */
const seeds = Number(process.env.KAOHE_SEEDS ?? 40);
const seedsPerVariantMax = 200;

describe('writes, recalculations, sweeps and readers in a storm', () => {
  it(
    'leave everything as it must be, whatever the order and the faults',
    async () => {
      const met = Object.fromEntries(faultClasses.map((name) => [name, 0])) as FaultCounts;
      let [writes, versions] = [0, 0];
      for (let seed = 1; seed <= seeds; seed++) {
        const report = await runStorm(seed);
        expect(report.violations, `seed ${seed}`).toEqual([]);
        for (const name of faultClasses) met[name] += report.faults[name];
        writes += report.writes;
        versions += report.versions;
      }
      expect(faultClasses.filter((name) => met[name] === 0)).toEqual([]);
      expect(writes).toBeGreaterThan(seeds * 5);
      expect(versions).toBeGreaterThan(seeds * 3);
    },
    60_000 + seeds * 500,
  );

  it('run the same way for the same seed', async () => {
    expect(await runStorm(7)).toEqual(await runStorm(7));
  });
});

describe('the storm finds out when', () => {
  it.each(Object.entries(brokenVariants))(
    '%s',
    async (_, variant) => {
      let found: readonly string[] = [];
      for (let seed = 1; seed <= seedsPerVariantMax && found.length === 0; seed++)
        found = (await runStorm(seed, variant)).violations;
      expect(found).not.toEqual([]);
    },
    60_000,
  );
});
