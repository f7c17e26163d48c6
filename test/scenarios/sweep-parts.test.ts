import '../support/quiet.ts';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { sweep } from '../../functions/sweep/sweep.ts';
import * as metrics from '../../functions/telemetry/metrics.ts';
import { keys } from '../../lib/stores/table.ts';
import type { MemoryDependencies } from '../support/memory/dependencies.ts';
import { overriding } from '../support/overriding.ts';
import { firstBoard, sampleCycle, sampleNow } from '../support/sample-cycle.ts';
import { peekBoard, placeBoard } from '../support/stored-board.ts';
import { type PreparedYear, preparedYear, yearClosesAt } from '../support/year-end/prepared-year.ts';

vi.mock('../../functions/telemetry/metrics.ts', { spy: true });
afterEach(() => vi.clearAllMocks());

/** No anchor is there, so that the day's is due. */
const none = async () => null;
const failing = (what: string) => () => Promise.reject(new Error(what));

/** Dependencies of which one fails, by what it then says. */
const broken: Readonly<Record<string, (needs: MemoryDependencies) => MemoryDependencies>> = {
  'anchors can not be written': (needs) => {
    return {
      ...needs,
      anchors: overriding(needs.anchors, { load: none, keep: failing('anchors can not be written') }),
    };
  },
  'anchors can not be read': (needs) => {
    return { ...needs, anchors: overriding(needs.anchors, { load: failing('anchors can not be read') }) };
  },
  'histories can not be read': (needs) => {
    return { ...needs, books: overriding(needs.books, { history: failing('histories can not be read') }) };
  },
  'heads can not be read': (needs) => {
    return { ...needs, books: overriding(needs.books, { heads: failing('heads can not be read') }) };
  },
  'boards can not be read': (needs) => {
    return { ...needs, boards: overriding(needs.boards, { look: failing('boards can not be read') }) };
  },
  'reports can not be read': (needs) => {
    return { ...needs, integrity: overriding(needs.integrity, { load: failing('reports can not be read') }) };
  },
  'reports can not be kept': (needs) => {
    return { ...needs, integrity: overriding(needs.integrity, { save: failing('reports can not be kept') }) };
  },
};

const swept = (year: PreparedYear, what: string) => sweep(broken[what]!(year.needs));
const integrity = (year: PreparedYear) => year.needs.integrity.load('2019');

/** Makes the stored board another than its books give. */
function spoil({ needs }: PreparedYear): void {
  const stored = peekBoard(needs.table, '2019');
  const plain = stored.board.claimed.plain.with(0, Int32Array.of(7, 7, 7));
  const claimed = { ...stored.board.claimed, plain };
  placeBoard(needs.table, '2019', { ...stored, board: { ...stored.board, claimed } });
}

