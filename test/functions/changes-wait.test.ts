import { beforeEach, describe, expect, it } from 'vitest';
import { type Item, keys } from '../../lib/stores/table.ts';
import {
  admin,
  auditor,
  book,
  brief,
  cycleBody,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';

let service: SampleService;
let waited: number[];
let meanwhile: () => Promise<unknown>;

beforeEach(async () => {
  service = await sampleService();
  waited = [];
  meanwhile = async () => {};
  const { needs } = service;
  Object.assign(needs, {
    pause: async (milliseconds: number) => {
      waited.push(milliseconds);
      await meanwhile();
    },
  });
  await service.claim('5', '16');
  await service.settle();
});

const changes = (query: string) => service.send(`GET /v1/cycles/2019/changes?${query}`, { caller: auditor });
const newest = async () => (await changes('after=0')).body.items.at(-1).version as number;
const seconds = () => waited.reduce((sum, milliseconds) => sum + milliseconds, 0) / 1000;

describe('waiting for changes', () => {
  it('gives at once what is there already', async () => {
    expect((await changes('after=0&wait=20')).body.items.length).toBeGreaterThan(0);
    expect(waited).toEqual([]);
  });

  it('gives what comes while it waits, as soon as it is there', async () => {
    const after = await newest();
    meanwhile = async () => {
      if (waited.length !== 3) return;
      await service.claim('5', '20');
      await service.settle();
    };
    const { body } = await changes(`after=${after}&wait=20`);
    expect(body.items.map(({ version }: { version: number }) => version)).toEqual([after + 1]);
    expect(waited).toHaveLength(3);
  });

  it('ends after so many seconds without anything', async () => {
    const { status, body } = await changes(`after=${await newest()}&wait=20`);
    expect([status, body]).toEqual([200, { items: [] }]);
    expect(seconds()).toBe(20);
  });

  it('ends in time by the clock, too, where each look takes long', async () => {
    const after = await newest();
    meanwhile = async () => {
      service.clock.time += 4000;
    };
    expect((await changes(`after=${after}&wait=20`)).body).toEqual({ items: [] });
    expect(waited).toHaveLength(5);
  });

  it('does not wait unless it is asked to, nor longer than a gateway does', async () => {
    const after = await newest();
    expect((await changes(`after=${after}`)).body).toEqual({ items: [] });
    expect(waited).toEqual([]);
    expect(brief(await changes(`after=${after}&wait=26`))).toMatch(/^422 /);
  });

  it('does not wait for a version that never was', async () => {
    expect(brief(await changes(`after=${(await newest()) + 1}&wait=20`))).toBe('410 resync-needed');
    expect(waited).toEqual([]);
  });
});

describe('a table that was restored to an earlier moment', () => {
  const copied = () => new Map(service.needs.table.items);
  const restore = (items: ReadonlyMap<string, Item>) => {
    service.needs.table.items.clear();
    for (const [key, item] of items) service.needs.table.items.set(key, item);
  };
  const claim = async (value: string) => {
    service.clock.time += 1000;
    await service.claim('5', value);
    await service.settle();
  };

  it('is told to who names a version that it does not have, with the newest that it has', async () => {
    const earlier = copied();
    await claim('17');
    const after = await newest();
    restore(earlier);
    const { status, body } = await changes(`after=${after}&wait=20`);
    expect([status, body.type, body.newest]).toEqual([410, '/problems/resync-needed', after - 1]);
  });

  it('is told, once it has grown again, to who names the instant of that version, as its change or the ranking told it', async () => {
    const earlier = copied();
    await claim('17');
    const { version, at } = (await changes('after=0')).body.items.at(-1);
    const ranking = (await service.send('GET /v1/cycles/2019/ranking', { caller: auditor })).body;
    expect([ranking.version, ranking.asOf]).toEqual([version, at]);
    expect((await changes(`after=${version}&at=${at}`)).status).toBe(200);
    restore(earlier);
    for (const value of ['18', '19']) await claim(value);
    expect(brief(await changes(`after=${version}&at=${at}&wait=20`))).toBe('410 resync-needed');
    expect((await changes(`after=${version}`)).status).toBe(200);
  });

  it('is told to who goes on with a cursor, also within a version', async () => {
    const earlier = copied();
    for (const value of ['17', '18']) await claim(value);
    const { nextCursor } = (await changes('after=1&limit=1')).body;
    expect((await changes(`cursor=${nextCursor}`)).status).toBe(200);
    restore(earlier);
    for (const value of ['19', '20']) await claim(value);
    expect(brief(await changes(`cursor=${nextCursor}`))).toBe('410 resync-needed');
  });
});

describe('a change', () => {
  it('is told of, and the end of all changes, when the board is there and not before', async () => {
    const { table } = service.needs;
    const after = await newest();
    const board = table.peek(keys.board('2019'))!;
    await service.claim('5', '20');
    await service.settle();
    table.place({ ...board, ...keys.board('2019') });
    expect((await changes(`after=${after}`)).body).toEqual({ items: [] });
    table.alter(keys.board('2019'), { version: after + 1 });
    expect((await changes(`after=${after}`)).body.items).toHaveLength(1);
    table.alter(keys.cycle('2019'), { state: 'finalized' });
    expect((await changes(`after=${after}`)).body.endOfUpdates).toBe(true);
    table.alter(keys.board('2019'), { version: after + 2 });
    expect((await changes(`after=${after}`)).body.endOfUpdates).toBeUndefined();
  });
});

describe('the end of the changes', () => {
  it('is said once the cycle is sealed, behind the last of them, and is not waited for', async () => {
    const lenient = { ...cycleBody, id: '2018', onBlockers: 'verified-only' };
    await service.send('POST /v1/cycles', { caller: admin, body: lenient });
    for (const district of ['east', 'west']) {
      const path = `PUT ${book(district, '2018')}/components/5/claim`;
      await service.send(path, { caller: portal(district), body: { value: '16' } });
      await service.settle();
    }
    const of = (query: string) => service.send(`GET /v1/cycles/2018/changes?${query}`, { caller: auditor });
    const isEnd = async (query: string) => (await of(query)).body.endOfUpdates;
    expect(await isEnd('after=0')).toBeUndefined();
    service.clock.time = Date.parse('2020-02-01T00:00:00+08:00');
    const sealed = await service.send('POST /v1/cycles/2018/finalization', { caller: admin, body: {} });
    expect(sealed.status).toBe(200);
    const { items } = (await of('after=0')).body;
    expect(items.length).toBeGreaterThan(1);
    waited = [];
    expect(await isEnd('after=0')).toBe(true);
    expect(await isEnd(`after=${items.at(-1).version}&wait=20`)).toBe(true);
    expect(await isEnd('after=0&limit=1')).toBeUndefined();
    expect(waited).toEqual([]);
  });
});
