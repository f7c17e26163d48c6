import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { pdfFile } from '../support/sample-files.ts';
import {
  assessor,
  auditor,
  book,
  brief,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';
import { Uploads } from '../support/uploads.ts';

let service: SampleService;
beforeEach(async () => {
  service = await sampleService();
});

const targets = (values: object, district = 'east') =>
  service.send(`PUT ${book(district)}/targets`, { caller: assessor, body: { targets: values } });
const assess = (component: string, body: object, district = 'east') =>
  service.send(`POST ${book(district)}/components/${component}/assessments`, {
    caller: assessor,
    body: { decision: 'verify', reason: '属实', ...body },
  });
const workList = async (query = '') =>
  (await service.send(`GET /v1/cycles/2019/completeness${query}`, { caller: assessor })).body;

interface Item {
  readonly component: string;
  readonly missing: string[];
}

describe('completeness of a book', () => {
  const read = async (caller: object = portal()) => (await service.send(`GET ${book()}/completeness`, { caller })).body;
  const missing = async () =>
    Object.fromEntries((await read()).components.map((item: Item) => [item.component, item.missing]));

  it('names for each component what is missing, and counts those that lack nothing', async () => {
    const first = await read();
    expect([first.complete, first.components.length]).toEqual([0, 25]);
    expect((await missing())['5']).toEqual(['target', 'claim']);
    await targets({ 5: '20' });
    await service.claim('5', '16');
    expect((await missing())['5']).toEqual(['assessment']);
    await assess('5', { claimRevision: 2 });
    expect([(await missing())['5'], (await read()).complete]).toEqual([[], 1]);
    await targets({ 5: '21' });
    const five = (await read()).components.find(({ component }: Item) => component === '5');
    expect([five.missing, five.stale]).toEqual([['new-assessment'], true]);
  });

  it('says which components are judged by a deduction', async () => {
    const { components } = await read();
    const byDeduction = components.filter(({ judgement }: { judgement: string }) => judgement === 'deduction');
    expect(byDeduction.map(({ component }: Item) => component)).toEqual(['12']);
  });

  it('counts the files that a claim cites by their kinds', async () => {
    const id = await new Uploads(service).store(pdfFile, { kind: 'appointment-paper' });
    const body = { value: '16', evidence: [id] };
    await service.send(`PUT ${book()}/components/5/claim`, { caller: portal(), body });
    const five = (await read(auditor)).components.find(({ component }: Item) => component === '5');
    expect(five.evidence).toEqual([
      { kind: 'dispatch-paper', cited: 0 },
      { kind: 'appointment-paper', cited: 1 },
    ]);
  });

  it('of what does not exist is 404', async () => {
    for (const path of [`${book('nowhere')}/completeness`, `${book('east', '1999')}/completeness`])
      expect(brief(await service.send(`GET ${path}`, { caller: assessor }))).toBe('404 not-found');
  });
});

describe('the work list of a cycle', () => {
  it('sums up what is missing, and is empty while nobody has claimed', async () => {
    const { districts, open, work } = await workList();
    expect(districts.map(({ district }: { district: string }) => district)).toEqual(['east', 'north', 'south', 'west']);
    // Of 25 components all but the fixed target of 2 and the discretionary 12 wait for a target.
    expect(districts[0].missing).toEqual({ target: 23, claim: 25 });
    expect([open, work]).toEqual([0, []]);
  });

  it('puts first what decides between ranks, with what the assessment would move', async () => {
    for (const district of ['east', 'west']) await targets({ 5: '20', 6: '10', '20.1': '3' }, district);
    await service.claim('5', '16');
    await service.claim('6', '10');
    await assess('5', { claimRevision: 2 });
    await service.claim('5', '20', 'west');
    await service.claim('6', '1', 'west');
    await service.settle();
    const { work, open } = await workList();
    // Verified: east 3 × 16 ÷ 20 = 2.40, all others 0. Only west's 5, of 3.00, would pass east; its 6 and east's 6 pass nobody.
    expect(
      work.map((item: Record<string, unknown>) => [item.district, item.component, item.rank, item.rankIfVerified]),
    ).toEqual([
      ['west', '5', 2, 1],
      ['east', '6', 1, 1],
      ['west', '6', 2, 2],
    ]);
    expect(work[0]).toMatchObject({ swing: '3.00', missing: ['assessment'], stale: false });
    expect(open).toBe(3);
  });

  it('shows a judgement that is stale, and one that a deduction could move by all its points', async () => {
    await targets({ 5: '20' });
    await service.claim('5', '16');
    await assess('5', { claimRevision: 2 });
    await targets({ 5: '40' });
    await service.claim('12', '0', 'west');
    await service.settle();
    const { work } = await workList();
    // 12 has 3.00 points: not carried out, it has what the deduction leaves. 5 has moved to 3 × 16 ÷ 40 by its target alone.
    expect(work).toMatchObject([
      { district: 'west', component: '12', missing: ['deduction'], swing: '3.00', rank: 2, rankIfVerified: 1 },
      { district: 'east', component: '5', missing: ['new-assessment'], stale: true, swing: '0.00' },
    ]);
  });

  it('shows a claim that is lower than what was verified as points below 0', async () => {
    await targets({ 5: '20' });
    await service.claim('5', '16');
    await assess('5', { claimRevision: 2 });
    await service.claim('5', '4');
    await service.settle();
    const { work } = await workList();
    expect(work).toMatchObject([{ component: '5', missing: ['assessment'], stale: true, swing: '-1.80' }]);
  });

  it('says of a claim for a place what its verification then does, to it and to others', async () => {
    for (const [district, value] of [
      ['east', '5'],
      ['west', '9'],
      ['south', '7'],
    ] as const) {
      await targets({ 13: '100' }, district);
      await service.claim('13', value, district);
    }
    await service.settle();
    const said = async (district: string) => {
      const { work } = await workList();
      const item = work.find((one: { district: string }) => one.district === district);
      return [item.swing, item.rank, item.rankIfVerified];
    };
    const stands = async (district: string) => {
      await assess('13', { claimRevision: 2 }, district);
      await service.settle();
      const { rows } = (await service.send('GET /v1/cycles/2019/ranking', { caller: assessor })).body;
      const row = rows.find((one: { district: string }) => one.district === district);
      return [row.score, row.rank];
    };
    expect(await said('east')).toEqual(['3.00', 1, 1]);
    expect(await stands('east')).toEqual(['3.00', 1]);
    expect(await said('south')).toEqual(['3.00', 2, 1]);
    expect(await stands('south')).toEqual(['3.00', 1]);
    // Two hold the places, east with the smaller value: it falls out, so that west shares the first rank with south alone.
    expect(await said('west')).toEqual(['3.00', 3, 1]);
    expect(await stands('west')).toEqual(['3.00', 1]);
    expect((await workList()).work).toEqual([]);
  });

  it('is of the books as they are, also where the ranking has not applied them yet', async () => {
    await targets({ 5: '20' });
    const { version } = await workList();
    await service.claim('5', '16');
    expect(await workList()).toMatchObject({ version, open: 1, work: [{ component: '5', swing: '2.40' }] });
    await assess('5', { claimRevision: 2 });
    expect(await workList()).toMatchObject({ version, open: 0 });
    await service.claim('6', '1', 'west');
    expect((await workList()).work).toMatchObject([{ district: 'west', rank: 2 }]);
  });

  it('gives one district’s or one component’s, in the order that they have among all', async () => {
    for (const district of ['east', 'west']) {
      await targets({ 5: '20', 6: '10' }, district);
      for (const component of ['5', '6']) await service.claim(component, '10', district);
    }
    await service.settle();
    const named = async (query: string) => {
      const { open, work } = await workList(query);
      expect(open).toBe(work.length);
      return work.map((item: Record<string, unknown>) => `${item.district} ${item.component} ${item.rankIfVerified}`);
    };
    const all = await named('');
    expect(all).toHaveLength(4);
    for (const [query, part] of [
      ['district=west', 'west '],
      ['component=6', ' 6 '],
      ['district=west&component=6', 'west 6 '],
      ['district=north', 'north'],
    ] as const)
      expect(await named(`?${query}`)).toEqual(all.filter((item: string) => item.includes(part)));
  });

  it.each([
    ['district=nowhere', '422 value-out-of-range', '/district'],
    ['district=', '422 value-out-of-range', '/district'],
    ['component=99', '422 unknown-component', '/component'],
  ])('of what does not exist (%s) is refused', async (query, expected, pointer) => {
    const reply = await service.send(`GET /v1/cycles/2019/completeness?${query}`, { caller: assessor });
    expect(brief(reply)).toBe(expected);
    expect(reply.body.errors[0].pointer ?? reply.body.errors[0].parameter).toContain(pointer.slice(1));
  });

  it('gives as many as are asked for, and says how many there are', async () => {
    for (const component of ['5', '6', '7']) await service.claim(component, '1');
    const { work, open } = await workList('?limit=2');
    expect([work.length, open]).toEqual([2, 3]);
    for (const limit of ['0', '-1', '1001', '1e9', 'abc', ''])
      expect((await service.send(`GET /v1/cycles/2019/completeness?limit=${limit}`, { caller: assessor })).status).toBe(
        422,
      );
  });
});
