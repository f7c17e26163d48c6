import { advanceCycle } from '../../../functions/protocols/finalization/advance-cycle.ts';
import { sweep } from '../../../functions/sweep/sweep.ts';
import type { ApiClient, TestReply, TestRequest } from '../api-client.ts';
import type { MemoryDependencies } from '../memory/dependencies.ts';
import { sampleScheme } from '../sample-cycle.ts';
import type { SeededRandom } from '../storm/random.ts';
import type { Scheduler } from '../storm/scheduler.ts';
import { isOfTheStorm } from '../storm/storm-weather.ts';

/** An order to finalize, told from others by its comment, and what was answered to it at last. */
export interface Order {
  readonly comment: string;
  readonly request: TestRequest;
  readonly reply: TestReply | null;
}

/** Who takes part in the end of a year, and what they share. */
export interface YearEnd {
  readonly needs: MemoryDependencies;
  readonly send: ApiClient;
  readonly scheduler: Scheduler;
  readonly random: SeededRandom;
  /** Writes of books that were acknowledged, by district: the newest revision. */
  readonly acknowledged: Map<string, number>;
  /** Orders to finalize by their comment, with the last reply: an answer, or `null` where there was none. */
  readonly orders: Order[];
  /** Whether everything is finalized and exported for good. */
  isOver: boolean;
}

const districts = ['d-001', 'd-002', 'd-003'];
const assessor = { role: 'assessor', subject: 'assessor-1' };
const base = '/v1/cycles/2019';
const finalizationPath = `POST ${base}/finalization`;
const unclaimed = sampleScheme.components.find(
  ({ id, target }) => target === 'assigned' && id !== '5' && id !== '13',
)!.id;

/** Sends until somebody answers, for a while. */
async function persist(year: YearEnd, target: string, request: TestRequest): Promise<TestReply | null> {
  for (let attempt = 0; attempt < 5; attempt++) {
    const reply = await year.send(target, request);
    if (reply.status < 500) return reply;
    await year.scheduler.point(year.random.below(20));
  }
  return null;
}

function learn({ acknowledged }: YearEnd, district: string, reply: TestReply | null): void {
  if (!reply || reply.status >= 300) return;
  acknowledged.set(district, Math.max(acknowledged.get(district) ?? 0, reply.body.revision));
}

/** A portal that claims before, at and after the closing instant, as long as there is somebody to claim from. */
export async function actAsPortal(year: YearEnd, claims: number): Promise<void> {
  const { random, scheduler } = year;
  for (let made = 0; made < claims && !year.isOver; made++) {
    await scheduler.point(random.below(110));
    const district = random.pick(districts);
    const caller = { role: 'district', district, subject: `portal-${district}` };
    const component = random.pick(['5', '13']);
    const body = { value: String(random.below(30)) };
    learn(
      year,
      district,
      await persist(year, `PUT ${base}/districts/${district}/components/${component}/claim`, { caller, body }),
    );
  }
}

/** An assessor who verifies whatever is not verified and sets targets that nobody has claimed for, until the year is over. */
export async function actAsAssessor(year: YearEnd): Promise<void> {
  const { random, scheduler } = year;
  while (!year.isOver) {
    await scheduler.point(5 + random.below(25));
    const district = random.pick(districts);
    if (random.chance(0.5)) await verifyOne(year, district);
    else await setTarget(year, district);
  }
}

async function verifyOne(year: YearEnd, district: string): Promise<void> {
  const book = await year.send(`GET ${base}/districts/${district}/book`, { caller: assessor });
  if (book.status !== 200) return;
  const open = (book.body.components as OpenComponent[]).filter(
    ({ claim, verification }) => claim && !claim.returned && verification?.claimRevision !== claim.revision,
  );
  if (open.length === 0) return;
  const { component, claim } = year.random.pick(open);
  const body = { decision: 'verify', claimRevision: claim!.revision, reason: '属实' };
  const target = `POST ${base}/districts/${district}/components/${component}/assessments`;
  learn(year, district, await persist(year, target, { caller: assessor, body }));
}

