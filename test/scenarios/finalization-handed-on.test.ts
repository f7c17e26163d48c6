import '../support/quiet.ts';
import { describe, expect, it, vi } from 'vitest';
import { finalizeFromQueue } from '../../functions/finalize/finalize-from-queue.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import { countFinalizationFailures } from '../../functions/telemetry/metrics.ts';
import { apiClient } from '../support/api-client.ts';
import { contractFaults } from '../support/contract-faults.ts';
import { calm, type Weather } from '../support/memory/weather.ts';
import { admin, auditor, brief, portal } from '../support/sample-service.ts';
import { type PreparedYear, preparedYear, type SetClock, yearClosesAt } from '../support/year-end/prepared-year.ts';
import { yearEndFaults } from '../support/year-end/year-end-invariants.ts';

vi.mock('../../functions/telemetry/metrics.ts', { spy: true });

const base = '/v1/cycles/2019';
const ownMilliseconds = 20_000;
const step = 4;

/** Every await takes so long that no time is left after the n-th. */
function timeIsOverAt(clock: SetClock) {
  const state = { at: 0, awaits: 0 };
  const pause = (): undefined => {
    if (state.at > 0 && ++state.awaits === state.at) clock.time += ownMilliseconds;
  };
  const weather: Weather = { ...calm, pause };
  return { state, weather };
}

/** A year that is not due yet, whose requests run out of time where a test says so. */
async function slowYear() {
  const clock: SetClock = { time: yearClosesAt - 100_000 };
  const { state, weather } = timeIsOverAt(clock);
  const year = await preparedYear('hold', weather, undefined, clock);
  const order = (key: string, body: object = { comment: '提前定稿' }, caller: object = admin) =>
    year.send(`POST ${base}/finalization`, { caller, headers: { 'idempotency-key': key }, body });
  /** Sends something for which there is no time left after the n-th await. Gives whether it got that far. */
  const slowedAt = async <T>(at: number, run: () => Promise<T>) => {
    Object.assign(state, { at, awaits: 0 });
    const reply = await run();
    const isOver = state.awaits >= at;
    state.at = 0;
    return { reply, isOver };
  };
  /** Sends something for which there is no time left once it has come to the gates: the closing is recorded by then. */
  const slowed = async <T>(run: () => Promise<T>): Promise<T> => {
    const { books } = year.needs;
    const setGates = books.setGates.bind(books);
    books.setGates = (...gates) => {
      books.setGates = setGates;
      clock.time += ownMilliseconds;
      return setGates(...gates);
    };
    return run();
  };
  return { ...year, order, slowed, slowedAt };
}

async function deliver({ needs }: Pick<PreparedYear, 'needs'>): Promise<void> {
  const Records = needs.firings.splice(0).map((firing, at) => ({ messageId: `m${at}`, body: JSON.stringify(firing) }));
  const outcome = await finalizeFromQueue(() => needs, { Records } as Parameters<typeof finalizeFromQueue>[1]);
  expect(outcome).toEqual({ batchItemFailures: [] });
}

const faultsOf = async ({ needs }: PreparedYear) => yearEndFaults(needs, (await preparedYear('hold')).table);

