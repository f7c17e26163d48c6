import { beforeEach, describe, expect, it } from 'vitest';
import { keys } from '../../lib/stores/table.ts';
import { sampleScheme } from '../support/sample-cycle.ts';
import { admin, auditor, brief, cycleBody, type SampleService, sampleService } from '../support/sample-service.ts';

let service: SampleService;
beforeEach(async () => {
  service = await sampleService();
});

const open = (more: object) =>
  service.send('POST /v1/cycles', { caller: admin, body: { ...cycleBody, id: '2020', ...more } });
const load = (document: object, id = 'next-year') =>
  service.send(`PUT /v1/schemes/${id}`, { caller: admin, body: document });
const named = (id: string, more: object = {}) => ({ id, name: { zh: '区', en: 'd' }, ...more });

describe('a cycle', () => {
  it('is opened with what was asked for, its districts in the order of their ids', async () => {
    const reply = await open({ districts: [named('b'), named('a', { group: 'g' })] });
    expect([reply.status, reply.headers.location]).toEqual([201, '/v1/cycles/2020']);
    expect(reply.body).toEqual({
      ...cycleBody,
      id: '2020',
      schemeHash: sampleScheme.hash,
      districts: [named('a', { group: 'g' }), named('b', { group: null })],
      state: 'open',
      epoch: 1,
      finalRevision: 0,
      exported: false,
      held: null,
      createdAt: '2019-12-31T15:00:00.000Z',
    });
    expect((await service.send('GET /v1/cycles/2020', { caller: auditor })).body).toEqual(reply.body);
    expect((await service.needs.boards.load('2020'))?.board.size).toBe(2);
  });

  it('holds on blockers, wants evidence and lies in Shanghai unless it is said otherwise', async () => {
    const { id, scheme, year, districts, submissionsCloseAt, finalizeAt } = { ...cycleBody, id: '2020' };
    const reply = await service.send('POST /v1/cycles', {
      caller: admin,
      body: { id, scheme, year, districts, submissionsCloseAt, finalizeAt },
    });
    expect(reply.body).toMatchObject({ onBlockers: 'hold', evidenceRequired: true, timeZone: 'Asia/Shanghai' });
  });

  it('is opened once, and stays as it was', async () => {
    for (const again of [{ id: '2019' }, { id: '2019', year: 2020 }])
      expect(brief(await open(again))).toBe('409 already-exists');
    expect((await service.send('GET /v1/cycles/2019', { caller: auditor })).body.year).toBe(2019);
  });

  it('may be open beside another', async () => {
    await open({});
    await service.claim('5', '1');
    expect((await service.needs.books.load('2020', 'east'))?.head.revision).toBe(0);
  });

  it.each([
    ['an id in capitals', { id: 'A' }, '422 value-syntax', '/id'],
    ['an id with a mark of keys', { id: 'a#b' }, '422 value-syntax', '/id'],
    ['an id of 33 characters', { id: 'a'.repeat(33) }, '422 value-syntax', '/id'],
    ['an id with look-alike letters', { id: 'ａ' }, '422 value-syntax', '/id'],
    ['an unknown scheme', { scheme: 'none' }, '422 value-out-of-range', '/scheme'],
    ['a year as text', { year: '2020' }, '422 type', '/year'],
    ['a year with a point', { year: 2019.5 }, '422 type', '/year'],
    ['a year out of range', { year: 1999 }, '422 value-out-of-range', '/year'],
    ['an unknown zone', { timeZone: 'Asia/Nowhere' }, '422 value-out-of-range', '/timeZone'],
    ['a zone that is none', { timeZone: '' }, '422 value-out-of-range', '/timeZone'],
    [
      'a closing instant without offset',
      { submissionsCloseAt: '2020-01-01T00:00:00' },
      '422 value-syntax',
      '/submissionsCloseAt',
    ],
    ['a closing date', { submissionsCloseAt: '2020-01-01' }, '422 value-syntax', '/submissionsCloseAt'],
    [
      'a day that there is not',
      { submissionsCloseAt: '2021-02-30T00:00:00Z', finalizeAt: '2021-04-01T00:00:00Z' },
      '422 value-syntax',
      '/submissionsCloseAt',
    ],
    [
      'a closing instant that has passed',
      { submissionsCloseAt: '2019-12-31T22:59:59+08:00' },
      '422 value-out-of-range',
      '/submissionsCloseAt',
    ],
    [
      'a closing instant of this very moment',
      { submissionsCloseAt: '2019-12-31T23:00:00+08:00' },
      '422 value-out-of-range',
      '/submissionsCloseAt',
    ],
    [
      'finalization before closing',
      { finalizeAt: '2019-12-31T23:59:59+08:00' },
      '422 value-out-of-range',
      '/finalizeAt',
    ],
    ['an unknown rule for blockers', { onBlockers: 'ignore' }, '422 value-out-of-range', '/onBlockers'],
    ['evidence by text', { evidenceRequired: 'yes' }, '422 type', '/evidenceRequired'],
    ['no districts', { districts: [] }, '422 required', '/districts'],
    ['a district twice', { districts: [named('a'), named('b'), named('a')] }, '422 duplicate-item', '/districts/2/id'],
    ['a district without a name', { districts: [{ id: 'a' }] }, '422 required', '/districts/0/name'],
    [
      'a name in one language',
      { districts: [{ id: 'a', name: { zh: '区' } }] },
      '422 required',
      '/districts/0/name/en',
    ],
    [
      'a name with a mark of direction',
      { districts: [{ id: 'a', name: { zh: '区\u202e', en: 'a' } }] },
      '422 text-invalid',
      '/districts/0/name/zh',
    ],
    [
      'a name of two lines',
      { districts: [{ id: 'a', name: { zh: '区\n', en: 'a' } }] },
      '422 text-invalid',
      '/districts/0/name/zh',
    ],
    [
      'a name of 101 characters',
      { districts: [{ id: 'a', name: { zh: '区'.repeat(101), en: 'a' } }] },
      '422 text-invalid',
      '/districts/0/name/zh',
    ],
    ['an empty group', { districts: [named('a', { group: '' })] }, null, '/districts/0/group'],
    [
      'more than 5,000 districts',
      { districts: Array.from({ length: 5001 }, (_, index) => ({ id: `d${index}`, name: { zh: '区', en: 'd' } })) },
      '422 too-many-items',
      '/districts',
    ],
    ['an unknown property', { state: 'finalized' }, '422 unknown-property', '/state'],
  ])('is refused for %s', async (_, more, expected, pointer) => {
    const reply = await open(more);
    expect([reply.status, reply.body.errors?.[0].pointer]).toEqual([422, pointer]);
    if (expected) expect(brief(reply)).toBe(expected);
    expect((await service.needs.cycles.list(null, 10)).map(({ id }) => id)).toEqual(['2019']);
  });

  it('lists every fault of its dates, zone and districts at once', async () => {
    const reply = await open({
      submissionsCloseAt: '2018-01-01T00:00:00Z',
      finalizeAt: '2017-01-01T00:00:00Z',
      timeZone: 'X/Y',
      districts: [named('a'), named('a')],
    });
    expect(reply.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/submissionsCloseAt',
      '/finalizeAt',
      '/timeZone',
      '/districts/1/id',
    ]);
  });

  it('says of a closed gate that it is finalized, where it is', async () => {
    service.needs.table.alter(keys.head('2019', 'east'), { portalGate: 'closed' });
    expect(brief(await service.claim('5', '1'))).toBe('409 cycle-closed');
    service.needs.table.alter(keys.cycle('2019'), { state: 'finalized' });
    expect(brief(await service.claim('5', '1'))).toBe('409 cycle-finalized');
  });
});

