import { defineConfig } from 'vitest/config';
import { QuickestFirst } from './quickest-first.ts';

// What spies on a module needs one of its own.
const spying = ['test/functions/wake-ups-unset.test.ts', 'test/scenarios/{evidence-unlocked,missing-book}.test.ts'];
const timeouts = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
  test: {
    maxWorkers: 1,
    sequence: { sequencer: QuickestFirst },
    projects: [
      {
        test: {
          ...timeouts,
          name: 'sharing modules',
          include: [
            'test/functions/**/*.test.ts',
            'test/scenarios/{anchored-chains,derived-state-lost,finalization-races,sealing-guards}.test.ts',
            'test/unit/{until-committed,kept-secret}.test.ts',
            'test/mutation/few-storms.ts',
          ],
          exclude: [
            ...spying,
            'test/functions/{http-server,openapi,docs,hostile-*,large-changes,authorization-matrix}.test.ts',
          ],
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      { test: { ...timeouts, name: 'spying', include: spying, sequence: { groupOrder: 2 } } },
    ],
  },
});
