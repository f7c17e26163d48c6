import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { ObjectContent } from '../../lib/domain/evidence-ports.ts';
import { hashContent } from '../../lib/inspection/hash-content.ts';
import { contentOf, generatedContent } from '../support/counted-content.ts';

test('a hash is computed as the bytes pass and not of fewer than there are', async () => {
  const large = generatedContent(50 * 1024 * 1024, (at) => at & 0xff);
  const expected = createHash('sha256');
  const repeated = Buffer.alloc(
    1024 * 1024,
    Uint8Array.from({ length: 256 }, (_, at) => at),
  );
  for (let megabyte = 0; megabyte < 50; megabyte += 1) expected.update(repeated);
  expect(await hashContent(large)).toBe(expected.digest('hex'));
  expect(large.outstandingBytesMost).toBeLessThanOrEqual(64 * 1024);
  const bytes = Buffer.from('%PDF-1.7 证据');
  const content = contentOf(bytes);
  const cut: ObjectContent = { sizeBytes: bytes.length, read: (start, end) => content.read(start, end - 1) };
  await expect(hashContent(cut)).rejects.toThrow('another number of bytes');
});
