import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boardBytesMax, boardDifferences, emptyBoard } from '../../lib/domain/recalculation/board.ts';
import { recalculate } from '../../lib/domain/recalculation/recalculate.ts';
import { decodeBoard, encodeBoard } from '../../lib/stores/board-codec.ts';
import { history } from '../support/histories.ts';

/** Boards as histories leave them, columns with and without decimals, empty ones included. */
const board = history.map(({ scheme, size, states }) => {
  return { scheme, board: recalculate(scheme, emptyBoard(scheme, size), states).board };
});

describe('the stored form of a board', () => {
  it('gives the same board back, wherever in a buffer its bytes lie', () => {
    fc.assert(
      fc.property(board, fc.nat({ max: 9 }), ({ board: given }, offset) => {
        const bytes = encodeBoard(given);
        const around = new Uint8Array(bytes.length + 16).fill(255);
        around.set(bytes, offset);
        const read = decodeBoard(around.subarray(offset, offset + bytes.length));
        expect(boardDifferences(read, given)).toEqual([]);
        expect(encodeBoard(read)).toEqual(bytes);
      }),
      { numRuns: 300 },
    );
  });

  it('is read from a pooled Buffer as well, whose slices share memory', () => {
    fc.assert(
      fc.property(board, ({ board: given }) => {
        expect(boardDifferences(decodeBoard(Buffer.from(encodeBoard(given))), given)).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  it('takes no more bytes than a cohort was admitted for', () => {
    fc.assert(
      fc.property(board, ({ scheme, board: given }) => {
        expect(encodeBoard(given).length).toBeLessThanOrEqual(boardBytesMax(scheme, given.size));
      }),
      { numRuns: 200 },
    );
  });

  it('is refused when its format is unknown or bytes are missing', () => {
    fc.assert(
      fc.property(board, ({ board: given }) => {
        const bytes = encodeBoard(given);
        for (const missing of [8, bytes.length - 15]) expect(() => decodeBoard(bytes.subarray(0, -missing))).toThrow();
        const other = bytes.slice();
        other[0] = 2;
        expect(() => decodeBoard(other)).toThrow('board format 2');
      }),
      { numRuns: 50 },
    );
  });
});
