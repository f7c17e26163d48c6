import { describe, expect, it } from 'vitest';
import { afterAttempt, type LoggedEvent } from '../../../lib/domain/webhooks/webhook.ts';
import type { NewEvent } from '../../../lib/stores/event-log.ts';
import { sampleReply } from '../sample-change.ts';
import { sampleWebhook } from '../sample-webhook.ts';
import type { StoresUnderContract } from '../store-contract.ts';

const start = Date.parse('2019-11-05T00:00:00.000Z');
const at = (milliseconds: number) => new Date(start + milliseconds).toISOString();

/** An event that nobody has logged; its body may be large. */
function newEvent(key: string, bytes = 10): NewEvent {
  return { key, type: 'ClaimSubmitted', district: 'd-001', body: `"${key}${'x'.repeat(bytes)}"` };
}

/** All of the log after a place, page by page. */
async function readAll({ stores: { events } }: StoresUnderContract, after = 0): Promise<LoggedEvent[]> {
  const all: LoggedEvent[] = [];
  for (let position = after; ; ) {
    const page = await events.read(position);
    if (page.until === position) return all;
    all.push(...page.events);
    position = page.until;
  }
}

export function webhooksContract(open: () => Promise<StoresUnderContract>): void {
  describe('the log of events', () => {
    it('numbers events without gaps in the order in which they were added, and gives them as they were', async () => {
      const opened = await open();
      const { events } = opened.stores;
      expect([await events.last(), await readAll(opened)]).toEqual([0, []]);
      await events.append([newEvent('a'), newEvent('b')], start);
      await events.append([newEvent('c')], start + 5);
      expect(await readAll(opened)).toEqual([
        { ...newEvent('a'), number: 1, loggedAt: at(0) },
        { ...newEvent('b'), number: 2, loggedAt: at(0) },
        { ...newEvent('c'), number: 3, loggedAt: at(5) },
      ]);
      expect([await events.last(), await events.find('b'), await events.find('z')]).toEqual([3, 2, null]);
    });

    it('takes each event once, however often and beside whichever others it is added', async () => {
      const opened = await open();
      const { events } = opened.stores;
      await events.append([newEvent('a'), newEvent('b')], start);
      await events.append([newEvent('a'), newEvent('b')], start + 1);
      await events.append([newEvent('b'), newEvent('c')], start + 2);
      expect((await readAll(opened)).map(({ key, number }) => [key, number])).toEqual([
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ]);
    });

    it('takes what several add at the same time: all of it, each once, each in its own order', async () => {
      const opened = await open();
      const { events } = opened.stores;
      const writers = ['a', 'b', 'c'].map((name) => [1, 2, 3].map((number) => newEvent(`${name}${number}`)));
      await Promise.all([...writers, writers[0]!].map((added) => events.append(added, start)));
      const all = await readAll(opened);
      expect(all.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      for (const [index, name] of ['a', 'b', 'c'].entries())
        expect(all.filter(({ key }) => key.startsWith(name)).map(({ key }) => key)).toEqual(
          writers[index]!.map(({ key }) => key),
        );
    });

    it('takes more than goes into a transaction, by number and by bytes', async () => {
      const opened = await open();
      const many = Array.from({ length: 100 }, (_, index) => newEvent(`m${index}`));
      const large = Array.from({ length: 12 }, (_, index) => newEvent(`l${index}`, 250_000));
      await opened.stores.events.append([...many, ...large], start);
      expect((await readAll(opened)).map(({ key }) => key)).toEqual([...many, ...large].map(({ key }) => key));
    });

    it('finds where an instant is, also where a machine’s clock is behind', async () => {
      const { events } = (await open()).stores;
      expect(await events.lastUpTo(at(0))).toBe(0);
      for (const [index, late] of [0, 10, 5, 20, 20, 30].entries())
        await events.append([newEvent(`e${index}`)], start + late);
      const found = [-1, 0, 9, 10, 19, 20, 29, 30, 99].map((late) => events.lastUpTo(at(late)));
      expect(await Promise.all(found)).toEqual([0, 1, 1, 3, 3, 5, 5, 6, 6]);
    });
  });

  describe('webhooks', () => {
    it('are registered once, with their secret and the reply, or nothing is', async () => {
      const { webhooks, replies } = (await open()).stores;
      expect([await webhooks.load('portal'), await webhooks.list()]).toEqual([null, []]);
      expect(await webhooks.register(sampleWebhook(), 'whsec_1', sampleReply('k1'))).toBe('committed');
      expect(await webhooks.register(sampleWebhook(), 'whsec_2', sampleReply('k2'))).toBe('outdated');
      expect(await webhooks.register(sampleWebhook({ id: 'other' }), 'whsec_3', sampleReply('k1', { body: '2' }))).toBe(
        'outdated',
      );
      expect(await webhooks.list()).toEqual([sampleWebhook()]);
      expect(await webhooks.secret('portal')).toBe('whsec_1');
      expect([await replies.load('k1'), await replies.load('k2')]).toEqual([expect.anything(), null]);
      await expect(webhooks.secret('other')).rejects.toThrow('no secret');
    });

    it('are listed by id, after an id', async () => {
      const { webhooks } = (await open()).stores;
      for (const id of ['b', 'a', 'a-1', 'c']) await webhooks.register(sampleWebhook({ id }), 'whsec_1', null);
      expect((await webhooks.list()).map(({ id }) => id)).toEqual(['a', 'a-1', 'b', 'c']);
      expect((await webhooks.list('a')).map(({ id }) => id)).toEqual(['a-1', 'b', 'c']);
    });

    it('are changed by whoever has read the last version', async () => {
      const { webhooks } = (await open()).stores;
      await webhooks.register(sampleWebhook(), 'whsec_1', null);
      const before = (await webhooks.load('portal'))!;
      expect(await webhooks.change(before, { ...before, url: 'https://a.test/' })).toBe('committed');
      expect(await webhooks.change(before, { ...before, url: 'https://b.test/' })).toBe('outdated');
      expect(await webhooks.load('portal')).toEqual({ ...before, url: 'https://a.test/', version: 2 });
      expect(await webhooks.withdraw(before, start, null)).toBe('outdated');
    });

    it('are withdrawn with their secret, and can be registered again as new ones', async () => {
      const { webhooks } = (await open()).stores;
      await webhooks.register(sampleWebhook(), 'whsec_1', null);
      const before = (await webhooks.load('portal'))!;
      expect(await webhooks.withdraw(before, start, null)).toBe('committed');
      expect([await webhooks.load('portal'), await webhooks.list()]).toEqual([null, []]);
      await expect(webhooks.secret('portal')).rejects.toThrow('no secret');
      expect(await webhooks.change(before, before)).toBe('outdated');
      expect(await webhooks.register(sampleWebhook({ position: 5 }), 'whsec_2', null)).toBe('committed');
      expect([(await webhooks.load('portal'))?.position, await webhooks.secret('portal')]).toEqual([5, 'whsec_2']);
    });

    it('note what was tried with the change that it makes, or neither, and list it from the last one down', async () => {
      const { webhooks } = (await open()).stores;
      await webhooks.register(sampleWebhook(), 'whsec_1', null);
      const logged = (number: number): LoggedEvent => ({ ...newEvent(`e${number}`), number, loggedAt: at(0) });
      const taken = { fault: null, status: 204 } as const;
      let webhook = sampleWebhook();
      for (const number of [1, 2, 12]) {
        const attempted = afterAttempt(webhook, logged(number), taken, start);
        expect(await webhooks.note(webhook, attempted)).toBe('committed');
        expect(await webhooks.note(webhook, afterAttempt(webhook, logged(3), taken, start))).toBe('outdated');
        webhook = (await webhooks.load('portal'))!;
      }
      expect(webhook).toMatchObject({ position: 12, version: 4 });
      const numbers = async (before: number | null, limit: number) =>
        (await webhooks.deliveries('portal', before, limit)).map(({ number }) => number);
      expect(await numbers(null, 10)).toEqual([12, 2, 1]);
      expect(await numbers(null, 2)).toEqual([12, 2]);
      expect(await numbers(2, 10)).toEqual([1]);
      expect((await webhooks.deliveries('portal', null, 1))[0]).toEqual(
        afterAttempt(webhook, logged(12), taken, start).delivery,
      );
    });
  });
}
