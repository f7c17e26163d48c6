import * as z from 'zod';
import { named } from '../../lib/domain/named.ts';
import { unknownWebhook } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { pageQuery } from '../contract/schemas.ts';
import { deliveryReply, showDelivery, showWebhook, webhookReply } from '../contract/webhook-reply.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { WebhookDependencies } from '../protocols/dependencies.ts';

const common = { method: 'GET', function: 'webhooks', roles: ['admin'] } as const;

const listRoute = {
  ...common,
  name: 'listWebhooks',
  path: '/v1/webhooks',
  summary: { zh: '已登记的 webhook', en: 'The registered webhooks' },
  needs: ['page'],
  query: () => z.strictObject(pageQuery()),
  reply: {
    status: 200,
    schema: named('WebhookPage', () =>
      z.strictObject({ items: z.array(webhookReply()), nextCursor: z.string().optional() }),
    ),
  },
  refusals: ['cursor-invalid'],
} as const satisfies Route;

async function listWebhooks({ webhooks, events }: WebhookDependencies, { page }: RequestOf<typeof listRoute>) {
  const last = await events.last();
  const listed = await webhooks.list(page.after);
  const items = listed.slice(0, page.limit).map((webhook) => showWebhook(webhook, last));
  return { items, next: listed.length > items.length ? items.at(-1)!.id : null };
}

const readRoute = {
  ...common,
  name: 'getWebhook',
  path: '/v1/webhooks/{id}',
  summary: { zh: '一个 webhook 的登记内容与投递状况', en: 'A webhook, and how far it has come' },
  reply: { status: 200, schema: webhookReply },
} as const satisfies Route;

async function getWebhook({ webhooks, events }: WebhookDependencies, { path }: RequestOf<typeof readRoute>) {
  const webhook = await webhooks.load(path.id);
  return webhook ? showWebhook(webhook, await events.last()) : unknownWebhook;
}

const deliveriesRoute = {
  ...common,
  name: 'listDeliveries',
  path: '/v1/webhooks/{id}/deliveries',
  summary: { zh: '最近三十天的投递，新的在前', en: 'What was sent within the last 30 days, newest first' },
  needs: ['page'],
  query: () => z.strictObject(pageQuery()),
  reply: {
    status: 200,
    schema: named('DeliveryPage', () =>
      z.strictObject({ items: z.array(deliveryReply()), nextCursor: z.string().optional() }),
    ),
  },
  refusals: ['cursor-invalid'],
} as const satisfies Route;

async function listDeliveries(
  { webhooks }: WebhookDependencies,
  { path, page: { after, limit } }: RequestOf<typeof deliveriesRoute>,
) {
  if (!(await webhooks.load(path.id))) return unknownWebhook;
  const found = await webhooks.deliveries(path.id, after === null ? null : Number(after), limit + 1);
  const items = found.slice(0, limit);
  return { items: items.map(showDelivery), next: found.length > limit ? String(items.at(-1)!.number) : null };
}

export const webhookReads = [
  endpoint(listRoute, listWebhooks),
  endpoint(readRoute, getWebhook),
  endpoint(deliveriesRoute, listDeliveries),
];
