import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatPoints } from '../../lib/domain/points.ts';
import { rankCohort, standingsOf } from '../../lib/domain/ranking/ranking.ts';
import { type Basis, bases } from '../../lib/domain/recalculation/board.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import { type BookScore, scoreBook } from '../../lib/domain/scoring/score-book.ts';
import { changedScheme, type SchemeChange } from '../support/changed-scheme.ts';
import { anyDistricts, type GivenComponent, inputsFrom } from '../support/cohort.ts';

type ByDistrict<Value> = Readonly<Record<string, Value>>;
type ByComponent<Value> = Readonly<Record<string, ByDistrict<Value>>>;

interface Expected {
  readonly points?: ByComponent<string>;
  readonly states?: ByComponent<string>;
  readonly places?: ByComponent<number | null>;
  readonly categories?: ByComponent<string>;
  readonly totals?: ByDistrict<string>;
  readonly ranks?: ByDistrict<number>;
  readonly rows?: readonly string[];
  readonly groups?: Readonly<Record<string, ByDistrict<number>>>;
}

interface Vector {
  readonly name: string;
  readonly clauses: readonly string[];
  readonly decisions: readonly string[];
  readonly scheme?: SchemeChange;
  readonly groups?: ByDistrict<string>;
  readonly inputs: ByComponent<GivenComponent>;
  readonly expected: Partial<Record<Basis, Expected>>;
}

const folder = new URL('../vectors/', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .map((file) => ({
    file,
    ...(JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { about: string; vectors: Vector[] }),
  }));
const allVectors = files.flatMap(({ vectors }) => vectors);

/** What the product says of a vector's cohort on one basis, in the words of `Expected`. */
function evaluate({ scheme: change, inputs, groups = {} }: Vector, basis: Basis): Required<Expected> {
  const scheme = changedScheme(change);
  const ids = [...new Set(Object.values(inputs).flatMap((byDistrict) => Object.keys(byDistrict)))].sort();
  const books = ids.map((id, district) => {
    const given = Object.entries(inputs).map(([component, byDistrict]) => [component, byDistrict[id] ?? {}] as const);
    return { district, revision: 1, inputs: inputsFrom(scheme, Object.fromEntries(given)) };
  });
  const { board } = rebuild(scheme, books);
  const standings = standingsOf(scheme, anyDistricts(board.size), board);
  const { totals, ranks } = standings[basis];
  const scores = books.map((book) => scoreBook(standings.settled, book.district, book.inputs, basis));
  const shown = (units: number) => formatPoints(units, scheme.rounding.decimals);
  const byDistrict = <Value>(of: (position: number) => Value): ByDistrict<Value> =>
    Object.fromEntries(ids.map((id, position) => [id, of(position)]));
  const byComponent = <Value>(of: (part: BookScore['components'][number]) => Value): ByComponent<Value> =>
    Object.fromEntries(
      scheme.components.map(({ id }, index) => [id, byDistrict((at) => of(scores[at]!.components[index]!))]),
    );
  const districts = ids.map((id) => ({ id, name: { zh: id, en: id }, group: groups[id] ?? null }));
  const rowsOf = (group?: string) => rankCohort(scheme, { districts }, board, { basis, group });
  const ranksIn = (group: string) => Object.fromEntries(rowsOf(group).map(({ district, rank }) => [district.id, rank]));
  return {
    points: byComponent(({ points }) => shown(points)),
    states: byComponent(({ state }) => state),
    places: byComponent(({ place }) => place),
    categories: Object.fromEntries(
      scheme.categories.map(({ id }, category) => [id, byDistrict((at) => shown(scores[at]!.categories[category]!))]),
    ),
    totals: byDistrict((at) => shown(totals[at]!)),
    ranks: byDistrict((at) => ranks[at]!),
    rows: rowsOf().map(({ district }) => district.id),
    groups: Object.fromEntries([...new Set(Object.values(groups))].map((group) => [group, ranksIn(group)])),
  };
}

describe.each(files)('the published vectors of $file', ({ vectors }) => {
  it.each(vectors)('$name', (vector) => {
    expect(Object.keys(vector.expected)).not.toEqual([]);
    for (const basis of bases)
      if (vector.expected[basis]) expect(evaluate(vector, basis)).toMatchObject(vector.expected[basis]);
  });
});

describe('the published vectors', () => {
  it('have names of their own', () => {
    const names = allVectors.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('cover every clause and every decision about points with at least two vectors', () => {
    const count = (cited: string, of: 'clauses' | 'decisions') =>
      allVectors.filter((vector) => vector[of].includes(cited)).length;
    for (let clause = 1; clause <= 21; clause++)
      expect(count(`C ${clause}`, 'clauses'), `C ${clause}`).toBeGreaterThan(0);
    for (let decision = 1; decision <= 11; decision++)
      expect(count(`D ${decision}`, 'decisions'), `D ${decision}`).toBeGreaterThan(1);
  });
});
