import { describe, expect, it } from 'vitest';
import { shapeOf } from '../../lib/domain/recalculation/board.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import { encodeRows, rowBytesMax } from '../../lib/stores/board-codec.ts';
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

describe('the size that a row is counted for', () => {
  it('covers the fullest one', () => {
    const districts = 400;
    const inputs = Array.from({ length: districts }, (_, index) => inputsFrom(scheme, fullest(index)));
    const { board } = rebuild(
      scheme,
      inputs.map((own, district) => ({ district, revision: 70_000, inputs: own })),
    );
    const bytes = encodeRows(board).length;
    const most = districts * rowBytesMax(shapeOf(scheme, districts));
    expect(bytes).toBeLessThanOrEqual(most);
    expect(most / bytes).toBeLessThan(1.3);
  });

  // Six categories of 4 bytes and four competitions of 7 + 3 + 1, on both bases, and the revision.
  it('is 140 bytes of the method that came with the project', () => {
    expect(rowBytesMax(shapeOf(scheme, 1))).toBe(4 + 2 * (6 * 4 + 4 * 11));
  });
});
