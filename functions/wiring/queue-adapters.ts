import { SQSClient } from '@aws-sdk/client-sqs';
import { SqsCycleQueue } from '../../lib/adapters/sqs/cycle-queue.ts';
import { SqsWebhookQueue } from '../../lib/adapters/sqs/webhook-queue.ts';
import { shortRequests } from './request-bounds.ts';

/** Wake-ups of webhooks through a queue. */
export function webhookQueueAt(queueUrl: string): SqsWebhookQueue {
  return new SqsWebhookQueue(new SQSClient({ ...shortRequests }), queueUrl);
}

/** Wake-ups of the finalizer through a queue. */
export function cycleQueueAt(queueUrl: string): SqsCycleQueue {
  return new SqsCycleQueue(new SQSClient({ ...shortRequests }), queueUrl);
}
