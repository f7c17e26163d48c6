import '../support/quiet.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { compareWithRebuild } from '../../functions/protocols/compare-with-rebuild.ts';
import { cycleBooks, MissingBooks, SeenBooks } from '../../functions/protocols/cycle-books.ts';
import { recalculateDistricts } from '../../functions/protocols/recalculate-districts.ts';
import { tellEntry } from '../../functions/protocols/tell-changes.ts';
import { Busy, type StoredBoard } from '../../lib/domain/ports.ts';
import { writeScore } from '../../lib/stores/book-items.ts';
import { keys } from '../../lib/stores/table.ts';
import { type MemoryDependencies, memoryDependencies } from '../support/memory/dependencies.ts';
import { overriding } from '../support/overriding.ts';
import { claimChange } from '../support/sample-change.ts';
import { firstBoard, sampleCycle, sampleNow, sampleScheme } from '../support/sample-cycle.ts';
import { placeBoard } from '../support/stored-board.ts';

let needs: MemoryDependencies;
let rules: { readonly cycle: ReturnType<typeof sampleCycle>; readonly scheme: typeof sampleScheme };

async function opened(districts: number): Promise<void> {
  needs = memoryDependencies({ clock: { now: () => sampleNow } });
  rules = { cycle: sampleCycle('2019', districts), scheme: sampleScheme };
  await needs.cycles.create(rules.cycle, firstBoard(rules.cycle), null);
}

async function claim(district: string, value: string): Promise<void> {
  const { book } = (await needs.books.open('2019', district, ['13'], null))!;
  expect(await needs.books.append(claimChange(book, value, ['13']), null)).toBe('committed');
}

const recalculate = (...districts: readonly string[]) => recalculateDistricts(needs, rules, districts);
const board = async () => (await needs.boards.load('2019'))!;
const compared = async () => (await compareWithRebuild(needs, rules)).report;
const found = async () => (await compared()).differences.map(({ column, district }) => `${column} ${district}`);

/** Writes a board over what is stored, as no recalculation does. */
async function damage(change: (stored: StoredBoard) => void): Promise<void> {
  const stored = await board();
  change(stored);
  placeBoard(needs.table, '2019', stored);
}

/** The dependencies with something that happens before the nth time the board is read. */
function beforeLook(happen: (nth: number) => Promise<void>) {
  let looks = 0;
  const look: typeof needs.boards.look = async (cycle) => {
    await happen(++looks);
    return needs.boards.look(cycle);
  };
  return { needs: { ...needs, boards: overriding(needs.boards, { look }) }, looks: () => looks };
}

beforeEach(async () => {
  await opened(3);
  for (const district of ['d-001', 'd-002']) await claim(district, '7');
  await recalculate('d-001', 'd-002');
});

