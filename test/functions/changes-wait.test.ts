import { beforeEach, describe, expect, it } from 'vitest';
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
