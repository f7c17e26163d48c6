import { beforeEach, describe, expect, it } from 'vitest';
import { keys } from '../../lib/stores/table.ts';
import {
  assessor,
  auditor,
  book,
  brief,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';

let service: SampleService;
beforeEach(async () => {
  service = await sampleService();
});

const get = (path: string, headers: Record<string, string> = {}, caller: object = auditor) =>
  service.send(`GET ${path}`, { caller, headers });
const targets = (wanted: object, district = 'east') =>
  service.send(`PUT ${book(district)}/targets`, { caller: assessor, body: { targets: wanted } });
const cycle = '/v1/cycles/2019';

/** Three districts with points: east 2.40 by component 5 and the first place of 13; west and north less. */
async function scored() {
  for (const district of ['east', 'west', 'north']) await targets({ 5: '20', 13: '100' }, district);
  await service.claim('5', '16');
  await service.claim('13', '90');
  await service.claim('5', '10', 'west');
  await service.claim('13', '80', 'west');
  await service.claim('13', '70', 'north');
  const verify = { decision: 'verify', claimRevision: 2, reason: 'r' };
  await service.send(`POST ${book()}/components/5/assessments`, { caller: assessor, body: verify });
  await service.settle();
}

describe('a book', () => {
  it('shows every component in the scheme’s order, whether anybody wrote it or not', async () => {
    const { body } = await get(`${book()}/book`);
    expect(body).toMatchObject({ cycle: '2019', district: 'east', revision: 0, gate: 'open' });
    expect(body.components).toHaveLength(25);
    expect(body.components[1]).toEqual({
      component: '2',
      target: '1',
      state: 'missing',
      claim: null,
      verification: null,
    });
  });

  it('says that its gate is closed from the closing instant on', async () => {
    service.clock.time = Date.parse('2020-01-01T00:00:00+08:00') - 1;
    expect((await get(`${book()}/book`)).body.gate).toBe('open');
    service.clock.time += 1;
    expect((await get(`${book()}/book`)).body.gate).toBe('closed');
  });

  it.each([
    ['/v1/cycles/2018/districts/east/book'],
    [`${cycle}/districts/nowhere/book`],
    [`${cycle}/districts/%2e%2e/book`],
    [`${cycle}/districts/east%23x/book`],
    [`${cycle}/districts/EAST/book`],
  ])('of %s is 404', async (path) => {
    expect(brief(await get(path))).toBe('404 not-found');
  });
});

describe('history', () => {
  it('says who did what, before → after, newest first, in a chain', async () => {
    await targets({ 5: '20' });
    await service.claim('5', '16');
    const { items } = (await get(`${book()}/history`)).body;
    expect(items).toMatchObject([
      { revision: 2, action: 'claim', by: 'portal-east', role: 'district', reason: null, previous: items[1].hash },
      { revision: 1, action: 'set-targets', by: 'assessor-1', role: 'assessor', previous: 'genesis' },
    ]);
    expect(items[0].changes).toMatchObject([
      { component: '5', before: { claim: null, target: '20' }, after: { claim: { value: '16' }, target: '20' } },
    ]);
  });

  it('is empty for a book that nobody has written, and 404 for a district that there is not', async () => {
    expect((await get(`${book()}/history`)).body).toEqual({ items: [] });
    expect(brief(await get(`${book('nowhere')}/history`))).toBe('404 not-found');
  });
});

describe('a score', () => {
  beforeEach(scored);

  it('shows points with all places, the rank, and every component with its steps', async () => {
    const { body } = await get(`${book()}/score?basis=claimed`);
    expect(body).toMatchObject({
      cycle: '2019',
      basis: 'claimed',
      provisional: true,
      revision: 4,
      rank: 1,
      score: '5.40',
    });
    expect(body.categories).toEqual({
      organization: '0.00',
      talent: '2.40',
      funding: '0.00',
      industry: '0.00',
      labor: '3.00',
      prosperity: '0.00',
    });
    const of = (id: string) => body.components.find((item: { component: string }) => item.component === id);
    expect(body.components).toHaveLength(25);
    expect(of('5')).toMatchObject({
      points: '2.40',
      fullPoints: '3.00',
      state: 'verified',
      value: '16',
      target: '20',
      place: null,
    });
    expect(of('13')).toMatchObject({ points: '3.00', place: 1, state: 'claimed' });
    for (const { steps } of body.components) expect(steps.length).toBeGreaterThan(0);
  });

  it('says what would earn more, on the basis that was asked for', async () => {
    const gapsOf = async (district: string, query: string, id: string) =>
      (await get(`${book(district)}/score?${query}`)).body.components.find(
        ({ component }: { component: string }) => component === id,
      ).gaps;
    expect(await gapsOf('north', 'basis=claimed', '13')).toEqual([
      {
        amount: '30',
        points: '3.00',
        text: expect.objectContaining({ zh: expect.stringContaining('距完成任务还差 30') }),
      },
      {
        amount: '10',
        points: '3.00',
        text: expect.objectContaining({ zh: expect.stringContaining('距前 2 名还差 10') }),
      },
    ]);
    expect(await gapsOf('east', 'basis=claimed', '13')).toEqual([]);
    expect(await gapsOf('east', 'basis=verified', '5')).toMatchObject([{ amount: '4', points: '3.00' }]);
    expect(await gapsOf('west', 'basis=verified', '5')).toEqual([]);
  });

  it('is on the verified basis unless asked otherwise', async () => {
    const { body } = await get(`${book()}/score`);
    expect(body).toMatchObject({ basis: 'verified', score: '2.40' });
  });

  it('is refused with 409 and Retry-After until the board has applied the revision asked for, then never older', async () => {
    const { revision } = (await service.claim('5', '18')).body;
    const early = await get(`${book()}/score?basis=claimed&minRevision=${revision}`);
    expect([brief(early), early.headers['retry-after']]).toEqual(['409 not-yet-applied', '1']);
    expect((await get(`${book()}/score?basis=claimed&minRevision=${revision - 1}`)).body.score).toBe('5.40');
    await service.settle();
    expect((await get(`${book()}/score?basis=claimed&minRevision=${revision}`)).body).toMatchObject({
      revision,
      score: '5.70',
    });
  });

  it.each([
    ['basis=final', 'basis'],
    ['minRevision=-1', 'minRevision'],
    ['minRevision=x', 'minRevision'],
    ['minRevision=1e3', 'minRevision'],
    ['minRevision=', 'minRevision'],
    ['minRevision=9999999999', 'minRevision'],
    ['minrevision=1', 'minrevision'],
    ['basis=claimed&basis=verified', 'basis'],
  ])('with %s is 422', async (query, name) => {
    const reply = await get(`${book()}/score?${query}`);
    expect([reply.status, reply.body.errors[0].pointer]).toEqual([422, `/${name}`]);
  });

  it('never older: a revision that will never come is not yet applied, for ever', async () => {
    expect(brief(await get(`${book()}/score?minRevision=999999999`))).toBe('409 not-yet-applied');
  });

  it('of a district that the cycle has not is 404', async () => {
    expect(brief(await get(`${book('nowhere')}/score`))).toBe('404 not-found');
  });
});

describe('a ranking', () => {
  beforeEach(scored);
  const ranking = async (query: string) => (await get(`${cycle}/ranking?${query}`)).body;
  const order = (body: { rows: { rank: number; district: string; score: string }[] }) =>
    body.rows.map(({ rank, district, score }) => `${rank} ${district} ${score}`);

  it('lists rank, district, score and categories, equal totals sharing a rank [D 11]', async () => {
    const body = await ranking('basis=claimed');
    expect(order(body)).toEqual(['1 east 5.40', '2 west 4.50', '3 north 0.00', '3 south 0.00']);
    expect(body).toMatchObject({ cycle: '2019', scheme: 'east-west-70', basis: 'claimed', provisional: true });
    expect(body.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(body.rows[0]).toMatchObject({
      name: { zh: 'east区', en: 'east' },
      revision: 4,
      categories: { talent: '2.40', labor: '3.00' },
    });
  });

  it('of a group ranks it on its own', async () => {
    expect(order(await ranking('basis=claimed&group=urban'))).toEqual(['1 east 5.40', '2 west 4.50', '3 south 0.00']);
    expect(order(await ranking('basis=claimed&group=rural'))).toEqual(['1 north 0.00']);
  });

  it('by a category or a component ranks by its points', async () => {
    expect(order(await ranking('basis=claimed&category=talent'))).toEqual([
      '1 east 2.40',
      '2 west 1.50',
      '3 north 0.00',
      '3 south 0.00',
    ]);
    expect(order(await ranking('basis=claimed&component=5'))).toEqual([
      '1 east 2.40',
      '2 west 1.50',
      '3 north 0.00',
      '3 south 0.00',
    ]);
    expect(order(await ranking('basis=claimed&component=13&group=urban'))).toEqual([
      '1 east 3.00',
      '1 west 3.00',
      '3 south 0.00',
    ]);
    expect(order(await ranking('component=13'))).toEqual([
      '1 east 0.00',
      '1 north 0.00',
      '1 south 0.00',
      '1 west 0.00',
    ]);
  });

  it.each([
    ['group=none', '422 value-out-of-range'],
    ['category=none', '422 value-out-of-range'],
    ['component=99', '422 unknown-component'],
    ['category=talent&component=5', '422 value-out-of-range'],
    ['basis=x', '422 value-out-of-range'],
    ['min=east', '422 value-syntax'],
    ['min=east@x', '422 value-syntax'],
    ['min=east@1,', '422 value-syntax'],
    ['min=nowhere@1', '404 not-found'],
    ['min=east@999', '409 not-yet-applied'],
    ['min=east@4,west@999', '409 not-yet-applied'],
    ['min=east@4&min=west@999', '409 not-yet-applied'],
    ['min=east@4,west@3', '200'],
    ['order=asc', '422 unknown-property'],
    ['__proto__=x', '422 unknown-property'],
    ['constructor=x', '422 unknown-property'],
    ['group=toString', '422 value-out-of-range'],
    ['component=constructor', '422 unknown-component'],
  ])('with %s → %s', async (query, expected) => {
    expect(brief(await get(`${cycle}/ranking?${query}`))).toBe(expected);
  });

  it('has a digest of what is ranked and the rows alone: the same at another version and instant, unlike the ETag', async () => {
    const rural = `${cycle}/ranking?basis=claimed&group=rural`;
    const before = await get(rural);
    service.clock.time += 60_000;
    await targets({ 21.1: '5' });
    await service.settle();
    const later = await get(rural);
    expect(later.body.version).toBe(before.body.version + 1);
    expect(later.body.asOf).not.toBe(before.body.asOf);
    expect(later.body.rows).toEqual(before.body.rows);
    expect(later.body.digest).toBe(before.body.digest);
    expect(later.headers.etag).not.toBe(before.headers.etag);
  });

  it.each([
    ['basis=claimed', 'basis=verified'],
    ['basis=claimed', 'basis=claimed&group=urban'],
    ['group=urban', 'group=urban&category=talent'],
    ['component=16', 'component=17'],
  ])('has another digest where something else is ranked: %s and %s', async (one, other) => {
    expect((await ranking(one)).digest).not.toBe((await ranking(other)).digest);
  });

  it('has another digest once a row says something else', async () => {
    const before = await ranking('basis=claimed');
    await targets({ 21.1: '5' });
    await service.settle();
    const later = await ranking('basis=claimed');
    expect(later.rows[0].revision).toBe(5);
    expect(later.digest).not.toBe(before.digest);
  });
});

describe('an answer that the reader has already', () => {
  beforeEach(scored);
  it.each([
    [`${book()}/score`],
    [`${cycle}/ranking`],
    [`${cycle}/ranking?component=5`],
    [`${book()}/book`],
    ['/v1/schemes/east-west-70'],
    ['/v1/schemes/east-west-70/rules'],
    ['/openapi.json'],
    ['/docs'],
  ])('of %s is 304 by its ETag, and 200 by any other', async (path) => {
    const { headers } = await get(path);
    for (const tag of [headers.etag!, `W/${headers.etag}`, `"x", ${headers.etag}`, '*'])
      expect((await get(path, { 'if-none-match': tag })).status, tag).toBe(304);
    for (const tag of ['"x"', 'x', '', headers.etag!.slice(1)])
      expect((await get(path, { 'if-none-match': tag })).status, tag).toBe(200);
  });

  it('is not the same once the board has moved', async () => {
    const { headers } = await get(`${cycle}/ranking?basis=claimed`);
    await service.claim('5', '20', 'west');
    await service.settle();
    expect((await get(`${cycle}/ranking?basis=claimed`, { 'if-none-match': headers.etag! })).status).toBe(200);
  });
});

describe('the change feed', () => {
  beforeEach(scored);

  it('names causes and moves, and another district where its value took the place', async () => {
    const { version } = (await get(`${cycle}/ranking`)).body;
    const { revision } = (await service.claim('13', '95', 'south')).body;
    await service.settle();
    const { items } = (await get(`${cycle}/changes?after=${version}`)).body;
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ version: version + 1, causes: [{ district: 'south', revision }] });
    const moved = Object.fromEntries(
      items[0].moved
        .filter(({ basis }: { basis: string }) => basis === 'claimed')
        .map((move: { district: string }) => [move.district, move]),
    );
    expect(moved.south).toMatchObject({
      score: ['0.00', '3.00'],
      rank: [3, 2],
      components: [{ component: '13', points: ['0.00', '3.00'], because: { kind: 'own-book' } }],
    });
    expect(moved.west).toMatchObject({
      score: ['4.50', '1.50'],
      rank: [2, 3],
      components: [{ component: '13', points: ['3.00', '0.00'], because: { kind: 'cohort' } }],
    });
    expect(items[0].rivals).toEqual([
      {
        basis: 'claimed',
        component: '13',
        districts: ['south'],
        text: { zh: expect.stringContaining('south区'), en: expect.stringContaining('south') },
      },
    ]);
    expect(moved.north).toMatchObject({ score: ['0.00', '0.00'], rank: [3, 4], components: [] });
  });

  it('tells of a revision that moved nothing, so that the feed has no gap', async () => {
    const { version } = (await get(`${cycle}/ranking`)).body;
    await targets({ 21.1: '5' });
    await service.settle();
    expect((await get(`${cycle}/changes?after=${version}`)).body.items).toMatchObject([
      { version: version + 1, moved: [] },
    ]);
  });

  it.each([['after=-1'], ['after=x'], ['after=1.5'], ['after=']])('with %s is 422', async (query) => {
    expect((await get(`${cycle}/changes?${query}`)).status).toBe(422);
  });

  it('after the last version is empty', async () => {
    const { version } = (await get(`${cycle}/ranking`)).body;
    expect((await get(`${cycle}/changes?after=${version}`)).body).toEqual({ items: [] });
  });

  it.each([1, 999_999_990])(
    'after a version that is not there yet (%i beyond) sends the reader back, with the newest',
    async (beyond) => {
      const { version } = (await get(`${cycle}/ranking`)).body;
      const reply = await get(`${cycle}/changes?after=${version + beyond}`, { 'accept-language': 'en' });
      expect(brief(reply)).toBe('410 resync-needed');
      expect(reply.body).toMatchObject({ newest: version, title: 'Resync needed' });
      expect(reply.body.detail).toContain(String(version));
      const chinese = await get(`${cycle}/changes?after=${version + beyond}`, { 'accept-language': 'zh' });
      expect(chinese.body.title).toBe('须重新同步');
    },
  );

  it('sends back who goes on by a cursor in a table that was restored to an earlier moment', async () => {
    await targets({ 21.1: '5' });
    await service.settle();
    await targets({ 21.1: '6' });
    await service.settle();
    const { version } = (await get(`${cycle}/ranking`)).body;
    const { nextCursor } = (await get(`${cycle}/changes?after=${version - 2}&limit=1`)).body;
    for (const lost of [version, version - 1]) service.needs.table.remove(keys.change('2019', lost));
    service.needs.table.alter(keys.board('2019'), { version: version - 2 });
    const reply = await get(`${cycle}/changes?cursor=${nextCursor}`);
    expect([brief(reply), reply.body.newest]).toEqual(['410 resync-needed', version - 2]);
  });

  it('of a cycle in which nothing moved has no version after 0', async () => {
    service = await sampleService();
    expect((await get(`${cycle}/changes?after=0`)).body).toEqual({ items: [] });
    expect((await get(`${cycle}/changes?after=1`)).body).toMatchObject({ type: '/problems/resync-needed', newest: 0 });
  });
});

