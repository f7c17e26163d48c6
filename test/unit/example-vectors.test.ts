import { describe, expect, it } from 'vitest';
import { judge } from '../support/exact-oracle.ts';
import {
  type ExampleDocument,
  type ExampleResult,
  type ExampleVector,
  examples,
  type GivenExample,
} from '../support/example-vectors.ts';
import type { PlainDistrict, PlainInputs, PlainScheme } from '../support/plain-scheme.ts';

function plainInputs({ target, claim, verification, record }: GivenExample): PlainInputs {
  const said = typeof claim === 'string' ? { value: claim, returned: false } : claim;
  const found = typeof verification === 'string' ? { value: verification, deduction: null } : verification;
  const recorded = record === undefined ? null : { value: record, deduction: null, claimRevision: 0 };
  return {
    target: target ?? null,
    claim: said ? { ...said, revision: 1 } : null,
    verification: found ? { ...found, claimRevision: 1 } : recorded,
  };
}

function plainDistrict({ inputs, groups, coefficients }: ExampleVector, id: string): PlainDistrict {
  const given = Object.entries(inputs).flatMap(([component, by]) => (by[id] ? [[component, by[id]] as const] : []));
  return {
    group: groups?.[id] ?? null,
    coefficients: coefficients?.[id] ?? {},
    book: Object.fromEntries(given.map(([component, part]) => [component, plainInputs(part)])),
  };
}

/** Units of the scheme's last place as text. */
function shown(units: bigint, { rounding: { places } }: PlainScheme): string {
  const digits = String(units < 0n ? -units : units).padStart(places + 1, '0');
  const text = places === 0 ? digits : `${digits.slice(0, -places)}.${digits.slice(-places)}`;
  return units < 0n ? `-${text}` : text;
}

/** What the tests' own fractions make of a vector. */
function judged(
  scheme: ExampleDocument,
  vector: ExampleVector,
  basis: 'claimed' | 'verified',
): Omit<ExampleResult, 'groupRanks'> {
  const { districts } = vector;
  const result = judge(
    scheme,
    districts.map((id) => plainDistrict(vector, id)),
  )[basis];
  const parts = scheme.categories.flatMap(({ indicators }) => indicators.flatMap(({ components }) => components));
  const byDistrict = <Value>(of: (at: number) => Value) =>
    Object.fromEntries(districts.map((id, at) => [id, of(at)] as const));
  const byComponent = <Value>(of: (at: number, id: string) => Value) =>
    Object.fromEntries(parts.map(({ id }) => [id, byDistrict((at) => of(at, id))] as const));
  return {
    points: byComponent((at, id) => shown(result.points[at]![id]!, scheme)),
    states: byComponent((at, id) => result.components[at]![id]!.state),
    places: byComponent((at, id) => result.components[at]![id]!.place),
    categories: Object.fromEntries(
      scheme.categories.map(({ id }, category) => [
        id,
        byDistrict((at) => shown(result.categories[at]![category]!, scheme)),
      ]),
    ),
    totals: byDistrict((at) => shown(result.totals[at]!, scheme)),
    ranks: byDistrict((at) => result.ranks[at]!),
    grades: byDistrict((at) => result.grades[at]!),
    vetoes: byDistrict((at) => result.vetoes[at]!),
  };
}

describe.each(examples)('the vectors of $id, by fractions', ({ document, vectors }) => {
  it.each(vectors)('$name', (vector) => {
    for (const basis of ['claimed', 'verified'] as const) {
      const { groupRanks: _, ...expected } = vector.expected[basis] ?? {};
      expect(judged(document, vector, basis)).toMatchObject(expected);
    }
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
