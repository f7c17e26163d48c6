import { createHash } from 'node:crypto';
import type { ObjectContent } from '../domain/evidence-ports.ts';

/**
 * SHA-256 of all the bytes in lower-case hex, computed as they pass: for a stored object whose store has no hash of its
 * own. Throws if the bytes end before or after the object's size.
 */
export async function hashContent(content: ObjectContent): Promise<string> {
  const hash = createHash('sha256');
  let hashedBytes = 0;
  for await (const piece of await content.read(0, content.sizeBytes)) {
    hash.update(piece);
    hashedBytes += piece.length;
  }
  if (hashedBytes !== content.sizeBytes) throw new Error('the object gave another number of bytes than its size');
  return hash.digest('hex');
}
