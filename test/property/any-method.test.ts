import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gradeOf, standingsOf } from '../../lib/domain/ranking/ranking.ts';
import { type Basis, bases } from '../../lib/domain/recalculation/board.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import { scoreBook } from '../../lib/domain/scoring/score-book.ts';
import { type AnyCohort, anyCohort, readByProduct } from '../support/any-cohort.ts';
import { judge } from '../support/exact-oracle.ts';

/** What the product makes of a cohort, in the form of the tests' own computation. */
function scored({ scheme, districts, books }: AnyCohort, basis: Basis) {
  const standings = standingsOf(scheme, districts, rebuild(scheme, books).board);
  const { totals, ranks } = standings[basis];
  const scores = books.map(({ inputs, district }) => scoreBook(standings.settled, district, inputs, basis));
  const graded = [...totals].map((total, at) => gradeOf(scheme, total, standings.settled.vetoesAt(at, basis)));
  return {
    components: scores.map(({ components }) =>
      Object.fromEntries(
        components.map(({ component, points, state, place }) => [
          component.id,
          { points: BigInt(points), state, place },
        ]),
      ),
    ),
    categories: scores.map(({ categories }) => categories.map(BigInt)),
    totals: Array.from(totals, BigInt),
    ranks: [...ranks],
    grades: graded.map(({ grade }) => grade),
    vetoes: graded.map(({ vetoes }) => vetoes),
  };
}

describe('any method', () => {
  it('gives every district the points, states, places, totals, ranks, grades and vetoes that exact fractions give', () => {
    fc.assert(
      fc.property(anyCohort, fc.constantFrom(...bases), (drawn, basis) => {
        const { components, points: _, ...judged } = judge(drawn.document, drawn.cohort)[basis];
        const exact = components.map((own) =>
          Object.fromEntries(
            Object.entries(own).map(([id, { points, state, place }]) => [id, { points, state, place }]),
          ),
        );
        expect(scored(drawn, basis)).toEqual({ components: exact, ...judged });
      }),
      { numRuns: 300 },
    );
  });

  it('tells totals that are the sums of what it tells of the parts, each within its bounds', () => {
    fc.assert(
      fc.property(anyCohort, fc.constantFrom(...bases), ({ scheme, districts, books }, basis) => {
        const standings = standingsOf(scheme, districts, rebuild(scheme, books).board);
        for (const { district, inputs } of books) {
          const { total, categories, components } = scoreBook(standings.settled, district, inputs, basis);
          const sum = (terms: readonly number[]) => terms.reduce((added, term) => added + term, 0);
          expect(sum(components.map(({ points }) => points))).toBe(total);
          expect(sum(categories)).toBe(total);
          expect(standings[basis].totals[district]).toBe(total);
          for (const { component, points } of components) {
            expect(points).toBeLessThanOrEqual(component.full);
            expect(points).toBeGreaterThanOrEqual(component.lowest);
          }
        }
      }),
      { numRuns: 200 },
    );
  });

  it('says of a component what would earn more: with it a district has exactly those points, and had fewer', () => {
    let [told, tried] = [0, 0];
    fc.assert(
      fc.property(anyCohort, ({ document, cohort }) => {
        tried++;
        const scored = (given: typeof cohort, district: number) => {
          const { scheme, districts, books } = readByProduct(document, given);
          const { settled } = standingsOf(scheme, districts, rebuild(scheme, books).board);
          return scoreBook(settled, district, books[district]!.inputs, 'claimed').components;
        };
        for (const district of cohort.keys())
          for (const { component, points, value, gaps } of scored(cohort, district))
            for (const gap of gaps()) {
              told++;
              const { id } = component;
              const { book } = cohort[district]!;
              const more = new Decimal(value!.text).plus(gap.amount).toFixed();
              const { claim, verification } = book[id]!;
              const now = claim
                ? { claim: { ...claim, value: more } }
                : { verification: { ...verification!, value: more } };
              const changed = cohort.with(district, {
                ...cohort[district]!,
                book: { ...book, [id]: { ...book[id]!, ...now } },
              });
              const after = scored(changed, district).find((each) => each.component.id === id)!;
              expect(after.points, `${points} in ${id}`).toBe(gap.points);
              expect(after.points).toBeGreaterThan(points);
            }
      }),
      { numRuns: 300 },
    );
    // As large a share where fewer are tried.
    expect(told).toBeGreaterThan(tried / 6);
  });
});
