import { Webhook as Signer } from 'standardwebhooks';
import type { SendOutcome, Webhook } from '../../lib/domain/webhooks/webhook.ts';
import type { WebhookDependencies } from './dependencies.ts';

/**
 * Sends an event to a webhook once, signed as Standard Webhooks asks. Id and body are the same each time; the timestamp is
 * of this time, so that a receiver can refuse what somebody else recorded earlier.
 */
export async function sendEvent(
  { webhooks, webhookSender, clock }: WebhookDependencies,
  { id, url }: Webhook,
  event: { readonly key: string; readonly body: string },
): Promise<SendOutcome> {
  const sentAt = new Date(clock.now());
  const signature = new Signer(await webhooks.secret(id)).sign(event.key, sentAt, event.body);
  const headers = {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'user-agent': 'kaohe-webhooks',
    'webhook-id': event.key,
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1000)),
    'webhook-signature': signature,
  };
  return webhookSender.post({ url, headers, body: event.body });
}
