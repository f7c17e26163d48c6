import { Webhook as Verifier } from 'standardwebhooks';
import { describe, expect, it } from 'vitest';
import { deliverFromQueue } from '../../functions/deliver-webhooks/deliver-webhooks.ts';
import type { SendOutcome } from '../../lib/domain/webhooks/webhook.ts';
import { overriding } from '../support/overriding.ts';
import { admin, assessor, portal } from '../support/sample-service.ts';
import { type WebhookService, webhookService } from '../support/webhook-service.ts';
import { CrashWeather } from '../support/year-end/crash-weather.ts';

const refused: SendOutcome = { fault: 'not-accepted', status: 503 };
const taken: SendOutcome = { fault: null, status: 200 };
const claimed = (...revisions: number[]) => revisions.map((revision) => `ClaimSubmitted/2019/east/${revision}`);

function claim({ send }: WebhookService, value: string, district = 'east') {
  const path = `/v1/cycles/2019/districts/${district}/components/5/claim`;
  return send(`PUT ${path}`, { caller: portal(district), body: { value } });
}

const shown = async ({ send }: WebhookService, id = 'portal') =>
  (await send(`GET /v1/webhooks/${id}`, { caller: admin })).body;
const deliveries = async ({ send }: WebhookService, id = 'portal') =>
  (await send(`GET /v1/webhooks/${id}/deliveries`, { caller: admin })).body.items;

describe('an event', () => {
  it('comes as a signed CloudEvent that says what the event on the bus says', async () => {
    const service = await webhookService();
    const secret = await service.register('portal');
    await claim(service, '16.50');
    await service.settle();
    const [event] = service.published;
    const [sent, ...more] = service.needs.webhookSender.sent;
    expect(more).toEqual([]);
    expect(sent!.url).toBe('https://portal.example.org/hook');
    expect(JSON.parse(sent!.body)).toEqual({
      ...{ specversion: '1.0', id: 'ClaimSubmitted/2019/east/1', source: '/cycles/2019', subject: 'east' },
      ...{ type: 'kaohe.ClaimSubmitted.v1', time: event!.at, datacontenttype: 'application/json', data: event!.data },
    });
    const id = sent!.headers['webhook-id']!;
    expect(sent!.headers).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'webhook-id': 'ClaimSubmitted/2019/east/1',
      'webhook-timestamp': String(Math.floor((service.clock.time - 60_000) / 1000)),
      'user-agent': 'kaohe-webhooks',
      'webhook-signature': new Verifier(secret).sign(id, new Date(service.clock.time - 60_000), sent!.body),
    });
  });

  it('goes to the webhooks that ask for its type and its district, from their registration on', async () => {
    const service = await webhookService();
    await claim(service, '1');
    await service.publishAll();
    await service.register('all', { types: ['ClaimSubmitted', 'TargetsSet'] });
    await service.register('west', { district: 'west' });
    await service.register('targets', { types: ['TargetsSet'] });
    await claim(service, '2');
    await claim(service, '3', 'west');
    const targets = { caller: assessor, body: { targets: { '5': '20' } } };
    await service.send('PUT /v1/cycles/2019/districts/east/targets', targets);
    await service.settle();
    const to = (id: string) =>
      service.needs.webhookSender.sent
        .filter(({ url }) => url.startsWith(`https://${id}.`))
        .map(({ headers }) => headers['webhook-id']);
    expect(to('all')).toEqual(['ClaimSubmitted/2019/east/2', 'ClaimSubmitted/2019/west/1', 'TargetsSet/2019/east/3']);
    expect(to('west')).toEqual(['ClaimSubmitted/2019/west/1']);
    expect(to('targets')).toEqual(['TargetsSet/2019/east/3']);
  });

  it('is in no log where nobody has registered a webhook', async () => {
    const service = await webhookService();
    await claim(service, '1');
    await service.settle();
    expect([service.published.length, await service.needs.events.last()]).toEqual([1, 0]);
  });
});

