import * as z from 'zod';
import { eventTypes } from '../../events/event-types.ts';
import { named } from '../../lib/domain/named.ts';
import {
  type Delivery,
  deliveryFaults,
  deliveryStates,
  type Webhook,
  webhookStates,
} from '../../lib/domain/webhooks/webhook.ts';
import type { OutputOf } from './route.ts';
import { idSchema, instantText } from './schemas.ts';

const statusReply = () =>
  z.int().nullable().meta({
    description:
      'The status that the receiver answered with; `null` where it did not answer. 接收方应答的状态码；未应答时为 `null`。',
  });

/** A type of event that a webhook can ask for, all that are published; under one name for requests and replies. */
export const eventType = named('EventType', () => z.enum(eventTypes));

const webhookState = named('WebhookState', () =>
  z.enum(webhookStates).meta({
    description:
      '`disabled`: nothing could be delivered for three days. Registered again, it goes on where it stopped. `disabled`：三天内一直投递失败而停用；重新登记后从停下的地方继续。',
  }),
);

/** Why a receiver did not take an event. */
export const deliveryFault = named('DeliveryFault', () => z.enum(deliveryFaults));

const troubleReply = named('WebhookTrouble', () =>
  z.strictObject({
    since: instantText(),
    attempts: z.int(),
    nextAttemptAt: instantText(),
    fault: deliveryFault(),
    status: statusReply(),
  }),
);

/** What a webhook is shown with. */
export const webhookFields = () => ({
  id: idSchema(),
  url: z.string(),
  types: z.array(eventType()),
  district: idSchema().nullable(),
  state: webhookState(),
  waiting: z.int().min(0).meta({
    description: 'Events of the log that it has not come to yet, of any type. 事件日志中尚未处理到的事件数，不分类型。',
  }),
  trouble: troubleReply().nullable().meta({
    description:
      'Why its next event could not be delivered yet; those behind it wait. 下一事件尚未送达的原因；其后的事件依次等候。',
  }),
  createdAt: instantText(),
  createdBy: z.string(),
});

/** A webhook as the API shows it; its secret is shown once, when it is registered. */
export const webhookReply = named('Webhook', () => z.strictObject(webhookFields()));

/** Shows a webhook beside the end of the log. */
export function showWebhook(
  { position, disablings: _, version: __, types, ...webhook }: Webhook,
  last: number,
): OutputOf<typeof webhookReply> {
  return { ...webhook, types: types as (typeof eventTypes)[number][], waiting: Math.max(0, last - position) };
}

const deliveryState = named('DeliveryState', () =>
  z.enum(deliveryStates).meta({
    description:
      '`given-up`: the webhook was disabled at this event and begins with it once it is registered again. `given-up`：webhook 在投递此事件时被停用，重新登记后从此事件继续。',
  }),
);

/** What became of an event that was sent, as the API shows it. */
export const deliveryReply = named('Delivery', () =>
  z.strictObject({
    event: z
      .string()
      .meta({ description: 'The `webhook-id` and the `id` of the body. 即请求头 `webhook-id` 与正文 `id`。' }),
    type: z.string(),
    state: deliveryState(),
    attempts: z.int(),
    firstAttemptAt: instantText(),
    lastAttemptAt: instantText(),
    fault: deliveryFault().nullable(),
    status: statusReply(),
  }),
);

/** Shows a delivery. */
export function showDelivery({ number: _, ...delivery }: Delivery): OutputOf<typeof deliveryReply> {
  return delivery;
}
