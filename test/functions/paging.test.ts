import { beforeAll, describe, expect, it } from 'vitest';
import { fittingPage } from '../../functions/http/pages.ts';
import { keys } from '../../lib/stores/table.ts';
import {
  admin,
  assessor,
  auditor,
  book,
  brief,
  cycleBody,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';

let service: SampleService;
beforeAll(async () => {
  service = await sampleService();
  for (const id of ['2020', '2021'])
    await service.send('POST /v1/cycles', { caller: admin, body: { ...cycleBody, id } });
  for (const value of ['1', '2', '3', '4', '5', '6', '7']) {
    await service.claim('13', value);
    await service.settle();
  }
});

const lists: Record<string, { path: string; keysOf: (item: never) => unknown; count: number }> = {
  cycles: { path: '/v1/cycles', keysOf: ({ id }: { id: string }) => id, count: 3 },
  changes: { path: '/v1/cycles/2019/changes', keysOf: ({ version }: { version: number }) => version, count: 7 },
  history: { path: `${book()}/history`, keysOf: ({ revision }: { revision: number }) => revision, count: 7 },
};

async function page(path: string, query: string, caller: object = auditor) {
  return service.send(`GET ${path}?${query}`, { caller });
}

describe.each(Object.entries(lists))('the list of %s', (_, { path, keysOf, count }) => {
  const whole = async () => (await page(path, 'limit=100')).body.items.map(keysOf);

  it('is whole without a limit, and the last page has no cursor', async () => {
    const { body } = await page(path, '');
    expect(body.items).toHaveLength(count);
    expect(body).not.toHaveProperty('nextCursor');
  });

  it.each([1, 2, 3])('read in pages of %i is the same, nothing twice and nothing missing', async (limit) => {
    const read: unknown[] = [];
    for (let query = `limit=${limit}`; query; ) {
      const { body } = await page(path, query);
      expect(body.items.length).toBeLessThanOrEqual(limit);
      read.push(...body.items.map(keysOf));
      query = body.nextCursor ? `limit=${limit}&cursor=${body.nextCursor}` : '';
    }
    expect(read).toEqual(await whole());
  });

  it.each([
    ['limit=0'],
    ['limit=-1'],
    ['limit=1e9'],
    ['limit=1000000000'],
    ['limit=101'],
    ['limit=abc'],
    ['limit=1.5'],
    ['limit='],
    ['limit=%201'],
    ['limit=1&limit=2'],
    ['limit=0x10'],
    ['limit=１'],
  ])('with %s is 422', async (query) => {
    expect((await page(path, query)).status).toBe(422);
  });

  it('takes no cursor that it has not given', async () => {
    const { nextCursor } = (await page(path, 'limit=1')).body;
    const [content, signature] = nextCursor.split('.');
    const [expiry] = JSON.parse(Buffer.from(content, 'base64url').toString());
    const edited = Buffer.from(JSON.stringify([expiry, '0'])).toString('base64url');
    const forged = [
      '',
      'x',
      '.',
      'a.b',
      content,
      `.${signature}`,
      `${content}.`,
      `${edited}.${signature}`,
      `${nextCursor}x`,
      `${nextCursor}.x`,
      `x${nextCursor}`,
      '%F0%9F%98%80.x',
      'a'.repeat(5000),
      '__proto__',
    ];
    for (const cursor of forged)
      expect([cursor, brief(await page(path, `limit=1&cursor=${cursor}`))]).toEqual([cursor, '400 cursor-invalid']);
  });

  it('takes a cursor from whom it was given to only, and for this list only', async () => {
    const { nextCursor } = (await page(path, 'limit=1')).body;
    expect(brief(await page(path, `cursor=${nextCursor}`, assessor))).toBe('400 cursor-invalid');
    expect(brief(await page(path, `cursor=${nextCursor}`, portal()))).toBe('400 cursor-invalid');
    for (const other of [
      ...Object.values(lists).map((list) => list.path),
      '/v1/cycles/2020/changes',
      `${book('west')}/history`,
    ])
      if (other !== path)
        expect([other, brief(await page(other, `cursor=${nextCursor}`))]).toEqual([other, '400 cursor-invalid']);
  });

  it('takes a cursor for a day', async () => {
    const { nextCursor } = (await page(path, 'limit=1')).body;
    service.clock.time += 24 * 3_600_000 - 1;
    expect((await page(path, `cursor=${nextCursor}`)).status).toBe(200);
    service.clock.time += 1;
    expect(brief(await page(path, `cursor=${nextCursor}`))).toBe('400 cursor-invalid');
    service.clock.time -= 24 * 3_600_000;
  });
});

describe('a page', () => {
  it('ends before it is more than a function may answer, and the cursor goes on from there', async () => {
    const stored = service.needs.table.peek(keys.audit('2019', 'east', 7))!;
    const large = { ...stored, changes: [{ component: '5', before: 'x'.repeat(300_000), after: null }] };
    for (let revision = 8; revision <= 40; revision++)
      service.needs.table.place({ ...large, revision, ...keys.audit('2019', 'east', revision) });
    const read: number[] = [];
    for (let query = 'limit=100'; query; ) {
      const { body, text } = await page(`${book()}/history`, query);
      expect(text.length).toBeLessThan(4_300_000);
      read.push(...body.items.map(({ revision }: { revision: number }) => revision));
      query = body.nextCursor ? `limit=100&cursor=${body.nextCursor}` : '';
    }
    expect(read).toEqual(Array.from({ length: 40 }, (_, index) => 40 - index));
  });

  it('shows at least one item, however large', () => {
    expect(fittingPage(['x'.repeat(5_000_000), 'y'])).toHaveLength(1);
    expect(fittingPage([])).toEqual([]);
    expect(fittingPage(['a', 'b'])).toEqual(['a', 'b']);
  });
});