describe('a receiver that is away', () => {
  it('holds up its own events and nobody else’s, and gets all of them in order when it is back, with the same bodies', async () => {
    const service = await webhookService();
    const { webhookSender } = service.needs;
    await service.register('portal');
    await service.register('other');
    let isAway = true;
    webhookSender.answer = ({ url }) => (isAway && url.startsWith('https://portal.') ? refused : taken);
    for (const value of ['1', '2', '3']) await claim(service, value);
    await service.settle();
    await service.minute();
    await service.minute();
    const to = (id: string) => webhookSender.sent.filter(({ url }) => url.startsWith(`https://${id}.`));
    expect(to('other').map(({ headers }) => headers['webhook-id'])).toEqual(claimed(1, 2, 3));
    // At once, after one minute and after three.
    expect(to('portal').map(({ headers }) => headers['webhook-id'])).toEqual(claimed(1, 1, 1));
    expect(await shown(service)).toMatchObject({
      waiting: 3,
      trouble: { attempts: 3, fault: 'not-accepted', status: 503 },
    });
    expect(await deliveries(service)).toMatchObject([
      { event: claimed(1)[0], state: 'failing', attempts: 3, status: 503 },
    ]);
    isAway = false;
    for (let minute = 0; minute < 4; minute++) await service.minute();
    expect(to('portal').map(({ headers }) => headers['webhook-id'])).toEqual(claimed(1, 1, 1, 1, 2, 3));
    expect(new Set(to('portal').map(({ body }) => body)).size).toBe(3);
    expect(await shown(service)).toMatchObject({ waiting: 0, trouble: null });
  });

  it('for three days is disabled, which is published, and goes on where it stopped once it is registered again', async () => {
    const service = await webhookService();
    const { webhookSender } = service.needs;
    await service.register('portal');
    await service.register('watch', { types: ['WebhookDisabled'] });
    webhookSender.answer = ({ url }) => (url.startsWith('https://portal.') ? refused : taken);
    for (const value of ['1', '2']) await claim(service, value);
    await service.settle();
    const since = service.clock.time - 60_000;
    for (let hours = 1; hours < 73; hours++) {
      service.clock.time = since + hours * 3_600_000 - 60_000;
      expect(await shown(service), `after ${hours} hours`).toMatchObject({ state: 'active' });
      await service.minute();
    }
    expect(await shown(service)).toMatchObject({ state: 'disabled', trouble: null, waiting: 2 });
    const [given] = await deliveries(service);
    expect(given).toMatchObject({ event: claimed(1)[0], state: 'given-up' });
    const tries = webhookSender.sent.length;
    await service.settle();
    expect(service.published.filter(({ type }) => type === 'WebhookDisabled')).toMatchObject([
      {
        id: 'portal/disabled/1',
        data: {
          webhook: 'portal',
          event: claimed(1)[0],
          failingSince: new Date(since).toISOString(),
          attempts: given.attempts,
        },
      },
    ]);
    expect(webhookSender.ids.slice(tries)).toEqual(['WebhookDisabled/portal/disabled/1']);
    const replay = { caller: admin, body: { after: claimed(1)[0] } };
    expect((await service.send('POST /v1/webhooks/portal/replay', replay)).status).toBe(409);
    webhookSender.answer = () => taken;
    const again = { url: 'https://portal.example.org/hook', types: ['ClaimSubmitted'] };
    await service.send('PUT /v1/webhooks/portal', { caller: admin, body: again });
    await service.deliverAll();
    expect(webhookSender.ids.slice(tries + 1)).toEqual(claimed(1, 2));
  });

  it('and is registered again, or asked to replay, is tried at once', async () => {
    const service = await webhookService();
    const { webhookSender } = service.needs;
    await service.register('portal');
    webhookSender.answer = () => refused;
    await claim(service, '1');
    await service.settle();
    webhookSender.answer = () => taken;
    const again = { url: 'https://portal.example.org/hook', types: ['ClaimSubmitted'] };
    await service.send('PUT /v1/webhooks/portal', { caller: admin, body: again });
    await service.deliverAll();
    expect(webhookSender.ids.at(-1)).toBe(claimed(1)[0]);
    expect(await shown(service)).toMatchObject({ trouble: null, waiting: 0 });
  });
});

