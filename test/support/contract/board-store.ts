import { describe, expect, it } from 'vitest';
import { inputsOf } from '../../../lib/domain/book.ts';
import {
  type BoardCommit,
  Busy,
  type ChangeEntry,
  type StoredBoard,
  type StoredScore,
} from '../../../lib/domain/ports.ts';
import { quantity } from '../../../lib/domain/quantity.ts';
import { boardDifferences, shapeOf } from '../../../lib/domain/recalculation/board.ts';
import { ownMoves } from '../../../lib/domain/recalculation/list-moves.ts';
import { recalculate, recalculateRows } from '../../../lib/domain/recalculation/recalculate.ts';
import type { BoardStore } from '../../../lib/stores/board-store.ts';
import { keys } from '../../../lib/stores/table.ts';
import { firstBoard, sampleCycle, sampleScheme } from '../sample-cycle.ts';
import type { StoresUnderContract } from '../store-contract.ts';

const cycle = '2019';
/** Three blocks of rows. */
const districts = 30;
const blank = inputsOf(sampleScheme, new Map());

/** Inputs that fill every kind of column: a claim in thousandths for a competitive component, a deduction, a return. */
const inputs = blank.map((own, index) => {
  const id = sampleScheme.components[index]!.id;
  const claim = { value: quantity(id === '12' ? '0' : '1234.567'), revision: 1, returned: id === '6' };
  const verification = {
    value: quantity(id === '12' ? '0' : '0.000001'),
    claimRevision: 1,
    deduction: id === '12' ? '1.5' : null,
  };
  return { ...own, target: own.target ?? (id === '12' ? null : quantity('20')), claim, verification };
});

/** A commit in which the first district has filled every kind of column, on the board as it is read now. */
async function versionOf(boards: BoardStore, version: number, text = 'd-001'): Promise<BoardCommit> {
  const at = `2019-06-01T00:00:${String(version % 60).padStart(2, '0')}.000Z`;
  const found = await boards.head(cycle);
  const before = found ?? (await boards.blankHead(cycle, shapeOf(sampleScheme, districts), at));
  const [block] = await boards.blocks(cycle, before, [0]);
  const { cells, own } = recalculateRows(sampleScheme, block!.rowAt, [{ district: 0, revision: version, inputs }]);
  const change: ChangeEntry = {
    ...{ version, at, since: found?.at ?? null },
    causes: [{ district: text, revision: version }],
    own: ownMoves(sampleScheme, { own }, new Map()),
    cells,
  };
  const score: StoredScore = { revision: version, version, inputs };
  return {
    ...{ cycle, before: { ...before, version: version - 1 }, isAnew: !found, change },
    blocks: [{ ...block!, rows: block!.rowsWith(cells) }],
    scores: [{ district: 'd-001', score }],
  };
}

/** A commit of a row in each block, as a repair makes it. */
async function everywhere(boards: BoardStore, version: number): Promise<BoardCommit> {
  const made = await versionOf(boards, version);
  const blocks = await boards.blocks(cycle, made.before, [...Array(districts).keys()]);
  const written = blocks.map(({ number, version: of, rowAt, rowsWith }) => {
    const row = [{ district: number * made.before.rowsPerBlock, revision: version, inputs }];
    return { number, version: of, rows: rowsWith(recalculateRows(sampleScheme, rowAt, row).cells) };
  });
  return { ...made, blocks: written };
}

async function opened(open: () => Promise<StoresUnderContract>) {
  const under = await open();
  const created = sampleCycle(cycle, districts);
  const first: StoredBoard = firstBoard(created);
  await under.stores.cycles.create(created, first, null);
  return { ...under, boards: under.stores.boards, first };
}

