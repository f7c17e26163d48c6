import '../support/quiet.ts';
import { describe, expect, it } from 'vitest';
import { finalizeFromQueue } from '../../functions/finalize/finalize-from-queue.ts';
import { advanceCycle } from '../../functions/protocols/finalization/advance-cycle.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import { preparedYear, yearClosesAt, yearFinalizesAt } from '../support/year-end/prepared-year.ts';
import { yearEndFaults } from '../support/year-end/year-end-invariants.ts';

/** A year whose finalization is due, and how it all began. */
async function dueYear() {
  const year = await preparedYear('hold');
  year.clock.time = yearFinalizesAt;
  return { ...year, before: (await preparedYear('hold')).table };
}

describe('a schedule that fires', () => {
  it('twice at once finalizes once', async () => {
    const year = await dueYear();
    const record = (messageId: string) => ({ messageId, body: '{"cycle":"2019","epoch":1}' });
    const fire = (id: string) =>
      finalizeFromQueue(() => year.needs, { Records: [record(id)] } as Parameters<typeof finalizeFromQueue>[1]);
    const outcomes = await Promise.all([fire('m1'), fire('m2')]);
    expect(outcomes).toEqual([{ batchItemFailures: [] }, { batchItemFailures: [] }]);
    expect(await yearEndFaults(year.needs, year.before)).toEqual([]);
  });

  it('early, for an unknown cycle, or for an epoch that is over does nothing', async () => {
    const year = await dueYear();
    year.clock.time = yearClosesAt - 1;
    const commits = year.table.commits;
    expect(await advanceCycle(year.needs, '2019', { epoch: 1 })).toBe('nothing-due');
    expect(await advanceCycle(year.needs, '2018', { epoch: 1 })).toBe('unknown');
    year.clock.time = yearFinalizesAt;
    expect(await advanceCycle(year.needs, '2019', { epoch: 0 })).toBe('stale');
    expect(await advanceCycle(year.needs, '2019', { epoch: 2 })).toBe('stale');
    expect(year.table.commits).toBe(commits);
  });

  it('with a message that can’t be read is delivered again, and keeps no other from being done', async () => {
    const year = await dueYear();
    const Records = [
      { messageId: 'bad', body: 'nonsense' },
      { messageId: 'good', body: '{"cycle":"2019","epoch":1}' },
    ];
    const outcome = await finalizeFromQueue(() => year.needs, { Records } as Parameters<typeof finalizeFromQueue>[1]);
    expect(outcome).toEqual({ batchItemFailures: [{ itemIdentifier: 'bad' }] });
    expect(await yearEndFaults(year.needs, year.before)).toEqual([]);
  });
});

describe('the steps of a year', () => {
  it('are recorded one after another, by the clock', async () => {
    const year = await dueYear();
    year.clock.time = yearClosesAt;
    await sweep(year.needs);
    expect(await year.needs.cycles.load('2019')).toMatchObject({ state: 'verifying', steps: 1 });
    expect(await year.needs.books.heads('2019', ['d-002'])).toMatchObject([
      { portalGate: 'closed', assessorGate: 'open' },
    ]);
    year.clock.time = yearFinalizesAt;
    await sweep(year.needs);
    const steps = year.table.records.flatMap(({ key, item }) => (key.sk.startsWith('STEP#') ? [item] : []));
    expect(steps).toMatchObject([
      { kind: 'submissions-closed', state: 'verifying', by: 'clock' },
      { kind: 'closing-begun', state: 'closing' },
      { kind: 'finalized', state: 'finalized', revision: 1 },
      { kind: 'exported', state: 'finalized', revision: 1 },
    ]);
  });
});
