import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import * as z from 'zod';
import type { FinalDependencies } from '../protocols/dependencies.ts';
import { advanceCycle } from '../protocols/finalization/advance-cycle.ts';
import { log } from '../telemetry/log.ts';

const firing = z.object({ cycle: z.string(), epoch: z.int() });

/** Wakes when a cycle's schedule fires. What failed is delivered again, and ends in the dead-letter queue. */
export async function finalizeFromQueue(
  needs: () => FinalDependencies,
  { Records }: SQSEvent,
): Promise<SQSBatchResponse> {
  const failed: string[] = [];
  for (const { messageId, body } of Records) {
    try {
      const { cycle, epoch } = firing.parse(JSON.parse(body));
      const outcome = await advanceCycle(needs(), cycle, { epoch });
      log.info('a schedule fired', { cycle, source: outcome });
    } catch (error) {
      log.fault('finalization failed', error, { source: messageId });
      failed.push(messageId);
    }
  }
  return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
}
