import type { Webhook } from '../../lib/domain/webhooks/webhook.ts';

/** A webhook for claims, registered and not sent to yet, or as its test says. */
export function sampleWebhook(more: Partial<Webhook> = {}): Webhook {
  return {
    ...{ id: 'portal', url: 'https://portal.example.org/hook', types: ['ClaimSubmitted'], district: null },
    ...{ state: 'active', createdAt: '2019-11-01T00:00:00.000Z', createdBy: 'admin-1' },
    ...{ position: 0, trouble: null, disablings: 0, version: 1 },
    ...more,
  };
}
