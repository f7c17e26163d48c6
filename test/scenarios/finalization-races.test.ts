import '../support/quiet.ts';
import { describe, expect, it } from 'vitest';
import { advanceCycle } from '../../functions/protocols/finalization/advance-cycle.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import { apiClient } from '../support/api-client.ts';
import { type BrokenTable, without, withoutWhat } from '../support/memory/broken-tables.ts';
import { calm } from '../support/memory/weather.ts';
import { overriding } from '../support/overriding.ts';
import { brief } from '../support/sample-service.ts';
import { peekBoard, placeBoard } from '../support/stored-board.ts';
import { type PreparedYear, preparedYear, yearClosesAt, yearFinalizesAt } from '../support/year-end/prepared-year.ts';
import { yearEndFaults } from '../support/year-end/year-end-invariants.ts';

const assessor = { role: 'assessor', subject: 'assessor-1' };
const portal = { role: 'district', district: 'd-001' };
const base = '/v1/cycles/2019/districts/d-001/components/5';
const claim = (value: string) => [`PUT ${base}/claim`, { caller: portal, body: { value } }] as const;
const verify = (claimRevision: number) =>
  [
    `POST ${base}/assessments`,
    { caller: assessor, body: { decision: 'verify', claimRevision, reason: '属实' } },
  ] as const;

async function yearAt(time: number, broken?: BrokenTable): Promise<PreparedYear> {
  const year = await preparedYear('hold', calm, broken);
  year.clock.time = time;
  return year;
}

/** Does something once, just before the next call of a store's method. */
function justBefore<T extends object, K extends keyof T>(store: T, method: K, act: () => Promise<unknown>): T {
  const original = (store[method] as (...given: unknown[]) => unknown).bind(store);
  let isDone = false;
  const replaced = async (...given: unknown[]) => {
    if (!isDone) {
      isDone = true;
      await act();
    }
    return original(...given);
  };
  return overriding(store, { [method]: replaced } as Partial<T>);
}

const faultsOf = async ({ needs }: PreparedYear) => yearEndFaults(needs, (await preparedYear('hold')).table);

describe('a write that was read before the gates closed and arrives after the sealing', () => {
  async function lateWrite(broken?: BrokenTable) {
    const year = await yearAt(yearFinalizesAt, broken);
    const books = justBefore(year.needs.books, 'append', () => advanceCycle(year.needs, '2019'));
    const send = apiClient({ ...year.needs, books });
    const { body } = await year.send('GET /v1/cycles/2019/districts/d-001/book', { caller: assessor });
    const [claimed] = body.components.filter(({ component }: { component: string }) => component === '5');
    const judged = { decision: 'correct', value: '3', claimRevision: claimed.claim.revision, reason: '更正' };
    const reply = await send(`POST ${base}/assessments`, { caller: assessor, body: judged });
    return { reply, faults: await faultsOf(year) };
  }

  it('is refused, and the result is what it was', async () => {
    const { reply, faults } = await lateWrite();
    expect([brief(reply), faults]).toEqual(['409 cycle-finalized', []]);
  });

  it('would be found if the gate were no condition of the transaction', async () => {
    const { faults } = await lateWrite(without('HEAD assessorGate'));
    expect(faults).toContain('revision 8 of d-001 was written into a finalized cycle');
  });
});

describe('a claim that was received in time and arrives late', () => {
  it('counts by the gateway’s time as long as its gate is open, and not after it', async () => {
    const year = await yearAt(yearClosesAt + 20_000);
    const [target, request] = claim('9');
    expect(brief(await year.send(target, { ...request, receivedAt: yearClosesAt - 1 }))).toBe('200');
    expect(brief(await year.send(target, { ...request, receivedAt: yearClosesAt }))).toBe('409 cycle-closed');
    await sweep(year.needs);
    expect(brief(await year.send(target, { ...request, receivedAt: yearClosesAt - 1 }))).toBe('409 cycle-closed');
  });
});

