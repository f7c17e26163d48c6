import { type CitedEvidence, citationOf } from '../../lib/domain/evidence.ts';
import type { OpenedBook } from '../../lib/domain/ports.ts';

/** The asked files that are stored, as they may be cited. */
export function storedFiles({ evidence }: OpenedBook): Map<string, CitedEvidence> {
  const stored = [...evidence.values()].filter(({ state }) => state === 'stored');
  return new Map(stored.map((file) => [file.id, citationOf(file)]));
}
