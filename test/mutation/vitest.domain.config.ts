import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Properties last: the first failure ends a run, and they take longest. */
class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const isSlow = ({ moduleId }: TestSpecification) =>
      Number(/test.property|build-snapshot|published-events|board-size|vectors/.test(moduleId));
    return files.toSorted((a, b) => isSlow(a) - isSlow(b) || (a.moduleId < b.moduleId ? -1 : 1));
  }
}

export default defineConfig({
  resolve: { alias: [{ find: /^fast-check$/, replacement: new URL('few-runs.ts', import.meta.url).pathname }] },
  test: {
    include: ['test/unit/**/*.test.ts', 'test/property/**/*.test.ts'],
    exclude: [
      'test/unit/{kaohe-cli,needed-node,running-process,verifier*,json-body,bench-adapter,documents,demo-data,http*,tokens,stream-pump-core,kept-secret,disk-room,difference-report,entity-tags,file-name-schema,idempotency-key,language,json-pointer,progress,quantity-schema,request-bounds,text-schema,result-*,certificate,summary-sheet,until-committed,body-validation,is-stale,explained-result}.test.ts',
    ],
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { sequencer: QuickestFirst },
  },
});
