import { describe, expect, it } from 'vitest';
import { readChange, writeChange } from '../../lib/adapters/dynamodb/change-codec.ts';
import type { ChangeEntry } from '../../lib/domain/ports.ts';
import type { Move } from '../../lib/domain/recalculation/moves.ts';

/** A version in which some districts at the end of a cohort took the places of all others in four competitions. */
function overtaken(cohort: number, writers: number): ChangeEntry {
  const rivals = Array.from({ length: writers }, (_, index) => cohort - writers + index);
  const move = (district: number): Move => {
    const because =
      district >= cohort - writers ? ({ kind: 'own-book' } as const) : ({ kind: 'cohort', districts: rivals } as const);
    const components = ['13', '16', '17', '18'].map((component) => ({ component, points: [300, 0] as const, because }));
    return { district, basis: 'claimed', score: [6543, 5343], rank: [1, cohort], components };
  };
  const causes = rivals.map((district) => ({ district: `district-with-a-long-name-${district}`, revision: 123_456 }));
  return {
    version: 12_345,
    at: '2019-12-31T15:00:00.000Z',
    causes,
    moves: Array.from({ length: cohort }, (_, district) => move(district)),
  };
}

describe('a stored change', () => {
  it('gives back every move with its cause', () => {
    const entry = overtaken(20, 3);
    expect(readChange(writeChange(entry))).toEqual(entry);
    const mixed: ChangeEntry = {
      ...entry,
      moves: [...entry.moves, ...overtaken(30, 5).moves.map((move) => ({ ...move, basis: 'verified' as const }))],
    };
    expect(readChange(writeChange(mixed))).toEqual(mixed);
    expect(readChange(writeChange({ ...entry, moves: [] }))).toEqual({ ...entry, moves: [] });
  });

  it('fits into an item (400 KB) where ninety districts take the places of two thousand', () => {
    expect(JSON.stringify(writeChange(overtaken(2000, 90))).length).toBeLessThan(400_000);
  });
});