describe('integrity', () => {
  it('is not yet compared, then equal, then different', async () => {
    expect((await get(`${cycle}/integrity`)).body).toEqual({
      cycle: '2019',
      status: 'not-yet-compared',
      lastComparison: null,
    });
    await scored();
    expect((await get(`${cycle}/integrity`)).body).toMatchObject({
      status: 'equal',
      lastComparison: { districtsCompared: 4, auditEntriesChecked: 9, differences: [] },
    });
    const report = (await service.needs.integrity.load('2019'))!;
    await service.needs.integrity.save('2019', {
      ...report,
      auditBreaks: [{ district: 'east', revision: 1, fault: 'altered-entry' }],
    });
    expect((await get(`${cycle}/integrity`)).body.status).toBe('different');
  });
});

describe('the language of a refusal', () => {
  it.each([
    [undefined, 'en', /There is no such cycle/],
    ['zh-CN,zh;q=0.9', 'zh', /没有这个考核周期/],
    ['fr;q=0.9, zh;q=0.5', 'zh', /没有这个考核周期/],
    ['en-GB', 'en', /There is no such cycle/],
    ['\u0000;;q=x', 'en', /There is no such cycle/],
  ])('%s → %s', async (header, language, detail) => {
    const reply = await get('/v1/cycles/2018', header === undefined ? {} : { 'accept-language': header });
    expect([reply.headers['content-language'], detail.test(reply.body.detail)]).toEqual([language, true]);
  });

  it('is that of every error in the list', async () => {
    const reply = await service.send(`PUT ${book()}/components/5/claim`, {
      caller: portal(),
      body: { more: 1 },
      headers: { 'content-type': 'application/json', 'accept-language': 'zh' },
    });
    for (const { message } of reply.body.errors) expect(message).toMatch(/\p{Script=Han}/u);
  });
});
