import '../support/quiet.ts';
import { describe, expect, it } from 'vitest';
import { type FaultCounts, faultClasses } from '../support/storm/storm-weather.ts';
import { brokenYearEnds } from '../support/year-end/broken-year-ends.ts';
import { runYearEnd } from '../support/year-end/year-end-storm.ts';

/** Seeds of the correct protocol; set KAOHE_SEEDS for a long run. */
const seeds = Number(process.env.KAOHE_SEEDS ?? 20);
const seedsPerVariantMax = 60;

describe('the end of a year in a storm', () => {
  it(
    'seals what the books held and nothing late, once, whoever finalizes, dies, comes twice or too late',
    async () => {
      const met = Object.fromEntries(faultClasses.map((name) => [name, 0])) as FaultCounts;
      const kinds = new Map<string, number>();
      let results = 0;
      for (let seed = 1; seed <= seeds; seed++) {
        const report = await runYearEnd(seed);
        expect(report.violations, `seed ${seed}`).toEqual([]);
        for (const name of faultClasses) met[name] += report.faults[name];
        for (const kind of report.steps) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        results += report.results;
      }
      expect(faultClasses.filter((name) => met[name] === 0)).toEqual([]);
      const wanted = ['submissions-closed', 'closing-begun', 'held', 'finalized', 'exported', 'reopened'];
      expect(wanted.filter((kind) => !kinds.has(kind))).toEqual([]);
      expect(results).toBeGreaterThan(seeds);
    },
    60_000 + seeds * 3000,
  );

  it('runs the same way for the same seed', async () => {
    expect(await runYearEnd(3)).toEqual(await runYearEnd(3));
  });
});

describe('the storm at the end of a year finds out when', () => {
  it.each(Object.entries(brokenYearEnds))(
    '%s',
    async (_, variant) => {
      let found: readonly string[] = [];
      for (let seed = 1; seed <= seedsPerVariantMax && found.length === 0; seed++)
        found = await runYearEnd(seed, variant).then(
          ({ violations }) => violations,
          (fault) => [`the run ended with ${fault}`],
        );
      expect(found).not.toEqual([]);
    },
    120_000,
  );
});
