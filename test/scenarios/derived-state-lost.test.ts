import { writeScore } from '../../lib/stores/book-items.ts';
import '../support/quiet.ts';
import { describe, expect, it } from 'vitest';
import { compareWithRebuild } from '../../functions/protocols/compare-with-rebuild.ts';
import { type CycleRules, loadCycle } from '../../functions/protocols/cycle-rules.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import type { StoredBoard } from '../../lib/domain/ports.ts';
import { type ItemKey, keys } from '../../lib/stores/table.ts';
import { apiClient } from '../support/api-client.ts';
import { memoryDependencies } from '../support/memory/dependencies.ts';
import { districtIds, firstBoard, sampleCycle, sampleNow } from '../support/sample-cycle.ts';
import { placeBoard } from '../support/stored-board.ts';

const admin = { role: 'admin' };

/** A swept cycle in which three districts have claimed. */
async function swept(districts = 3) {
  const needs = memoryDependencies({ clock: { now: () => sampleNow } });
  const cycle = sampleCycle('2019', districts);
  await needs.cycles.create(cycle, firstBoard(cycle), null);
  const send = apiClient(needs);
  const claim = (district: string, value: string, component = '13') =>
    send(`PUT /v1/cycles/2019/districts/${district}/components/${component}/claim`, {
      caller: { role: 'district', district },
      body: { value },
    });
  const ids = districtIds(districts);
  for (const id of [ids[0]!, ids[1]!, ids.at(-1)!]) await claim(id, String(10 + ids.indexOf(id)));
  await sweep(needs);
  const ranking = async () => (await send('GET /v1/cycles/2019/ranking?basis=claimed', { caller: admin })).body;
  return { needs, claim, ranking, sweeps: async () => (await sweep(needs)).cycles[0]! };
}

const board = keys.board('2019');
const score = (district: string) => keys.score('2019', district);

describe('derived state may be lost: a sweep brings it back from the inputs', () => {
  const losses: [string, ItemKey[]][] = [
    ['the board', [board]],
    ['a score', [score('d-001')]],
    ['all scores', ['d-001', 'd-002', 'd-003'].map(score)],
    ['the board and a score', [board, score('d-002')]],
    ['the board and all scores', [board, ...['d-001', 'd-002', 'd-003'].map(score)]],
  ];
  it.each(losses)('%s, with nothing written since', async (_, lost) => {
    const it = await swept();
    const before = await it.ranking();
    for (const key of lost) it.needs.table.remove(key);
    await it.sweeps();
    expect((await it.sweeps()).comparison.differences).toEqual([]);
    expect((await it.ranking()).rows).toEqual(before.rows);
  });

  it.each(losses)('%s, with writes since', async (_, lost) => {
    const [it, other] = [await swept(), await swept()];
    for (const key of lost) it.needs.table.remove(key);
    for (const { claim, sweeps } of [it, other]) {
      await claim('d-001', '99');
      await claim('d-002', '3', '5');
      await sweeps();
    }
    expect((await it.sweeps()).comparison.differences).toEqual([]);
    expect((await it.ranking()).rows).toEqual((await other.ranking()).rows);
  });

  it('the board of a cohort larger than one version', async () => {
    const it = await swept(100);
    const before = await it.ranking();
    it.needs.table.remove(board);
    await it.sweeps();
    expect((await it.sweeps()).comparison.differences).toEqual([]);
    expect((await it.ranking()).rows).toEqual(before.rows);
  });

  it('the scores of more districts than a transaction holds, some in each version', async () => {
    const it = await swept(100);
    for (const id of districtIds(100)) await it.claim(id, '7', '5');
    await it.sweeps();
    const before = (await it.needs.boards.load('2019'))!.version;
    for (const id of districtIds(100)) it.needs.table.remove(score(id));
    for (const left of [100, 0]) expect((await it.sweeps()).comparison.differences).toHaveLength(left);
    expect((await it.needs.boards.load('2019'))!.version).toBe(before + 2);
  });

  it('the board of a cycle in which nobody has written anything', async () => {
    const needs = memoryDependencies({ clock: { now: () => sampleNow } });
    const cycle = sampleCycle('2019');
    await needs.cycles.create(cycle, firstBoard(cycle), null);
    needs.table.remove(board);
    await sweep(needs);
    expect(await needs.boards.load('2019')).toMatchObject({ version: 1, board: firstBoard(cycle).board });
  });
});

