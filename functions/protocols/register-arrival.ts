import { type DecisionContext, isTooLate, unchanged } from '../../lib/domain/book-change.ts';
import { decideLateUpload, decideRegistration, type Examination } from '../../lib/domain/decide-evidence.ts';
import type { Evidence, EvidenceFault } from '../../lib/domain/evidence.ts';
import { isRejection } from '../../lib/domain/rejection.ts';
import { hashContent } from '../../lib/inspection/hash-content.ts';
import { log } from '../telemetry/log.ts';
import { rulesOf } from './cycle-rules.ts';
import type { EvidenceDependencies } from './dependencies.ts';
import { untilCommitted } from './write-book.ts';

const actor = { subject: 'evidence-registration', role: 'system' };

/** An object that was created in the evidence bucket, by the version that was created. */
export interface Arrival {
  readonly cycle: string;
  readonly district: string;
  readonly id: string;
  readonly objectKey: string;
  readonly versionId: string;
  /** When the store received it. */
  readonly uploadedAt: string;
}

/**
 * Examines an uploaded file and records what was found as a revision of its book; what arrived too late is recorded as
 * that. Events may come late, twice and out of order: a file that does not wait for one is left alone. A version that is
 * not kept is given up only once that is recorded.
 */
export async function registerArrival(needs: EvidenceDependencies, arrival: Arrival): Promise<void> {
  const { cycle, district, id } = arrival;
  const rules = await rulesOf(needs, cycle);
  if (!rules) return turnAway(needs, arrival, 'an upload for an unknown cycle');
  let found: Examination | null = null;
  return untilCommitted(needs, async () => {
    const opened = await needs.books.open(cycle, district, [], null, { copyOf: id });
    const file = opened?.evidence.get(id);
    if (!opened || !file) return turnAway(needs, arrival, 'an upload without a ticket');
    if (!isWaiting(file)) return discardUnkept(needs, arrival, file);
    const receivedAt = Date.parse(arrival.uploadedAt);
    const context: DecisionContext = { scheme: rules.scheme, book: opened.book, actor, receivedAt };
    const isLate = isTooLate(context);
    if (!isLate) found ??= await examine(needs, file, arrival);
    if (!isLate && !found) return log.warn('an upload whose version does not exist', { cycle, district });
    const decision = isLate
      ? decideLateUpload(context, file, arrival)
      : decideRegistration(context, file, found!, opened.sameBytes);
    if (isRejection(decision)) return turnAway(needs, arrival, 'an upload after the gate was closed');
    if (decision === unchanged) return discardUnkept(needs, arrival, file);
    if ((await needs.books.append(decision, null)) === 'outdated') return 'outdated';
    return discardUnkept(needs, arrival, decision.evidence[0]!);
  });
}

function isWaiting({ state }: Evidence): boolean {
  return state === 'awaiting-upload' || state === 'pending';
}

/** Gives up a version that the book records as refused, and any other than the one that the book has. */
async function discardUnkept(
  needs: EvidenceDependencies,
  { objectKey, versionId }: Arrival,
  file: Pick<Evidence, 'state' | 'versionId'>,
): Promise<void> {
  const isRefused = file.state === 'rejected' || file.state === 'infected';
  if (isRefused || file.versionId !== versionId) await needs.files.discard(objectKey, versionId);
}

async function turnAway(
  needs: EvidenceDependencies,
  { cycle, district, objectKey, versionId }: Arrival,
  why: string,
): Promise<void> {
  await log.warn(why, { cycle, district });
  await needs.files.discard(objectKey, versionId);
}

/** Looks at the very version that was uploaded; `null` if there is no such version. */
async function examine(needs: EvidenceDependencies, file: Evidence, arrival: Arrival): Promise<Examination | null> {
  const { versionId, uploadedAt } = arrival;
  const stored = await needs.files.describe(file.objectKey, versionId);
  if (!stored) return null;
  const arrived = { warnings: [], versionId, uploadedAt };
  const rejected = (fault: EvidenceFault): Examination => ({ ...arrived, state: 'rejected', fault });
  const infected: Examination = { ...arrived, state: 'infected', fault: 'malware-found' };
  if (stored.sizeBytes !== file.sizeBytes) return rejected('size-mismatch');
  const content = await needs.files.open(file.objectKey, versionId);
  if ((stored.sha256 ?? (await hashContent(content))) !== file.sha256) return rejected('checksum-mismatch');
  // Malware first: a test signature is plain text under any name, and says more than that the type is wrong.
  const scan = await needs.scanner.scan(content);
  if (scan === 'infected') return infected;
  const { fault, warnings } = await needs.inspector.inspect(content, file.contentType);
  if (fault === 'malware-found') return infected;
  if (fault) return rejected(fault);
  if (warnings.length > 0 && needs.limits.refusesWarnings) return { ...rejected('warnings-refused'), warnings };
  return { ...arrived, warnings, state: scan === 'clean' ? 'stored' : 'pending', fault: null };
}
