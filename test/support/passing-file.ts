import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A file that is gone after the test; what is no text and no bytes stands in it as JSON. */
export function passingFile(content: unknown): string {
  const folder = mkdtempSync(join(tmpdir(), 'kaohe-file-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const isAsIs = typeof content === 'string' || content instanceof Uint8Array;
  writeFileSync(join(folder, 'given.json'), isAsIs ? content : JSON.stringify(content));
  return join(folder, 'given.json');
}
