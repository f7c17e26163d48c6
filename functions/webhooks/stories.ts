import { webhookChanges } from './change-webhook.ts';
import { webhookReads } from './read-webhooks.ts';
import { registerWebhookEndpoint } from './register-webhook.ts';

/** Webhooks: who receives events, and what becomes of them. */
export const webhooks = [registerWebhookEndpoint, ...webhookReads, ...webhookChanges];
