import { globSync } from 'node:fs';
import { testsOf } from './domain-tests.ts';

/** What is mutated together, and the tests that must notice: quick ones, in memory. */
export interface Suite {
  readonly name: string;
  readonly mutate: readonly string[];
  /** By their paths; all of them run in one process. */
  readonly tests: () => readonly string[];
}

/** Stories, scenarios, and what protocols and stores do by themselves. */
const ofProtocols = [
  'test/functions/*.test.ts',
  'test/scenarios/{anchored-chains,derived-state-lost,finalization-old-reads,finalization-races,import-killed,schedules-fired,sealing-guards,sealing-steps,sweep-turns}.test.ts',
  'test/unit/{again-if-outdated,applied-score,board-codec,board-store,book-items,books-and-blockers,chains-and-locks,column-bytes,compare-with-rebuild,cycle-books,event-log,import-books,import-store,recalculate-districts,repair-board,run-import,store-conditions,stored-change,tell-changes,until-committed,write-book}.test.ts',
  'test/property/board-codec.test.ts',
  'test/mutation/{few-storms,memory-contract}.ts',
];
/** What spies on a module, is of the edge or of documents, or takes long and sees nothing that the others don’t. */
const ofOthers = [
  'test/functions/{handled-failures,large-changes,wake-ups-unset}.test.ts',
  'test/functions/{arazzo,asyncapi,authorization-matrix,check-tokens,compressed-answers,console-files,cross-origin,deployed,docs,files-that-run,hostile-*,http-server,openapi*,postman,story-types,words-of-faults}.test.ts',
  'test/functions/{access,answer-files,example-years,large-results,paging,personal-text}.test.ts',
];

/** The suites of a whole run: what gives points, the rest of the domain, and what stands on it. */
export const suites: readonly Suite[] = [
  {
    name: 'scoring',
    mutate: ['lib/domain/{amount,check-scheme,points,quantity,scheme}.ts', 'lib/domain/{ranking,rules,scoring}/*.ts'],
    tests: () =>
      testsOf(
        /^lib\/(?:schemes\/|domain\/(?:rules|scoring|ranking)\/|domain\/(?:amount|book|ids|points|quantity|scheme|scheme-document|text|recalculation\/(?:board|recalculate))\.ts$)/,
        ['faulty-documents', 'not-applicable'],
      ),
  },
  {
    name: 'domain',
    mutate: ['lib/domain/!(amount|check-scheme|points|quantity|scheme).ts', 'lib/domain/!(ranking|rules|scoring)/*.ts'],
    tests: () =>
      testsOf(/^(?:events|lib\/domain|lib\/schemes)\//, [
        'build-snapshot',
        'faulty-documents',
        'recalculate',
        'tell-changes',
      ]),
  },
  {
    name: 'protocols',
    mutate: ['functions/protocols/**/*.ts', 'lib/stores/**/*.ts'],
    tests: () => globSync([...ofProtocols], { exclude: ofOthers }),
  },
];

/** The part for every change, a few minutes long: what gives points. */
export const shortSuites: readonly Suite[] = suites.slice(0, 1);
