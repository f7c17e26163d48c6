import { expect, it } from 'vitest';
import { readEvidence } from '../../lib/stores/book-items.ts';
import { keys } from '../../lib/stores/table.ts';
import { sampleFile } from '../support/sample-evidence.ts';

it('a file that was kept before warnings were told has none', () => {
  const { warnings: _, ...older } = sampleFile();
  expect(readEvidence({ ...keys.evidence('2019', 'yuhang', older.id), ...older })).toEqual(sampleFile());
  const warned = sampleFile('file-2', { warnings: ['javascript'] });
  expect(readEvidence({ ...keys.evidence('2019', 'yuhang', 'file-2'), ...warned })).toEqual(warned);
});
