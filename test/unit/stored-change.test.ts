import { inflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readChange, writeChange } from '../../lib/stores/board-store.ts';
import { everythingMoves } from '../support/everything-moves.ts';

describe('a stored change', () => {
  it('gives back every move with its cause', () => {
    const entry = everythingMoves({ districts: 40, writers: 3, components: ['13', '16', '17', '18'] });
    expect(readChange(writeChange(entry))).toEqual(entry);
    const other = everythingMoves({ districts: 30, writers: 5, components: ['1'] });
    const mixed = { ...entry, moves: [...entry.moves, ...other.moves] };
    expect(readChange(writeChange(mixed))).toEqual(mixed);
    expect(readChange(writeChange({ ...entry, moves: [] }))).toEqual({ ...entry, moves: [] });
  });

  it('names those once who moved the points of many', () => {
    const item = writeChange(everythingMoves({ districts: 40, writers: 3, components: ['13', '16'] }));
    const { rivals } = JSON.parse(inflateRawSync(Buffer.from(item.moves as string, 'base64')).toString());
    expect(rivals).toEqual([[37, 38, 39]]);
  });

  it.each([
    ['2,700 districts with four competitions', { districts: 2700, components: ['13', '16', '17', '18'] }],
    [
      '6,800 districts with one competition, more than a request to open a cycle can hold',
      { districts: 6800, components: ['13'] },
    ],
    [
      '170 districts with ninety competitions',
      { districts: 170, components: Array.from({ length: 90 }, (_, at) => `competition-${at}`) },
    ],
  ])('fits into an item (400 KB) where ninety of %s take the places of all others on both bases', (_, cohort) => {
    const item = writeChange(everythingMoves({ ...cohort, writers: 90 }));
    expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(400_000);
  });
});
