import { once } from '../../lib/domain/once.ts';
import type { WebhookSender } from '../../lib/domain/webhooks/webhook-ports.ts';
import type { WebhookDependencies } from '../protocols/dependencies.ts';
import { onDemand } from './on-demand.ts';
import { ownDependencies } from './own-dependencies.ts';
import { ownWebhookQueue } from './own-webhook-queue.ts';

/**
 * What sends to webhooks, loaded with the first event; nothing in the environment makes it send to where nobody outside may
 * reach.
 */
export const webhookSender = (): WebhookSender =>
  onDemand(async () => new (await import('../../lib/adapters/https/webhook-sender.ts')).HttpsWebhookSender());

/** The deployed function's own dependencies with what sends to webhooks, made on first use. */
export const ownWebhookDependencies = once(
  (): WebhookDependencies => ({
    ...ownDependencies(),
    webhookSender: webhookSender(),
    webhookQueue: ownWebhookQueue(),
  }),
);