describe('an order for which twenty seconds are not enough', () => {
  it('is told that it goes on, and where its end is told', async () => {
    const year = await slowYear();
    const reply = await year.slowed(() => year.order('k1'));
    expect(reply).toMatchObject({ status: 202, body: { cycle: '2019', state: 'closing' } });
    expect(reply.headers).toMatchObject({ location: `${base}/final`, 'retry-after': '2' });
    expect(contractFaults(reply)).toEqual([]);
    expect(year.needs.firings).toEqual([{ cycle: '2019', epoch: 1 }]);
    expect(await year.needs.cycles.load('2019')).toMatchObject({ state: 'closing', sealing: { revision: 0 } });
  });

  it('is carried out by the finalizer, under its comment, and its key then gives the result', async () => {
    const year = await slowYear();
    await year.slowed(() => year.order('k1'));
    await deliver(year);
    expect(await faultsOf(year)).toEqual([]);
    const again = await year.order('k1');
    expect(again).toMatchObject({ status: 200, body: { state: 'finalized', revision: 1 } });
    expect(again.headers['idempotent-replayed']).toBe('true');
    const { body } = await year.send(`GET ${base}/final`, { caller: auditor });
    expect([body.sha256, body.comment]).toEqual([again.body.sha256, '提前定稿']);
  });

  it('and that is sent again while it is closing is worked on for as long again', async () => {
    const year = await slowYear();
    await year.slowed(() => year.order('k1'));
    const reply = await year.slowed(() => year.order('k1'));
    expect([reply.status, reply.headers['idempotent-replayed']]).toEqual([202, undefined]);
    expect(await year.order('k1')).toMatchObject({ status: 200, body: { revision: 1 } });
  });

  it('is counted and left to the sweeper where the finalizer can’t be woken', async () => {
    const year = await slowYear();
    const cycleQueue = { send: () => Promise.reject(new Error('no queue')) };
    const send = apiClient({ ...year.needs, cycleQueue });
    const reply = await year.slowed(() => send(`POST ${base}/finalization`, { caller: admin }));
    expect(brief(reply)).toBe('202');
    expect(countFinalizationFailures).toHaveBeenCalledExactlyOnceWith(1);
    await sweep(year.needs);
    expect(await faultsOf(year)).toEqual([]);
  });

  it('and that can’t be, because somebody wrote meanwhile, is taken back, and its key then tells why', async () => {
    const year = await slowYear();
    const advance = year.needs.cycles.advance.bind(year.needs.cycles);
    year.needs.cycles.advance = async (...transition) => {
      year.needs.cycles.advance = advance;
      const claim = { caller: portal('d-001'), body: { value: '9' } };
      expect(brief(await year.send(`PUT ${base}/districts/d-001/components/5/claim`, claim))).toBe('200');
      return advance(...transition);
    };
    const reply = await year.slowed(() => year.order('k1'));
    expect(brief(reply)).toBe('202');
    await deliver(year);
    expect(await year.needs.cycles.load('2019')).toMatchObject({ state: 'open' });
    expect(brief(await year.order('k1'))).toBe('409 state-conflict');
  });

  it('and that has joined another’s closing is told so for good', async () => {
    const year = await slowYear();
    await year.slowed(() => year.order('k1'));
    const other = { ...admin, subject: 'admin-2' };
    const reply = await year.slowed(() => year.order('k2', {}, other));
    expect(brief(reply)).toBe('202');
    await deliver(year);
    expect((await year.order('k1')).status).toBe(200);
    const again = await year.order('k2', {}, other);
    expect([again.status, again.headers['idempotent-replayed'], again.headers.location]).toEqual([
      ...[202, 'true'],
      `${base}/final`,
    ]);
  });

  it('before it was recorded is busy, and nothing has moved', async () => {
    const year = await slowYear();
    const { reply } = await year.slowedAt(1, () => year.order('k1'));
    expect(brief(reply)).toBe('503 busy');
    expect(await year.needs.cycles.load('2019')).toMatchObject({ state: 'open', steps: 0 });
  });

  it('at whatever step: is sealed once, and its key tells of that result', async () => {
    const statuses = new Set<number>();
    const digests = new Set<string>();
    for (let at = 1, isOver = true; isOver; at += step) {
      const year = await slowYear();
      const slowed = await year.slowedAt(at, () => year.order('k1'));
      isOver = slowed.isOver;
      statuses.add(slowed.reply.status);
      await deliver(year);
      const again = await year.order('k1');
      expect(again, `over at ${at}`).toMatchObject({ status: 200, body: { state: 'finalized', revision: 1 } });
      await sweep(year.needs);
      expect(await faultsOf(year), `over at ${at}`).toEqual([]);
      const final = (await year.needs.seals.load('2019', 1))!;
      expect([final.comment, final.sha256]).toEqual(['提前定稿', again.body.sha256]);
      digests.add(final.sha256);
    }
    expect([...statuses].sort()).toEqual([200, 202, 503]);
  }, 120_000);
});
