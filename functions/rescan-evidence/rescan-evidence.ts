import { objectKeyOf } from '../../lib/domain/evidence.ts';
import type { PendingEvidence } from '../../lib/domain/ports.ts';
import type { EvidenceDependencies } from '../protocols/dependencies.ts';
import { registerArrival } from '../protocols/register-arrival.ts';
import { log } from '../telemetry/log.ts';
import { countOverdueScans } from '../telemetry/metrics.ts';

const overdueMilliseconds = 30 * 60_000;

/** Examines again every file whose scan could not be finished, and counts those that have waited for half an hour. */
export async function rescanEvidence(needs: EvidenceDependencies): Promise<{ pending: number; overdue: number }> {
  for (const file of await needs.books.pendingEvidence()) await rescan(needs, file);
  const still = await needs.books.pendingEvidence();
  const overdue = still.filter((file) => isOverdue(file, needs.clock.now())).length;
  await countOverdueScans(overdue);
  return { pending: still.length, overdue };
}

/** One file that can't be read must not keep the others waiting: it is tried again at the next run. */
async function rescan(needs: EvidenceDependencies, file: PendingEvidence): Promise<void> {
  const { cycle, district, id } = file;
  try {
    await registerArrival(needs, { ...file, objectKey: objectKeyOf(cycle, district, id) });
  } catch (error) {
    await log.fault('a file could not be scanned again', error, { cycle, district });
  }
}

function isOverdue({ uploadedAt }: PendingEvidence, now: number): boolean {
  return now - Date.parse(uploadedAt) >= overdueMilliseconds;
}
