import type { EvidenceBinding } from '../../lib/domain/evidence.ts';
import type { OpenedBook } from '../../lib/domain/ports.ts';

/** The asked files that are stored, and so may be cited. */
export function storedFiles({ evidence }: OpenedBook): Map<string, EvidenceBinding> {
  const stored = [...evidence.values()].filter(({ state }) => state === 'stored');
  return new Map(stored.map(({ id, sha256 }) => [id, { id, sha256 }]));
}
