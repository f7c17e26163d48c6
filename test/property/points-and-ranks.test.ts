import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { standingsOf } from '../../lib/domain/ranking/ranking.ts';
import { bases } from '../../lib/domain/recalculation/board.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import { compileScheme } from '../../lib/domain/scheme.ts';
import { scoreBook } from '../../lib/domain/scoring/score-book.ts';
import { cohortFor, schemeDocument } from '../support/arbitraries.ts';
import { anyDistricts, inputsFrom } from '../support/cohort.ts';
import { judge } from '../support/exact-oracle.ts';
import type { PlainScheme } from '../support/plain-scheme.ts';

const schemeAndCohort = schemeDocument.chain((document) =>
  fc.record({ document: fc.constant(document), cohort: cohortFor(document) }),
);

describe('the board and the scores', () => {
  it('give every district the points, categories, total and rank that exact fractions give [D 2, D 5, D 11]', () => {
    fc.assert(
      fc.property(schemeAndCohort, fc.constantFrom(...bases), ({ document, cohort }, basis) => {
        const scheme = compileScheme(document);
        const books = cohort.map((given, district) => ({ district, revision: 1, inputs: inputsFrom(scheme, given) }));
        const standings = standingsOf(scheme, anyDistricts(books.length), rebuild(scheme, books).board);
        const { totals, ranks } = standings[basis];
        const scores = books.map(({ inputs, district }) => scoreBook(standings.settled, district, inputs, basis));
        const judged = judge(
          document as unknown as PlainScheme,
          cohort.map((book) => ({ book })),
        )[basis];
        expect(
          scores.map(({ components }) =>
            Object.fromEntries(components.map(({ component, points }) => [component.id, BigInt(points)])),
          ),
        ).toEqual(judged.points);
        expect(scores.map(({ categories }) => categories.map(BigInt))).toEqual(judged.categories);
        expect(Array.from(totals, BigInt)).toEqual(judged.totals);
        expect([...ranks]).toEqual(judged.ranks);
      }),
      { numRuns: 500 },
    );
  });

  it('add up: components to categories, categories to the total, and that is the board’s', () => {
    fc.assert(
      fc.property(schemeAndCohort, fc.constantFrom(...bases), ({ document, cohort }, basis) => {
        const scheme = compileScheme(document);
        const books = cohort.map((given, district) => ({ district, revision: 1, inputs: inputsFrom(scheme, given) }));
        const standings = standingsOf(scheme, anyDistricts(books.length), rebuild(scheme, books).board);
        const { totals } = standings[basis];
        for (const { district, inputs } of books) {
          const { total, categories, components } = scoreBook(standings.settled, district, inputs, basis);
          const sum = (terms: readonly number[]) => terms.reduce((added, term) => added + term, 0);
          expect(sum(components.map(({ points }) => points))).toBe(total);
          expect(sum(categories)).toBe(total);
          expect(totals[district]).toBe(total);
          for (const { component, points } of components) expect(points).toBeLessThanOrEqual(component.full);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('say of a component what would earn more: with it a district has exactly those points, and had fewer', () => {
    let [told, tried] = [0, 0];
    fc.assert(
      fc.property(schemeAndCohort, ({ document, cohort }) => {
        tried++;
        const scheme = compileScheme(document);
        const scored = (given: typeof cohort, district: number) => {
          const books = given.map((each, at) => ({ district: at, revision: 1, inputs: inputsFrom(scheme, each) }));
          const { settled } = standingsOf(scheme, anyDistricts(books.length), rebuild(scheme, books).board);
          return scoreBook(settled, district, books[district]!.inputs, 'claimed').components;
        };
        for (const district of cohort.keys())
          for (const { component, points, value, gaps } of scored(cohort, district))
            for (const gap of gaps()) {
              told++;
              const { id } = component;
              const claim = {
                ...cohort[district]![id]!.claim!,
                value: new Decimal(value!.text).plus(gap.amount).toFixed(),
              };
              const more = cohort.map((each, at) =>
                at === district ? { ...each, [id]: { ...each[id]!, claim } } : each,
              );
              const now = scored(more, district).find((each) => each.component.id === id)!;
              expect(now.points, `${points} in ${id}`).toBe(gap.points);
              expect(now.points).toBeGreaterThan(points);
            }
      }),
      { numRuns: 300 },
    );
    // More than 100 of 300, and as large a share where fewer are tried.
    expect(told).toBeGreaterThan(tried / 3);
  });
});
