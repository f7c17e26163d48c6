import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/functions/**/*.test.ts', 'test/scenarios/**/*.test.ts', 'test/unit/{until-committed,is-stale,kept-secret}.test.ts'],
    exclude: ['test/functions/{http-server,openapi,docs,hostile-*,large-changes,authorization-matrix}.test.ts'],
    env: { KAOHE_SEEDS: '1' },
    isolate: false,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    maxWorkers: 1,
  },
});
