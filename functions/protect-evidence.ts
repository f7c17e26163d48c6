import type { PublishedEvent } from '../events/index.ts';
import { componentOf } from '../lib/domain/book.ts';
import type { EvidenceDependencies } from './shared/evidence-dependencies.ts';

/**
 * Locks what a verification rests on: from then on nobody can delete or replace these bytes until the retention ends.
 * Wakes by `ClaimAssessed`; what to lock is read from the book, so that a late or repeated event does no harm.
 */
export async function protectEvidence(
  needs: EvidenceDependencies,
  event: PublishedEvent,
  retentionYears: number,
): Promise<void> {
  if (event.type !== 'ClaimAssessed') return;
  const { cycle, district, component } = event.data;
  const opened = await needs.books.open(cycle, district, [component], null);
  const bound = opened ? (componentOf(opened.book, component).verification?.evidence ?? []) : [];
  for (const { id } of bound) {
    const file = await needs.books.evidenceOf(cycle, district, id);
    if (file?.versionId)
      await needs.files.protect(file.objectKey, file.versionId, retainedUntil(event.at, retentionYears));
  }
}

function retainedUntil(at: string, years: number): string {
  const until = new Date(at);
  until.setUTCFullYear(until.getUTCFullYear() + years);
  return until.toISOString();
}