describe('a sweep in which something fails', () => {
  it.each(Object.keys(broken))('locks evidence that was missed all the same, and fails: %s', async (what) => {
    const year = await preparedYear();
    await expect(swept(year, what)).rejects.toThrow(what);
    expect(year.needs.files.kept.size).toBe(3);
  });

  it.each(Object.keys(broken))(
    'sets the schedules that are missing, and counts what alarms listen to: %s',
    async (what) => {
      const year = await preparedYear();
      year.needs.table.alter(keys.cycle('2019'), { wakeUpsEpoch: 0 });
      await expect(swept(year, what)).rejects.toThrow(what);
      expect((await year.needs.cycles.load('2019'))!.wakeUpsEpoch).toBe(1);
      for (const count of [metrics.countLateCycles, metrics.countUnlockedEvidence, metrics.countMissingBooks])
        expect(count).toHaveBeenCalledTimes(1);
    },
  );

  it.each(['anchors can not be written', 'anchors can not be read', 'histories can not be read'])(
    'repairs a board and tells of it all the same: %s',
    async (what) => {
      const year = await preparedYear();
      spoil(year);
      await expect(swept(year, what)).rejects.toThrow(what);
      expect(metrics.countDivergences).toHaveBeenCalledWith(3);
      expect((await integrity(year))!.differences).toHaveLength(3);
      expect((await sweep(year.needs)).cycles[0]!.comparison.differences).toEqual([]);
    },
  );

  it.each(['boards can not be read', 'reports can not be kept'])('anchors the day all the same: %s', async (what) => {
    const year = await preparedYear();
    const kept: string[] = [];
    const keep = async (name: string) => void kept.push(name);
    const needs = { ...year.needs, anchors: overriding(year.needs.anchors, { load: none, keep }) };
    await expect(sweep(broken[what]!(needs))).rejects.toThrow(what);
    expect(kept).toEqual(['2019-12-31.json']);
  });

  it('takes a cycle through what is due, whatever became of its comparison', async () => {
    const year = await preparedYear();
    year.clock.time = yearClosesAt;
    await expect(swept(year, 'reports can not be kept')).rejects.toThrow('reports can not be kept');
    expect((await year.needs.cycles.load('2019'))!.state).toBe('verifying');
  });

  it('keeps gates open or closed as they belong where the heads could not be read at first', async () => {
    const year = await preparedYear();
    const { books } = year.needs;
    await books.setGates((await year.needs.cycles.load('2019'))!, { portalGate: 'closed', assessorGate: 'closed' });
    let asked = 0;
    const heads: typeof books.heads = (...given) =>
      ++asked <= 2 ? Promise.reject(new Error('not now')) : books.heads(...given);
    await expect(sweep({ ...year.needs, books: overriding(books, { heads }) })).rejects.toThrow('not now');
    expect((await books.heads('2019', ['d-001']))[0]!.assessorGate).toBe('open');
  });
});

describe('a report of a sweep that could check no chain', () => {
  it('is not kept where the board is as it should be, so that what was found before still stands', async () => {
    const year = await preparedYear();
    year.needs.table.alter(keys.audit('2019', 'd-001', 1), { by: 'somebody-else' });
    await sweep(year.needs);
    const found = await integrity(year);
    expect(found!.auditBreaks).toHaveLength(1);
    year.clock.time += 300_000;
    await expect(swept(year, 'anchors can not be read')).rejects.toThrow();
    expect(await integrity(year)).toEqual(found);
    spoil(year);
    await expect(swept(year, 'anchors can not be read')).rejects.toThrow();
    expect(await integrity(year)).toMatchObject({ auditEntriesChecked: 0, auditBreaks: found!.auditBreaks });
  });
});

describe('a book', () => {
  it.each([
    ['can not be read', () => Promise.reject(new Error('torn'))],
    ['is missing', none],
  ])('that %s keeps no evidence of another from being locked, or counted', async (_, loadOne) => {
    const year = await preparedYear();
    const { books, files } = year.needs;
    const loadLabelled: typeof books.loadLabelled = (cycle, district, ...more) =>
      district === 'd-001' ? loadOne() : books.loadLabelled(cycle, district, ...more);
    const protect: typeof files.protect = (key, ...more) =>
      key.includes('/d-002/') ? Promise.reject(new Error('the bucket refuses')) : files.protect(key, ...more);
    const needs = {
      ...year.needs,
      books: overriding(books, { loadLabelled }),
      files: overriding(files, { protect }),
    };
    year.clock.time = sampleNow + 1_800_000;
    await expect(sweep(needs)).rejects.toThrow();
    expect(year.needs.files.kept.size).toBe(1);
    expect(metrics.countUnlockedEvidence).toHaveBeenCalledWith(1);
  });
});

describe('a cycle that can not be read', () => {
  it('keeps no other from being looked after', async () => {
    const year = await preparedYear();
    const unreadable = sampleCycle('2018');
    await year.needs.cycles.create(unreadable, firstBoard(unreadable), null);
    const { cycles } = year.needs;
    const load: typeof cycles.load = (id) => (id === '2018' ? Promise.reject(new Error('torn')) : cycles.load(id));
    await expect(sweep({ ...year.needs, cycles: overriding(cycles, { load }) })).rejects.toThrow('torn');
    expect(year.needs.files.kept.size).toBe(3);
  });
});