describe('a cycle that is sealed and exported', () => {
  const hour = 3_600_000;

  /** One that a sweep has finalized and compared, with the times at which sweeps have compared since. */
  async function sealed() {
    const clock = { time: sampleNow };
    const needs = memoryDependencies({ clock: { now: () => clock.time } });
    const cycle = { ...sampleCycle('2019'), onBlockers: 'verified-only' as const };
    await needs.cycles.create(cycle, firstBoard(cycle), null);
    const sealedAt = Date.parse(cycle.finalizeAt);
    clock.time = sealedAt;
    await sweep(needs);
    const compared = async (hours: number) => {
      clock.time = sealedAt + hours * hour;
      await sweep(needs);
      const { at } = (await needs.integrity.load('2019'))!;
      return (Date.parse(at) - sealedAt) / hour;
    };
    return { needs, compared };
  }

  it('is compared once a day', async () => {
    const { compared } = await sealed();
    const found = [];
    for (const hours of [0.1, 12, 23.9, 24, 30, 47.9, 48]) found.push(await compared(hours));
    expect(found).toEqual([0, 0, 0, 24, 24, 24, 48]);
  });

  it('is compared at every sweep while its files are not there', async () => {
    const { needs, compared } = await sealed();
    const { sealing } = (await needs.cycles.load('2019'))!;
    needs.table.alter(keys.cycle('2019'), { sealing: { ...sealing, isExported: false } });
    expect(await compared(1)).toBe(1);
  });

  it.each([
    ['found something', { differences: [{ column: 'totals', district: 'd-001', board: '1', rebuilt: '2' }] }],
    ['found a broken chain', { auditBreaks: [{ district: 'd-001', revision: 1, fault: 'altered-entry' }] }],
    ['lies in the future', { at: '2999-01-01T00:00:00.000Z' }],
  ])('is compared again where the last report %s', async (_, changed) => {
    const { needs, compared } = await sealed();
    await needs.integrity.save('2019', { ...(await needs.integrity.load('2019'))!, ...changed });
    expect(await compared(1)).toBe(1);
  });
});

describe('a sweep', () => {
  it('reports and repairs a board that differs from its inputs, in the next version of the feed', async () => {
    const it = await swept();
    const before = await it.ranking();
    const stored = (await it.needs.boards.load('2019'))!;
    stored.board.claimed.plain[0]![0] = 9999;
    stored.board.claimed.plain[1]![1] = 3;
    placeBoard(it.needs.table, '2019', stored);
    const { comparison } = await it.sweeps();
    expect(comparison.differences.map(({ column, district }) => `${column} ${district}`)).toEqual([
      'claimed.plain.0 d-001',
      'claimed.plain.1 d-002',
    ]);
    expect(await it.needs.integrity.load('2019')).toEqual(comparison);
    expect((await it.sweeps()).comparison.differences).toEqual([]);
    expect(await it.ranking()).toMatchObject({ rows: before.rows, version: before.version + 1 });
    expect((await it.needs.boards.changes('2019', before.version, 10)).map(({ version }) => version)).toEqual([
      before.version + 1,
    ]);
  });

  it('reports and repairs applied inputs that are not those of the book', async () => {
    const it = await swept();
    const applied = async () => (await it.needs.boards.scores('2019', ['d-002']))[0]!;
    const stored = await applied();
    const inputs = stored.inputs.map((own) => ({ ...own, claim: null }));
    it.needs.table.place({ ...score('d-002'), ...writeScore({ ...stored, inputs }) });
    const { comparison } = await it.sweeps();
    expect(comparison.differences).toMatchObject([{ column: 'applied-inputs', district: 'd-002' }]);
    expect((await it.sweeps()).comparison.differences).toEqual([]);
    expect((await applied()).inputs).toEqual(stored.inputs);
  });

  it('reports an audit entry that was altered, and leaves it as it is', async () => {
    const it = await swept();
    const key = keys.audit('2019', 'd-002', 1);
    it.needs.table.alter(key, { by: 'somebody-else' });
    for (let again = 0; again < 2; again++)
      expect((await it.sweeps()).comparison.auditBreaks).toEqual([
        { district: 'd-002', revision: 1, fault: 'altered-entry' },
      ]);
  });

  it('goes on to the other cycles where one cannot be swept, and fails all the same', async () => {
    const it = await swept();
    const other = sampleCycle('2020');
    await it.needs.cycles.create(other, firstBoard(other), null);
    await it.claim('d-001', '5');
    it.needs.table.alter(keys.head('2020', 'd-001'), { revision: 4, componentRevisions: { 5: 4 } });
    const early = sampleCycle('2018');
    await it.needs.cycles.create(early, firstBoard(early), null);
    it.needs.table.alter(keys.head('2018', 'd-001'), { revision: 4, componentRevisions: { 5: 4 } });
    await expect(sweep(it.needs)).rejects.toThrow('the book keeps moving');
    expect(((await it.needs.boards.load('2019')) as StoredBoard).board.revisions[0]).toBe(2);
  });

  it('a break of a chain whose turn it is not is found by who looks at all of them', async () => {
    const it = await swept();
    const key = keys.audit('2019', 'd-002', 1);
    it.needs.table.alter(key, { by: 'somebody-else' });
    const rules = (await loadCycle(it.needs, '2019')) as CycleRules;
    const atTurn = (turn: number) => ({
      ...it.needs,
      clock: { now: () => sampleNow - (sampleNow % 3_600_000) + turn * 300_000 },
    });
    const broken = async (turn: number, entriesMax: number) =>
      (await compareWithRebuild(atTurn(turn), rules, { entriesMax })).report.auditBreaks.map(
        ({ district }) => district,
      );
    expect(await broken(0, 0)).toEqual([]);
    expect(await broken(1, 0)).toEqual(['d-002']);
    expect(await broken(0, Number.POSITIVE_INFINITY)).toEqual(['d-002']);
  });
});