describe('a delivery', () => {
  it('that nobody has woken is found within a minute', async () => {
    const service = await webhookService();
    await service.register('portal');
    await claim(service, '1');
    await service.publishAll();
    service.needs.webhookQueue.waiting.length = 0;
    await service.minute();
    expect(service.needs.webhookSender.ids).toEqual(claimed(1));
  });

  it('with too little time left begins no further event, and wakes another run for the rest', async () => {
    const service = await webhookService();
    await service.register('portal');
    for (const value of ['1', '2', '3']) await claim(service, value);
    await service.publishAll();
    let left = 45_000;
    const context = { getRemainingTimeInMillis: () => left };
    service.needs.webhookSender.answer = () => {
      left -= 16_000;
      return taken;
    };
    const { waiting } = service.needs.webhookQueue;
    waiting.length = 1;
    const Records = [{ messageId: 'm', body: JSON.stringify({ webhook: waiting.shift() }) }];
    await deliverFromQueue(() => service.needs, { Records } as Parameters<typeof deliverFromQueue>[1], context);
    expect([service.needs.webhookSender.ids, waiting]).toEqual([claimed(1, 2), ['portal']]);
    left = 60_000;
    await service.deliverAll(context);
    expect(service.needs.webhookSender.ids).toEqual(claimed(1, 2, 3));
  });

  it('during which the webhook is changed sends that event again, to the new address, and no other than that one', async () => {
    const service = await webhookService();
    const { webhookSender } = service.needs;
    await service.register('portal');
    for (const value of ['1', '2']) await claim(service, value);
    await service.publishAll();
    webhookSender.answer = async () => {
      webhookSender.answer = () => taken;
      const changed = { url: 'https://new.example.org/', types: ['ClaimSubmitted'] };
      await service.send('PUT /v1/webhooks/portal', { caller: admin, body: changed });
      return taken;
    };
    await service.deliverAll();
    expect(webhookSender.sent.map(({ url, headers }) => `${url} ${headers['webhook-id']}`)).toEqual([
      'https://portal.example.org/hook ClaimSubmitted/2019/east/1',
      'https://new.example.org/ ClaimSubmitted/2019/east/1',
      'https://new.example.org/ ClaimSubmitted/2019/east/2',
    ]);
  });

  it('does not get in the way of an administrator: what it moved on meanwhile is changed as it is then', async () => {
    const service = await webhookService();
    await service.register('portal');
    const { webhooks } = service.needs;
    const { load } = webhooks;
    let moves = 0;
    webhooks.load = async (id) => {
      const webhook = await load.call(webhooks, id);
      // A delivery is noted between the look and the change.
      if (webhook && moves++ < 3) await webhooks.change(webhook, { ...webhook, position: webhook.position + 1 });
      return webhook;
    };
    const again = { url: 'https://new.example.org/', types: ['ClaimSubmitted'] };
    const requests = [
      ['PUT /v1/webhooks/portal', again],
      ['POST /v1/webhooks/portal/replay', { after: '2019-01-01T00:00:00Z' }],
      ['DELETE /v1/webhooks/portal', undefined],
    ] as const;
    for (const [target, body] of requests) {
      moves = 0;
      expect((await service.send(target, { caller: admin, body })).status).toBe(200);
      expect(moves).toBe(4);
    }
  });

  it('that fails for a reason of its own hands back its message and those behind it', async () => {
    const service = await webhookService();
    const failing = overriding(service.needs.webhooks, { load: () => Promise.reject(new Error('no table')) });
    const Records = ['a', 'b'].map((messageId) => ({ messageId, body: '{"webhook":"portal"}' }));
    const event = { Records } as Parameters<typeof deliverFromQueue>[1];
    expect(await deliverFromQueue(() => ({ ...service.needs, webhooks: failing }), event)).toEqual({
      batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'b' }],
    });
  });
});

describe('publishing and delivering, killed at every await in turn', () => {
  /** Runs a step that dies at its n-th await; gives whether it had still something to die of. */
  async function dying(weather: CrashWeather, crashAt: number, run: () => Promise<unknown>): Promise<boolean> {
    Object.assign(weather, { awaits: 0, crashAt });
    await run().catch(() => undefined);
    const isKilled = weather.awaits >= crashAt;
    weather.crashAt = 0;
    return isKilled;
  }

  it.each(['publishAll', 'deliverAll', 'minute'] as const)(
    '%s loses nothing and keeps the order, and what comes twice has the same body',
    async (step) => {
      for (let crashAt = 1, isKilled = true; isKilled; crashAt++) {
        const weather = new CrashWeather();
        const service = await webhookService(weather);
        await service.register('portal');
        for (const value of ['1', '2', '3']) await claim(service, value);
        if (step !== 'publishAll') await service.publishAll();
        if (step === 'minute') service.needs.webhookQueue.waiting.length = 0;
        isKilled = await dying(weather, crashAt, service[step]);
        for (let settling = 0; settling < 3; settling++) await service.settle();
        const { sent, ids } = service.needs.webhookSender;
        expect([...new Set(ids)], `killed at ${crashAt}`).toEqual(claimed(1, 2, 3));
        // A repetition comes right behind what it repeats.
        expect(ids.filter((id, index) => id !== ids[index - 1])).toEqual(claimed(1, 2, 3));
        expect(new Set(sent.map(({ body }) => body)).size).toBe(3);
        expect(await service.needs.events.last()).toBe(3);
      }
    },
    60_000,
  );
});
