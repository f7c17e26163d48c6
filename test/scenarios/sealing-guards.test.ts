import '../support/quiet.ts';
import { describe, expect, it } from 'vitest';
import { advanceCycle } from '../../functions/protocols/finalization/advance-cycle.ts';
import { sweep } from '../../functions/sweep/sweep.ts';
import type { StoredBoard } from '../../lib/domain/ports.ts';
import { Busy } from '../../lib/domain/ports.ts';
import { keys, type WriteOutcome } from '../../lib/stores/table.ts';
import { type BrokenTable, without } from '../support/memory/broken-tables.ts';
import { calm } from '../support/memory/weather.ts';
import { overriding } from '../support/overriding.ts';
import { sampleNow } from '../support/sample-cycle.ts';
import { brief } from '../support/sample-service.ts';
import { peekBoard, placeBoard } from '../support/stored-board.ts';
import { type PreparedYear, preparedYear, yearFinalizesAt } from '../support/year-end/prepared-year.ts';
import { yearEndFaults } from '../support/year-end/year-end-invariants.ts';

const board = keys.board('2019');
const base = '/v1/cycles/2019/districts/d-001/components/5';

async function dueYear(broken?: BrokenTable): Promise<PreparedYear> {
  const year = await preparedYear('hold', calm, broken);
  year.clock.time = yearFinalizesAt;
  return year;
}

const faultsOf = async ({ needs }: PreparedYear) => yearEndFaults(needs, (await preparedYear('hold')).table);
const sealed = ({ needs }: PreparedYear) => needs.seals.load('2019', 1);

/** Seals with something done to the stored board as soon as it has been compared. */
function sealAfter({ needs, table }: PreparedYear, change: (stored: StoredBoard) => StoredBoard) {
  const save: typeof needs.integrity.save = async (...report) => {
    await needs.integrity.save(...report);
    placeBoard(table, '2019', change(peekBoard(table, '2019')));
  };
  return advanceCycle({ ...needs, integrity: overriding(needs.integrity, { save }) }, '2019');
}

describe('the board that a result is sealed on', () => {
  it('has applied every closed book', async () => {
    const year = await dueYear();
    const lagging = ({ board: now, ...rest }: StoredBoard) => {
      return { ...rest, board: { ...now, revisions: now.revisions.with(0, now.revisions[0]! - 1) } };
    };
    await expect(sealAfter(year, lagging)).rejects.toThrow('still being recalculated');
    expect(await sealed(year)).toBeNull();
  });

  it('is the version that was compared, and no later one', async () => {
    const year = await dueYear();
    await expect(sealAfter(year, (stored) => ({ ...stored, version: stored.version + 1 }))).rejects.toThrow(
      'still being recalculated',
    );
    expect(await sealed(year)).toBeNull();
    expect(await advanceCycle(year.needs, '2019')).toBe('done');
    expect(await faultsOf(year)).toEqual([]);
  });

  /** What came of each attempt to seal, where the board moves on just before the first. */
  async function attempts(broken?: BrokenTable): Promise<WriteOutcome[]> {
    const { needs, table } = await dueYear(broken);
    const outcomes: WriteOutcome[] = [];
    const seal: typeof needs.seals.seal = async (...sealing) => {
      const { version } = peekBoard(table, '2019');
      if (outcomes.length === 0) table.alter(board, { version: version + 1 });
      const outcome = await needs.seals.seal(...sealing);
      outcomes.push(outcome);
      return outcome;
    };
    await advanceCycle({ ...needs, seals: overriding(needs.seals, { seal }) }, '2019');
    return outcomes;
  }

  it('still stands when it is sealed; else all is looked at again', async () => {
    expect(await attempts()).toEqual(['outdated', 'committed']);
    expect(await attempts(without('BOARD version'))).toEqual(['committed']);
  });

  it('differs in nothing from the books, also where that is repaired at once', async () => {
    const year = await dueYear();
    const stored = (await year.needs.boards.load('2019'))!;
    stored.board.verified.plain[0]![0] = 9999;
    placeBoard(year.table, '2019', stored);
    await expect(advanceCycle(year.needs, '2019')).rejects.toThrow('differs');
    expect([await sealed(year), (await year.needs.cycles.load('2019'))?.state]).toEqual([null, 'closing']);
  });
});

describe('the heads that are sealed', () => {
  /** Everything as it is, but one book has another head than its chain. */
  function withOtherHead({ needs }: PreparedYear) {
    const loadLabelled: typeof needs.books.loadLabelled = async (id, district) => {
      const found = (await needs.books.loadLabelled(id, district))!;
      const { head } = found.book;
      const auditHead = district === 'd-001' ? 'f'.repeat(64) : head.auditHead;
      return { ...found, book: { ...found.book, head: { ...head, auditHead } } };
    };
    return { ...needs, books: overriding(needs.books, { loadLabelled }) };
  }

  it('are those whose chains were checked', async () => {
    const year = await dueYear();
    await expect(advanceCycle(withOtherHead(year), '2019')).rejects.toThrow('whose audit chain was checked');
    expect(await sealed(year)).toBeNull();
  });

  it('are looked at again where another runner has moved the cycle on', async () => {
    const year = await dueYear();
    const needs = withOtherHead(year);
    const save: typeof needs.integrity.save = async (...report) => {
      await needs.integrity.save(...report);
      year.table.alter(keys.cycle('2019'), { steps: 9 });
    };
    const moved = advanceCycle({ ...needs, integrity: overriding(needs.integrity, { save }) }, '2019');
    await expect(moved).rejects.toThrow(new Busy('another runner has taken the cycle further'));
  });

  it('are those that the closing has anchored, whoever came first', async () => {
    const year = await dueYear();
    const { needs } = year;
    const keep: typeof needs.anchors.keep = async (name, anchor) => {
      const heads = anchor.heads.map((head) => ({ ...head, auditHead: 'f'.repeat(64) }));
      await needs.anchors.keep(name, name.startsWith('closing') ? { ...anchor, heads } : anchor);
    };
    const anchors = overriding(needs.anchors, { keep });
    await expect(advanceCycle({ ...needs, anchors }, '2019')).rejects.toThrow('has anchored before');
    expect(await sealed(year)).toBeNull();
  });
});

describe('an order that can’t be and is taken back by a runner that ends before it has opened the gates', () => {
  it('locks nobody out: the next run opens them as the state says', async () => {
    const year = await preparedYear('hold');
    year.clock.time = sampleNow + 1000;
    const { needs, send } = year;
    const claim = (value: string) =>
      send(`PUT ${base}/claim`, { caller: { role: 'district', district: 'd-001' }, body: { value } });
    let calls = 0;
    const setGates: typeof needs.books.setGates = async (...asked) => {
      // Somebody claims between the look and the closing of the gates; what would open them again never comes.
      if (++calls === 1) expect(brief(await claim('9'))).toBe('200');
      if (calls === 2) throw new Error('killed');
      return needs.books.setGates(...asked);
    };
    const order = { by: 'admin-1', comment: null, expectedDigest: null, reply: null };
    const books = overriding(needs.books, { setGates });
    await expect(advanceCycle({ ...needs, books }, '2019', { order })).rejects.toThrow('killed');
    expect(await needs.cycles.load('2019')).toMatchObject({ state: 'open', steps: 2 });
    expect(brief(await claim('8'))).toBe('409 cycle-closed');
    await sweep(needs);
    expect(brief(await claim('8'))).toBe('200');
  });
});
