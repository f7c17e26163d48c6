import { describe, expect, it } from 'vitest';
import { type RankingWish, rankCohort, ranksOf } from '../../lib/domain/ranking/ranking.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { type GivenBook, inputsFrom } from '../support/cohort.ts';

describe('ranks [D 11]', () => {
  it.each([
    [
      [700, 650, 650, 640],
      [1, 2, 2, 4],
    ],
    [
      [5, 5, 5, 4],
      [1, 1, 1, 4],
    ],
    [
      [0, 0, 0],
      [1, 1, 1],
    ],
    [
      [1, 2, 3],
      [3, 2, 1],
    ],
    [[7], [1]],
    [[], []],
  ])('of %j are %j, by a table and by a sort', (totals, ranks) => {
    expect([...ranksOf(Int32Array.from(totals))]).toEqual(ranks);
    // Where the totals lie far apart, the table gives way to a sort.
    expect([...ranksOf(Int32Array.from(totals, (total) => total * 1000))]).toEqual(ranks);
  });
});

describe('a ranking', () => {
  const scheme = changedScheme();
  const cohort: Record<string, GivenBook> = {
    a: { 1: { target: '1', claim: '1' }, 13: { target: '9', claim: '3' } },
    b: { 5: { target: '20', claim: '16' }, 13: { target: '9', claim: '2' } },
    c: { 5: { target: '20', claim: '20' }, 13: { target: '1', claim: '1' } },
  };
  const books = Object.values(cohort).map((given, district) => ({
    district,
    revision: district + 4,
    inputs: inputsFrom(scheme, given),
  }));
  const { board } = rebuild(scheme, books);
  const districts = Object.keys(cohort).map((id) => ({
    id,
    name: { zh: id, en: id },
    group: id === 'b' ? 'north' : null,
  }));
  const rows = (wish: Partial<RankingWish> = {}) =>
    rankCohort(scheme, { districts }, board, { basis: 'claimed', ...wish }).map(({ rank, district, points }) => [
      rank,
      district.id,
      points,
    ]);

  it('goes by the total', () => {
    expect(rows()).toEqual([
      [1, 'a', 700],
      [2, 'b', 540],
      [3, 'c', 500],
    ]);
  });

  it('goes by a category, places included', () => {
    expect(rows({ category: 1 })).toEqual([
      [1, 'c', 300],
      [2, 'b', 240],
      [3, 'a', 0],
    ]);
    expect(rows({ category: 4 })).toEqual([
      [1, 'a', 300],
      [1, 'b', 300],
      [3, 'c', 200],
    ]);
  });

  it('goes by points that are handed in, one for each district', () => {
    expect(rows({ points: [1, 3, 3] })).toEqual([
      [1, 'b', 3],
      [1, 'c', 3],
      [3, 'a', 1],
    ]);
  });

  it('of a group leaves the others out, whose values still count for places', () => {
    expect(rows({ group: 'north' })).toEqual([[1, 'b', 540]]);
    expect(rows({ group: 'nowhere' })).toEqual([]);
  });

  it('carries each district’s categories and the revision it rests on', () => {
    const [first] = rankCohort(scheme, { districts }, board, { basis: 'claimed' });
    expect(first).toMatchObject({ categories: [400, 0, 0, 0, 300, 0], revision: 4 });
  });
});
