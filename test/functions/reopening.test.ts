import { canonicalJson } from '../../lib/domain/digest.ts';
import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { cursorSecret } from '../../functions/http/pages.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import type { ApiClient, TestReply } from '../support/api-client.ts';
import { contractFaults } from '../support/contract-faults.ts';
import { admin, assessor, auditor, brief, portal } from '../support/sample-service.ts';
import { type PreparedYear, preparedYear, yearFinalizesAt } from '../support/year-end/prepared-year.ts';

const year = '/v1/cycles/2019';
const other = { role: 'admin', subject: 'admin-2' };
const day = 86_400_000;
const book = (district = 'd-001') => `${year}/districts/${district}`;

let service: PreparedYear;
let send: ApiClient;

/** A year that was finalized and exported yesterday. */
beforeEach(async () => {
  service = await preparedYear();
  send = async (target, request) => {
    const reply = await service.send(target, request);
    expect(contractFaults(reply), `${target} → ${reply.status} ${reply.text.slice(0, 300)}`).toEqual([]);
    return reply;
  };
  service.clock.time = yearFinalizesAt;
  await sweep(service.needs);
  service.clock.time += day;
});

const until = () => new Date(service.clock.time + 7 * day).toISOString();

function ask(more: object = {}, headers: Record<string, string> = {}): Promise<TestReply> {
  const {
    districts = ['d-001'],
    components = ['5'],
    ...others
  } = more as { districts?: unknown; components?: unknown };
  const body = { scope: { districts, components }, reason: '数据有误', until: until(), ...others };
  return send(`POST ${year}/reopenings`, { caller: admin, body, headers });
}

function approve(id: string, caller: object = other): Promise<TestReply> {
  return send(`POST ${year}/reopenings/${id}/approval`, { caller });
}

async function reopened(more: object = {}): Promise<void> {
  expect(brief(await approve((await ask(more)).body.id))).toBe('200');
}

function claim(value: string, component = '5', district = 'd-001'): Promise<TestReply> {
  return send(`PUT ${book(district)}/components/${component}/claim`, { caller: portal(district), body: { value } });
}

function verify(claimRevision: number, component = '5'): Promise<TestReply> {
  const body = { decision: 'verify', claimRevision, reason: '更正属实' };
  return send(`POST ${book()}/components/${component}/assessments`, { caller: assessor, body });
}

const cycle = async () => (await send(`GET ${year}`, { caller: auditor })).body;
const final = async (query = '') => (await send(`GET ${year}/final${query}`, { caller: auditor })).body;

/** Lets the reopening's end come. */
async function end(): Promise<void> {
  service.clock.time += 7 * day;
  await sweep(service.needs);
}

describe('a request to reopen', () => {
  it('is kept and can be read where its reply says, and opens nothing', async () => {
    const asked = await ask();
    expect(asked).toMatchObject({
      status: 201,
      body: {
        state: 'requested',
        revision: 1,
        requestedBy: 'admin-1',
        approvedBy: null,
        scope: { districts: ['d-001'] },
      },
    });
    const read = await send(`GET ${asked.headers.location}`, { caller: assessor });
    expect(read.body).toEqual(asked.body);
    expect(brief(await claim('9'))).toBe('409 cycle-finalized');
  });

  it('is found by whoever must approve it, among all of the cycle, page by page', async () => {
    await service.needs.secrets.ensure(cursorSecret);
    const asked = [(await ask()).body, (await ask({ districts: ['d-002'] })).body];
    expect((await approve(asked[1].id)).status).toBe(200);
    const list = async (query = '') => (await send(`GET ${year}/reopenings${query}`, { caller: other })).body;
    const byId = (a: { id: string }, b: { id: string }) => (a.id < b.id ? -1 : 1);
    const { items, ...rest } = await list();
    expect(rest).toEqual({});
    expect(items).toEqual(
      [asked[0], { ...asked[1], state: 'approved', approvedBy: 'admin-2', approvedAt: expect.any(String) }].sort(byId),
    );
    const first = await list('?limit=1');
    expect([first.items[0], ...(await list(`?limit=1&cursor=${first.nextCursor}`)).items]).toEqual(items);
  });

  it('under one key is one request, also sent twice at once', async () => {
    const headers = { 'idempotency-key': 'reopen-2019-1' };
    const [one, two] = await Promise.all([ask({}, headers), ask({}, headers)]);
    expect(two!.body).toEqual(one!.body);
    expect((await ask({}, headers)).headers['idempotent-replayed']).toBe('true');
    expect(brief(await ask({ reason: '另一个理由' }, headers))).toBe('422 idempotency-key-reused');
  });

  it.each<[string, object, string]>([
    ['a district that the cycle does not have', { districts: ['d-009'] }, '422 value-out-of-range'],
    ['a district twice', { districts: ['d-001', 'd-001'] }, '422 duplicate-item'],
    ['a component twice', { components: ['5', '6', '5'] }, '422 duplicate-item'],
    ['no district', { districts: [] }, '422 '],
    ['a component that the scheme does not have', { components: ['99'] }, '422 unknown-component'],
    ['an end that has passed', { until: '2019-12-31T00:00:00Z' }, '422 value-out-of-range'],
    ['an end without an offset', { until: '2030-01-01T00:00:00' }, '422 '],
    ['no reason', { reason: '' }, '422 '],
  ])('is refused with %s', async (_, more, expected) => {
    expect(brief(await ask(more))).toContain(expected);
  });

  it('is refused before the year is finalized, and before its files are confirmed', async () => {
    service = await preparedYear();
    expect(brief(await ask())).toBe('409 state-conflict');
    service.clock.time = yearFinalizesAt;
    service.needs.results.keep = async () => {
      throw new Error('no bucket');
    };
    await expect(sweep(service.needs)).rejects.toThrow('no bucket');
    expect(await cycle()).toMatchObject({ state: 'finalized', exported: false });
    expect(brief(await ask())).toBe('409 state-conflict');
  });
});

