import { defineConfig } from 'vitest/config';
import { QuickestFirst } from './quickest-first.ts';

// What spies on a module needs one of its own.
const spying = [
  'test/functions/{handled-failures,wake-ups-unset}.test.ts',
  'test/scenarios/{evidence-unlocked,missing-book,sweep-parts}.test.ts',
];
// What is of the edge, or of documents, or takes long and sees nothing that the others don't.
const ofOthers = [
  'test/functions/{arazzo,asyncapi,authorization-matrix,check-tokens,compressed-answers,console-files,cross-origin,deployed,docs,files-that-run,hostile-*,http-server,openapi*,postman,story-types,words-of-faults}.test.ts',
  'test/functions/{access,example-years,large-changes,large-results,personal-text}.test.ts',
];
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
            'test/scenarios/{anchored-chains,derived-state-lost,finalization-old-reads,finalization-races,import-killed,schedules-fired,sealing-guards,sealing-steps,sweep-turns}.test.ts',
            'test/unit/{again-if-outdated,books-and-blockers,until-committed,write-book,recalculate-districts,store-conditions,board-codec,board-store,column-bytes,applied-score,chains-and-locks,compare-with-rebuild,cycle-books,event-log,import-books,import-store,run-import,repair-board,book-items,stored-change,tell-changes}.test.ts',
            'test/property/board-codec.test.ts',
            'test/mutation/{few-storms,memory-contract}.ts',
          ],
          exclude: [...spying, ...ofOthers],
          isolate: false,
          sequence: { groupOrder: 1 },
        },
      },
      { extends: true, test: { ...timeouts, name: 'spying', include: spying, sequence: { groupOrder: 2 } } },
    ],
  },
});
