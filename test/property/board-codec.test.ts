import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Board,
  boardDifferences,
  type Column,
  columnsOf,
  emptyBoard,
  shapeOfBoard,
  withColumns,
} from '../../lib/domain/recalculation/board.ts';
import { cellsBetween } from '../../lib/domain/recalculation/cells.ts';
import { recalculate } from '../../lib/domain/recalculation/recalculate.ts';
import { assembleBoard, encodeRows, PackedRows, rowBytesMax } from '../../lib/stores/board-codec.ts';
import { history } from '../support/histories.ts';

/** Boards as histories leave them, columns with and without decimals, empty ones included. */
const board = history.map(
  ({ scheme, districts, states }) => recalculate(scheme, emptyBoard(scheme, districts.length), states).board,
);

/** Two boards of the same cohort, some of their numbers below 0. */
const boards = fc.tuple(history, fc.boolean(), fc.boolean(), fc.nat()).map(([told, before, after, at]) => {
  const blank = emptyBoard(told.scheme, told.districts.length);
  const whole = recalculate(told.scheme, blank, told.states).board;
  const part = recalculate(told.scheme, blank, told.states.slice(0, at % (told.states.length + 1))).board;
  return [before ? withNegatives(part) : part, after ? withNegatives(whole) : whole] as const;
});

const decoded = (like: Board, columns: Uint8Array, from = 0, size = like.size) =>
  assembleBoard({ ...shapeOfBoard(like), size }, [{ from, columns }]);

/** The same with every second number of points and amounts below 0. */
function withNegatives(given: Board): Board {
  const columns = columnsOf(given).map((column) => {
    if (column === null || Array.isArray(column) || column instanceof Uint8Array || column instanceof Uint32Array)
      return column;
    return (column as Int32Array).map((value, at) => (at % 2 === 1 ? -value - 1 : value)) as typeof column;
  });
  return withColumns(given, columns);
}

describe('the stored form of rows', () => {
  it('gives the same rows back, wherever in a buffer its bytes lie', () => {
    fc.assert(
      fc.property(board, fc.boolean(), fc.nat({ max: 9 }), (drawn, isBelowZero, offset) => {
        const given = isBelowZero ? withNegatives(drawn) : drawn;
        const bytes = encodeRows(given);
        const around = Buffer.alloc(bytes.length + 16, 255);
        around.set(bytes, offset);
        const read = decoded(given, around.subarray(offset, offset + bytes.length));
        expect(boardDifferences(read, given)).toEqual([]);
        expect(encodeRows(read)).toEqual(bytes);
      }),
      { numRuns: 300 },
    );
  });

  it('puts rows where they belong among those that nobody wrote', () => {
    fc.assert(
      fc.property(board, fc.nat({ max: 5 }), fc.nat({ max: 5 }), (given, before, behind) => {
        const size = before + given.size + behind;
        const read = columnsOf(decoded(given, encodeRows(given), before, size));
        columnsOf(given).forEach((column, index) => {
          const around = [...Array(before).fill(0), ...(column ?? Array(given.size).fill(0)), ...Array(behind).fill(0)];
          expect([...(read[index] ?? Array(size).fill(0))]).toEqual(around);
        });
      }),
      { numRuns: 100 },
    );
  });

  it('takes no more bytes than a row is counted for, where no number needs a fraction', () => {
    fc.assert(
      fc.property(board, (given) => {
        const isPlain = (column: Column) => !Array.isArray(column) || column.every((text) => text === 0);
        fc.pre(columnsOf(given).every(isPlain));
        const columns = columnsOf(given).length;
        expect(encodeRows(given).length).toBeLessThanOrEqual(
          5 + columns + given.size * rowBytesMax(shapeOfBoard(given)),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('gives the row of each district, and takes changed values in place or anew', () => {
    fc.assert(
      fc.property(boards, fc.nat({ max: 5 }), ([was, is], from) => {
        const bytes = encodeRows(was);
        const kept = bytes.slice();
        const packed = new PackedRows(shapeOfBoard(was), from, bytes);
        for (let row = 0; row < was.size; row++)
          expect(packed.rowAt(from + row)).toEqual(columnsOf(was).map((column) => column?.[row] ?? 0));
        const changed = packed.withCells(cellsBetween(was, is, from));
        expect(boardDifferences(decoded(is, changed), is)).toEqual([]);
        expect(bytes).toEqual(kept);
      }),
      { numRuns: 200 },
    );
  });

  it('is refused when its format is unknown, bytes are missing, or more follow', () => {
    fc.assert(
      fc.property(board, (given) => {
        const bytes = encodeRows(given);
        for (let length = 0; length < bytes.length; length++)
          expect(() => decoded(given, bytes.subarray(0, length))).toThrow();
        expect(() => decoded(given, new Uint8Array([...bytes, 0]))).toThrow();
        expect(() => decoded(given, bytes.with(0, 3))).toThrow('board format 3');
      }),
      { numRuns: 50 },
    );
  });
});