describe('an approval', () => {
  it('needs a second administrator', async () => {
    const { id } = (await ask()).body;
    expect(brief(await approve(id, admin))).toBe('403 second-approver-needed');
    expect(await cycle()).toMatchObject({ state: 'finalized', epoch: 1 });
    expect(brief(await approve(id))).toBe('200');
    expect(await cycle()).toMatchObject({ state: 'open', epoch: 2, finalRevision: 1 });
  });

  it('is given once, of a request that there is, while nothing else is open', async () => {
    const [first, second] = [(await ask()).body.id, (await ask({ districts: ['d-002'] })).body.id];
    expect(brief(await approve('0'.repeat(24)))).toBe('404 not-found');
    expect((await approve(first)).body).toMatchObject({ state: 'approved', approvedBy: 'admin-2' });
    expect(brief(await approve(first))).toBe('409 state-conflict');
    expect(brief(await approve(second))).toBe('409 state-conflict');
  });

  it('wakes the finalizer at the new end', async () => {
    await reopened();
    expect(service.needs.woken.at(-1)).toMatchObject({ id: '2019', epoch: 2, finalizeAt: until() });
  });

  it('comes too late for a request whose result was superseded, and after its end', async () => {
    const [first, second] = [(await ask()).body.id, (await ask({ districts: ['d-002'] })).body.id];
    await approve(first);
    const { revision } = (await claim('9')).body;
    await verify(revision);
    await end();
    expect((await cycle()).finalRevision).toBe(2);
    expect(brief(await approve(second))).toBe('409 stale-epoch');
    const third = (await ask()).body.id;
    service.clock.time += 8 * day;
    expect(brief(await approve(third))).toBe('409 state-conflict');
  });
});

describe('a reopened year', () => {
  it('takes writes in the scope only: these districts, these components, until the end', async () => {
    await reopened();
    expect(brief(await claim('9', '5', 'd-002'))).toBe('409 cycle-closed');
    expect(brief(await claim('9', '13'))).toBe('409 cycle-closed');
    const targets = (component: string) =>
      send(`PUT ${book()}/targets`, { caller: assessor, body: { targets: { [component]: '40' } } });
    expect(brief(await targets('20.1'))).toBe('409 cycle-closed');
    const { revision } = (await claim('9')).body;
    expect(brief(await verify(revision))).toBe('201');
    expect(brief(await targets('5'))).toBe('200');
    service.clock.time += 7 * day;
    expect(brief(await claim('10'))).toBe('409 cycle-closed');
  });

  it('takes writes of all components where the scope names none', async () => {
    await reopened({ components: null });
    expect(brief(await claim('9', '13'))).toBe('200');
    expect(brief(await claim('9', '13', 'd-003'))).toBe('409 cycle-closed');
  });

  it('is sealed as the next revision with what it changed, and the one before stays as it was', async () => {
    const before = await final();
    await reopened();
    await verify((await claim('19')).body.revision);
    await end();
    const after = await final();
    expect(after).toMatchObject({
      revision: 2,
      epoch: 2,
      supersedes: { revision: 1, sha256: before.sha256 },
      superseded: false,
      exported: true,
    });
    expect(after.sha256).not.toBe(before.sha256);
    expect(await final('?revision=1')).toMatchObject({ sha256: before.sha256, rows: before.rows, superseded: true });
    const files = service.needs.results.all();
    const text = Buffer.from(files.get(`final/2019/2/${after.sha256}/differences.json`)!.bytes).toString();
    const report = JSON.parse(text);
    expect(text).toBe(canonicalJson(report));
    expect(report).toMatchObject({ older: 1, newer: 2 });
    expect(report.districts.map(({ district }: { district: string }) => district)).toContain('d-001');
    expect(report.writes).toMatchObject([
      { district: 'd-001', by: 'portal-d-001', action: 'claim', components: ['5'] },
      { district: 'd-001', by: 'assessor-1', action: 'verify', reason: '更正属实', components: ['5'] },
    ]);
  });

  it('in which nothing is corrected is finalized again without a new result', async () => {
    const before = await final();
    await reopened();
    await end();
    expect(await cycle()).toMatchObject({ state: 'finalized', epoch: 2, finalRevision: 1, exported: true });
    expect((await final()).sha256).toBe(before.sha256);
    expect(brief(await claim('9'))).toBe('409 cycle-finalized');
    expect(service.needs.results.all().size).toBe(before.files.length);
    expect(brief(await ask())).toBe('201');
  });

  it('is held like any other while a correction is not verified', async () => {
    await reopened();
    const { revision } = (await claim('9')).body;
    await end();
    expect(await cycle()).toMatchObject({ state: 'verifying', epoch: 2, held: { count: 1 } });
    expect(brief(await claim('9', '5', 'd-002'))).toBe('409 cycle-closed');
    await verify(revision);
    await sweep(service.needs);
    expect(await cycle()).toMatchObject({ state: 'finalized', finalRevision: 2, held: null });
  });
});
