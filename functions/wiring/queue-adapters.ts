import { SQSClient } from '@aws-sdk/client-sqs';
import { SqsWebhookQueue } from '../../lib/adapters/sqs/webhook-queue.ts';
import { shortRequests } from './request-bounds.ts';

/** Wake-ups of webhooks through a queue. */
export function webhookQueueAt(queueUrl: string): SqsWebhookQueue {
  return new SqsWebhookQueue(new SQSClient({ ...shortRequests }), queueUrl);
}
