import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, '../support/files-that-run.ts');
const found = JSON.parse(execFileSync(process.execPath, [script], { encoding: 'utf8' })) as Record<string, string[]>;

/** Stores are counted apart: in a test some of them are replaced. */
const isStore = (path: string) => /^lib\/(?:adapters|stores)\//.test(path);

/** Who follows a request through the code opens so many files and no more. */
describe('own files that run', () => {
  it.each([
    ['claim', 'functions/book-writes/submit-claim.ts', 8, 15],
    ['record', 'functions/recalculate/recalculate-from-stream.ts', 4, 18],
    ['ranking', 'functions/reads/get-ranking.ts', 6, 14],
  ])('for a %s are few', (what, story, ofFunctionsMax, most) => {
    const files = found[what]!.filter((path) => !isStore(path));
    const ofFunctions = files.filter((path) => path.startsWith('functions/'));
    expect(files).toContain(story);
    expect(ofFunctions.length, ofFunctions.join('\n')).toBeLessThanOrEqual(ofFunctionsMax);
    expect(files.length, files.join('\n')).toBeLessThanOrEqual(most);
  });
});