describe('a board at rest', () => {
  it('that is what its books say is left alone', async () => {
    expect(await compared()).toEqual({
      at: new Date(sampleNow).toISOString(),
      version: 1,
      districtsCompared: 3,
      differences: [],
      auditEntriesChecked: 2,
      auditBreaks: [],
    });
    expect((await board()).version).toBe(1);
  });

  it('is compared as it stands, replaced, and the feed says so without a cause', async () => {
    const right = (await board()).board;
    await damage((stored) => {
      stored.board.claimed.plain[0]![0] = 9999;
    });
    expect(await found()).toEqual(['claimed.plain.0 d-001']);
    expect(await board()).toMatchObject({ version: 2, board: right });
    const [entry] = await needs.boards.changes('2019', 1, 10);
    expect(await tellEntry(needs, rules, entry!)).toMatchObject({
      ...{ version: 2, causes: [] },
      moves: [
        { district: 0, score: [10299, 300] },
        { district: 1, rank: [2, 1] },
      ],
    });
    expect(await found()).toEqual([]);
  });

  it('gets those inputs again that are not the book’s, and no others', async () => {
    needs.table.remove(keys.score('2019', 'd-002'));
    await damage((stored) => {
      stored.board.claimed.plain[0]![0] = 9999;
    });
    expect(await found()).toEqual(['claimed.plain.0 d-001', 'applied-inputs d-002']);
    const versions = (await needs.boards.scores('2019', ['d-001', 'd-002'])).map((score) => score?.version);
    expect(versions).toEqual([1, 2]);
    expect(await found()).toEqual([]);
  });

  it('gets inputs again that are not the book’s, though they are of the same revision', async () => {
    const [applied] = await needs.boards.scores('2019', ['d-002']);
    const inputs = applied!.inputs.map((own) => ({ ...own, claim: null }));
    needs.table.place({ ...keys.score('2019', 'd-002'), ...writeScore({ ...applied!, inputs }) });
    expect(await found()).toEqual(['applied-inputs d-002']);
    expect(await needs.boards.scores('2019', ['d-002'])).toEqual([{ ...applied, version: 2 }]);
  });

  it('whose pieces are not of one version is put together again, and no district is to blame', async () => {
    needs.table.alter(keys.board('2019'), { blockVersions: 9 });
    expect((await compared()).differences).toEqual([{ column: 'blocks', district: '#3', board: '1', rebuilt: '9' }]);
    expect(await needs.boards.look('2019')).toMatchObject({ version: 2, isWhole: true });
    expect(await found()).toEqual([]);
  });

  it('is compared with each book as it may have been, which is read once, and none that was seen is read', async () => {
    const asked: unknown[] = [];
    const loadLabelled: typeof needs.books.loadLabelled = async (...given) => {
      asked.push(given.slice(1));
      return needs.books.loadLabelled(...given);
    };
    const counting = { ...needs, books: overriding(needs.books, { loadLabelled }) };
    const { books } = await compareWithRebuild(counting, rules);
    expect(books.map(({ head }) => head.district)).toEqual(['d-001', 'd-002', 'd-003']);
    expect(asked).toEqual(['d-001', 'd-002', 'd-003'].map((district) => [district, true]));
    const seen = new SeenBooks();
    seen.keep(await cycleBooks(needs, rules.cycle));
    const heads = seen.heads(rules.cycle)!;
    await compareWithRebuild(counting, rules, { known: { anchored: undefined, heads, seen } });
    expect(asked).toHaveLength(3);
  });

  it('is told of by at most a hundred differences', async () => {
    await opened(60);
    await claim('d-001', '7');
    await recalculate('d-001');
    await damage(({ board: { claimed, verified } }) => {
      for (const columns of [claimed, verified]) columns.plain[0]!.fill(1);
    });
    expect((await compared()).differences).toHaveLength(100);
  });
});

describe('a board that writes under way are ahead of', () => {
  beforeEach(() => claim('d-001', '9'));

  it('must agree once they are applied to it, and what it has applied is no other than it was', async () => {
    expect(await compared()).toMatchObject({ version: 1, differences: [] });
    expect((await board()).version).toBe(1);
  });

  it('is reported where it does not, and repaired once it is at rest', async () => {
    await damage((stored) => {
      stored.board.claimed.plain[0]![2] = 5;
    });
    expect(await found()).toContain('claimed.plain.0 d-003');
    expect((await board()).version).toBe(1);
    await recalculate('d-001');
    expect(await found()).toContain('claimed.plain.0 d-003');
    expect((await board()).version).toBe(3);
    expect(await found()).toEqual([]);
  });
});

