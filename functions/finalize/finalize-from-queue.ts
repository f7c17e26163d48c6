import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { FinalDependencies } from '../protocols/dependencies.ts';
import { advanceCycle } from '../protocols/finalization/advance-cycle.ts';
import { log } from '../telemetry/log.ts';

/** Wakes when a cycle's schedule fires. What failed is delivered again, and ends in the dead-letter queue. */
export async function finalizeFromQueue(
  needs: () => FinalDependencies,
  { Records }: SQSEvent,
): Promise<SQSBatchResponse> {
  const failed: string[] = [];
  for (const { messageId, body } of Records) {
    try {
      const { cycle, epoch } = readFiring(body);
      const outcome = await advanceCycle(needs(), cycle, { epoch });
      log.info('a schedule fired', { cycle, source: outcome });
    } catch (error) {
      log.fault('finalization failed', error, { source: messageId });
      failed.push(messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}

/** What a schedule says. It is ours, and too little to load what reads schemas [T 73]. */
function readFiring(body: string): { readonly cycle: string; readonly epoch: number } {
  const { cycle, epoch } = JSON.parse(body);
  if (typeof cycle !== 'string' || !Number.isSafeInteger(epoch)) throw new Error('not the message of a schedule');
  return { cycle, epoch };
}
