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
import { rebuild } from '../../../lib/domain/recalculation/recalculate.ts';
import { keys } from '../../../lib/stores/table.ts';
import { firstBoard, sampleCycle, sampleScheme } from '../sample-cycle.ts';
import type { StoresUnderContract } from '../store-contract.ts';

const cycle = '2019';
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

function versionOf(version: number, text = 'd-001'): BoardCommit {
  const books = [inputs, blank, blank].map((of, district) => ({
    district,
    revision: district === 0 ? version : 0,
    inputs: of,
  }));
  const at = `2019-06-01T00:00:${String(version % 60).padStart(2, '0')}.000Z`;
  const change: ChangeEntry = {
    version,
    at,
    causes: [{ district: text, revision: version }],
    moves: [
      {
        district: 0,
        basis: 'claimed',
        score: [0, 300],
        rank: [1, 1],
        components: [{ component: '13', points: [0, 300], because: { kind: 'own-book' } }],
      },
      {
        district: 2,
        basis: 'verified',
        score: [300, 0],
        rank: [1, 3],
        components: [{ component: '13', points: [300, 0], because: { kind: 'cohort', districts: [0, 1] } }],
      },
    ],
  };
  const score: StoredScore = { revision: version, version, inputs };
  return {
    cycle,
    next: { version, at, board: rebuild(sampleScheme, books).board },
    change,
    scores: [{ district: 'd-001', score }],
  };
}

async function opened(open: () => Promise<StoresUnderContract>) {
  const under = await open();
  const created = sampleCycle(cycle);
  const first: StoredBoard = firstBoard(created);
  await under.stores.cycles.create(created, first, null);
  return { ...under, boards: under.stores.boards, first };
}

export function boardStoreContract(open: () => Promise<StoresUnderContract>): void {
  describe('boards', () => {
    it('begin at version 0 without a change, and are null in a cycle that there is not', async () => {
      const { boards, first } = await opened(open);
      expect(await boards.load(cycle)).toEqual(first);
      expect(await boards.load('2018')).toBeNull();
      expect(await boards.lastVersion(cycle)).toBe(0);
      expect(await boards.changes(cycle, 0, 10)).toEqual([]);
      expect(await boards.scores(cycle, ['d-001'])).toEqual([null]);
    });

    it('give back every column, the change entry and the scores as they were committed', async () => {
      const { boards } = await opened(open);
      const commit = versionOf(1);
      expect(await boards.commit(commit)).toBe('committed');
      expect(await boards.load(cycle)).toEqual(commit.next);
      expect(await boards.changes(cycle, 0, 10)).toEqual([commit.change]);
      expect(await boards.scores(cycle, ['d-002', 'd-001'])).toEqual([null, commit.scores[0]!.score]);
    });

    it('list changes after a version, oldest first, as many as asked for', async () => {
      const { boards } = await opened(open);
      for (let version = 1; version <= 12; version++) await boards.commit(versionOf(version));
      expect((await boards.changes(cycle, 8, 3)).map(({ version }) => version)).toEqual([9, 10, 11]);
      expect(await boards.changes(cycle, 12, 3)).toEqual([]);
      expect(await boards.lastVersion(cycle)).toBe(12);
    });

    it('tell no change before the board is there, nor one behind a change that is not there yet', async () => {
      const { boards, hide } = await opened(open);
      const found = async (after: number) => (await boards.changes(cycle, after, 10)).map(({ version }) => version);
      for (const version of [1, 2]) await boards.commit(versionOf(version));
      const putBack = await hide(keys.board(cycle));
      for (const version of [3, 4, 5]) await boards.commit(versionOf(version));
      expect(await found(1)).toEqual([2, 3, 4, 5]);
      await hide(keys.change(cycle, 4));
      expect([await found(1), await found(3), await found(4)]).toEqual([[2, 3], [], [5]]);
      await putBack();
      expect([await found(0), await found(2), await found(4)]).toEqual([[1, 2], [], []]);
    });

    it('hold the versions that were committed, each at its instant', async () => {
      const { boards, hide } = await opened(open);
      const { at } = versionOf(2).change;
      for (const version of [1, 2]) await boards.commit(versionOf(version));
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
      await boards.commit(versionOf(1));
      const asked = Array.from({ length: 230 }, (_, index) => (index === 205 ? 'd-001' : `x-${index}`));
      const scores = await boards.scores(cycle, asked);
      expect(scores.map((score, index) => (score ? index : -1)).filter((index) => index >= 0)).toEqual([205]);
    });
  });

  describe('a commit of a board', () => {
    it('is outdated and writes nothing unless the stored version is the one before', async () => {
      const { boards } = await opened(open);
      await boards.commit(versionOf(1));
      for (const version of [1, 3]) expect(await boards.commit(versionOf(version))).toBe('outdated');
      expect((await boards.load(cycle))?.version).toBe(1);
      expect(await boards.lastVersion(cycle)).toBe(1);
      expect(await boards.scores(cycle, ['d-001'])).toMatchObject([{ version: 1 }]);
    });

    it('of two on the same version is made once', async () => {
      const { boards } = await opened(open);
      const outcomes = await Promise.all(
        [versionOf(1, 'd-001'), versionOf(1, 'd-002')].map((commit) => boards.commit(commit)),
      );
      expect(outcomes.sort()).toEqual(['committed', 'outdated']);
    });

    it('never writes over a change entry: not even where the board was deleted and an older version is made again', async () => {
      const { boards, hide } = await opened(open);
      await boards.commit(versionOf(1));
      await hide(keys.board(cycle));
      expect(await boards.commit(versionOf(1, 'd-003'))).toBe('outdated');
      expect((await boards.changes(cycle, 0, 10))[0]?.causes).toEqual([{ district: 'd-001', revision: 1 }]);
      expect(await boards.load(cycle)).toBeNull();
    });

    it('makes a deleted board anew after the last version of its change feed', async () => {
      const { boards, hide } = await opened(open);
      await boards.commit(versionOf(1));
      await hide(keys.board(cycle));
      expect(await boards.commit(versionOf((await boards.lastVersion(cycle)) + 1))).toBe('committed');
      expect((await boards.load(cycle))?.version).toBe(2);
    });
  });
}
