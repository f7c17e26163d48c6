import { randomBytes } from 'node:crypto';
import * as z from 'zod';
import { named } from '../../lib/domain/named.ts';
import { rejectFaults } from '../../lib/domain/rejection.ts';
import type { Text } from '../../lib/domain/text.ts';
import type { Webhook } from '../../lib/domain/webhooks/webhook.ts';
import type { AddressFault } from '../../lib/domain/webhooks/webhook-ports.ts';
import { refusalIssue } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { eachOnce, idSchema } from '../contract/schemas.ts';
import { eventType, showWebhook, webhookFields, webhookReply } from '../contract/webhook-reply.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { cursorSecret } from '../http/pages.ts';
import { againIfOutdated } from '../protocols/again-if-outdated.ts';
import type { WebhookDependencies } from '../protocols/dependencies.ts';

/** Whatever is published looks at all of them. */
const webhooksMax = 50;

const address = () =>
  z
    .string()
    .max(2000)
    .superRefine((text, context) => {
      if (!URL.canParse(text)) context.addIssue(refusalIssue('value-syntax', notAnAddress));
    })
    .meta({
      format: 'uri',
      description:
        'An HTTPS address that leads to public addresses of the internet alone. HTTPS 地址，且只能解析到互联网公网地址。',
    });

const notAnAddress: Text = {
  zh: '须为完整的网址，例如 https://portal.example.org/kaohe。',
  en: 'Must be a whole address such as https://portal.example.org/kaohe.',
};

const route = {
  name: 'registerWebhook',
  method: 'PUT',
  path: '/v1/webhooks/{id}',
  function: 'webhooks',
  roles: ['admin'],
  summary: {
    zh: '登记 webhook，或更改已登记的；签名密钥只在首次登记时给出一次',
    en: 'Register a webhook or change it; its secret is shown once, when it is registered',
  },
  needs: ['kept-reply'],
  body: named('WebhookRequest', () =>
    z.strictObject({
      url: address(),
      types: eachOnce(z.array(eventType()).min(1)).meta({
        description: 'The types of events that it receives. 要接收的事件类型。',
      }),
      district: idSchema().nullable().default(null).meta({
        description:
          'Of the events about a district only those about this one; events about a whole cycle come anyway. 涉及区县的事件中，只投递该区县的；涉及整个周期的事件照常投递。不填则不限区县。',
      }),
    }),
  ),
  reply: {
    status: 201,
    schema: named('RegisteredWebhook', () =>
      z.strictObject({
        ...webhookFields(),
        secret: z.string().meta({
          description:
            'Verifies signatures (Standard Webhooks). It is not shown again. 用于核验签名（Standard Webhooks），此后不再显示。',
        }),
      }),
    ),
    again: webhookReply,
    isSecret: true,
  },
  refusals: ['webhook-address-refused', 'duplicate-item', 'too-many-items', 'idempotency-key-reused', 'busy'],
} as const satisfies Route;

/** An administrator registers an address for events, from now on; or changes it, and then it goes on where it stands. */
async function registerWebhook(needs: WebhookDependencies, request: RequestOf<typeof route>) {
  const { path, body, caller, receivedAt, keep } = request;
  const fault = await needs.webhookSender.check(body.url);
  if (fault)
    return rejectFaults([{ path: ['url'], code: 'webhook-address-refused', message: refusedAddresses[fault] }]);
  const [before, last] = [await needs.webhooks.load(path.id), await needs.events.last()];
  if (before) {
    const after: Webhook = { ...before, ...body, state: 'active', trouble: null };
    const told = { already: showWebhook(after, last) };
    if ((await needs.webhooks.change(before, after, keep(told))) === 'outdated') return 'outdated';
    await needs.webhookQueue.wake(path.id, `changed-${before.version}`);
    return told;
  }
  if ((await needs.webhooks.list()).length >= webhooksMax) return tooMany;
  await needs.secrets.ensure(cursorSecret);
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const createdAt = new Date(receivedAt).toISOString();
  const created = { createdAt, createdBy: caller.subject, position: last, trouble: null, disablings: 0, version: 1 };
  const webhook: Webhook = { id: path.id, ...body, state: 'active', ...created };
  const told = { ...showWebhook(webhook, last), secret };
  return (await needs.webhooks.register(webhook, secret, keep(told))) === 'outdated' ? 'outdated' : told;
}

const refusedAddresses: Readonly<Record<AddressFault, Text>> = {
  'not-https': {
    zh: '只投递到 https 地址，地址中不得含用户名或密码。',
    en: 'Events are sent to https addresses only, without a user name or password in them.',
  },
  'unknown-name': {
    zh: '查不到该地址的主机名；请核对后重试。',
    en: 'The name in the address can not be resolved; check it and try again.',
  },
  'not-public': {
    zh: '该地址指向本机、内网、云平台元数据服务或其他非公网地址，不能登记。',
    en: 'The address leads to this machine, a private network, a metadata service or another address that is not public.',
  },
};

const tooMany = rejectFaults([
  {
    path: [],
    code: 'too-many-items',
    message: {
      zh: `最多登记 ${webhooksMax} 个 webhook；请先删除不再使用的。`,
      en: `There are ${webhooksMax} webhooks already; delete one that is not used any more.`,
    },
  },
]);

export const registerWebhookEndpoint = endpoint(route, (needs: WebhookDependencies, request) =>
  againIfOutdated(needs, () => registerWebhook(needs, request)),
);
