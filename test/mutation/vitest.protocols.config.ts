import { defineConfig } from 'vitest/config';
import { QuickestFirst } from './quickest-first.ts';

// What spies on a module needs one of its own.
const spying = ['test/functions/wake-ups-unset.test.ts', 'test/scenarios/{evidence-unlocked,missing-book}.test.ts'];
const timeouts = { testTimeout: 15_000, hookTimeout: 60_000 };

export default defineConfig({
  resolve: { alias: [{ find: /^fast-check$/, replacement: new URL('few-runs.ts', import.meta.url).pathname }] },
  test: {
    maxWorkers: 1,
    sequence: { sequencer: QuickestFirst },
    projects: [
      {
        extends: true,
        test: {
          ...timeouts,
          name: 'sharing modules',
          include: [
            'test/functions/**/*.test.ts',
            'test/scenarios/{anchored-chains,derived-state-lost,finalization-races,schedules-fired,sealing-guards,sealing-steps}.test.ts',
            'test/unit/{again-if-outdated,until-committed,write-book,recalculate-districts,store-conditions,board-codec,applied-score,chains-and-locks,compare-with-rebuild,import-books,run-import,book-items,stored-change}.test.ts',
            'test/property/board-codec.test.ts',
            'test/mutation/{few-storms,memory-contract}.ts',
          ],
          exclude: [
            ...spying,
            'test/functions/{http-server,openapi,docs,hostile-*,large-changes,authorization-matrix,deployed,files-that-run,story-types}.test.ts',
          ],
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      { extends: true, test: { ...timeouts, name: 'spying', include: spying, sequence: { groupOrder: 2 } } },
    ],
  },
});
