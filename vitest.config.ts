import { defineConfig } from 'vitest/config';

/** What keeps nothing between two files: its modules loaded once, it is tried in two thirds of the time. */
const pure = ['test/unit/**/*.test.ts', 'test/property/**/*.test.ts'];
// They need a browser, `npm run test:browser`; LibreOffice, `npm run test:office`; generators and linters,
// `npm run test:contract`; the synthesized stack, `npm run rehearse`.
const elsewhere = ['test/browser/**', 'test/office/**', 'test/contract/**', 'test/rehearsal/**'];

export default defineConfig({
  test: {
    projects: [
      { extends: true, test: { name: 'pure', include: pure, isolate: false } },
      { extends: true, test: { name: 'others', include: ['test/**/*.test.ts'], exclude: [...elsewhere, ...pure] } },
    ],
    // Nothing waits that long on a quiet machine; on a busy one a process may take twenty times as long to start.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 120_000 } },
    maxWorkers: 2,
  },
});
