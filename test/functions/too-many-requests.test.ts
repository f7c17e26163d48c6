import { beforeEach, describe, expect, it } from 'vitest';
import { CallerShares } from '../../functions/protocols/caller-shares.ts';
import { requestsPerSecondOf } from '../../functions/wiring/own-dependencies.ts';
import { digestOf } from '../../lib/domain/digest.ts';
import { RequestShareStore } from '../../lib/stores/small-stores.ts';
import { keys, type Table, type Write } from '../../lib/stores/table.ts';
import { apiClient } from '../support/api-client.ts';
import { MemoryTable } from '../support/memory/memory-table.ts';
import { overriding } from '../support/overriding.ts';
import { auditor, book, brief, portal, type SampleService, sampleService } from '../support/sample-service.ts';

const now = Date.parse('2019-12-31T15:59:00Z');
const claim = `PUT ${book()}/components/5/claim`;
const ranking = 'GET /v1/cycles/2019/ranking';

let service: SampleService;
let table: MemoryTable;
beforeEach(async () => {
  service = await sampleService();
  table = new MemoryTable();
});

/** An instance of the function, with a memory of its own. */
function instance(perSecond: number, store: Pick<RequestShareStore, 'use'> = new RequestShareStore(table)) {
  return apiClient({ ...service.needs, callerShares: new CallerShares(store, perSecond) });
}

const noStore = { use: () => Promise.reject(new Error('not asked')) };
const ask = (send: ReturnType<typeof apiClient>, receivedAt = now, caller: object = auditor, target = ranking) =>
  send(target, { caller, receivedAt });

async function statuses(count: number, send: () => Promise<{ readonly status: number }>): Promise<string> {
  const found = new Map<number, number>();
  for (let asked = 0; asked < count; asked++) {
    const { status } = await send();
    found.set(status, (found.get(status) ?? 0) + 1);
  }
  return [...found].map(([status, times]) => `${times} × ${status}`).join(', ');
}

it('of more callers than are remembered those are forgotten who asked longest ago', async () => {
  const shares = new CallerShares({ use: async () => 0 }, 1);
  const write = (subject: string) => shares.waitFor(subject, false, now);
  const others = async (from: number, to: number) => {
    for (let other = from; other < to; other++) expect(await write(`other-${other}`)).toBe(0);
  };
  await write('busy');
  await others(0, 500);
  await write('busy');
  await others(500, 1000);
  // Four at once are its share.
  expect([await write('busy'), await write('busy'), await write('busy')]).toEqual([0, 0, 1000]);
  expect(await Promise.all(Array.from({ length: 4 }, () => write('other-0')))).toEqual([0, 0, 0, 0]);
});

describe('a caller that asks for more than its share', () => {
  it('is refused with 429, in both languages, and told how long to wait', async () => {
    const send = instance(1);
    expect(await statuses(3, () => ask(send))).toBe('3 × 200');
    const refused = await ask(send);
    expect(brief(refused)).toBe('429 too-many-requests');
    expect(refused.headers).toMatchObject({
      'retry-after': '1',
      'content-type': 'application/problem+json; charset=utf-8',
    });
    expect(refused.body.detail).toMatch(/^Too many requests: 1 a second/);
    const chinese = await send(ranking, { caller: auditor, receivedAt: now, headers: { 'accept-language': 'zh' } });
    expect(chinese.body.detail).toMatch(/^请求过于频繁：同一令牌主体每秒最多 1 次/);
    expect(brief(await ask(send, now + 1000))).toBe('200');
  });

  it('is refused before anything of its request is looked at, and after its token', async () => {
    const send = instance(1);
    const caller = portal();
    const body = '{';
    expect(await statuses(4, () => send(claim, { caller, receivedAt: now, body }))).toBe('4 × 400');
    expect(brief(await send(claim, { caller, receivedAt: now, body }))).toBe('429 too-many-requests');
    expect(brief(await send(claim, { caller: null, receivedAt: now, body }))).toBe('401 unauthenticated');
    const tooLarge = 'x'.repeat(256 * 1024 + 1);
    expect(brief(await send(claim, { caller, receivedAt: now, body: tooLarge }))).toBe('413 body-too-large');
  });

  it('leaves the others theirs', async () => {
    const send = instance(1);
    expect(await statuses(10, () => ask(send))).toBe('3 × 200, 7 × 429');
    expect(brief(await ask(send, now, { ...auditor, subject: 'auditor-2' }))).toBe('200');
  });

  it('can still write after it has read as much as it may', async () => {
    const send = instance(1);
    const caller = portal();
    expect(await statuses(10, () => ask(send, now, caller))).toBe('3 × 200, 7 × 429');
    expect(brief(await send(claim, { caller, receivedAt: now, body: { value: '1' } }))).toBe('200');
    expect(brief(await send(claim, { caller, receivedAt: now, body: { value: '2' } }))).toBe('429 too-many-requests');
  });

  it('is told to wait as long as it takes, where that is longer than a second', async () => {
    const send = instance(1, { use: async () => now + 9300 });
    await ask(send);
    expect((await ask(send)).headers['retry-after']).toBe('7');
  });
});

