import { once } from '../../lib/domain/once.ts';
import type { WebhookQueue } from '../../lib/domain/webhooks/webhook-ports.ts';
import { setting } from './environment.ts';

/** The deployed function's own way to wake deliveries; loaded when there is one to wake, which without webhooks is never. */
export const ownWebhookQueue = once((): WebhookQueue => {
  const queueUrl = setting('WEBHOOK_QUEUE_URL');
  const queue = once(async () => (await import('./queue-adapters.ts')).webhookQueueAt(queueUrl));
  return { wake: async (webhook, reason) => (await queue()).wake(webhook, reason) };
});
