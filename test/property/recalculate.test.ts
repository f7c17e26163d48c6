import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputsOf } from '../../lib/domain/book.ts';
import { boardDifferences, emptyBoard } from '../../lib/domain/recalculation/board.ts';
import { type DistrictInputs, rebuild, recalculate } from '../../lib/domain/recalculation/recalculate.ts';
import { encodeRows } from '../../lib/stores/board-codec.ts';
import { type History, history } from '../support/histories.ts';

/** The newest state of each district among those delivered, blank for those of which nothing came. */
function newest({ scheme, size }: History, delivered: readonly DistrictInputs[]): DistrictInputs[] {
  const blank = inputsOf(scheme, new Map());
  return Array.from({ length: size }, (_, district) =>
    delivered
      .filter((state) => state.district === district)
      .reduce((last, state) => (state.revision > last.revision ? state : last), {
        district,
        revision: 0,
        inputs: blank,
      }),
  );
}

describe('recalculate', () => {
  it('equals rebuild after any history, whatever came late, twice, or in another order', () => {
    fc.assert(
      fc.property(history, (told) => {
        const { scheme, size, states, batches } = told;
        let board = emptyBoard(scheme, size);
        const delivered: DistrictInputs[] = [];
        for (const batch of [...batches, states]) {
          board = recalculate(scheme, board, batch).board;
          delivered.push(...batch);
          const whole = rebuild(scheme, newest(told, delivered)).board;
          expect(boardDifferences(board, whole)).toEqual([]);
          expect(Buffer.from(encodeRows(board)).equals(encodeRows(whole))).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('never lets an older label replace a newer one', () => {
    fc.assert(
      fc.property(history, ({ scheme, size, states }) => {
        const { board } = recalculate(scheme, emptyBoard(scheme, size), states);
        const latest = new Map(states.map(({ district, revision }) => [district, revision]));
        const older = states.filter(({ district, revision }) => revision < latest.get(district)!);
        expect(boardDifferences(recalculate(scheme, board, older).board, board)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves the board it was given as it was', () => {
    fc.assert(
      fc.property(history, ({ scheme, size, states }) => {
        const board = emptyBoard(scheme, size);
        recalculate(scheme, board, states);
        expect(boardDifferences(board, emptyBoard(scheme, size))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