describe('a scheme', () => {
  const next = { ...sampleScheme.document, id: 'next-year' };

  it('is loaded with 201, the very same again with 200, another under its id is refused', async () => {
    expect(await load(next)).toMatchObject({ status: 201, body: next });
    expect(await load({ ...next })).toMatchObject({ status: 200, body: next });
    expect(brief(await load({ ...next, source: 'another' }))).toBe('409 already-exists');
    expect((await service.send('GET /v1/schemes/next-year', { caller: auditor })).body).toEqual(next);
  });

  it('that ships is there already: the same is 200, another is refused', async () => {
    expect((await load(sampleScheme.document, 'east-west-70')).status).toBe(200);
    expect(brief(await load({ ...sampleScheme.document, source: 'another' }, 'east-west-70'))).toBe(
      '409 already-exists',
    );
  });

  it('is listed beside the others, with its hash', async () => {
    await load(next);
    const { items } = (await service.send('GET /v1/schemes', { caller: auditor })).body;
    expect(items.map(({ id, maxPoints }: { id: string; maxPoints: string }) => `${id} ${maxPoints}`)).toEqual([
      'east-west-70 70',
      'next-year 70',
    ]);
    expect(items[0].hash).toBe(sampleScheme.hash);
  });

  it('tells its rules in words, component by component in its own order', async () => {
    await load(next);
    const { items } = (await service.send('GET /v1/schemes/next-year/rules', { caller: auditor })).body;
    expect(items.map(({ component }: { component: string }) => component)).toEqual(
      sampleScheme.components.map(({ id }) => id),
    );
    expect(items[4]).toEqual({
      component: '5',
      rule: [
        expect.objectContaining({ zh: expect.stringContaining('得分 = 3 × 完成数 ÷ 任务') }),
        expect.objectContaining({ en: 'The exact quotient is rounded half up to 2 places, once.' }),
      ],
      decisions: [expect.anything(), expect.anything()],
    });
    expect(brief(await service.send('GET /v1/schemes/nothing/rules', { caller: auditor }))).toBe('404 not-found');
  });

  it('may serve a cycle once it is loaded', async () => {
    expect(brief(await open({ scheme: 'next-year' }))).toBe('422 value-out-of-range');
    await load(next);
    expect(brief(await open({ scheme: 'next-year' }))).toBe('201');
  });

  it.each([
    ['under another id than its own', { id: 'other' }, '/id'],
    ['whose maxima do not add up', { maxPoints: '71' }, '/maxPoints'],
    ['with more places than points have', { rounding: { places: 9, mode: 'half-up' } }, '/rounding/places'],
    ['with an unknown rounding', { rounding: { places: 2, mode: 'up' } }, '/rounding/mode'],
    ['without categories', { categories: [] }, '/categories'],
    ['with an unknown property', { weight: 1 }, '/weight'],
    ['with a title in one language', { title: { zh: '办法' } }, '/title/en'],
  ])('%s is refused with the place of the fault', async (_, more, pointer) => {
    const reply = await load({ ...next, ...more });
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([422, pointer]);
    expect(brief(await service.send('GET /v1/schemes/next-year', { caller: auditor }))).toBe('404 not-found');
  });

  it('takes expressions of 12 levels wherever they stand deepest, and tells where one of 13 goes too far', async () => {
    const levels = (count: number): unknown => (count === 1 ? '1' : { subtract: ['2', levels(count - 1)] });
    const withExemption = (count: number) => {
      const document = structuredClone(next) as { categories: { indicators: { components: object[] }[] }[] };
      Object.assign(document.categories[0]!.indicators[0]!.components[0]!, {
        unless: { atLeast: ['0', levels(count)] },
      });
      return document;
    };
    const { status, body } = await load(withExemption(13));
    expect([status, body.errors.map(({ pointer }: { pointer: string }) => pointer)]).toEqual([
      422,
      [0, 1].map(
        (part) =>
          `/categories/0/indicators/0/components/0/unless/atLeast/1${'/subtract/1'.repeat(11)}/subtract/${part}`,
      ),
    ]);
    expect(brief(await load(withExemption(12)))).toBe('201');
  });

  it('may be nested deeper than any other body, and is told where it is wrong and not only that it is deep', async () => {
    const nested = (depth: number) => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
    const reply = await load({ ...next, weight: nested(39) });
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([422, '/weight']);
    expect(brief(await load({ ...next, weight: nested(40) }))).toBe('400 too-deep');
    expect(brief(await open({ weight: nested(20) }))).toBe('400 too-deep');
  });

  it.each([['next%20year'], ['Next'], ['a'.repeat(3000)], ['..'], ['%23']])('cannot be loaded under %s', async (id) => {
    expect(brief(await load({ ...next, id: decodeURIComponent(id) }, id))).toMatch(/^4(04 not-found|22)/);
  });
});
