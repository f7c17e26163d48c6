import { testsOf } from './domain-tests.ts';

/** What is mutated together, and the tests that must notice: quick ones, in memory. */
export interface Suite {
  readonly name: string;
  readonly mutate: readonly string[];
  /** Tests of pure code, that all run in one process; or how Vitest finds the tests. */
  readonly tests: () => readonly string[] | { readonly vitestConfig: string };
}

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
    tests: () => ({ vitestConfig: 'test/mutation/vitest.protocols.config.ts' }),
  },
];

/** The part for every change, a few minutes long: what gives points. */
export const shortSuites: readonly Suite[] = suites.slice(0, 1);
