import { describe, expect, it } from 'vitest';
import type { PublishedEvent } from '../../events/index.ts';
import { rulesOf } from '../../functions/protocols/cycle-rules.ts';
import { recalculateDistricts } from '../../functions/protocols/recalculate-districts.ts';
import { type Republication, republish } from '../../functions/publish/publish.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import { portal } from '../support/sample-service.ts';
import { type WebhookService, webhookService } from '../support/webhook-service.ts';

const ids = (events: readonly PublishedEvent[]) => events.map(({ type, id }) => `${type} ${id}`);

/** A cycle in which two districts claim, a minute apart, and whose submissions are closed; all of it was published. */
async function publishedCycle(): Promise<WebhookService & { readonly start: number }> {
  const service = await webhookService();
  const { clock, needs, send } = service;
  const start = clock.time;
  for (const district of ['east', 'west']) {
    clock.time += 60_000;
    await send(`PUT /v1/cycles/2019/districts/${district}/components/13/claim`, {
      caller: portal(district),
      body: { value: '90' },
    });
    await sweep(needs);
  }
  clock.time = Date.parse('2020-01-01T00:00:00+08:00');
  await sweep(needs);
  await service.publishAll();
  return { ...service, start };
}

async function again(service: WebhookService, order: Partial<Republication>, millisecondsLeft = () => 60_000) {
  const told: PublishedEvent[] = [];
  const bus = { publish: async (events: readonly PublishedEvent[]) => void told.push(...events) };
  const always = { cycle: '2019', from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' };
  const context = { getRemainingTimeInMillis: millisecondsLeft };
  const report = await republish(service.needs, bus, { ...always, ...order }, context);
  return { told, report };
}

describe('an order to publish once more', () => {
  it('tells the very events that the stream told, in the order in which they happened', async () => {
    const service = await publishedCycle();
    const { told, report } = await again(service, {});
    expect(ids(told).filter((id) => id.startsWith('CycleAdvanced'))).toHaveLength(1);
    expect(told).toHaveLength(7);
    const byId = (events: readonly PublishedEvent[]) =>
      [...events].sort((one, other) => (ids([one])[0]! < ids([other])[0]! ? -1 : 1));
    expect(byId(told)).toEqual(byId(service.published));
    expect(told.map(({ at }) => at)).toEqual(told.map(({ at }) => at).sort());
    expect(report).toEqual({ items: 5, next: null });
  });

  it('takes what happened at the first and at the last instant, and nothing before or after', async () => {
    const service = await publishedCycle();
    const at = (minutes: number, more = 0) => new Date(service.start + minutes * 60_000 + more).toISOString();
    const claims = async (from: string, to: string) =>
      ids((await again(service, { from, to })).told).filter((id) => id.startsWith('ClaimSubmitted'));
    expect(await claims(at(1), at(1))).toEqual(['ClaimSubmitted 2019/east/1']);
    expect(await claims(at(1, 1), at(2))).toEqual(['ClaimSubmitted 2019/west/1']);
    expect(await claims(at(1), at(2, -1))).toEqual(['ClaimSubmitted 2019/east/1']);
  });

  it('reads as far back as it has to, page by page', async () => {
    const service = await webhookService();
    const { needs, send } = service;
    const rules = (await rulesOf(needs, '2019'))!;
    for (let revision = 1; revision <= 205; revision++) {
      const body = { value: revision % 2 === 0 ? '50' : '90' };
      await send('PUT /v1/cycles/2019/districts/east/components/13/claim', { caller: portal(), body });
      await recalculateDistricts(needs, rules, ['east']);
    }
    await service.publishAll();
    const { told, report } = await again(service, {});
    expect(report.items).toBe(410);
    expect(ids(told).sort()).toEqual(ids(service.published).sort());
  });

  it('finds a request that was carried out before one that had come earlier', async () => {
    const service = await webhookService();
    await service.send('PUT /v1/cycles/2019/districts/east/components/13/claim', {
      caller: portal(),
      body: { value: '90' },
    });
    const [entry] = await service.needs.books.history('2019', 'east', null, 1);
    const first = Date.parse('2026-03-01T12:00:00Z');
    const entries = Array.from({ length: 101 }, (_, index) => {
      // Only the oldest by its number came after the instant; the page before it ends with one that came before.
      const at = new Date(index === 100 ? first + 1000 : first - 600_000).toISOString();
      return { ...entry!, revision: 101 - index, at };
    });
    const history = async (_: string, district: string, before: number | null, limit: number) =>
      district === 'east' ? entries.filter(({ revision }) => revision < (before ?? 999)).slice(0, limit) : [];
    const books = Object.assign(Object.create(service.needs.books), { history });
    const needs = { ...service.needs, books };
    const { told } = await again({ ...service, needs }, { from: new Date(first).toISOString() });
    expect(ids(told)).toEqual(['ClaimSubmitted 2019/east/1']);
  });

  it('brings a webhook what it never got, and what it got not again', async () => {
    const service = await webhookService();
    await service.register('east-portal', { types: ['ClaimSubmitted'] });
    const claim = (district: string) =>
      service.send(`PUT /v1/cycles/2019/districts/${district}/components/5/claim`, {
        caller: portal(district),
        body: { value: '16' },
      });
    await claim('east');
    await service.publishAll();
    await service.deliverAll();
    await claim('west');
    // What the stream holds of west is given up: nobody publishes it.
    for (const _ of [1, 2]) await again(service, {});
    await service.deliverAll();
    expect(service.needs.webhookSender.ids).toEqual(['ClaimSubmitted/2019/east/1', 'ClaimSubmitted/2019/west/1']);
  });

  it('stops where its time ends, and says from which instant on the rest is to be ordered', async () => {
    const service = await publishedCycle();
    let left = 60_000;
    const first = await again(service, {}, () => {
      left -= 15_000;
      return left;
    });
    expect(first.report.next).not.toBeNull();
    const rest = await again(service, { from: first.report.next! });
    const all = [...new Set(ids([...first.told, ...rest.told]))];
    expect(all.sort()).toEqual(ids(service.published).sort());
    expect((await again(service, {}, () => 0)).report.items).toBe(1);
  });

  it.each([
    [{ cycle: '2018' }, 'no such cycle'],
    [{ from: 'yesterday' }, 'must be instants'],
    [{ from: '2020-01-02T00:00:00Z', to: '2020-01-01T00:00:00Z' }, 'must be instants'],
  ])('is refused where it makes no sense: %o', async (order, words) => {
    await expect(again(await webhookService(), order)).rejects.toThrow(words);
  });
});
