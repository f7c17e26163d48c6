import { defineConfig } from 'vitest/config';
import { QuickestFirst } from './quickest-first.ts';

export default defineConfig({
  resolve: { alias: [{ find: /^fast-check$/, replacement: new URL('few-runs.ts', import.meta.url).pathname }] },
  test: {
    include: ['test/unit/**/*.test.ts', 'test/property/**/*.test.ts'],
    // What starts processes or servers, and what is of the edge, the exports and the verifier.
    exclude: [
      'test/unit/{kaohe-cli,needed-node,running-process,bench-adapter,documents,demo-data,working-days,local-clock,tokens,disk-room,verifier*}.test.ts',
      'test/unit/{json-*,http*,body-validation,entity-tags,file-name-schema,idempotency-key,text-schema,quantity-schema}.test.ts',
      'test/unit/{stream-pump-core,kept-secret,language,progress,request-bounds,until-committed,mutation-*,stored-change,evidence-items,blocker-reply}.test.ts',
      'test/unit/{make-result-*,result-*,certificate,summary-sheet,explained-result,difference-report}.test.ts',
    ],
    isolate: false,
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    sequence: { sequencer: QuickestFirst },
  },
});