export function boardStoreContract(open: () => Promise<StoresUnderContract>): void {
  describe('boards', () => {
    it('begin at version 0 without a change, and are null in a cycle that there is not', async () => {
      const { boards, first } = await opened(open);
      expect(await boards.load(cycle)).toMatchObject({ ...first, isWhole: true });
      expect(await boards.load('2018')).toBeNull();
      expect(await boards.lastVersion(cycle)).toBe(0);
      expect(await boards.changes(cycle, 0, 10)).toEqual([]);
      expect(await boards.scores(cycle, ['d-001'])).toEqual([null]);
    });

    it('give back every column, the change entry and the scores as they were committed', async () => {
      const { boards, first } = await opened(open);
      const commit = await versionOf(boards, 1);
      expect(await boards.commit(commit)).toBe('committed');
      const read = (await boards.load(cycle))!;
      const { board } = recalculate(sampleScheme, first.board, [{ district: 0, revision: 1, inputs }]);
      expect([read.version, read.at, read.board.size]).toEqual([1, commit.change.at, districts]);
      expect(boardDifferences(read.board, board)).toEqual([]);
      expect(read.board.revisions.reduce((sum, revision) => sum + revision)).toBe(1);
      expect(await boards.changes(cycle, 0, 10)).toEqual([commit.change]);
      expect(await boards.scores(cycle, ['d-002', 'd-001'])).toEqual([null, commit.scores[0]!.score]);
    });

    it('list changes after a version, oldest first, as many as asked for', async () => {
      const { boards } = await opened(open);
      for (let version = 1; version <= 12; version++) await boards.commit(await versionOf(boards, version));
      expect((await boards.changes(cycle, 8, 3)).map(({ version }) => version)).toEqual([9, 10, 11]);
      expect(await boards.changes(cycle, 12, 3)).toEqual([]);
      expect(await boards.lastVersion(cycle)).toBe(12);
    });

    it('tell no change before the board is there, nor one behind a change that is not there yet', async () => {
      const { boards, hide } = await opened(open);
      const found = async (after: number) => (await boards.changes(cycle, after, 10)).map(({ version }) => version);
      for (const version of [1, 2]) await boards.commit(await versionOf(boards, version));
      const putBack = await hide(keys.board(cycle));
      for (const version of [3, 4, 5]) await boards.commit(await versionOf(boards, version));
      expect(await found(1)).toEqual([2, 3, 4, 5]);
      await hide(keys.change(cycle, 4));
      expect([await found(1), await found(3), await found(4)]).toEqual([[2, 3], [], [5]]);
      await putBack();
      expect([await found(0), await found(2), await found(4)]).toEqual([[1, 2], [], []]);
    });

    it('hold the versions that were committed, each at its instant', async () => {
      const { boards, hide } = await opened(open);
      const { at } = (await versionOf(boards, 2)).change;
      for (const version of [1, 2]) await boards.commit(await versionOf(boards, version));
      const held = (version: number, told: string | null) => boards.holds(cycle, version, told);
      expect([await held(0, null), await held(0, at), await held(2, null), await held(2, at)]).toEqual(
        Array(4).fill(true),
      );
      expect(await held(2, at.replace('Z', '+00:00'))).toBe(true);
      expect([await held(3, null), await held(2, '2019-01-01T00:00:00Z')]).toEqual([false, false]);
      // As long as the change is not there the board tells, if it has come no further.
      await hide(keys.change(cycle, 2));
      expect([await held(2, at), await held(2, '2019-01-01T00:00:00Z')]).toEqual([true, false]);
      await hide(keys.change(cycle, 1));
      await expect(held(1, null)).rejects.toThrow(Busy);
    });

    it('give scores of more districts than one request may ask for, in their order', async () => {
      const { boards } = await opened(open);
      await boards.commit(await versionOf(boards, 1));
      const asked = Array.from({ length: 230 }, (_, index) => (index === 205 ? 'd-001' : `x-${index}`));
      const scores = await boards.scores(cycle, asked);
      expect(scores.map((score, index) => (score ? index : -1)).filter((index) => index >= 0)).toEqual([205]);
    });
  });

  describe('a commit of a board', () => {
    it('is outdated and writes nothing unless the stored version is the one before', async () => {
      const { boards } = await opened(open);
      await boards.commit(await versionOf(boards, 1));
      for (const version of [1, 3]) expect(await boards.commit(await versionOf(boards, version))).toBe('outdated');
      expect((await boards.load(cycle))?.version).toBe(1);
      expect(await boards.lastVersion(cycle)).toBe(1);
      expect(await boards.scores(cycle, ['d-001'])).toMatchObject([{ version: 1 }]);
    });

    it('of two on the same version is made once', async () => {
      const { boards } = await opened(open);
      const outcomes = await Promise.all(
        [await versionOf(boards, 1, 'd-001'), await versionOf(boards, 1, 'd-002')].map((commit) =>
          boards.commit(commit),
        ),
      );
      expect(outcomes.sort()).toEqual(['committed', 'outdated']);
    });

    it('never writes over a change entry: not even where the board was deleted and an older version is made again', async () => {
      const { boards, hide } = await opened(open);
      await boards.commit(await versionOf(boards, 1));
      await hide(keys.board(cycle));
      expect(await boards.commit(await versionOf(boards, 1, 'd-003'))).toBe('outdated');
      expect((await boards.changes(cycle, 0, 10))[0]?.causes).toEqual([{ district: 'd-001', revision: 1 }]);
      expect(await boards.load(cycle)).toBeNull();
    });

    it('is outdated where a block is not the one that was read, be it an older one or none', async () => {
      const { boards, hide } = await opened(open);
      const early = await versionOf(boards, 1);
      await boards.commit(early);
      const late = await versionOf(boards, 2);
      expect(await boards.commit({ ...late, blocks: early.blocks })).toBe('outdated');
      const { generation } = late.before;
      const putBack = await hide(keys.boardBlock(cycle, generation, 0));
      expect(await boards.commit(late)).toBe('outdated');
      await putBack();
      expect(await boards.commit(late)).toBe('committed');
    });

    it('makes a deleted board anew after the last version of its change feed', async () => {
      const { boards, hide } = await opened(open);
      await boards.commit(await versionOf(boards, 1));
      await hide(keys.board(cycle));
      expect(await boards.commit(await versionOf(boards, (await boards.lastVersion(cycle)) + 1))).toBe('committed');
      expect((await boards.load(cycle))?.version).toBe(2);
    });

    it('of a board that is made anew does not look at blocks that the lost one has left behind', async () => {
      const { boards, hide } = await opened(open);
      await boards.commit(await everywhere(boards, 1));
      await hide(keys.board(cycle));
      await boards.commit(await versionOf(boards, 2));
      const { board } = (await boards.load(cycle))!;
      expect([...board.revisions.entries()].filter(([, revision]) => revision > 0)).toEqual([[0, 2]]);
    });
  });

  describe('a board in pieces', () => {
    it('is read whole, each district in its place', async () => {
      const { boards } = await opened(open);
      await boards.commit(await everywhere(boards, 1));
      const { board, head, isWhole } = (await boards.load(cycle))!;
      const written = [...board.revisions.keys()].filter((district) => board.revisions[district] === 1);
      expect([isWhole, head.blockVersions]).toEqual([true, 3]);
      expect(written).toEqual([0, head.rowsPerBlock, 2 * head.rowsPerBlock]);
    });

    it('is not one version without one of its blocks, with an older one, or with a newer one', async () => {
      const { boards, hide } = await opened(open);
      const { generation } = (await boards.head(cycle))!;
      await boards.commit(await everywhere(boards, 1));
      const oldHead = await hide(keys.board(cycle));
      await oldHead();
      const putOldBack = await hide(keys.boardBlock(cycle, generation, 1));
      expect((await boards.look(cycle))?.isWhole).toBe(false);
      await expect(boards.load(cycle)).rejects.toThrow(Busy);
      await putOldBack();
      expect((await boards.look(cycle))?.isWhole).toBe(true);
      await boards.commit(await everywhere(boards, 2));
      await putOldBack();
      expect(await boards.look(cycle)).toMatchObject({ blocks: [2, 1, 2], broken: [], isWhole: false });
      await oldHead();
      expect(await boards.look(cycle)).toMatchObject({ broken: [0, 2], isWhole: false });
    });
  });

  describe('a board that is kept', () => {
    it('is found for its version and every later one until another is kept', async () => {
      const { boards } = await opened(open);
      expect(await boards.checkpoint(cycle, 9)).toBeNull();
      for (let version = 1; version <= 4; version++) {
        await boards.commit(await everywhere(boards, version));
        if (version % 2 === 0) await boards.keepCheckpoint(cycle);
      }
      const found = [1, 2, 3, 4, 5].map((version) => boards.checkpoint(cycle, version));
      expect((await Promise.all(found)).map((kept) => kept?.version)).toEqual([undefined, 2, 2, 4, 4]);
      const [kept, stored] = [(await boards.checkpoint(cycle, 4))!, (await boards.load(cycle))!];
      expect([kept.at, boardDifferences(kept.board, stored.board)]).toEqual([stored.at, []]);
    });

    it('is passed over where a piece of it is missing, and is nothing where there is no board', async () => {
      const { boards, hide } = await opened(open);
      await boards.keepCheckpoint('2018');
      expect(await boards.checkpoint('2018', 9)).toBeNull();
      for (const version of [1, 2]) {
        await boards.commit(await everywhere(boards, version));
        await boards.keepCheckpoint(cycle);
      }
      await hide(keys.checkpoint(cycle, 2, 0));
      expect((await boards.checkpoint(cycle, 9))?.version).toBe(1);
    });
  });
}
