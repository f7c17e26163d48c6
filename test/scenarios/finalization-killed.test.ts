import '../support/quiet.ts';
import { describe, expect, it } from 'vitest';
import { advanceCycle } from '../../functions/protocols/finalization/advance-cycle.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import { CrashWeather, killedAt } from '../support/year-end/crash-weather.ts';
import { type PreparedYear, preparedYear, yearClosesAt, yearFinalizesAt } from '../support/year-end/prepared-year.ts';
import { yearEndFaults } from '../support/year-end/year-end-invariants.ts';

const admin = { role: 'admin', subject: 'admin-1' };
const other = { role: 'admin', subject: 'admin-2' };
const portal = { role: 'district', district: 'd-001' };
const assessor = { role: 'assessor', subject: 'assessor-1' };

const base = '/v1/cycles/2019/districts/d-001/components/5';

/** A year whose finalization is due, the weather that can kill whoever runs, and how it all began. */
async function dueYear() {
  const weather = new CrashWeather();
  const year = await preparedYear('hold', weather);
  year.clock.time = yearFinalizesAt;
  return { ...year, weather, before: (await preparedYear('hold')).table };
}

async function final({ needs }: PreparedYear, revision = 1) {
  return (await needs.seals.load('2019', revision))!;
}

/** Runs with a kill at every await in turn, each time on a year of its own, until a run comes through. Gives how many. */
async function atEveryAwait(run: (crashAt: number) => Promise<boolean>): Promise<number> {
  for (let crashAt = 1; ; crashAt++) if (!(await run(crashAt))) return crashAt - 1;
}

describe('a finalizer that is killed at every await in turn', () => {
  it('and is taken up seconds later seals the same result, under the instant at which closing began', async () => {
    const digests = new Map<string, Set<string>>();
    const kills = await atEveryAwait(async (crashAt) => {
      const year = await dueYear();
      const run = () => advanceCycle(year.needs, '2019', { epoch: 1 });
      const isKilled = await killedAt(year.weather, crashAt, run);
      year.clock.time += 7000;
      expect(['done', 'nothing-due'], `killed at ${crashAt}`).toContain(await run());
      expect(await yearEndFaults(year.needs, year.before), `killed at ${crashAt}`).toEqual([]);
      const { sha256, closingAt } = await final(year);
      digests.set(closingAt, (digests.get(closingAt) ?? new Set()).add(sha256));
      return isKilled;
    });
    expect(kills).toBeGreaterThan(40);
    expect([...digests].map(([at, { size }]) => [Date.parse(at) - yearFinalizesAt, size])).toEqual([
      [7000, 1],
      [0, 1],
    ]);
  }, 120_000);

  it('and whose schedule never fires again is made up for by the sweep', async () => {
    await atEveryAwait(async (crashAt) => {
      const year = await dueYear();
      const isKilled = await killedAt(year.weather, crashAt, () => advanceCycle(year.needs, '2019', { epoch: 1 }));
      await sweep(year.needs);
      expect(await yearEndFaults(year.needs, year.before), `killed at ${crashAt}`).toEqual([]);
      return isKilled;
    });
  }, 120_000);

  it('and again while it is taken up, still seals one result', async () => {
    for (const first of [9, 34, 58]) {
      await atEveryAwait(async (crashAt) => {
        const year = await dueYear();
        const run = () => advanceCycle(year.needs, '2019', { epoch: 1 });
        await killedAt(year.weather, first, run);
        const isKilled = await killedAt(year.weather, crashAt, run);
        await run();
        expect(await yearEndFaults(year.needs, year.before), `killed at ${first}, then ${crashAt}`).toEqual([]);
        return isKilled;
      });
    }
  }, 120_000);

  it('by an administrator’s order before it was due is taken up as ordered', async () => {
    const kills = await atEveryAwait(async (crashAt) => {
      const year = await dueYear();
      year.clock.time = yearClosesAt - 100_000;
      const order = { by: 'admin-1', comment: '提前定稿', expectedDigest: null, reply: null };
      const isKilled = await killedAt(year.weather, crashAt, () =>
        advanceCycle(year.needs, '2019', { epoch: 1, order }),
      );
      const cycle = (await year.needs.cycles.load('2019'))!;
      await sweep(year.needs);
      if (cycle.state === 'open') {
        expect((await year.needs.cycles.load('2019'))?.state).toBe('open');
        expect(await year.needs.books.heads('2019', ['d-001'])).toMatchObject([{ portalGate: 'open' }]);
      } else {
        expect(await yearEndFaults(year.needs, year.before), `killed at ${crashAt}`).toEqual([]);
        expect((await final(year)).comment).toBe('提前定稿');
      }
      return isKilled;
    });
    expect(kills).toBeGreaterThan(40);
  }, 120_000);
});

describe('a correction whose finalizer is killed at every await in turn', () => {
  it('is sealed as the next revision, which names the one before', async () => {
    const year = await dueYear();
    await advanceCycle(year.needs, '2019');
    const until = new Date(year.clock.time + 60_000).toISOString();
    const body = { scope: { districts: ['d-001'], components: ['5'] }, reason: '数据有误', until };
    const asked = await year.send('POST /v1/cycles/2019/reopenings', { caller: admin, body });
    await year.send(`POST /v1/cycles/2019/reopenings/${asked.body.id}/approval`, { caller: other });
    const claimed = await year.send(`PUT ${base}/claim`, { caller: portal, body: { value: '9' } });
    const claimRevision = claimed.body.revision;
    const judged = { decision: 'verify', claimRevision, reason: '更正属实' };
    expect((await year.send(`POST ${base}/assessments`, { caller: assessor, body: judged })).status).toBe(201);
    const records = [...year.table.records];
    const first = await final(year);
    const digests = new Set<string>();
    await atEveryAwait(async (crashAt) => {
      const again = await dueYear();
      for (const [name, item] of year.table.items) again.table.items.set(name, item);
      again.table.records.push(...records);
      again.clock.time = year.clock.time + 60_000;
      const run = () => advanceCycle(again.needs, '2019', { epoch: 2 });
      const isKilled = await killedAt(again.weather, crashAt, run);
      await run();
      expect(await yearEndFaults(again.needs, again.before), `killed at ${crashAt}`).toEqual([]);
      const second = await final(again, 2);
      expect(second.supersedes).toEqual({ revision: 1, sha256: first.sha256 });
      digests.add(second.sha256);
      return isKilled;
    });
    expect(digests.size).toBe(1);
  }, 120_000);
});
