import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputsOf } from '../../lib/domain/book.ts';
import { boardDifferences, emptyBoard } from '../../lib/domain/recalculation/board.ts';
import { type DistrictInputs, rebuild, recalculate } from '../../lib/domain/recalculation/recalculate.ts';
import { encodeRows } from '../../lib/stores/board-codec.ts';
import { type History, history } from '../support/histories.ts';

/** The newest state of each district among those delivered, blank for those of which nothing came. */
function newest({ scheme, districts }: History, delivered: readonly DistrictInputs[]): DistrictInputs[] {
  const inputs = inputsOf(scheme, new Map());
  return districts.map(({ coefficients }, district) =>
    delivered
      .filter((state) => state.district === district)
      .reduce((last, state) => (state.revision > last.revision ? state : last), {
        district,
        revision: 0,
        inputs,
        coefficients,
      }),
  );
}

/** The board of a cohort in which nobody has written anything. */
const firstBoard = ({ scheme, districts }: History) => emptyBoard(scheme, districts.length);

describe('recalculate', () => {
  it('equals rebuild after any history, whatever came late, twice, or in another order', () => {
    fc.assert(
      fc.property(history, (told) => {
        const { scheme, states, batches } = told;
        let board = firstBoard(told);
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
      fc.property(history, (told) => {
        const { scheme, states } = told;
        const { board } = recalculate(scheme, firstBoard(told), states);
        const latest = new Map(states.map(({ district, revision }) => [district, revision]));
        const older = states.filter(({ district, revision }) => revision < latest.get(district)!);
        expect(boardDifferences(recalculate(scheme, board, older).board, board)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('leaves the board it was given as it was', () => {
    fc.assert(
      fc.property(history, (told) => {
        const board = firstBoard(told);
        recalculate(told.scheme, board, told.states);
        expect(boardDifferences(board, firstBoard(told))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
