import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/rehearsal/**/*.test.ts'],
    globalSetup: ['test/rehearsal/synthesize.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    maxWorkers: 2,
  },
});
