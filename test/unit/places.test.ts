import { describe, expect, it } from 'vitest';
import { amountOfText } from '../../lib/domain/amount.ts';
import { quantity } from '../../lib/domain/quantity.ts';
import { columnOf } from '../../lib/domain/recalculation/board.ts';
import { cutOf, type PlaceRule, placementOf, type Ties } from '../../lib/domain/rules/placement.ts';

/** A column of these amounts, with millionths only where one has any. */
function column(...texts: string[]) {
  const values = texts.map(quantity);
  const hasMicros = values.some(({ micros }) => micros > 0);
  return {
    whole: Float64Array.from(values, ({ whole }) => whole),
    micros: hasMicros ? Int32Array.from(values, ({ micros }) => micros) : null,
  };
}

describe('the cut of a column [D 5]', () => {
  it.each<[string[], number, Ties, number | null, number?]>([
    // Four are at or above 8 · both places of “9, 8” would be four districts, so 9 alone · 9 and 8 are the first two amounts.
    [['8', '6', '9', '8', '8'], 2, 'competition', 8],
    [['8', '6', '9', '8', '8'], 2, 'modified-competition', 9],
    [['8', '6', '9', '8', '8'], 2, 'dense', 8],
    [['8', '6', '9', '8', '8'], 4, 'modified-competition', 8],
    [['8', '6', '9', '8', '8'], 3, 'dense', 6],
    [['8', '6', '9', '8', '8'], 5, 'competition', 6],
    // Fewer than the places: all that are above 0.
    [['0', '3', '0'], 2, 'competition', 3],
    [['0', '3', '0'], 2, 'modified-competition', 3],
    [['0', '3', '0'], 2, 'dense', 3],
    [['0', '0'], 2, 'dense', null],
    [[], 1, 'competition', null],
    // Two share the only place, and by this way nobody has it.
    [['5', '5'], 1, 'modified-competition', null],
    [['5', '5', '4'], 2, 'modified-competition', 5],
    [['1'], 1, 'modified-competition', 1],
    // A later amount displaces an earlier one, a millionth decides, and an equal one changes nothing.
    [['7', '8', '9'], 2, 'competition', 8],
    [['7', '9', '8'], 2, 'competition', 8],
    [['7.5', '7.500001', '7.499999'], 1, 'competition', 7, 500_001],
    [['7.5', '7.500001', '7.499999'], 2, 'competition', 7, 500_000],
    [['0.000001', '0'], 2, 'competition', 0, 1],
    [['2.5', '2', '2.4'], 2, 'competition', 2, 400_000],
    [['2.5', '2.5', '2.4'], 2, 'dense', 2, 400_000],
    [['3', '2.5', '2.5'], 2, 'modified-competition', 3, 0],
  ])('of %j with %d places, %s, is %d and %d millionths', (texts, places, ties, whole, micros = 0) => {
    expect(cutOf(column(...texts), { places, ties })).toEqual(whole === null ? null : { whole, micros });
  });
});

/** The places of amounts by their position, `null` for a district without any; more is better, above 0, unless told otherwise. */
function placesOf(texts: readonly (string | null)[], rule: Partial<PlaceRule> = {}) {
  const given = texts.map((text) => ({
    value: text === null ? null : amountOfText(text),
    standing: text === null ? 0 : 1,
  }));
  return placementOf(columnOf(given), { ties: 'competition', order: 'at-least', positiveOnly: true, ...rule });
}

const placesIn = (texts: readonly (string | null)[], rule?: Partial<PlaceRule>) =>
  texts.map((_, district) => placesOf(texts, rule).placeAt(district));

describe('the place of a district [D 5]', () => {
  const cohort = ['8', '6', '9', '8.0', '0', '8', null];

  it.each<[Ties, number, number, number]>([
    ['competition', 1, 2, 5],
    ['modified-competition', 1, 4, 5],
    ['dense', 1, 2, 3],
  ])('by %s: 9 is %d, 8 is %d and shared, 6 is %d', (ties, nine, eight, six) => {
    expect(placesIn(cohort, { ties })).toEqual([eight, six, nine, eight, null, eight, null]);
    const found = placesOf(cohort, { ties });
    expect(cohort.map((_, district) => found.isSharedAt(district))).toEqual([
      true,
      false,
      false,
      true,
      false,
      true,
      false,
    ]);
    expect(found.holders).toBe(5);
  });

  it('is held by 0 and by less than 0 where the rule says so, never by a district without a number', () => {
    expect(placesIn(['-1', '0', '2', null], { positiveOnly: false })).toEqual([3, 2, 1, null]);
    expect(placesIn(['-1', '0', '2', null])).toEqual([null, null, 1, null]);
  });

  it('goes to the least where less is better', () => {
    expect(placesIn(['3', '1', '2', '1'], { order: 'at-most' })).toEqual([4, 1, 3, 1]);
  });

  it('ends at the cut, the amount of the last that is within so many places', () => {
    expect(placesOf(cohort).cut(2)).toEqual({ whole: 8, micros: 0 });
    expect(placesOf(cohort, { ties: 'modified-competition' }).cut(2)).toEqual({ whole: 9, micros: 0 });
    expect(placesOf(['5', '5'], { ties: 'modified-competition' }).cut(1)).toBeNull();
    expect(placesOf(['3', '1', '2'], { order: 'at-most' }).cut(2)).toEqual({ whole: 2, micros: 0 });
  });

  it('keeps apart amounts that differ by a millionth, or by less than one', () => {
    expect(placesIn(['1.000001', '1', '1.000002'], { ties: 'dense' })).toEqual([2, 3, 1]);
    expect(placesIn(['0.3333333', '0.3333334', '0.3333333'])).toEqual([2, 1, 2]);
  });
});
