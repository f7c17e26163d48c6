import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { routes } from '../../functions/routes.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import { keys } from '../../lib/stores/table.ts';
import { type ApiClient, apiClient, type TestReply } from '../support/api-client.ts';
import { contractFaults } from '../support/contract-faults.ts';
import { memoryDependencies } from '../support/memory/dependencies.ts';
import { MemoryTable } from '../support/memory/memory-table.ts';
import { sampleFile } from '../support/sample-evidence.ts';
import { assessor, auditor, brief, portal } from '../support/sample-service.ts';
import { SeededRandom } from '../support/storm/random.ts';
import { type PreparedYear, preparedYear, yearClosesAt, yearFinalizesAt } from '../support/year-end/prepared-year.ts';

const walks = 12;
const stepsOfWalk = 9;
const day = 86_400_000;
const year = '/v1/cycles/2019';
const [one, other] = ['admin-1', 'admin-2'].map((subject) => ({ role: 'admin', subject }));
const callers = [portal('d-001'), portal('d-002'), portal('nowhere'), assessor, auditor, one!, other!];
const districts = ['d-001', 'd-002', 'd-003'];

interface Operation {
  readonly operation: string;
  readonly allowed: boolean;
  readonly refusal: { readonly code: string } | null;
  readonly until: string | null;
  readonly districts: readonly string[] | null;
  readonly components: readonly string[] | null;
  readonly reopenings: readonly string[] | null;
}

let service: PreparedYear;
beforeEach(async () => {
  service = await preparedYear();
});

async function accessOf(caller: object): Promise<TestReply['body']> {
  const reply = await service.send('GET /v1/access', { caller });
  expect(contractFaults(reply)).toEqual([]);
  return reply.body;
}

const operationsOf = async (caller: object): Promise<Operation[]> => (await accessOf(caller)).items[0].operations;

/** The same service on a copy of its table: what is tried there leaves no trace. */
function copied(): { send: ApiClient; table: MemoryTable } {
  const table = new MemoryTable();
  for (const [name, item] of service.table.items) table.items.set(name, item);
  const { clock, files } = service.needs;
  return { send: apiClient(memoryDependencies({ clock, table, stored: files })), table };
}

const inDays = (days: number) => new Date(service.clock.time + days * day).toISOString();

/** Tries a write as it would be meant, of a component and in a district. */
async function tried(operation: string, caller: object, district: string, component: string, id = 'none') {
  const { send, table } = copied();
  const book = `${year}/districts/${district}`;
  const of = `${book}/components/${component}`;
  const claim = table.peek(keys.component('2019', district, component))?.claim as { revision: number } | undefined;
  const ask = (target: string, body: object) => send(target, { caller, body });
  const file = { ...sampleFile('tried'), state: 'stored' as const };
  if (operation === 'withdrawEvidence') table.place({ ...keys.evidence('2019', district, file.id), ...file });
  const scope = { districts: ['d-001'], components: null };
  const { fileName, contentType, sizeBytes, sha256, kind } = file;
  const ways: Record<string, () => Promise<TestReply>> = {
    submitClaim: () => ask(`PUT ${of}/claim`, { value: '3' }),
    submitClaims: () => ask(`POST ${book}/claims`, { claims: [{ component, value: '3' }] }),
    announceEvidence: () =>
      ask(`POST ${book}/evidence`, { fileName, contentType, sizeBytes, sha256, kind, components: [] }),
    withdrawEvidence: () => ask(`POST ${book}/evidence/${file.id}/withdrawal`, { reason: '传错' }),
    setTargets: () => ask(`PUT ${book}/targets`, { targets: { [component]: '33' } }),
    assessClaim: () =>
      ask(`POST ${of}/assessments`, { decision: 'return', claimRevision: claim?.revision ?? 1, reason: '请核对' }),
    finalizeNow: () => ask(`POST ${year}/finalization`, {}),
    requestReopening: () => ask(`POST ${year}/reopenings`, { scope, reason: '有误', until: inDays(7) }),
    approveReopening: () => ask(`POST ${year}/reopenings/${id}/approval`, {}),
  };
  return brief(await ways[operation]!());
}

/** What the walks have met; a walk that never comes to the end of a year proves nothing about it. */
const met = new Set<string>();

const done = expect.stringMatching(/^20[01]$/);

/** Every write that access speaks of is tried, and what access does not allow, too. */
async function expectTold(caller: { role: string; district?: string }): Promise<void> {
  for (const told of await operationsOf(caller)) {
    const { operation, allowed, refusal } = told;
    met.add(`${operation} ${allowed ? 'allowed' : refusal!.code}`);
    const answer = allowed ? done : expect.stringMatching(new RegExp(`^4\\d\\d ${refusal!.code}$`));
    const said = `${JSON.stringify(caller)} ${operation} at ${service.clock.time}`;
    const attempt = (district: string, component: string, id?: string) =>
      tried(operation, caller, district, component, id);
    if (operation === 'approveReopening') {
      const { items } = (await service.send(`GET ${year}/reopenings`, { caller })).body;
      for (const { id } of items as { id: string }[])
        expect(await attempt('d-001', '5', id), said).toEqual(
          told.reopenings?.includes(id) ? done : expect.stringMatching(/^4/),
        );
      if (items.length === 0 && !allowed) expect(await attempt('d-001', '5'), said).toMatch(/^4/);
      continue;
    }
    const own = caller.district ? [caller.district] : districts;
    for (const district of own) {
      const isThere = allowed && (caller.district !== undefined || (told.districts ?? districts).includes(district));
      expect(await attempt(district, '5'), `${said} in ${district}`).toEqual(
        isThere || !allowed ? answer : expect.stringMatching(/^409 cycle-(closed|finalized)$/),
      );
    }
    if (allowed && told.components && operation !== 'announceEvidence' && operation !== 'withdrawEvidence')
      expect([said, await attempt(told.districts?.[0] ?? own[0]!, '1')]).toEqual([said, '409 cycle-closed']);
  }
}

