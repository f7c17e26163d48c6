import { describe, expect, it } from 'vitest';
import { boardBytesMax } from '../../lib/domain/recalculation/board.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import { encodeBoard } from '../../lib/stores/board-codec.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { type GivenBook, inputsFrom } from '../support/cohort.ts';

const scheme = changedScheme();

/** A district with everything done, in amounts of 21 digits; every other one falls short in one component. */
function fullest(index: number): GivenBook {
  const value = `${999_999_999_999_999 - index}.999999`;
  const done = (target: string, claim: string) => ({ target, claim, verification: claim });
  return Object.fromEntries(
    scheme.components.map(({ id, rule }) => {
      if (rule.judgement === 'deduction') return [id, { claim: '1', verification: '1' }];
      return [id, id === '5' && index % 2 === 1 ? done('10', '9') : done('1', value)];
    }),
  );
}

describe('the size that a cohort is admitted for', () => {
  it('covers the fullest board, and not by much', () => {
    const districts = 400;
    const inputs = Array.from({ length: districts }, (_, index) => inputsFrom(scheme, fullest(index)));
    const { board } = rebuild(
      scheme,
      inputs.map((own, district) => ({ district, revision: 70_000, inputs: own })),
    );
    const bytes = encodeBoard(board).length;
    const most = boardBytesMax(scheme, districts);
    expect(bytes).toBeLessThanOrEqual(most);
    expect(most / bytes).toBeLessThan(1.1);
  });

  it('grows with every district', () => {
    expect(boardBytesMax(scheme, 2) - boardBytesMax(scheme, 1)).toBe(
      boardBytesMax(scheme, 2001) - boardBytesMax(scheme, 2000),
    );
  });

  it.each([
    [0xff, 1],
    [0xffff, 2],
  ])('takes another byte for a category and a total of more than %d units', (units, bytes) => {
    const perDistrict = (full: number) => {
      const one = { ...scheme, components: [{ ...scheme.components[0]!, full }] };
      return boardBytesMax(one, 1) - boardBytesMax(one, 0);
    };
    expect(perDistrict(units + 1) - perDistrict(units)).toBe(2 * 2 * bytes);
  });

  // Six categories and four competitions. Rows: 4 for the revision and, on both bases, the categories, 4 × 13, total and
  // rank. Categories of up to 18 points: 6 × 1 byte in points, 6 × 2 in hundredths; in ten thousandths 5 × 4 and, for the
  // one of 4 points, 2. Columns: 16 × (1 + 1 + 2 × (6 + 3 × 4 + 2)).
  it.each([
    [0, 4 + 2 * (6 + 52 + 1 + 4)],
    [2, 4 + 2 * (12 + 52 + 2 + 4)],
    [4, 4 + 2 * (22 + 52 + 4 + 4)],
  ])('with points of %d decimals is 672 bytes and %d a district', (places, perDistrict) => {
    const counted = changedScheme({ rounding: { places, mode: 'half-up' } });
    expect(boardBytesMax(counted, 0)).toBe(672);
    expect(boardBytesMax(counted, 10)).toBe(672 + 10 * perDistrict);
  });
});
