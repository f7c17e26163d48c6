import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Firing } from '../../lib/domain/finalization/result-ports.ts';
import type { FinalDependencies } from '../protocols/dependencies.ts';
import { advanceCycle } from '../protocols/finalization/advance-cycle.ts';
import { log } from '../telemetry/log.ts';
import { countFinalizationFailures } from '../telemetry/metrics.ts';

/**
 * Wakes when a cycle's schedule fires, and where somebody hands a cycle on. What failed is delivered again, and ends in the
 * dead-letter queue.
 */
export async function finalizeFromQueue(
  needs: () => FinalDependencies,
  { Records }: SQSEvent,
): Promise<SQSBatchResponse> {
  const failed: string[] = [];
  for (const { messageId, body } of Records) {
    try {
      const { cycle, epoch } = readFiring(body);
      const outcome = await advanceCycle(needs(), cycle, { epoch });
      await log.info('the finalizer was woken', { cycle, source: outcome });
    } catch (error) {
      await log.fault('finalization failed', error, { source: messageId });
      await countFinalizationFailures(1);
      failed.push(messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** What a message says. It is ours, and too little to load what reads schemas [T 73]. */
function readFiring(body: string): Firing {
  const { cycle, epoch } = JSON.parse(body);
  if (typeof cycle !== 'string' || !Number.isSafeInteger(epoch)) throw new Error('not a message for the finalizer');
  return { cycle, epoch };
}