describe('books and board are read again', () => {
  it('where a recalculation came in between', async () => {
    const late = beforeLook(async (nth) => {
      if (nth !== 2) return;
      await claim('d-001', '9');
      await recalculate('d-001');
    });
    const { report } = await compareWithRebuild(late.needs, rules);
    expect([report.differences, report.version, late.looks()]).toEqual([[], 2, 4]);
  });

  it('where a book was read from before a write, and what was applied of it from after it', async () => {
    const before = (await needs.books.loadLabelled('2019', 'd-001'))!;
    await claim('d-001', '9');
    await recalculate('d-001');
    let reads = 0;
    const loadLabelled: typeof needs.books.loadLabelled = async (cycle, district) => {
      const now = (await needs.books.loadLabelled(cycle, district))!;
      // A query gives the head first and what was applied last. So it was at first, and twice when it was read again.
      return district === 'd-001' && ++reads <= 3 ? { ...now, book: before.book } : now;
    };
    const { report } = await compareWithRebuild({ ...needs, books: overriding(needs.books, { loadLabelled }) }, rules);
    expect([report.differences, reads]).toEqual([[], 4]);
  });

  it('where what differs was read as it may have been, and only then it counts', async () => {
    const loadLabelled: typeof needs.books.loadLabelled = async (cycle, district, mayBeOld) => {
      const now = (await needs.books.loadLabelled(cycle, district))!;
      const inputs = now.applied?.inputs.map((own) => ({ ...own, claim: null })) ?? [];
      return now.applied && mayBeOld ? { ...now, applied: { ...now.applied, inputs } } : now;
    };
    const books = overriding(needs.books, { loadLabelled });
    expect((await compareWithRebuild({ ...needs, books }, rules)).report.differences).toEqual([]);
  });

  it('where the board has applied more of a book since it was seen: that book, and no other', async () => {
    await claim('d-001', '9');
    const seen = new SeenBooks();
    seen.keep(await cycleBooks(needs, rules.cycle));
    await recalculate('d-001');
    const looking = beforeLook(async () => undefined);
    const asked: string[] = [];
    const loadLabelled: typeof needs.books.loadLabelled = async (cycle, district) => {
      asked.push(district);
      return needs.books.loadLabelled(cycle, district);
    };
    const books = overriding(needs.books, { loadLabelled });
    const known = { anchored: undefined, heads: seen.heads(rules.cycle)!, seen };
    const { report } = await compareWithRebuild({ ...looking.needs, books }, rules, { known });
    expect([report.differences, asked, looking.looks()]).toEqual([[], ['d-001'], 2]);
  });

  it('where what was applied is not what the board holds, five times, and then it counts', async () => {
    needs.table.remove(keys.score('2019', 'd-002'));
    const looking = beforeLook(async () => undefined);
    const { report } = await compareWithRebuild(looking.needs, rules);
    expect(report.differences).toMatchObject([
      { column: 'applied-inputs', district: 'd-002', board: '0', rebuilt: '1' },
    ]);
    expect(looking.looks()).toBe(10);
  });

  it('where the board appears in between', async () => {
    let looks = 0;
    const look: typeof needs.boards.look = async (cycle) => (++looks === 1 ? null : needs.boards.look(cycle));
    const boards = overriding(needs.boards, { look });
    expect((await compareWithRebuild({ ...needs, boards }, rules)).report.differences).toEqual([]);
  });

  it('where the board is gone, and at last it is busy', async () => {
    needs.table.remove(keys.board('2019'));
    await expect(compareWithRebuild(needs, rules)).rejects.toThrow(Busy);
  });

  it('as long as somebody keeps writing, and at last it is busy', async () => {
    const moving = beforeLook(async (nth) => {
      if (nth % 2 === 1) return;
      await claim('d-001', String(nth));
      await recalculate('d-001');
    });
    await expect(compareWithRebuild(moving.needs, rules)).rejects.toThrow('kept moving while they were compared');
    expect(moving.looks()).toBe(10);
  });
});

