import { globSync, readFileSync } from 'node:fs';
import type { ViteUserConfig } from 'vitest/config';
import { QuickestFirst } from './quickest-first.ts';

/** They import support of tests only, and look at the repository. */
const ofTheRepository = ['methods-page', 'needed-node'];

/**
 * The settings of a suite whose tests import nothing of the product but what is `own`, by the path of the file. A mutant that
 * survives runs all that come past it, so that each test that looks on from afar costs. `others` are needed all the same.
 */
export function settingsOf(own: RegExp, others: readonly string[]): ViteUserConfig {
  const include = globSync('test/{unit,property}/*.test.ts').filter((file) => {
    const name = file.slice(file.lastIndexOf('/') + 1, -'.test.ts'.length);
    return (
      others.includes(name) || (!ofTheRepository.includes(name) && importsOf(file).every((path) => own.test(path)))
    );
  });
  return {
    resolve: { alias: [{ find: /^fast-check$/, replacement: new URL('few-runs.ts', import.meta.url).pathname }] },
    test: {
      include,
      isolate: false,
      maxWorkers: 1,
      testTimeout: 120_000,
      hookTimeout: 120_000,
      sequence: { sequencer: QuickestFirst },
    },
  };
}

/** What a test imports besides packages and its support, by its path in the repository. */
function importsOf(file: string): string[] {
  const paths = [...readFileSync(file, 'utf8').matchAll(/from '\.\.\/(\.\.\/)?([^']+)'/g)];
  return paths
    .map(([, isUp, path]) => (isUp ? path! : `test/${path}`))
    .filter((path) => !/^test\/support\//.test(path));
}
