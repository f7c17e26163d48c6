import { globSync, mkdirSync, readFileSync } from 'node:fs';
import { Stryker } from '@stryker-mutator/core';
import { print, type Report } from './report.ts';
import { type Suite, shortSuites, suites } from './suites.ts';

/**
 * Mutation testing: `npm run mutate` for everything, `-- --short` for the part that runs with every change, or
 * `-- lib/domain/rules/top.ts …` for some files. What was tried before and has not changed since, nor its tests, is not
 * tried again; `--force` tries it again. Fails when fewer than nine in ten mutants are noticed.
 */
async function main(): Promise<void> {
  const flags = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
  const files = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const chosen = flags.includes('--short') ? shortSuites : suites;
  const reports: Report[] = [];
  for (const suite of chosen) {
    const mutate = globSync([...suite.mutate]).filter((file) => files.length === 0 || files.includes(file));
    if (mutate.length > 0) reports.push(await mutated(suite, mutate, flags.includes('--force')));
  }
  process.exitCode = print(reports) < 90 ? 1 : 0;
}

/** Stryker's report on some files of a suite. */
async function mutated(suite: Suite, mutate: string[], force: boolean): Promise<Report> {
  const folder = '.data/mutation';
  mkdirSync(folder, { recursive: true });
  await new Stryker({
    mutate,
    force,
    testRunner: 'in-process',
    plugins: [new URL('in-process-runner.ts', import.meta.url).href],
    testFiles: [...suite.tests()],
    coverageAnalysis: 'perTest',
    // What runs once on import would need all tests for each mutant.
    ignoreStatic: true,
    // Stryker looks for what only the TypeScript of before 7 exports, if there is a file of this name.
    tsconfigFile: 'none.json',
    ignorePatterns: ['cdk.out', 'coverage', '.data', 'biome.json'],
    incremental: true,
    incrementalFile: `${folder}/${suite.name}-incremental.json`,
    reporters: ['json', 'html', 'progress-append-only'],
    jsonReporter: { fileName: `${folder}/${suite.name}.json` },
    htmlReporter: { fileName: `${folder}/${suite.name}.html` },
    concurrency: 2,
    // A busy machine is not an endless loop; those are counted, not timed.
    timeoutMS: 20_000,
  }).runMutationTest();
  const report: Report = JSON.parse(readFileSync(`${folder}/${suite.name}.json`, 'utf8'));
  return { files: Object.fromEntries(Object.entries(report.files).filter(([file]) => mutate.includes(file))) };
}

await main();
