import { globSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { QuickestFirst } from './quickest-first.ts';

/** What tests import that are not of the domain: of the edge, the stores, the exports, the verifier, the machine. */
const ofOthers = /from '\.\.\/(?:\.\.\/(?:functions|infra|lib\/(?!domain|schemes)\w+)|bench|contract|mutation)\//;
/** They use one of those, and notice what no other test does. */
const neededAllTheSame = ['build-snapshot', 'faulty-documents', 'recalculate', 'tell-changes'];
/** They look at the repository, or start processes. */
const ofTheRepository = ['breaking-changes', 'methods-page', 'needed-node'];

/** The tests of the domain: a mutant that survives runs all that come past it, so that each of them costs. */
const ofTheDomain = globSync('test/{unit,property}/*.test.ts').filter((file) => {
  const isNamed = (name: string) => file.endsWith(`/${name}.test.ts`);
  if (ofTheRepository.some(isNamed)) return false;
  return neededAllTheSame.some(isNamed) || !ofOthers.test(readFileSync(file, 'utf8'));
});

export default defineConfig({
  resolve: { alias: [{ find: /^fast-check$/, replacement: new URL('few-runs.ts', import.meta.url).pathname }] },
  test: {
    include: ofTheDomain,
    isolate: false,
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { sequencer: QuickestFirst },
  },
});
