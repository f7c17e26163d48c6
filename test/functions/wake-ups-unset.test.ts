import '../support/quiet.ts';
import { ThrottlingException, ValidationException } from '@aws-sdk/client-scheduler';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { advanceCycle } from '../../functions/protocols/finalization/advance-cycle.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import { log } from '../../functions/telemetry/log.ts';
import * as metrics from '../../functions/telemetry/metrics.ts';
import type { Cycle } from '../../lib/domain/cycle.ts';
import type { WakeUps } from '../../lib/domain/finalization/result-ports.ts';
import { keys } from '../../lib/stores/table.ts';
import { apiClient } from '../support/api-client.ts';
import { overriding } from '../support/overriding.ts';
import { admin, brief, cycleBody } from '../support/sample-service.ts';
import { type PreparedYear, preparedYear, yearClosesAt, yearFinalizesAt } from '../support/year-end/prepared-year.ts';

const refusals = {
  'a throttle': new ThrottlingException({ Message: 'slow down', message: 'slow down', $metadata: {} }),
  'a validation error': new ValidationException({ Message: 'no zone', message: 'no zone', $metadata: {} }),
};

const other = { role: 'admin', subject: 'admin-2' };
const headers = { 'idempotency-key': 'once-only' };
const day = 86_400_000;

let year: PreparedYear;
let set: Cycle[];
let refusal: Error | null;
let wakeUps: WakeUps;
beforeEach(async () => {
  year = await preparedYear();
  year.clock.time = yearClosesAt - 100_000;
  set = [];
  refusal = null;
  wakeUps = {
    set: async (cycle) => {
      if (refusal) throw refusal;
      set.push(cycle);
    },
  };
});
afterEach(() => vi.restoreAllMocks());

const needs = () => ({ ...year.needs, wakeUps });
const send = (...sent: Parameters<PreparedYear['send']>) => apiClient(needs())(...sent);
const opening = { caller: admin, headers, body: { ...cycleBody, id: '2020' } };
const noted = async (id: string) => (await year.needs.cycles.load(id))!.wakeUpsEpoch;

/** Two administrators reopen the finalized year. */
async function reopen() {
  year.clock.time = yearFinalizesAt;
  await advanceCycle(needs(), '2019');
  year.clock.time += day;
  const until = new Date(year.clock.time + day).toISOString();
  const body = { scope: { districts: ['d-001'], components: ['5'] }, reason: '数据有误', until };
  const asked = await send('POST /v1/cycles/2019/reopenings', { caller: admin, body });
  const approval = `POST /v1/cycles/2019/reopenings/${asked.body.id}/approval`;
  return () => send(approval, { caller: other, headers });
}

describe.each(Object.entries(refusals))('a scheduler that answers with %s', (_, answer) => {
  it('fails no opening of a cycle: it is open, answered under its key, and the sweeper sets the wake-ups', async () => {
    refusal = answer;
    const first = await send('POST /v1/cycles', opening);
    expect(brief(first)).toBe('201');
    expect([await noted('2020'), set.length]).toEqual([0, 0]);
    expect((await send('POST /v1/cycles', opening)).text).toBe(first.text);
    refusal = null;
    await sweep(needs());
    expect([await noted('2020'), set.map(({ id }) => id)]).toEqual([1, ['2020']]);
    await sweep(needs());
    expect(set).toHaveLength(1);
  });

  it('fails no approval of a reopening: the next epoch begins, and the sweeper sets its wake-ups', async () => {
    const approve = await reopen();
    refusal = answer;
    const first = await approve();
    expect(brief(first)).toBe('200');
    expect((await approve()).text).toBe(first.text);
    refusal = null;
    await sweep(needs());
    expect([await noted('2019'), set.at(-1)?.epoch]).toEqual([2, 2]);
  });

  it('keeps no sweep from its other work, and is counted by every one until they are set', async () => {
    refusal = answer;
    const count = vi.spyOn(metrics, 'countUnsetWakeUps');
    const fault = vi.spyOn(log, 'fault');
    await send('POST /v1/cycles', opening);
    const report = await sweep(needs());
    expect(report.cycles.map(({ cycle }) => cycle)).toEqual(['2019', '2020']);
    refusal = null;
    await sweep(needs());
    expect(count.mock.calls).toEqual([[1], [1]]);
    const line = ['the wake-ups of a cycle could not be set', answer, { cycle: '2020' }];
    expect(fault.mock.calls).toEqual([line, line]);
  });
});

describe('wake-ups', () => {
  it('that were set are noted by the request, and the sweeper has nothing to set', async () => {
    await send('POST /v1/cycles', opening);
    expect([await noted('2020'), set.map(({ id }) => id)]).toEqual([1, ['2020']]);
    await (await reopen())();
    expect([await noted('2019'), set.at(-1)]).toMatchObject([2, { id: '2019', epoch: 2 }]);
    const count = set.length;
    await sweep(needs());
    expect(set).toHaveLength(count);
  });

  it('that were set and not noted are set again', async () => {
    const lost = overriding(year.needs.cycles, { noteWakeUps: () => Promise.reject(new Error('lost')) });
    expect(brief(await apiClient({ ...needs(), cycles: lost })('POST /v1/cycles', opening))).toBe('201');
    expect(await noted('2020')).toBe(0);
    await sweep(needs());
    expect([await noted('2020'), set.filter(({ id }) => id === '2020').length]).toEqual([1, 2]);
  });

  it('of a finalized cycle are not missed', async () => {
    year.table.alter(keys.cycle('2019'), { wakeUpsEpoch: 0 });
    year.clock.time = yearFinalizesAt;
    await sweep(needs());
    expect([(await year.needs.cycles.load('2019'))?.state, set]).toEqual(['finalized', []]);
  });
});
