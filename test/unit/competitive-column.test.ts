import { describe, expect, it } from 'vitest';
import { amountOf, amountOfText } from '../../lib/domain/amount.ts';
import { amountAt, columnOf } from '../../lib/domain/recalculation/board.ts';

const of = (...texts: (string | null)[]) =>
  columnOf(
    texts.map((text) => ({ value: text === null ? null : amountOfText(text), standing: text === null ? 0 : 1 })),
  );
const third = { value: amountOf(1n, 3n), standing: 1 };

describe('a column of what districts have', () => {
  it('has neither millionths nor fractions where all are whole, or not there', () => {
    const column = of('7', null, '0');
    expect(column).toMatchObject({ micros: null, fractions: null });
    expect([[...column.whole], [...column.standing]]).toEqual([
      [7, 0, 0],
      [1, 0, 1],
    ]);
    expect(of()).toMatchObject({ micros: null, fractions: null });
  });

  it('has millionths as soon as one has any', () => {
    expect([...of('7', '0.25', null).micros!]).toEqual([0, 250_000, 0]);
  });

  it('has fractions as soon as one is no number of millionths, and gives them exactly', () => {
    const column = columnOf([third, { value: amountOfText('2'), standing: 1 }, { value: null, standing: 0 }]);
    expect(column.fractions).toEqual(['1/3', 0, 0]);
    expect(amountAt(column, 0)).toEqual(amountOf(1n, 3n));
    expect(amountAt(column, 1)).toEqual({ whole: 2, micros: 0 });
  });
});
