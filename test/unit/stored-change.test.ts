import { describe, expect, it } from 'vitest';
import type { ChangeEntry } from '../../lib/domain/ports.ts';
import { blankBoard, columnsOf } from '../../lib/domain/recalculation/board.ts';
import { rowBytesMax } from '../../lib/stores/board-codec.ts';
import { firstHead } from '../../lib/stores/board-items.ts';
import { readChange, writeChange } from '../../lib/stores/board-store.ts';
import { longId } from '../support/everything-moves.ts';

const at = '2019-12-31T15:00:00.000Z';
const entry: ChangeEntry = {
  ...{ version: 12_345, at, since: '2019-12-31T14:59:59.999Z' },
  causes: [{ district: 'd-001', revision: 7 }],
  own: [
    { district: 3, basis: 'claimed', component: 4, points: [150, 300] },
    { district: 3, basis: 'verified', component: 0, points: [0, -50] },
  ],
  cells: [
    { district: 3, column: 0, before: 6, after: 7 },
    { district: 3, column: 12, before: -5, after: 999_999_999_999_999 },
  ],
};

/** The bytes that the items of a scheme's board and those around it take at most. */
const limit = 400_000;

describe('a stored change', () => {
  it('gives back what moved by itself, and every value as it was and is', () => {
    expect(readChange(writeChange(entry))).toEqual(entry);
    const lost = { ...entry, since: null, causes: [], own: [], cells: [] };
    expect(readChange(writeChange(lost))).toEqual(lost);
  });

  it('gives back the values of many districts in a column, however far apart they are', () => {
    const cells = [3, 4, 9, 700].flatMap((district) =>
      [0, 12].map((column) => ({ district, column, before: district, after: -district })),
    );
    const byColumn = cells.toSorted((a, b) => a.column - b.column);
    expect(readChange(writeChange({ ...entry, cells })).cells).toEqual(byColumn);
  });

  it.each([
    ['the method that came with the project', { categories: 6, competitive: 4 }],
    ['a method of ninety competitions', { categories: 3, competitive: 90 }],
  ])('fits into an item (400 KB) where all blocks of a version change in every value: %s', (_, columns) => {
    const shape = { ...columns, size: 5000 };
    const { rowsPerBlock } = firstHead(shape, 1, at, '0');
    const rows = 48 * rowsPerBlock;
    expect(rowsPerBlock * rowBytesMax(shape)).toBeLessThanOrEqual(Math.max(1800, rowBytesMax(shape)));
    // Fractions are for what nobody expects.
    const count = columnsOf(blankBoard({ ...shape, size: 1 })).length - 2 * columns.competitive;
    const cells = Array.from({ length: rows * count }, (_unused, index) => {
      const [district, column] = [Math.floor(index / count), index % count];
      const amount = (index * 7_368_787) % 99_999_989;
      return { district, column, before: amount, after: (amount * 31) % 99_999_989 };
    });
    const causes = Array.from({ length: 49 }, (_unused, index) => ({ district: longId(index), revision: 123_456 }));
    const own = Array.from({ length: 49 * 25 }, (_unused, index) => {
      return { district: index, basis: 'claimed' as const, component: index % 25, points: [index, index + 1] as const };
    });
    const item = writeChange({ ...entry, causes, own, cells });
    expect(Buffer.byteLength(JSON.stringify(item))).toBeLessThan(limit);
  });

  it('of one claim is small', () => {
    expect(Buffer.byteLength(JSON.stringify(writeChange(entry)))).toBeLessThan(500);
  });
});
