import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inputsOf } from '../../lib/domain/book.ts';
import { formatPoints } from '../../lib/domain/points.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import { bases } from '../../lib/domain/scoring/component-state.ts';
import { bookScorer } from '../../lib/domain/scoring/score-book.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { playBook } from '../support/sample-book.ts';
import { cohortOf } from '../support/sample-cohort.ts';

const scheme = changedScheme();

/** The number that a sentence in Chinese ends its sum with: `得 2.40 分`, `= 2.40 分`, `得满分 3.00 分`. */
function givenIn(zh: string): string | undefined {
  return [...zh.matchAll(/(?:得|得满分|=|≈) (-?[0-9.]+) 分/g)].at(-1)?.[1];
}

describe('the words of every component', () => {
  it('end with the very points that it earned, in both languages, for any cohort and on both bases', () => {
    fc.assert(
      fc.property(cohortOf(scheme), (districts) => {
        const books = districts.map((district, position) => {
          const { book } = playBook(scheme, district);
          return { district: position, revision: book.head.revision, inputs: inputsOf(scheme, book.components) };
        });
        const { board } = rebuild(scheme, books);
        for (const basis of bases) {
          const scorer = bookScorer(scheme, basis, board[basis].competitive);
          for (const { inputs } of books)
            for (const { points, steps } of scorer(inputs).components) {
              const shown = formatPoints(points, scheme.rounding.places);
              const { zh, en } = steps.at(-1)!.text;
              expect([givenIn(zh), en]).toEqual([shown, expect.stringContaining(shown)]);
            }
        }
      }),
      { numRuns: 100 },
    );
  });
});
