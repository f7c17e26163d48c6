import { describe, expect, it } from 'vitest';
import { type ExampleVector, examples } from '../support/example-vectors.ts';
import { judgedByFractions, judgedByVerifier } from '../support/judge-example.ts';
import type { PlainScheme } from '../support/plain-scheme.ts';
import { scored } from '../support/score-example.ts';

describe.each(examples)('the vectors of $id', ({ document, vectors }) => {
  it.each(vectors)('are what fractions give: $name', (vector) => {
    for (const basis of ['claimed', 'verified'] as const) {
      const { groupRanks: _, ...expected } = vector.expected[basis] ?? {};
      expect(judgedByFractions(document, vector, basis)).toMatchObject(expected);
    }
  });

  it.each(vectors)('are what is scored: $name', (vector) => {
    for (const basis of ['claimed', 'verified'] as const)
      expect(scored(document, vector, basis)).toMatchObject(vector.expected[basis] ?? {});
  });

  it.each(vectors)('are what the verifier recounts: $name', (vector) => {
    const { groupRanks: _, ...expected } = vector.expected.verified ?? {};
    expect(judgedByVerifier(document, vector)).toMatchObject(expected);
  });
});

describe('the vectors of the examples', () => {
  it('expect something on each basis, with the working, and have names of their own', () => {
    const all = examples.flatMap(({ vectors }) => vectors);
    const poor = all.filter(({ expected, working }) => Object.keys(expected).length < 2 || working.length === 0);
    expect(poor.map(({ name }) => name)).toEqual([]);
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
  });

  it('hold a whole year of at least three districts for each scheme, with every total, rank and grade', () => {
    const isYear = ({ districts, expected: { claimed, verified } }: ExampleVector) =>
      districts.length >= 3 && [claimed, verified].every((basis) => basis?.totals && basis.ranks && basis.categories);
    expect(examples.filter(({ vectors }) => !vectors.some(isYear)).map(({ id }) => id)).toEqual([]);
  });

  it('expect points of every component that can give any', () => {
    const silent = examples.flatMap(({ id, document, vectors }) => {
      const told = new Set(
        vectors.flatMap(({ expected }) => Object.values(expected).flatMap(({ points }) => Object.keys(points ?? {}))),
      );
      return partsOf(document)
        .filter(({ fullPoints, lowestPoints }) => fullPoints !== '0' || lowestPoints !== undefined)
        .filter((part) => !told.has(part.id))
        .map((part) => `${id} ${part.id}`);
    });
    expect(silent).toEqual([]);
  });
});

function partsOf(scheme: PlainScheme) {
  return scheme.categories.flatMap(({ indicators }) => indicators.flatMap(({ components }) => components));
}