describe('over several instances', () => {
  it('a busy caller is kept to about its share, at a write for every twenty requests', async () => {
    const instances = Array.from({ length: 5 }, () => instance(50));
    let turn = 0;
    const found = await statuses(1000, () => ask(instances[turn++ % 5]!));
    const served = Number(/^(\d+) × 200/.exec(found)![1]);
    // Of each instance up to 19 requests are not told.
    expect(served).toBeGreaterThanOrEqual(180);
    expect(served).toBeLessThanOrEqual(180 + 5 * 20);
    const key = keys.requestShare(digestOf(auditor.subject));
    expect((await table.get(key))!.restedAt).toBeLessThanOrEqual(now + 4000 + 5 * 400);
  });

  it('is told by one what another has served', async () => {
    const [one, other] = [instance(50), instance(50)];
    expect(await statuses(180, () => ask(one))).toBe('180 × 200');
    expect(await statuses(30, () => ask(other))).toBe('20 × 200, 10 × 429');
  });

  it('a quiet caller costs no request to the table, a burst of a page’s loading included', async () => {
    const send = instance(50, noStore);
    let at = now;
    expect(await statuses(19, () => ask(send))).toBe('19 × 200');
    const eachSecond = () => {
      at += 1000;
      return ask(send, at);
    };
    expect(await statuses(200, eachSecond)).toBe('200 × 200');
  });

  it('nobody is named in the table, and what is kept there ends', async () => {
    const send = instance(50);
    await statuses(20, () => ask(send));
    const { pk, ...item } = (await table.get(keys.requestShare(digestOf(auditor.subject))))!;
    expect(pk).not.toContain(auditor.subject);
    expect(item).toEqual({ sk: 'SHARE', restedAt: now + 400, expiresAt: Math.ceil((now + 400) / 1000) + 600 });
  });
});

describe('where the table does not take what was used', () => {
  it('requests are served by what the instance has seen itself', async () => {
    const send = instance(50, { use: () => Promise.reject(new Error('down')) });
    expect(await statuses(200, () => ask(send))).toBe('180 × 200, 20 × 429');
  });

  it('since another instance was first, it is added to what that one has written', async () => {
    let isFirst = true;
    const transact = async (writes: readonly Write[]) => {
      if (isFirst) {
        isFirst = false;
        await new RequestShareStore(table).use('c', 400, now);
      }
      return table.transact(writes);
    };
    const store = new RequestShareStore(overriding<Table>(table, { transact }));
    expect(await store.use('c', 400, now)).toBe(now + 800);
    expect(await store.use('c', 100, now + 700)).toBe(now + 900);
    expect(await store.use('c', 100, now + 5000)).toBe(now + 5100);
  });

  it('because others keep writing it, it is given up after a few tries', async () => {
    const store = new RequestShareStore(overriding<Table>(table, { transact: async () => 'outdated' }));
    await expect(store.use('c', 400, now)).rejects.toThrow('keeps moving');
  });
});

describe('the memory of an instance', () => {
  it('forgets who has not asked for longest', async () => {
    const send = instance(1);
    const of = (subject: string) => ask(send, now, { role: 'auditor', subject });
    expect(await statuses(4, () => of('first'))).toBe('3 × 200, 1 × 429');
    let number = 0;
    await statuses(999, () => of(`other-${number++}`));
    expect(brief(await of('first'))).toBe('429 too-many-requests');
    await statuses(2, () => of(`other-${number++}`));
    expect(brief(await of('first'))).toBe('200');
  });
});

describe('the limit', () => {
  it.each([
    [{}, null],
    [{ PORTAL_REQUESTS_PER_SECOND: '' }, null],
    [{ PORTAL_REQUESTS_PER_SECOND: '50' }, 50],
  ])('of %j is %j', (environment, limit) => {
    expect(requestsPerSecondOf(environment)).toBe(limit);
  });

  it.each(['0', '-1', '1.5', 'x', '10000'])('%s is none', (text) => {
    expect(() => requestsPerSecondOf({ PORTAL_REQUESTS_PER_SECOND: text })).toThrow('PORTAL_REQUESTS_PER_SECOND must');
  });
});
