import { readFileSync } from 'node:fs';
import type { Snapshot } from '../../lib/domain/finalization/snapshot.ts';

/** The bytes of a result that was sealed by the product of its time. */
export function sealedBytes(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/${name}/snapshot.json`, import.meta.url));
}

/** The result itself. */
export function sealedFixture(name: string): Snapshot {
  return JSON.parse(sealedBytes(name).toString()) as Snapshot;
}