/** One of the things that happen in a year, most of them in vain most of the time. */
async function step(random: SeededRandom): Promise<void> {
  const { send, clock, needs } = service;
  const admin = random.pick([one!, other!]);
  const district = random.pick(districts);
  const component = `${year}/districts/${district}/components/5`;
  const requests = async () => (await send(`GET ${year}/reopenings`, { caller: admin })).body.items as { id: string }[];
  const ways = [
    () => send(`PUT ${component}/claim`, { caller: portal(district), body: { value: String(random.below(30)) } }),
    async () => {
      const claim = service.table.peek(keys.component('2019', district, '5'))!.claim as { revision: number };
      const body = { decision: 'verify', claimRevision: claim.revision, reason: '属实' };
      return send(`POST ${component}/assessments`, { caller: assessor, body });
    },
    async () => {
      clock.time = Math.max(clock.time, random.pick([yearClosesAt - 1, yearClosesAt, yearFinalizesAt]));
    },
    async () => {
      clock.time += random.pick([1, day, 8 * day]);
    },
    () => sweep(needs),
    () => sweep(needs),
    () => send(`POST ${year}/finalization`, { caller: admin, body: {} }),
    () => {
      const scope = random.pick([
        { districts: [district], components: ['5', '13'] },
        { districts: ['d-001', 'd-003'], components: null },
      ]);
      const body = { scope, reason: '有误', until: inDays(random.pick([1, 7])) };
      return send(`POST ${year}/reopenings`, { caller: admin, body });
    },
    async () => {
      for (const { id } of await requests()) await send(`POST ${year}/reopenings/${id}/approval`, { caller: admin });
    },
  ];
  await random.pick<() => Promise<unknown>>(ways)();
}

describe('what access says one may do', () => {
  it.each(Array.from({ length: walks }, (_, seed) => seed + 1))(
    'is what the write then answers, whoever asks and however far the year is (walk %i)',
    async (seed) => {
      const random = new SeededRandom(seed);
      for (let made = 0; made < stepsOfWalk; made++) {
        await step(random);
        for (const caller of callers) await expectTold(caller);
      }
    },
  );

  it('was tried while it was allowed and while it was not', () => {
    for (const operation of ['submitClaim', 'submitClaims', 'announceEvidence', 'withdrawEvidence'])
      for (const how of ['allowed', 'cycle-closed', 'cycle-finalized', 'not-found'])
        expect(met).toContain(`${operation} ${how}`);
    for (const operation of ['setTargets', 'assessClaim'])
      for (const how of ['allowed', 'cycle-finalized']) expect(met).toContain(`${operation} ${how}`);
    for (const how of ['finalizeNow allowed', 'finalizeNow state-conflict', 'finalizeNow cycle-finalized'])
      expect(met).toContain(how);
    for (const operation of ['requestReopening', 'approveReopening'])
      for (const how of ['allowed', 'state-conflict']) expect(met).toContain(`${operation} ${how}`);
    expect(met).toContain('approveReopening second-approver-needed');
  });

  it('names the instant from which it is too late', async () => {
    const until = new Date(yearClosesAt).toISOString();
    const claim = async () =>
      (await operationsOf(portal('d-001'))).find(({ operation }) => operation === 'submitClaim');
    service.clock.time = yearClosesAt - 1;
    expect(await claim()).toMatchObject({ allowed: true, until, refusal: null });
    service.clock.time = yearClosesAt;
    expect(await claim()).toMatchObject({ allowed: false, until: null, refusal: { code: 'cycle-closed' } });
  });

  it('in a reopening is what was opened, where it was opened', async () => {
    service.clock.time = yearFinalizesAt;
    await sweep(service.needs);
    const scope = { districts: ['d-002'], components: ['5'] };
    const body = { scope, reason: '有误', until: inDays(7) };
    const { id } = (await service.send(`POST ${year}/reopenings`, { caller: one!, body })).body;
    const approval = async (caller: object) =>
      (await operationsOf(caller)).find(({ operation }) => operation === 'approveReopening');
    expect(await approval(one!)).toMatchObject({ allowed: false, refusal: { code: 'second-approver-needed' } });
    expect(await approval(other!)).toMatchObject({ allowed: true, reopenings: [id] });
    await service.send(`POST ${year}/reopenings/${id}/approval`, { caller: other! });
    expect((await operationsOf(assessor))[0]).toMatchObject({ allowed: true, districts: ['d-002'], components: ['5'] });
    expect((await operationsOf(portal('d-002')))[0]).toMatchObject({ until: inDays(7), components: ['5'] });
    expect((await operationsOf(portal('d-001')))[0]).toMatchObject({ allowed: false });
  });

  it('speaks only of what the routes let this role ask for', async () => {
    for (const caller of callers) {
      const { role, subject, operations, items } = await accessOf(caller);
      expect([role, subject]).toEqual([caller.role, caller.subject]);
      const named = [...operations, ...items[0].operations.map(({ operation }: Operation) => operation)];
      for (const name of named) expect(routes.find((route) => route.name === name)?.roles).toContain(caller.role);
      expect(named.length > 0).toBe(role !== 'auditor');
    }
  });
});
