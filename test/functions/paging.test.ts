import { beforeAll, describe, expect, it } from 'vitest';
import { fittingPage } from '../../functions/http/pages.ts';
import published from '../../lib/schemes/east-west-70.json' with { type: 'json' };
import { keys } from '../../lib/stores/table.ts';
import { sampleFile } from '../support/sample-evidence.ts';
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
  for (const id of ['another', 'third'])
    await service.send(`PUT /v1/schemes/${id}`, { caller: admin, body: { ...published, id } });
  for (const sha256 of ['a', 'b', 'c'].map((digit) => digit.repeat(64)))
    for (const district of ['east', 'west'])
      service.needs.table.place({
        ...keys.sharedHash('2019', sha256, district, 'x'),
        ...{ sha256, district, id: 'x', state: 'stored' },
      });
  for (const value of ['1', '2', '3', '4', '5', '6', '7']) {
    await service.claim('13', value);
    await service.settle();
  }
});

const lists: Record<string, { path: string; keysOf: (item: never) => unknown; count: number }> = {
  cycles: { path: '/v1/cycles', keysOf: ({ id }: { id: string }) => id, count: 3 },
  changes: { path: '/v1/cycles/2019/changes', keysOf: ({ version }: { version: number }) => version, count: 7 },
  history: { path: `${book()}/history`, keysOf: ({ revision }: { revision: number }) => revision, count: 7 },
  schemes: { path: '/v1/schemes', keysOf: ({ id }: { id: string }) => id, count: 3 },
  'shared files': {
    path: '/v1/cycles/2019/evidence-duplicates',
    keysOf: ({ sha256 }: { sha256: string }) => sha256,
    count: 3,
  },
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
    const refused = path.endsWith('duplicates') ? '403 forbidden' : '400 cursor-invalid';
    expect(brief(await page(path, `cursor=${nextCursor}`, portal()))).toBe(refused);
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

describe('a filter', () => {
  const history = `${book()}/history`;
  const all = async (path: string, filter: string, limit: number) => {
    const items: { revision: number; id: string; component: string; district: string }[] = [];
    let pages = 0;
    for (let query = `${filter}&limit=${limit}`; query; ) {
      const { status, body } = await page(path, query);
      expect(status).toBe(200);
      items.push(...(body.items ?? body.work));
      pages += 1;
      query = body.nextCursor ? `${filter}&limit=${limit}&cursor=${body.nextCursor}` : '';
    }
    return { items, pages };
  };
  const revisions = async (filter: string, limit = 2) =>
    (await all(history, filter, limit)).items.map(({ revision }) => revision);

  it('of the history gives what was done in this way, by this person, at this instant or later', async () => {
    service = await sampleService();
    await service.claim('13', '1');
    service.clock.time += 1000;
    const body = { targets: { 5: '20' } };
    await service.send(`PUT ${book()}/targets`, { caller: assessor, body });
    await service.claim('13', '2');
    const [since] = [new Date(service.clock.time).toISOString()];
    const { by } = (await page(history, 'action=set-targets')).body.items[0];
    expect(await revisions('action=claim')).toEqual([3, 1]);
    expect(await revisions('action=claim', 1)).toEqual([3, 1]);
    expect(await revisions(`by=${by}`)).toEqual([2]);
    expect(await revisions(`since=${since}`)).toEqual([3, 2]);
    expect(await revisions(`since=${since.replace('Z', '%2B00:00')}&action=claim`)).toEqual([3]);
    expect(await revisions('action=return')).toEqual([]);
    expect(brief(await page(history, 'action=nothing'))).toMatch(/^422 /);
    expect(brief(await page(history, 'since=yesterday'))).toMatch(/^422 /);
  });

  it('that little matches looks through so much for a page, and each page goes on behind the one before', async () => {
    const stored = service.needs.table.peek(keys.audit('2019', 'east', 3))!;
    const actionOf = (revision: number) => (revision === 4 || revision === 1300 ? 'return' : 'claim');
    for (let revision = 4; revision <= 1303; revision++)
      service.needs.table.place({
        ...stored,
        revision,
        action: actionOf(revision),
        ...keys.audit('2019', 'east', revision),
      });
    const { items, pages } = await all(history, 'action=return', 2);
    expect([items.map(({ revision }) => revision), pages]).toEqual([[1300, 4], 3]);
  });

  it('belongs to its cursor', async () => {
    const { nextCursor } = (await page(history, 'action=claim&limit=1')).body;
    expect((await page(history, `action=claim&limit=2&cursor=${nextCursor}`)).status).toBe(200);
    for (const other of ['', 'action=return&', 'action=claim&by=x&'])
      expect(brief(await page(history, `${other}cursor=${nextCursor}`))).toBe('400 cursor-invalid');
  });

  it('of evidence gives the files in this state, and those of this component', async () => {
    service = await sampleService();
    const stored = 'a1';
    const file = sampleFile(stored, { components: ['5'] });
    service.needs.table.place({ ...keys.evidence('2019', 'east', stored), ...file });
    service.needs.table.place({ ...keys.evidence('2019', 'east', 'a2'), ...sampleFile('a2', { components: ['16'] }) });
    const evidence = `${book()}/evidence`;
    const ids = async (query: string) => (await all(evidence, query, 1)).items.map(({ id }) => id);
    await service.send(`PUT ${book()}/components/13/claim`, {
      caller: portal(),
      body: { value: '1', evidence: [stored] },
    });
    expect(await ids('state=stored')).toEqual([stored, 'a2']);
    expect(await ids('component=5')).toEqual([stored]);
    expect(await ids('state=rejected')).toEqual([]);
    expect(await ids('component=13')).toEqual([stored]);
    expect(await ids('component=21.1&state=stored')).toEqual([]);
    expect(brief(await page(evidence, 'component=99'))).toBe('422 unknown-component');
    expect(brief(await page(evidence, 'state=lost'))).toMatch(/^422 /);
  });

  it('of the work list and its pages give every open assessment once, in the order of the whole', async () => {
    for (const district of ['east', 'west', 'north'])
      for (const component of ['5', '13', '16']) await service.claim(component, '3', district);
    const path = '/v1/cycles/2019/completeness';
    const whole = (await page(path, '')).body.work;
    expect(whole).toHaveLength(9);
    expect((await all(path, '', 2)).items).toEqual(whole);
    const east = whole.filter(({ district }: { district: string }) => district === 'east');
    expect((await all(path, 'district=east', 1)).items).toEqual(east);
  });
});

describe('the list of cycles', () => {
  it('goes on behind cycles that are still being opened', async () => {
    service = await sampleService();
    for (const id of ['2020', '2021', '2022'])
      await service.send('POST /v1/cycles', { caller: admin, body: { ...cycleBody, id } });
    for (const id of ['2020', '2021']) service.needs.table.alter(keys.cycle(id), { isPrepared: false });
    const { items } = (await page('/v1/cycles', 'limit=2')).body;
    expect(items.map(({ id }: { id: string }) => id)).toEqual(['2019', '2022']);
    const first = (await page('/v1/cycles', 'limit=1')).body;
    const second = (await page('/v1/cycles', `limit=1&cursor=${first.nextCursor}`)).body;
    expect([second.items[0].id, second.nextCursor]).toEqual(['2022', undefined]);
  });
});
