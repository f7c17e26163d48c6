import { describe, expect, it } from 'vitest';
import { rankAt, rankPaths, turningPoints } from '../../lib/console/charts/rank-paths.ts';

const move = (district: string, from: number, to: number, basis: 'claimed' | 'verified' = 'claimed') => ({
  ...{ district, basis, score: ['1.00', '1.00'], rank: [from, to], components: [] },
});
const change = (version: number, ...moved: ReturnType<typeof move>[]) => ({
  ...{ version, at: `2030-01-01T00:00:0${version}Z`, causes: [], moved },
});

const changes = [
  change(3, move('east', 2, 1), move('west', 1, 2)),
  change(4, move('east', 1, 3, 'verified'), move('north', 3, 3)),
  change(6, move('east', 1, 2), move('west', 2, 1)),
];
const ranks = new Map([
  ['east', 2],
  ['west', 1],
  ['north', 3],
]);
const paths = (districts: readonly string[]) =>
  rankPaths({ changes, basis: 'claimed', ranks, from: 2, to: 7 }, districts);

describe('paths of ranks', () => {
  it('begin with the rank before the first move, go on with each move of the basis, and end with the last', () => {
    const [east] = paths(['east']);
    expect(east!.points.map(({ version, rank }) => [version, rank])).toEqual([
      [2, 2],
      [3, 1],
      [6, 2],
      [7, 2],
    ]);
  });

  it('are level where nothing moved, at the rank of now', () => {
    expect(paths(['north'])[0]!.points.map(({ rank }) => rank)).toEqual([3, 3]);
  });

  it('leave out a district that is not ranked', () => {
    expect(paths(['south'])).toEqual([]);
  });

  it('hold a rank until the next move', () => {
    const [east] = paths(['east']);
    expect([2, 3, 5, 6, 9].map((version) => rankAt(east!, version))).toEqual([2, 1, 1, 2, 2]);
  });

  it('turn at the versions at which any of them changes', () => {
    expect(turningPoints(paths(['north', 'east', 'west'])).map(({ version }) => version)).toEqual([2, 3, 6, 7]);
  });
});
