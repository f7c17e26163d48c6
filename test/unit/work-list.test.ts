import { describe, expect, it } from 'vitest';
import { type Board, emptyBoard } from '../../lib/domain/recalculation/board.ts';
import { type OpenAssessment, orderWork } from '../../lib/domain/work-list.ts';
import { changedScheme } from '../support/changed-scheme.ts';

/** A board whose verified totals are these; ranks are those of the totals. */
function boardOf(totals: readonly number[]): Board {
  const board = emptyBoard(changedScheme(), totals.length);
  const ranks = totals.map((own) => 1 + totals.filter((other) => other > own).length);
  const verified = { ...board.verified, totals: Uint32Array.from(totals), ranks: Uint32Array.from(ranks) };
  return { ...board, verified };
}

const open = (district: number, component: string, swing: number): OpenAssessment => ({ district, component, swing });
const inBrief = (board: Board, items: readonly OpenAssessment[]) =>
  orderWork(board, items).map(({ district, component, rank, rankIfVerified }) => [
    district,
    component,
    rank,
    rankIfVerified,
  ]);

describe('the work list', () => {
  it('begins with what moves a district over the most ranks', () => {
    const board = boardOf([4000, 3000, 2000, 1000]);
    const items = [open(0, '5', 400), open(2, '5', 1500), open(3, '5', 3500), open(1, '5', 200)];
    expect(inBrief(board, items)).toEqual([
      [3, '5', 4, 1],
      [2, '5', 3, 2],
      [0, '5', 1, 1],
      [1, '5', 2, 2],
    ]);
  });

  it('goes on with the most points where as many ranks are at stake', () => {
    const board = boardOf([4000, 1000]);
    expect(inBrief(board, [open(0, '5', 10), open(1, '6', 300), open(1, '7', 299), open(0, '8', 2999)])).toEqual([
      [0, '8', 1, 1],
      [1, '6', 2, 2],
      [1, '7', 2, 2],
      [0, '5', 1, 1],
    ]);
  });

  it('counts a fall like a rise: a claim may be lower than what was verified', () => {
    const board = boardOf([4000, 3000, 2000]);
    expect(inBrief(board, [open(1, '5', 400), open(0, '5', -2500)])).toEqual([
      [0, '5', 1, 3],
      [1, '5', 2, 2],
    ]);
  });

  it('shares a rank where totals become equal', () => {
    expect(inBrief(boardOf([4000, 3000]), [open(1, '5', 1000)])).toEqual([[1, '5', 2, 1]]);
    expect(inBrief(boardOf([4000, 3000]), [open(1, '5', 999)])).toEqual([[1, '5', 2, 2]]);
    expect(inBrief(boardOf([3000, 3000]), [open(1, '5', -1)])).toEqual([[1, '5', 1, 2]]);
  });

  it('keeps the order of the books where nothing else decides', () => {
    const board = boardOf([0, 0]);
    const items = [open(0, '5', 0), open(0, '6', 0), open(1, '5', 0)];
    expect(inBrief(board, items).map(([district, component]) => [district, component])).toEqual([
      [0, '5'],
      [0, '6'],
      [1, '5'],
    ]);
    expect(orderWork(board, [])).toEqual([]);
  });
});
