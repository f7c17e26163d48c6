import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // They need a browser, `npm run test:browser`; LibreOffice, `npm run test:office`; generators and linters,
    // `npm run test:contract`; the synthesized stack, `npm run rehearse`.
    exclude: ['test/browser/**', 'test/office/**', 'test/contract/**', 'test/rehearsal/**'],
    // Nothing waits that long on a quiet machine; on a busy one a process may take twenty times as long to start.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    expect: { poll: { timeout: 120_000 } },
    maxWorkers: 2,
  },
});
