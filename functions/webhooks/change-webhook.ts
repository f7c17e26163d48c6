import * as z from 'zod';
import { named } from '../../lib/domain/named.ts';
import { reject, rejectFaults } from '../../lib/domain/rejection.ts';
import { cloudEventOf, eventKey } from '../../lib/domain/webhooks/cloud-event.ts';
import { replayedFrom } from '../../lib/domain/webhooks/webhook.ts';
import { unknownWebhook } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { idSchema } from '../contract/schemas.ts';
import { deliveryFault, showWebhook, webhookReply } from '../contract/webhook-reply.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { againIfOutdated } from '../protocols/again-if-outdated.ts';
import type { WebhookDependencies } from '../protocols/dependencies.ts';

const common = { function: 'webhooks', roles: ['admin'], needs: ['kept-reply'] } as const;

const deleteRoute = {
  ...common,
  name: 'deleteWebhook',
  method: 'DELETE',
  path: '/v1/webhooks/{id}',
  summary: { zh: '删除 webhook，其密钥随即失效', en: 'Delete a webhook and its secret' },
  reply: {
    status: 200,
    schema: named('DeletedWebhook', () => z.strictObject({ id: idSchema(), deleted: z.literal(true) })),
  },
  refusals: ['idempotency-key-reused', 'busy'],
} as const satisfies Route;

async function deleteWebhook(needs: WebhookDependencies, { path, receivedAt, keep }: RequestOf<typeof deleteRoute>) {
  const webhook = await needs.webhooks.load(path.id);
  if (!webhook) return unknownWebhook;
  const told = { id: path.id, deleted: true } as const;
  return (await needs.webhooks.withdraw(webhook, receivedAt, keep(told))) === 'outdated' ? 'outdated' : told;
}

const testRoute = {
  ...common,
  name: 'testWebhook',
  method: 'POST',
  path: '/v1/webhooks/{id}/test',
  summary: { zh: '立即试投递一次，并告知结果', en: 'Send a trial event now, and tell what came of it' },
  isBodyOptional: true,
  body: named('WebhookTrialRequest', () => z.strictObject({})),
  reply: {
    status: 200,
    schema: named('WebhookTrial', () =>
      z.strictObject({
        delivered: z.boolean(),
        fault: deliveryFault().nullable(),
        status: z
          .int()
          .nullable()
          .meta({ description: 'The status that the receiver answered with. 接收方应答的状态码。' }),
      }),
    ),
  },
  refusals: ['idempotency-key-reused', 'busy'],
} as const satisfies Route;

/** Out of turn, also to a disabled webhook: whoever has repaired a receiver wants to know before anything depends on it. */
async function testWebhook(needs: WebhookDependencies, { path, receivedAt, keep }: RequestOf<typeof testRoute>) {
  const webhook = await needs.webhooks.load(path.id);
  if (!webhook) return unknownWebhook;
  const at = new Date(receivedAt).toISOString();
  const trial = { type: 'WebhookTested', version: 1, id: `${path.id}/${at}`, at, data: { webhook: path.id } } as const;
  const body = JSON.stringify(cloudEventOf(trial));
  // What signs and sends is for trials alone [T 73].
  const { sendEvent } = await import('../protocols/send-event.ts');
  const outcome = await sendEvent(needs, webhook, { key: eventKey(trial), body });
  const told = { delivered: outcome.fault === null, ...outcome };
  const reply = keep(told);
  return reply && (await needs.replies.save(reply)) === 'outdated' ? 'outdated' : told;
}

const replayRoute = {
  ...common,
  name: 'replayWebhook',
  method: 'POST',
  path: '/v1/webhooks/{id}/replay',
  summary: { zh: '将某一事件或某一时刻之后的事件重新投递', en: 'Send again what came after an event or an instant' },
  body: named('ReplayRequest', () =>
    z.strictObject({
      after: z.string().max(300).meta({
        description:
          'The `webhook-id` of the last event that is not wanted again, or an instant. The log goes back 30 days. 从哪里之后重新投递：不需要重投的最后一个事件的 `webhook-id`，或一个时刻。事件日志保留 30 天。',
      }),
    }),
  ),
  reply: { status: 200, schema: webhookReply },
  refusals: ['state-conflict', 'idempotency-key-reused', 'busy'],
} as const satisfies Route;

const instant = z.iso.datetime({ offset: true });

/** Goes back in the log, never on: events that the webhook has not had yet come in their turn. Ids and bodies are the same. */
async function replayWebhook(needs: WebhookDependencies, { path, body, keep }: RequestOf<typeof replayRoute>) {
  const webhook = await needs.webhooks.load(path.id);
  if (!webhook) return unknownWebhook;
  if (webhook.state === 'disabled') return isDisabled;
  const { events } = needs;
  const isInstant = instant.safeParse(body.after).success;
  const position = isInstant
    ? await events.lastUpTo(new Date(body.after).toISOString())
    : await events.find(body.after);
  if (position === null) return unknownEvent;
  const after = replayedFrom(webhook, position);
  const told = showWebhook(after, await events.last());
  if ((await needs.webhooks.change(webhook, after, keep(told))) === 'outdated') return 'outdated';
  await needs.webhookQueue.wake(path.id, `replay-${webhook.version}`);
  return told;
}

const isDisabled = reject('state-conflict', {
  zh: '该 webhook 已停用；请先重新登记（PUT），再重新投递。',
  en: 'The webhook is disabled. Register it again (PUT), then ask for the replay.',
});

const unknownEvent = rejectFaults([
  {
    path: ['after'],
    code: 'value-out-of-range',
    message: {
      zh: '事件日志中没有这个事件；请填写收到过的 webhook-id，或一个时刻。日志保留三十天。',
      en: 'The log has no such event: name a webhook-id that was received, or an instant. The log goes back 30 days.',
    },
  },
]);

export const webhookChanges = [
  endpoint(deleteRoute, (needs: WebhookDependencies, request) =>
    againIfOutdated(needs, () => deleteWebhook(needs, request)),
  ),
  endpoint(testRoute, testWebhook),
  endpoint(replayRoute, (needs: WebhookDependencies, request) =>
    againIfOutdated(needs, () => replayWebhook(needs, request)),
  ),
];
