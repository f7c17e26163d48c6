import type { ToldChange } from '../../lib/domain/ports.ts';
import { bases } from '../../lib/domain/recalculation/board.ts';
import type { Because, Move } from '../../lib/domain/recalculation/move.ts';

/** A cohort in which all tied for the places of its competitions until the last districts, the writers, took them. */
interface Overtaken {
  readonly districts: number;
  readonly writers: number;
  /** The competitions. */
  readonly components: readonly string[];
}

/**
 * The largest change that there can be: every district's points in every competition, its total and its rank move at
 * once on both bases, by the values of many others. Totals and ranks are in no order, so that nothing makes them short.
 */
export function everythingMoves({ districts, writers, components }: Overtaken): ToldChange {
  const rivals = Array.from({ length: writers }, (_, index) => districts - writers + index);
  const draw = sequence();
  const move = (basis: Move['basis'], district: number): Move => {
    const because: Because =
      district < districts - writers ? { kind: 'cohort', districts: rivals } : { kind: 'own-book' };
    return {
      district,
      basis,
      score: [draw(7000), draw(7000)],
      rank: [1 + draw(districts), 1 + draw(districts)],
      components: components.map((component) => ({ component, points: [300, 200 * draw(2)], because })),
    };
  };
  return {
    version: 12_345,
    at: '2019-12-31T15:00:00.000Z',
    causes: rivals.map((position) => ({ district: longId(position), revision: 123_456 })),
    moves: bases.flatMap((basis) => Array.from({ length: districts }, (_, district) => move(basis, district))),
  };
}

/** An id as long as an id may be. */
export function longId(position: number): string {
  return `district-with-a-long-name-${String(position).padStart(6, '0')}`;
}

function sequence(): (below: number) => number {
  let state = 20_191_231;
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
