import { describe, expect, it } from 'vitest';
import { inputsOf } from '../../lib/domain/book.ts';
import { firstHead } from '../../lib/domain/cycle.ts';
import { cohortInputs, rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import { sampleCycle, sampleScheme } from '../support/sample-cycle.ts';

const cycle = sampleCycle('2019', 4);
const books = cycle.districts.map(({ id }) => ({ head: firstHead(cycle, id), components: new Map() }));

describe('what a rebuild is made of', () => {
  it('is one book for each district, at its position', () => {
    expect(cohortInputs(cycle, sampleScheme, books).map(({ district }) => district)).toEqual([0, 1, 2, 3]);
  });

  it('is refused with a book too few, too many, twice, or out of order', () => {
    const [first, second, third, fourth] = books;
    const given = (...wrong: typeof books) => expect(() => cohortInputs(cycle, sampleScheme, wrong));
    given(...books.slice(0, 3)).toThrow('3 books of 4 districts');
    given(first!, third!, fourth!).toThrow('3 books of 4 districts');
    given(...books, first!).toThrow('5 books of 4 districts');
    given(first!, first!, third!, fourth!).toThrow('not in the cohort’s order');
    given(second!, first!, third!, fourth!).toThrow('not in the cohort’s order');
  });
});

describe('a rebuild', () => {
  const inputs = inputsOf(sampleScheme, new Map());
  const at = (...positions: number[]) => positions.map((district) => ({ district, revision: 0, inputs }));

  it('takes every position of the cohort once, in any order', () => {
    expect(rebuild(sampleScheme, at(2, 0, 1)).board.size).toBe(3);
  });

  it('refuses a position that is missing or named twice', () => {
    for (const positions of [
      [0, 2],
      [0, 1, 1],
      [1, 2, 3],
    ])
      expect(() => rebuild(sampleScheme, at(...positions))).toThrow('every book');
  });
});
