import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { method } from '../../lib/verifier/method.ts';
import { recount } from '../../lib/verifier/recount.ts';
import type { CountedRow } from '../../lib/verifier/sealed-form.ts';
import { cohortOf } from '../support/drawn-cohorts.ts';
import { anyScheme } from '../support/drawn-schemes.ts';
import { judge } from '../support/exact-oracle.ts';
import type { PlainComponent, PlainDistrict, PlainScheme } from '../support/plain-scheme.ts';

/** A district as a sealed result tells it, without an outcome: the verifier finds it anew. */
function sealedRow({ group, coefficients, book }: PlainDistrict, parts: readonly PlainComponent[]): CountedRow {
  const components = parts.map(({ id, target }) => {
    const { target: assigned = null, claim = null, verification = null } = book[id] ?? {};
    const inForce = target.kind === 'fixed' && assigned !== 'not-applicable' ? target.value : assigned;
    return { component: id, target: inForce, claim, verification };
  });
  return { group: group ?? null, coefficients, components } as unknown as CountedRow;
}

const partsOf = ({ categories }: PlainScheme) =>
  categories.flatMap(({ indicators }) => indicators.flatMap(({ components }) => components));

describe('the verifier', () => {
  it('counts any method and cohort as exact fractions do: points, states, places, sums, ranks, grades, vetoes', () => {
    const drawn = anyScheme.chain((document) =>
      fc.record({ document: fc.constant(document), cohort: cohortOf(document) }),
    );
    fc.assert(
      fc.property(drawn, ({ document, cohort }) => {
        const parts = partsOf(document);
        const counted = recount(
          method.parse(document),
          cohort.map((district) => sealedRow(district, parts)),
        );
        const { components, categories, totals, ranks, grades, vetoes } = judge(document, cohort).verified;
        expect(counted.map((row) => row.parts)).toEqual(
          components.map((own) =>
            parts.map(({ id }) => ({ units: own[id]!.points, state: own[id]!.state, place: own[id]!.place })),
          ),
        );
        expect(counted.map((row) => row.categories)).toEqual(categories);
        expect(counted.map(({ total }) => total)).toEqual(totals);
        expect(counted.map(({ rank }) => rank)).toEqual(ranks);
        const graded = grades.map((grade, at) => (grade === null ? null : { grade, vetoes: vetoes[at] }));
        expect(counted.map((row) => row.graded)).toEqual(graded);
      }),
      { numRuns: 300 },
    );
  });
});
