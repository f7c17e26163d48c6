import { globSync, readFileSync } from 'node:fs';

/** They import support of tests only, and look at the repository. */
const ofTheRepository = ['methods-page', 'needed-node'];

/**
 * The tests that import nothing of the product but what is `own`, by the path of the file; `others` are needed all the same.
 * A mutant that survives runs all that come past it, so that each test that looks on from afar costs.
 */
export function testsOf(own: RegExp, others: readonly string[]): string[] {
  return globSync('test/{unit,property}/*.test.ts').filter((file) => {
    const name = file.slice(file.lastIndexOf('/') + 1, -'.test.ts'.length);
    return (
      others.includes(name) || (!ofTheRepository.includes(name) && importsOf(file).every((path) => own.test(path)))
    );
  });
}

/** What a test imports besides packages and its support, by its path in the repository. */
function importsOf(file: string): string[] {
  const paths = [...readFileSync(file, 'utf8').matchAll(/from '\.\.\/(\.\.\/)?([^']+)'/g)];
  return paths
    .map(([, isUp, path]) => (isUp ? path! : `test/${path}`))
    .filter((path) => !/^test\/support\//.test(path));
}