describe('where chains can’t be checked', () => {
  const breaks = [{ district: 'd-002', revision: 1, fault: 'altered-entry' }] as const;
  const earlier = { at: 'earlier', version: 1, districtsCompared: 3, differences: [], auditEntriesChecked: 2 };
  const attempt = <T>(part: () => Promise<T>) => part().catch(() => undefined);
  const broken = () => Promise.reject(new Error('broken'));
  const parts: [string, () => MemoryDependencies][] = [
    ['anchors are not to be had', () => ({ ...needs, anchors: overriding(needs.anchors, { load: broken }) })],
    ['histories are not to be had', () => ({ ...needs, books: overriding(needs.books, { history: broken }) })],
  ];

  it.each(parts)('what was found of them before stands: %s', async (_, without) => {
    const unchecked = async () => (await compareWithRebuild(without(), rules, { attempt })).report;
    expect(await unchecked()).toMatchObject({ differences: [], auditEntriesChecked: 0, auditBreaks: [] });
    expect(await needs.integrity.load('2019')).toBeNull();
    await needs.integrity.save('2019', { ...earlier, auditBreaks: breaks });
    expect(await unchecked()).toMatchObject({ differences: [], auditEntriesChecked: 0, auditBreaks: breaks });
    expect((await needs.integrity.load('2019'))!.at).toBe('earlier');
  });

  it.each(parts)('a board that differs is told of and repaired all the same: %s', async (_, without) => {
    await needs.integrity.save('2019', { ...earlier, auditBreaks: breaks });
    await damage((stored) => {
      stored.board.claimed.plain[0]![0] = 9999;
    });
    const { report } = await compareWithRebuild(without(), rules, { attempt });
    expect(await needs.integrity.load('2019')).toEqual(report);
    expect(report).toMatchObject({ differences: [{ column: 'claimed.plain.0' }], auditBreaks: breaks });
    expect((await board()).version).toBe(2);
  });

  it('and a report can’t be kept, the board is repaired', async () => {
    const integrity = overriding(needs.integrity, { save: broken });
    await damage((stored) => {
      stored.board.claimed.plain[0]![0] = 9999;
    });
    await compareWithRebuild({ ...needs, integrity }, rules, { attempt });
    expect((await board()).version).toBe(2);
  });
});

describe('where the books can’t be read', () => {
  const lose = () => needs.table.alter(keys.head('2019', 'd-003'), { componentRevisions: { 5: 1 } });
  const reported = () => needs.integrity.load('2019');

  it('what the chains say is told all the same', async () => {
    needs.table.alter(keys.audit('2019', 'd-002', 1), { by: 'somebody-else' });
    lose();
    await expect(compareWithRebuild(needs, rules)).rejects.toThrow('the book keeps moving');
    expect(await reported()).toEqual({
      at: new Date(sampleNow).toISOString(),
      version: 1,
      districtsCompared: 0,
      differences: [],
      auditEntriesChecked: 2,
      auditBreaks: [{ district: 'd-002', revision: 1, fault: 'altered-entry' }],
    });
  });

  it('not even their heads, nothing is said of books that are missing', async () => {
    const heads = () => Promise.reject(new Error('broken'));
    const books = overriding(needs.books, { heads });
    await expect(compareWithRebuild({ ...needs, books }, rules)).rejects.toThrow('broken');
    expect(await reported()).toBeNull();
  });

  it('and the chains are whole, the last report stays', async () => {
    lose();
    await expect(compareWithRebuild(needs, rules)).rejects.toThrow('the book keeps moving');
    expect(await reported()).toBeNull();
  });

  it.each([
    ['which of them are missing is', 1, () => undefined],
    ['which of them are missing is, also without a board,', 0, () => needs.table.remove(keys.board('2019'))],
  ])('%s reported', async (_, version, happen) => {
    happen();
    for (const id of ['d-002', 'd-003']) needs.table.remove(keys.head('2019', id));
    await expect(compareWithRebuild(needs, rules)).rejects.toThrow(MissingBooks);
    const missing = { column: 'book', board: 'kept', rebuilt: 'missing' };
    expect(await reported()).toMatchObject({
      version,
      districtsCompared: 0,
      differences: [
        { ...missing, district: 'd-002' },
        { ...missing, district: 'd-003' },
      ],
      auditEntriesChecked: 0,
      auditBreaks: [],
    });
  });
});
