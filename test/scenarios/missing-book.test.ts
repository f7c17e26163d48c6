import '../support/quiet.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { advanceCycle } from '../../functions/protocols/finalization/advance-cycle.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import * as metrics from '../../functions/telemetry/metrics.ts';
import { keys } from '../../lib/stores/table.ts';
import { apiClient } from '../support/api-client.ts';
import { memoryDependencies } from '../support/memory/dependencies.ts';
import { firstBoard, sampleCycle, sampleNow } from '../support/sample-cycle.ts';
import { admin, brief } from '../support/sample-service.ts';
import { peekBoard, placeBoard } from '../support/stored-board.ts';

vi.mock('../../functions/telemetry/metrics.ts', { spy: true });
afterEach(() => vi.clearAllMocks());

const lost = keys.head('2019', 'd-002');

/** A swept cycle of four districts that have claimed 11, 12, 13, 14, and what the sweeper reports of itself. */
async function swept() {
  const needs = memoryDependencies({ clock: { now: () => sampleNow } });
  const cycle = { ...sampleCycle('2019', 4), onBlockers: 'verified-only' as const };
  const other = sampleCycle('2020');
  for (const each of [cycle, other]) await needs.cycles.create(each, firstBoard(each), null);
  const send = apiClient(needs);
  const claim = (district: string, value: string, year = '2019') =>
    send(`PUT /v1/cycles/${year}/districts/${district}/components/13/claim`, {
      caller: { role: 'district', district },
      body: { value },
    });
  for (const [index, { id }] of cycle.districts.entries()) await claim(id, String(11 + index));
  await sweep(needs);
  const get = async (path: string) => (await send(`GET /v1/cycles/2019/${path}`, { caller: admin })).body;
  const rows = async () => (await get('ranking?basis=claimed')).rows;
  const board = () => peekBoard(needs.table, '2019');
  return { needs, cycle, send, claim, get, rows, board };
}

describe('a cycle in which a district has lost its head', () => {
  it('is reported with the district, and the board stays as it is, whatever else differs on it', async () => {
    const it = await swept();
    it.needs.table.remove(lost);
    const stored = { ...it.board(), board: { ...it.board().board } };
    stored.board.claimed = {
      ...stored.board.claimed,
      plain: stored.board.claimed.plain.map((points) => points.map(() => 7)),
    };
    placeBoard(it.needs.table, '2019', stored);
    for (let again = 0; again < 2; again++) await expect(sweep(it.needs)).rejects.toThrow('no book of d-002');
    expect(it.board()).toEqual(stored);
    expect(await it.get('integrity')).toMatchObject({
      status: 'different',
      lastComparison: { differences: [{ column: 'book', district: 'd-002', rebuilt: 'missing' }] },
    });
  });

  it('is counted for the alarm, and its neighbours keep their values and ranks', async () => {
    const it = await swept();
    const before = await it.rows();
    expect(metrics.countMissingBooks).toHaveBeenLastCalledWith(0);
    it.needs.table.remove(lost);
    await sweep(it.needs).catch(() => undefined);
    expect(metrics.countMissingBooks).toHaveBeenLastCalledWith(1);
    expect(await it.rows()).toEqual(before);
  });

  it('keeps no other cycle and no other district from being recalculated', async () => {
    const it = await swept();
    it.needs.table.remove(lost);
    await it.claim('d-003', '99');
    await it.claim('d-001', '5', '2020');
    await sweep(it.needs).catch(() => undefined);
    expect((await it.needs.boards.load('2020'))!.board.revisions[0]).toBe(1);
    expect(await it.rows()).toMatchObject([
      { district: 'd-003', rank: 1 },
      { district: 'd-004', rank: 1 },
      { district: 'd-001', rank: 3 },
      { district: 'd-002', rank: 3 },
    ]);
    expect([...it.board().board.revisions]).toEqual([1, 1, 2, 1]);
  });

  it('is not sealed, and is as soon as the head is there again', async () => {
    const it = await swept();
    const head = it.needs.table.peek(lost)!;
    it.needs.table.remove(lost);
    const late = { ...it.needs, clock: { now: () => Date.parse(it.cycle.finalizeAt) } };
    await expect(advanceCycle(late, '2019')).rejects.toThrow('no book of d-002');
    expect(await it.needs.seals.load('2019', 1)).toBeNull();
    it.needs.table.place({ ...head, ...lost });
    expect(await advanceCycle(late, '2019')).toBe('done');
  });

  it('gives no work list and no preview in which a district is left out', async () => {
    const it = await swept();
    it.needs.table.remove(lost);
    for (const path of ['completeness', 'finalization'])
      expect(brief(await it.send(`GET /v1/cycles/2019/${path}`, { caller: admin }))).toMatch(/^500/);
  });
});

describe('a board that was stored for another number of districts', () => {
  it.each([3, 5])('%i instead of four, is replaced by that of the cohort', async (size) => {
    const it = await swept();
    const before = await it.rows();
    const other = { ...firstBoard(sampleCycle('2019', size)), version: it.board().version };
    placeBoard(it.needs.table, '2019', other);
    await sweep(it.needs);
    const { cycles } = await sweep(it.needs);
    expect(cycles[0]!.comparison.differences).toEqual([]);
    expect(it.board().board.size).toBe(4);
    expect(await it.rows()).toEqual(before);
  });
});

describe('a board that was stored for more districts than there are', () => {
  it('is reported by place where no district has that place', async () => {
    const it = await swept();
    const larger = firstBoard(sampleCycle('2019', 5));
    placeBoard(it.needs.table, '2019', { ...larger, version: it.board().version });
    const { cycles } = await sweep(it.needs);
    expect(cycles[0]!.comparison.differences).toContainEqual(
      expect.objectContaining({ column: 'size', district: '#4', board: '5', rebuilt: '4' }),
    );
  });
});

describe('a board that claims to have applied more than a book holds', () => {
  it('is reported and replaced', async () => {
    const it = await swept();
    const { board } = it.board();
    const revisions = board.revisions.with(1, 9);
    placeBoard(it.needs.table, '2019', { ...it.board(), board: { ...board, revisions } });
    const { cycles } = await sweep(it.needs);
    expect(cycles[0]!.comparison.differences).toContainEqual(
      expect.objectContaining({ column: 'revision', district: 'd-002', board: '9', rebuilt: '1' }),
    );
    expect((await sweep(it.needs)).cycles[0]!.comparison.differences).toEqual([]);
    expect([...it.board().board.revisions]).toEqual([1, 1, 1, 1]);
  });
});
