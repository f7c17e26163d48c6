import { beforeEach, describe, expect, it } from 'vitest';
import { admin, assessor, brief, portal } from '../support/sample-service.ts';
import { type WebhookService, webhookService } from '../support/webhook-service.ts';

let service: WebhookService;
beforeEach(async () => {
  service = await webhookService();
});

const url = 'https://portal.example.org/hook';
const body = { url, types: ['ClaimSubmitted', 'ClaimReturned'] };
const put = (id: string, given: unknown, headers = {}) =>
  service.send(`PUT /v1/webhooks/${id}`, { caller: admin, body: given, headers });
const get = (path: string) => service.send(`GET /v1/webhooks${path}`, { caller: admin });
const post = (path: string, given?: unknown, headers = {}) =>
  service.send(`POST /v1/webhooks${path}`, { caller: admin, headers, ...(given !== undefined && { body: given }) });
const claim = (component: string, value: string, district = 'east') =>
  service.send(`PUT /v1/cycles/2019/districts/${district}/components/${component}/claim`, {
    caller: portal(district),
    body: { value },
  });

describe('registering a webhook', () => {
  it('gives its secret once, when it is registered, and nowhere afterwards', async () => {
    const { status, body: told } = await put('portal', body);
    expect(status).toBe(201);
    expect(told).toMatchObject({ id: 'portal', ...body, district: null, state: 'active', waiting: 0, trouble: null });
    expect(told.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    expect((await put('other', body)).body.secret).not.toBe(told.secret);
    const later = await Promise.all([
      get('/portal'),
      get(''),
      get('/portal/deliveries'),
      put('portal', body),
      post('/portal/test'),
    ]);
    for (const { text } of later) expect(text).not.toMatch(/whsec|secret/);
  });

  it('again changes it, and it goes on where it stood, with the same secret', async () => {
    const secret = await service.register('portal');
    await claim('5', '1');
    await service.publishAll();
    const changed = { url: 'https://new.example.org/', types: ['ClaimSubmitted'], district: 'west' };
    const { status, body: told } = await put('portal', changed);
    expect([status, told]).toMatchObject([200, { ...changed, waiting: 1 }]);
    expect(await service.needs.webhooks.secret('portal')).toBe(secret);
    await put('portal', { ...changed, district: null });
    await service.settle();
    expect(service.needs.webhookSender.sent.map((sent) => sent.url)).toEqual(['https://new.example.org/']);
  });

  it.each<[string, object, string, string]>([
    ['to http', { ...body, url: 'http://portal.example.org/' }, 'webhook-address-refused', '/url'],
    ['to inside', { ...body, url: 'https://db.internal/' }, 'webhook-address-refused', '/url'],
    ['to no address', { ...body, url: 'portal' }, 'value-syntax', '/url'],
    ['without types', { url }, 'required', '/types'],
    ['for no type', { url, types: [] }, 'required', '/types'],
    ['for an unknown type', { url, types: ['Anything'] }, 'value-out-of-range', '/types/0'],
    ['for the trial alone', { url, types: ['WebhookTested'] }, 'value-out-of-range', '/types/0'],
    ['for a type twice', { url, types: ['TargetsSet', 'TargetsSet'] }, 'duplicate-item', '/types/1'],
    ['for a district that can’t be one', { ...body, district: 'East!' }, 'value-syntax', '/district'],
    ['with a secret of its own', { ...body, secret: 'whsec_1' }, 'unknown-property', '/secret'],
  ])('%s is refused, and nothing is kept', async (_, given, slug, pointer) => {
    const refused = await put('portal', given);
    expect(brief(refused)).toBe(`422 ${slug}`);
    expect(refused.body.errors[0]).toMatchObject({ pointer, code: slug });
    expect(brief(await get('/portal'))).toBe('404 not-found');
  });

  it('is looked at again when the address changes', async () => {
    await put('portal', body);
    expect(brief(await put('portal', { ...body, url: 'https://db.internal/' }))).toBe('422 webhook-address-refused');
    expect((await get('/portal')).body.url).toBe(url);
  });

  it('is refused beyond fifty', async () => {
    for (let number = 0; number < 50; number++) await put(`w-${number}`, body);
    expect(brief(await put('one-more', body))).toBe('422 too-many-items');
    expect(brief(await put('w-7', body))).toBe('200');
  });

  it('under a key happens once, and gives the secret again to the very same request', async () => {
    const headers = { 'idempotency-key': 'first-time' };
    const first = await put('portal', body, headers);
    const again = await put('portal', body, headers);
    expect([again.status, again.text, again.headers['idempotent-replayed']]).toEqual([201, first.text, 'true']);
    expect(brief(await put('portal', { ...body, district: 'east' }, headers))).toBe('422 idempotency-key-reused');
  });
});

describe('webhooks', () => {
  it('are listed by id, page by page', async () => {
    for (const id of ['b', 'c', 'a']) await put(id, body);
    const first = await get('?limit=2');
    expect(first.body.items.map(({ id }: { id: string }) => id)).toEqual(['a', 'b']);
    const second = await get(`?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body.items.map(({ id }: { id: string }) => id)).toEqual(['c']);
    expect(second.body.nextCursor).toBeUndefined();
  });

  it('that are not registered are not found, whatever is asked of them', async () => {
    for (const reply of [
      await get('/nobody'),
      await get('/nobody/deliveries'),
      await post('/nobody/test'),
      await post('/nobody/replay', { after: '2019-01-01T00:00:00Z' }),
      await service.send('DELETE /v1/webhooks/nobody', { caller: admin }),
    ])
      expect(brief(reply)).toBe('404 not-found');
  });

  it('are deleted with their secret, receive nothing more, and can be registered again with another one', async () => {
    const secret = await service.register('portal');
    await claim('5', '1');
    const deleted = await service.send('DELETE /v1/webhooks/portal', { caller: admin });
    expect([deleted.status, deleted.body]).toEqual([200, { id: 'portal', deleted: true }]);
    await service.settle();
    expect(service.needs.webhookSender.sent).toEqual([]);
    expect((await get('')).body.items).toEqual([]);
    expect(JSON.stringify([...service.needs.table.items.values()])).not.toContain(secret);
    expect(await service.register('portal')).not.toBe(secret);
    await claim('5', '2');
    await service.settle();
    expect(service.needs.webhookSender.ids).toEqual(['ClaimSubmitted/2019/east/2']);
  });
});

describe('a trial', () => {
  it('is sent at once and answered with what came of it, and under a key once', async () => {
    await service.register('portal');
    const headers = { 'idempotency-key': 'trial-1' };
    const { body: told } = await post('/portal/test', {}, headers);
    expect(told).toEqual({ delivered: true, fault: null, status: 204 });
    const [sent] = service.needs.webhookSender.sent;
    expect(JSON.parse(sent!.body)).toMatchObject({
      ...{ specversion: '1.0', type: 'kaohe.WebhookTested.v1', source: '/webhooks/portal' },
      ...{ id: sent!.headers['webhook-id'], data: { webhook: 'portal' } },
    });
    await post('/portal/test', {}, headers);
    expect(service.needs.webhookSender.sent).toHaveLength(1);
    service.needs.webhookSender.answer = () => ({ fault: 'not-accepted', status: 500 });
    expect((await post('/portal/test')).body).toEqual({ delivered: false, fault: 'not-accepted', status: 500 });
    expect((await get('/portal')).body).toMatchObject({ state: 'active', trouble: null });
  });
});

describe('a replay', () => {
  const ids = () => service.needs.webhookSender.ids;
  beforeEach(async () => {
    await service.register('portal');
    for (const value of ['1', '2', '3']) {
      service.clock.time += 1000;
      await claim('5', value);
      await service.publishAll();
    }
    await service.settle();
  });
  const of = (...revisions: number[]) => revisions.map((revision) => `ClaimSubmitted/2019/east/${revision}`);

  it('after an event sends what came behind it, under the same ids with the same bodies', async () => {
    expect(ids()).toEqual(of(1, 2, 3));
    const { status, body: told } = await post('/portal/replay', { after: of(1)[0] });
    expect([status, told.waiting]).toEqual([200, 2]);
    await service.deliverAll();
    expect(ids()).toEqual(of(1, 2, 3, 2, 3));
    const bodies = service.needs.webhookSender.sent.map((sent) => sent.body);
    expect(bodies.slice(3)).toEqual(bodies.slice(1, 3));
  });

  it('after an instant sends what was published later', async () => {
    const [first] = (await get('/portal/deliveries?limit=100')).body.items.slice(-1);
    await post('/portal/replay', { after: '2019-01-01T08:00:00+08:00' });
    await service.deliverAll();
    expect(ids()).toEqual(of(1, 2, 3, 1, 2, 3));
    const between = new Date(service.clock.time - 60_000 - 500).toISOString();
    await post('/portal/replay', { after: between });
    await service.deliverAll();
    expect(ids()).toEqual(of(1, 2, 3, 1, 2, 3, 3));
    expect(first.event).toBe(of(1)[0]);
  });

  it('after an instant to come sends nothing twice and passes over nothing', async () => {
    await claim('5', '4');
    await service.publishAll();
    await post('/portal/replay', { after: '2030-01-01T00:00:00Z' });
    await service.deliverAll();
    expect(ids()).toEqual(of(1, 2, 3, 4));
  });

  it('after an event that is not in the log is refused', async () => {
    for (const after of ['ClaimSubmitted/2019/east/9', 'yesterday', ''])
      expect(brief(await post('/portal/replay', { after }))).toMatch(/^422 (value-out-of-range|required)$/);
    expect(brief(await post('/portal/replay', {}))).toBe('422 required');
  });

  it('lists what was sent once for each event, newest first, page by page', async () => {
    await post('/portal/replay', { after: of(2)[0] });
    await service.deliverAll();
    const first = await get('/portal/deliveries?limit=2');
    expect(first.body.items).toMatchObject([
      { event: of(3)[0], type: 'ClaimSubmitted', state: 'delivered', attempts: 1, status: 204, fault: null },
      { event: of(2)[0], state: 'delivered' },
    ]);
    const second = await get(`/portal/deliveries?limit=2&cursor=${first.body.nextCursor}`);
    expect(second.body.items.map(({ event }: { event: string }) => event)).toEqual(of(1));
    await service.register('other');
    expect(brief(await get(`/other/deliveries?limit=2&cursor=${first.body.nextCursor}`))).toBe('400 cursor-invalid');
  });
});

describe('only administrators', () => {
  it.each([assessor, portal()])('and not $role', async (caller) => {
    const reply = await service.send('GET /v1/webhooks', { caller });
    expect(brief(reply)).toBe('403 forbidden');
  });
});