async function setTarget(year: YearEnd, district: string): Promise<void> {
  const body = { targets: { [unclaimed]: String(1 + year.random.below(50)) } };
  learn(year, district, await persist(year, `PUT ${base}/districts/${district}/targets`, { caller: assessor, body }));
}

interface OpenComponent {
  readonly component: string;
  readonly claim: { readonly revision: number; readonly returned: boolean } | null;
  readonly verification: { readonly claimRevision: number } | null;
}

/** A schedule of an epoch, delivered at least once: at its time, late, and again when it failed. */
export async function actAsSchedule(year: YearEnd, epoch: number, from: number): Promise<void> {
  const { needs, scheduler, random } = year;
  await scheduler.point(from + random.below(60));
  for (let delivery = 0; delivery < 8 && !year.isOver; delivery++) {
    try {
      await advanceCycle(needs, '2019', { epoch });
    } catch (fault) {
      if (!isOfTheStorm(fault)) throw fault;
    }
    await scheduler.point(20 + random.below(120));
  }
}

/** The sweeper, until the year is over. */
export async function actAsSweeper(year: YearEnd): Promise<void> {
  while (!year.isOver) {
    await year.scheduler.point(60 + year.random.below(200));
    try {
      await sweep(year.needs);
    } catch (fault) {
      if (!isOfTheStorm(fault)) throw fault;
    }
  }
}

/**
 * An administrator who orders the finalization, at times by the digest of a preview that may be old by then, and sends each
 * order again under its key until it is answered; the comment tells one order from the other.
 */
export async function actAsHastyAdministrator(year: YearEnd): Promise<void> {
  const { random, scheduler, send } = year;
  const caller = { role: 'admin', subject: 'admin-3' };
  for (let order = 0; order < 2 && !year.isOver; order++) {
    await scheduler.point(100 + random.below(200));
    const preview = await send(`GET ${base}/finalization`, { caller });
    await scheduler.point(random.below(40));
    // By digest an order is mostly refused, for others write meanwhile; without one it is mostly carried out.
    const expectedDigest = preview.status === 200 && random.chance(0.5) ? preview.body.digest : undefined;
    const comment = `现在定稿 ${order}`;
    const headers = { 'idempotency-key': `finalize-${order}` };
    const request = { caller, headers, body: { expectedDigest, comment } };
    year.orders.push({ comment, request, reply: await persist(year, finalizationPath, request) });
  }
}

/** Sends every order once more, when all is over. */
export async function repeatOrders({ orders, send }: YearEnd): Promise<Order[]> {
  const repeated: Order[] = [];
  for (const order of orders) repeated.push({ ...order, reply: await send(finalizationPath, order.request) });
  return repeated;
}

/**
 * Two administrators who reopen the year for one district once it is exported, and its portal that corrects it; then
 * nothing more is wanted. Says when it is over.
 */
export async function actAsReopeners(year: YearEnd, isReopening: boolean): Promise<void> {
  await exported(year, 1);
  if (isReopening && (await reopen(year))) {
    await actAsPortal(year, 3);
    await exported(year, 1);
  }
  year.isOver = true;
}

async function exported({ needs, scheduler }: YearEnd, revision: number): Promise<void> {
  for (;;) {
    await scheduler.point(15);
    const cycle = await needs.cycles.load('2019').catch(() => null);
    if (cycle?.state === 'finalized' && cycle.sealing.revision >= revision && cycle.sealing.isExported) return;
  }
}

async function reopen(year: YearEnd): Promise<boolean> {
  const until = new Date(year.needs.clock.now() + 250_000).toISOString();
  const body = { scope: { districts: ['d-001'], components: null }, reason: '数据有误', until };
  const [asker, approver] = ['admin-1', 'admin-2'].map((subject) => ({ role: 'admin', subject }));
  const asked = await persist(year, `POST ${base}/reopenings`, { caller: asker!, body });
  if (asked?.status !== 201) return false;
  const approval = `POST ${base}/reopenings/${asked.body.id}/approval`;
  const approvals = [1, 2].map(() => persist(year, approval, { caller: approver! }));
  return (await Promise.all(approvals)).some((reply) => reply !== null);
}
