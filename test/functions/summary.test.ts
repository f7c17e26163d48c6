import { beforeEach, describe, expect, it } from 'vitest';
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
  const targets = { targets: { 5: '20', 13: '100' } };
  await service.send(`PUT ${book()}/targets`, { caller: assessor, body: targets });
  await service.claim('5', '16');
  await service.claim('13', '90');
  await service.claim('13', '95', 'west');
  const verify = { decision: 'verify', claimRevision: 2, reason: 'r' };
  await service.send(`POST ${book()}/components/5/assessments`, { caller: assessor, body: verify });
  await service.settle();
});

const summary = (query = '', caller: object = auditor) =>
  service.send(`GET /v1/cycles/2019/summary${query}`, { caller });

interface Row {
  readonly district: string;
  readonly components: readonly { readonly component: string; readonly points: string }[];
}

describe('the summary', () => {
  it('shows every district by every component, on the basis asked for', async () => {
    const { body } = await summary('?basis=claimed');
    expect(body).toMatchObject({ cycle: '2019', basis: 'claimed', provisional: true });
    expect(body.items.map(({ district }: Row) => district)).toEqual(['east', 'north', 'south', 'west']);
    const [east] = body.items;
    expect(east).toMatchObject({ rank: 1, score: '5.40', revision: 4, group: 'urban', name: { en: 'east' } });
    expect(east.components).toHaveLength(25);
    const of = (row: Row, id: string) => row.components.find(({ component }) => component === id);
    const five = { component: '5', state: 'verified', value: '16', measured: null, target: '20', points: '2.40' };
    expect(of(east, '5')).toEqual(five);
    expect(of(east, '6')).toMatchObject({ state: 'missing', value: null, target: null, points: '0.00' });
    // The first places need no target.
    expect(of(body.items[3], '13')).toMatchObject({ state: 'target-missing', value: '95', points: '3.00' });
  });

  it('counts on the verified basis what was verified only', async () => {
    const { body } = await summary();
    expect(body.basis).toBe('verified');
    expect(body.items.map(({ score }: { score: string }) => score)).toEqual(['2.40', '0.00', '0.00', '0.00']);
  });

  it('agrees with each district’s score', async () => {
    const { body } = await summary('?basis=claimed');
    for (const { district, components, rank, score, revision } of body.items) {
      const of = await service.send(`GET ${book(district)}/score?basis=claimed`, { caller: auditor });
      expect({ rank, score, revision }).toEqual({
        rank: of.body.rank,
        score: of.body.score,
        revision: of.body.revision,
      });
      expect(components.map(({ points }: { points: string }) => points)).toEqual(
        of.body.components.map(({ points }: { points: string }) => points),
      );
    }
  });

  it('comes in pages, each with the version that it is of', async () => {
    const first = (await summary('?limit=3')).body;
    const last = (await summary(`?limit=3&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...last.items].map(({ district }: Row) => district)).toEqual([
      'east',
      'north',
      'south',
      'west',
    ]);
    expect(last.nextCursor).toBeUndefined();
    expect(last.version).toBe(first.version);
    const whole = (await summary('?limit=4')).body;
    expect(whole.items).toHaveLength(4);
    expect(whole.nextCursor).toBeUndefined();
  });

  it('shows no district the values of others, and refuses what it does not know', async () => {
    expect(brief(await summary('', portal('west')))).toBe('403 forbidden');
    expect(brief(await summary('?basis=total'))).toMatch(/^422 /);
    expect(brief(await service.send('GET /v1/cycles/2018/summary', { caller: auditor }))).toBe('404 not-found');
  });
});
