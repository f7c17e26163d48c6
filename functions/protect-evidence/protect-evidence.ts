import type { PublishedEvent } from '../../events/index.ts';
import { componentOf } from '../../lib/domain/book.ts';
import type { LockingDependencies } from '../protocols/dependencies.ts';
import { lockFile } from '../protocols/lock-evidence.ts';

/**
 * Locks what a verification rests on: from then on nobody can delete or replace these bytes until the retention ends.
 * Wakes by `ClaimAssessed`; what to lock is read from the book, so that a late or repeated event does no harm.
 */
export async function protectEvidence(needs: LockingDependencies, event: PublishedEvent): Promise<void> {
  if (event.type !== 'ClaimAssessed') return;
  const { cycle, district, component } = event.data;
  const opened = await needs.books.open(cycle, district, [component], null);
  const verification = opened && componentOf(opened.book, component).verification;
  for (const { id } of verification?.evidence ?? []) await lockFile(needs, { cycle, district }, id, verification!.at);
}
