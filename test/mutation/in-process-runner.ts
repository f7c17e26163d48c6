import { registerHooks } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { MutantCoverage, StrykerOptions } from '@stryker-mutator/api/core';
import type {
  DryRunOptions,
  DryRunResult,
  MutantRunOptions,
  MutantRunResult,
  TestResult,
  TestRunner,
} from '@stryker-mutator/api/test-runner';
import { type CollectedTest, collected, collectFrom } from './collected-tests.ts';

/** What the code that Stryker has changed looks at. */
interface Instruments {
  activeMutant?: string | undefined;
  currentTestId?: string | undefined;
  mutantCoverage?: MutantCoverage;
  hitCount?: number | undefined;
  hitLimit?: number | undefined;
}

const instruments: Instruments = {};
const replacements = new Map([
  ['vitest', new URL('collected-tests.ts', import.meta.url).href],
  ['fast-check', new URL('few-runs.ts', import.meta.url).href],
]);

/**
 * Runs tests in one process, which loads the code once for all mutants: a test takes its own time and no more. What is
 * kept between tests must be the same whatever it is asked, as what the domain makes once for all (`once`), which is made
 * before the first mutant; or be of something that each test makes anew, as what stories remember of a store.
 */
class InProcessRunner implements TestRunner {
  static inject = ['options'] as const;
  readonly #files: readonly string[];
  /** How long each test took, in milliseconds; empty until all have run without a mutant. */
  readonly #costs = new Map<string, number>();

  constructor({ testFiles }: StrykerOptions) {
    this.#files = testFiles as string[];
  }

  /** Mutants are active while tests run, never while they load: nothing has to be loaded anew for another. */
  capabilities() {
    return { reloadEnvironment: true };
  }

  async init(): Promise<void> {
    Object.assign(globalThis, { __stryker__: instruments });
    // What a mutant leaves unfinished may still fail once it is judged.
    process.on('unhandledRejection', () => undefined);
    registerHooks({
      resolve: (specifier, context, next) => {
        const url = replacements.get(specifier);
        return url ? { url, shortCircuit: true } : next(specifier, context);
      },
    });
    for (const file of this.#files) {
      collectFrom(file);
      await import(pathToFileURL(resolve(file)).href);
    }
  }

  async dryRun(_: DryRunOptions): Promise<DryRunResult> {
    const tests = await this.#runAll();
    return { status: 'complete', tests, mutantCoverage: instruments.mutantCoverage } as DryRunResult;
  }

  async mutantRun({ activeMutant, testFilter, hitLimit }: MutantRunOptions): Promise<MutantRunResult> {
    if (this.#costs.size === 0) await this.#runAll();
    const chosen = (testFilter ?? [...collected.keys()]).map((id) => collected.get(id)!);
    const quickestFirst = chosen.sort((a, b) => this.#costs.get(a.id)! - this.#costs.get(b.id)!);
    // Stryker’s limit is a hundred times what all tests did together; one that does ten times as much is in an endless loop.
    const limit = hitLimit === undefined ? undefined : hitLimit / 10;
    Object.assign(instruments, { activeMutant: activeMutant.id, hitLimit: limit });
    let nrOfTests = 0;
    try {
      for (const test of quickestFirst) {
        instruments.hitCount = 0;
        const failureMessage = await failureOf(test);
        nrOfTests++;
        if (limit !== undefined && instruments.hitCount > limit) return { status: 'timeout' } as MutantRunResult;
        if (failureMessage !== null)
          return { status: 'killed', killedBy: [test.id], failureMessage, nrOfTests } as MutantRunResult;
      }
      return { status: 'survived', nrOfTests } as MutantRunResult;
    } finally {
      Object.assign(instruments, { activeMutant: undefined, hitCount: undefined, hitLimit: undefined });
    }
  }

  async #runAll(): Promise<TestResult[]> {
    const results: TestResult[] = [];
    for (const test of collected.values()) {
      instruments.currentTestId = test.id;
      const start = performance.now();
      const failureMessage = await failureOf(test);
      const timeSpentMs = performance.now() - start;
      this.#costs.set(test.id, timeSpentMs);
      const told = { id: test.id, name: test.id, fileName: resolve(test.file), timeSpentMs };
      results.push({ ...told, status: failureMessage === null ? 0 : 1, failureMessage } as TestResult);
    }
    instruments.currentTestId = undefined;
    return results;
  }
}

/** Why a test fails; `null` where it does not. */
async function failureOf(test: CollectedTest): Promise<string | null> {
  try {
    await test.run();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'in-process', injectableClass: InProcessRunner }];
