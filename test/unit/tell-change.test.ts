import { describe, expect, it } from 'vitest';
import type { ChangeEntry } from '../../lib/domain/ports.ts';
import { columnsOf, emptyBoard } from '../../lib/domain/recalculation/board.ts';
import { cellsBetween, withCells } from '../../lib/domain/recalculation/cells.ts';
import { recalculate, recalculateRows } from '../../lib/domain/recalculation/recalculate.ts';
import { firstVersion, tellChange } from '../../lib/domain/recalculation/tell-change.ts';
import { anyDistricts, inputsFrom } from '../support/cohort.ts';
import { methodOf, part } from '../support/small-method.ts';

const cohort = () => ({
  scheme: methodOf([
    part('s', { kind: 'recorded' }),
    part(
      'p',
      { kind: 'places', points: ['3', '2', '1'] },
      { fullPoints: '3', measure: { divide: [{ value: 's' }, '3'] } },
    ),
  ]),
  districts: anyDistricts(3),
});
type Of = ReturnType<typeof cohort>;

/** The board after these districts have claimed so much of `s`. */
function claimed(of: Of, values: Readonly<Record<number, string>>, board = emptyBoard(of.scheme, 3)) {
  const changed = Object.entries(values).map(([district, claim]) => {
    return { district: Number(district), revision: 1, inputs: inputsFrom(of.scheme, { s: { claim } }) };
  });
  return recalculate(of.scheme, board, changed).board;
}

const at = '2019-11-01T00:00:00.000Z';
const entryOf = (given: Partial<ChangeEntry>): ChangeEntry => {
  return { version: 1, at, since: null, causes: [{ district: 'd', revision: 1 }], own: [], cells: [], ...given };
};

describe('the values that a version changed', () => {
  it('are those that differ, each with its column, and make the one board of the other either way', () => {
    const of = cohort();
    const was = claimed(of, { 0: '3' });
    const is = claimed(of, { 1: '0.000003', 2: '1' }, was);
    const cells = cellsBetween(was, is);
    expect(cells).toEqual(cellsBetween(was, is, 5).map((cell) => ({ ...cell, district: cell.district - 5 })));
    expect(cells.filter(({ column }) => column === 0)).toEqual([
      { district: 1, column: 0, before: 0, after: 1 },
      { district: 2, column: 0, before: 0, after: 1 },
    ]);
    // A millionth is the first of its column, and a third the first that is no number of millionths.
    expect(is.claimed.competitive[0]).toStrictEqual({
      ...{ whole: Float64Array.of(1, 0, 0), micros: Int32Array.of(0, 1, 333_333) },
      ...{ standing: Uint8Array.of(1, 1, 1), fractions: [0, 0, '1/3'] },
    });
    expect(cells.every(({ before, after }) => before !== after)).toBe(true);
    expect(withCells(was, cells, 'after')).toStrictEqual(is);
    const back = cells.map(({ before, after, ...cell }) => ({ ...cell, before: after, after: before }));
    expect(cellsBetween(is, was)).toEqual(back);
    expect(withCells(is, cells, 'before').revisions).toEqual(was.revisions);
    expect(cellsBetween(is, withCells(was, cells, 'after'))).toEqual([]);
    expect(cellsBetween(was, withCells(is, cells, 'before'))).toEqual([]);
  });

  it('are what a recalculation gives of a book', () => {
    const of = cohort();
    const was = claimed(of, { 0: '3' });
    const blankRow = columnsOf(was).map(() => 0);
    const changed = [{ district: 1, revision: 1, inputs: inputsFrom(of.scheme, { s: { claim: '1' } }) }];
    const { cells } = recalculateRows(of.scheme, () => blankRow, changed);
    expect(cells).toEqual(cellsBetween(was, claimed(of, { 1: '1' }, was)));
  });

  it('leave a board in which they are already as it is', () => {
    const of = cohort();
    const was = claimed(of, { 0: '3' });
    const is = claimed(of, { 1: '1' }, was);
    expect(withCells(is, cellsBetween(was, is), 'after')).toBe(is);
    expect(withCells(is, [], 'before')).toBe(is);
    expect(cellsBetween(is, is)).toEqual([]);
  });
});

describe('a change that is told', () => {
  it('is the own book’s where a book caused it, and nobody’s where a repair put it right', () => {
    const of = cohort();
    const first = claimed(of, { 0: '3', 1: '2' });
    const cells = cellsBetween(emptyBoard(of.scheme, 3), first);
    const tell = (given: Partial<ChangeEntry>) => {
      const { told } = tellChange(of, firstVersion(of), entryOf({ cells, ...given }));
      return told.moves
        .filter(({ basis }) => basis === 'claimed')
        .map(({ district, components }) => [district, ...components.map(({ points, because }) => [points, because])]);
    };
    const own = { kind: 'own-book' };
    expect(tell({})).toEqual([[0, [[0, 300], own]], [1, [[0, 200], own]], [2]]);
    const nobody = { kind: 'cohort', districts: [] };
    expect(tell({ causes: [] })).toEqual([[0, [[0, 300], nobody]], [1, [[0, 200], nobody]], [2]]);
  });

  it('begins with nothing where the board was lost, else with the board before', () => {
    const of = cohort();
    const first = claimed(of, { 0: '3' });
    const { next } = tellChange(
      of,
      firstVersion(of),
      entryOf({ cells: cellsBetween(emptyBoard(of.scheme, 3), first) }),
    );
    const second = claimed(of, { 1: '6' }, first);
    const changes = { version: 2, cells: cellsBetween(first, second) };
    const scores = (since: string | null) =>
      tellChange(of, next, entryOf({ ...changes, since }))
        .told.moves.filter(({ basis }) => basis === 'claimed')
        .map(({ district, score }) => [district, score]);
    // Who had the first place has the second now; but where all was lost, nobody had any.
    expect(scores(at)).toEqual([
      [0, [300, 200]],
      [1, [0, 300]],
      [2, [0, 0]],
    ]);
    expect(scores(null)).toEqual([
      [0, [0, 0]],
      [1, [0, 300]],
      [2, [0, 0]],
    ]);
  });

  it('that moved nothing keeps the board and all that follows from it', () => {
    const of = cohort();
    const known = firstVersion(of);
    const { told, next } = tellChange(of, known, entryOf({ version: 7, since: at }));
    expect(told).toMatchObject({ version: 7, at, moves: [] });
    expect(next).toMatchObject({ version: 7, at });
    expect(next.board).toBe(known.board);
    expect(next.standings).toBe(known.standings);
  });
});