describe('a finalizer that was about to let assessors go on, and comes to it only when all is sealed', () => {
  async function lateOpening(broken?: BrokenTable) {
    const year = await yearAt(yearClosesAt - 1, broken);
    const { body } = await year.send(...claim('9'));
    year.clock.time = yearFinalizesAt;
    const others = async () => {
      expect(brief(await year.send(...verify(body.revision)))).toBe('201');
      await advanceCycle(year.needs, '2019');
      expect((await year.needs.cycles.load('2019'))?.state).toBe('finalized');
    };
    const books = justBefore(year.needs.books, 'setGates', others);
    await advanceCycle({ ...year.needs, books }, '2019');
    return faultsOf(year);
  }

  it('opens no gate', async () => {
    expect(await lateOpening()).toEqual([]);
  });

  it('would be found if gates did not move with the cycle as read', async () => {
    expect(await lateOpening(withoutWhat((name, write) => name === 'META steps' && 'check' in write))).toContain(
      'a gate of d-001 is open',
    );
  });
});

describe('a finalizer that died after it recorded a hold and before it opened the gates again', () => {
  it('locks no assessor out: the next look opens them', async () => {
    const year = await yearAt(yearFinalizesAt);
    const unmet = async () => {
      const { body } = await year.send(`PUT ${base}/claim`, { ...claim('9')[1], receivedAt: yearClosesAt - 1 });
      return body.revision;
    };
    let revision = 0;
    const cycles = justBefore(year.needs.cycles, 'advance', async () => {
      revision = await unmet();
    });
    const setGates = year.needs.books.setGates.bind(year.needs.books);
    let calls = 0;
    const books = overriding(year.needs.books, {
      setGates: async (cycle, gates) => {
        calls += 1;
        if (calls === 2) throw new Error('killed');
        return setGates(cycle, gates);
      },
    });
    await expect(advanceCycle({ ...year.needs, cycles, books }, '2019')).rejects.toThrow('killed');
    expect(await year.needs.cycles.load('2019')).toMatchObject({ state: 'verifying', sealing: { held: { count: 1 } } });
    expect(brief(await year.send(...verify(revision)))).toBe('409 cycle-closed');
    await sweep(year.needs);
    expect(brief(await year.send(...verify(revision)))).toBe('201');
    await sweep(year.needs);
    expect(await faultsOf(year)).toEqual([]);
  });
});

describe('the board', () => {
  it('that lags behind, because no stream record was delivered, is drained before the sealing', async () => {
    const year = await yearAt(yearClosesAt - 1);
    const { body } = await year.send(...claim('9'));
    await year.send(...verify(body.revision));
    const revisions = () => peekBoard(year.table, '2019').board.revisions[0];
    const before = revisions();
    year.clock.time = yearFinalizesAt;
    await advanceCycle(year.needs, '2019');
    expect([before, revisions()]).toEqual([7, 9]);
    expect(await faultsOf(year)).toEqual([]);
  });

  it('that differs from the books stops the sealing, is repaired, and then it is sealed', async () => {
    const year = await yearAt(yearFinalizesAt);
    const stored = (await year.needs.boards.load('2019'))!;
    stored.board.verified.plain[0]![0] = 9999;
    placeBoard(year.table, '2019', stored);
    await expect(advanceCycle(year.needs, '2019')).rejects.toThrow('differs');
    expect(await year.needs.cycles.load('2019')).toMatchObject({ state: 'closing', sealing: { revision: 0 } });
    expect(brief(await year.send(...claim('9')))).toBe('409 cycle-closed');
    await sweep(year.needs);
    expect(await faultsOf(year)).toEqual([]);
  });
});

describe('an export that fails half-way', () => {
  it('is taken up where it stopped, and nothing is reopened before', async () => {
    const year = await yearAt(yearFinalizesAt);
    const { results } = year.needs;
    const half = overriding(results, {
      keep: async (prefix, files) => {
        await results.keep(prefix, files.slice(0, 3));
        throw new Error('no bucket');
      },
    });
    await expect(advanceCycle({ ...year.needs, results: half }, '2019')).rejects.toThrow('no bucket');
    const sealed = (await year.needs.seals.load('2019', 1))!;
    expect((await year.needs.cycles.load('2019'))?.sealing.isExported).toBe(false);
    expect(results.all().size).toBe(3);
    await sweep(year.needs);
    expect((await year.needs.seals.load('2019', 1))?.sha256).toBe(sealed.sha256);
    expect(await faultsOf(year)).toEqual([]);
  });
});
