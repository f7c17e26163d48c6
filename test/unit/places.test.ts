import { describe, expect, it } from 'vitest';
import { quantity } from '../../lib/domain/quantity.ts';
import { cutOf, placesAmong, type Ties } from '../../lib/domain/rules/places.ts';

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

describe('the place of a value [D 5]', () => {
  const cohort = ['8', '6', '9', '8.0', '0', '8'].map(quantity);
  const found = (own: string | null, ties: Ties, places = 2) =>
    placesAmong(cohort, { places, ties })(own === null ? null : quantity(own));

  it.each<[Ties, number, number, number]>([
    ['competition', 1, 2, 5],
    ['modified-competition', 1, 4, 5],
    ['dense', 1, 2, 3],
  ])('by %s: 9 is %d, 8 is %d and shared, 6 is %d', (ties, nine, eight, six) => {
    expect(found('9', ties)).toMatchObject({ place: nine, isShared: false, holders: 5 });
    expect(found('8', ties)).toMatchObject({ place: eight, isShared: true, holders: 5 });
    expect(found('6', ties)).toMatchObject({ place: six, isShared: false, holders: 5 });
  });

  it('is none for 0 and for no value, which hold none and are not in', () => {
    const none = { place: null, isShared: false, holders: 5, cut: quantity('8'), isIn: false };
    expect(found('0', 'competition')).toEqual(none);
    expect(found(null, 'competition')).toEqual(none);
  });

  it('is in from the cut on, which is written as the first district wrote it', () => {
    expect(found('9', 'competition')).toMatchObject({ cut: quantity('8'), isIn: true });
    expect(found('8.0', 'competition')).toMatchObject({ isIn: true });
    expect(found('6', 'competition')).toMatchObject({ isIn: false });
    expect(found('8', 'modified-competition')).toMatchObject({ cut: quantity('9'), isIn: false });
  });

  it('is in for nobody where ties leave nobody in', () => {
    const shared = placesAmong(['5', '5'].map(quantity), { places: 1, ties: 'modified-competition' });
    expect(shared(quantity('5'))).toEqual({ place: 2, isShared: true, holders: 2, cut: null, isIn: false });
  });

  it('keeps apart amounts that differ by a millionth', () => {
    const close = placesAmong(['1.000001', '1', '1.000002'].map(quantity), { places: 1, ties: 'dense' });
    expect(['1.000002', '1.000001', '1'].map((own) => close(quantity(own)).place)).toEqual([1, 2, 3]);
    expect(close(quantity('1.000001'))).toMatchObject({ cut: quantity('1.000002'), isIn: false });
  });
});
