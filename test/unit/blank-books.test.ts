import { describe, expect, it } from 'vitest';
import { standingsOf } from '../../lib/domain/ranking/ranking.ts';
import { boardDifferences, emptyBoard } from '../../lib/domain/recalculation/board.ts';
import { rebuild, recalculate } from '../../lib/domain/recalculation/recalculate.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import { inputsFrom } from '../support/cohort.ts';
import { methodOf, part } from '../support/small-method.ts';

const recorded = { kind: 'recorded' } as const;
const points = { points: '1', per: '1', units: 'exact' } as const;
const counting = { kind: 'per-unit', base: '0', from: '0', above: points } as const;

/** Districts that have a size and no group. */
const sized = (...sizes: string[]) =>
  sizes.map((size, at) => ({ name: { zh: `${at}`, en: `${at}` }, group: null, coefficients: { size } }));

/** Totals on the claimed basis while nobody has written anything, in hundredths. */
const untouched = (scheme: Scheme, ...sizes: string[]) => [
  ...standingsOf(scheme, sized(...sizes), emptyBoard(scheme, sizes.length)).claimed.totals,
];

describe('a book in which nobody has written', () => {
  it('earns what a coefficient of its district gives', () => {
    const scheme = methodOf([part('1', counting, { fullPoints: '10', measure: { coefficient: 'size' } })]);
    expect(untouched(scheme, '2', '0', '1.125')).toEqual([200, 0, 113]);
  });

  it('earns what the method gives without anything, the same in every district', () => {
    const scheme = methodOf([
      part('1', counting, { fullPoints: '10', measure: '1.5' }),
      part('a', recorded),
      part('2', counting, { fullPoints: '10' }),
    ]);
    expect(untouched(scheme, '2', '1')).toEqual([150, 150]);
  });

  it('earns full points where an exemption holds without it', () => {
    const unless = { atLeast: [{ coefficient: 'size' }, '2'] };
    const scheme = methodOf([part('a', recorded), part('1', counting, { fullPoints: '10', unless })]);
    expect(untouched(scheme, '2', '1')).toEqual([1000, 0]);
  });

  it('is one of those whose fixed targets and coefficients are looked at over the cohort', () => {
    const fixed = part(
      'a',
      { kind: 'completion', zeroTarget: 'any' },
      { target: { kind: 'fixed', value: '0.333333' } },
    );
    const mean = { mean: { divide: [{ coefficient: 'size' }, { target: 'a' }] } };
    const scheme = methodOf([fixed, part('1', counting, { fullPoints: '10', measure: { divide: [mean, '3'] } })]);
    // (1 + 2) ÷ 2 ÷ 0.333333 ÷ 3 = 1.5000015
    expect(untouched(scheme, '1', '2')).toEqual([150, 150]);
  });

  it('gives way to what is written, and to nothing else', () => {
    const scheme = methodOf([
      part('a', recorded),
      part('1', counting, {
        fullPoints: '10',
        measure: { add: [{ coefficient: 'size' }, { greatest: [{ value: 'a' }, '0'] }] },
      }),
    ]);
    const blank = [
      { district: 0, revision: 0, inputs: inputsFrom(scheme, {}), coefficients: { size: '1' } },
      { district: 1, revision: 0, inputs: inputsFrom(scheme, {}), coefficients: { size: '2' } },
    ];
    const written = { ...blank[1]!, revision: 1, inputs: inputsFrom(scheme, { a: { claim: '5' } }) };
    const { board } = recalculate(scheme, emptyBoard(scheme, 2), [written]);
    expect([...standingsOf(scheme, sized('1', '2'), board).claimed.totals]).toEqual([100, 700]);
    expect(boardDifferences(board, rebuild(scheme, [blank[0]!, written]).board)).toEqual([]);
  });
});

describe('places by a measured number', () => {
  it('count in the total as they count in the component, for those within the places and for all others', () => {
    const rule = {
      kind: 'top',
      places: 1,
      placePoints: '3',
      targetPoints: '2',
      otherPoints: '1',
      ties: 'competition',
      placeNeedsTarget: false,
      zeroTarget: 'any',
    } as const;
    const measure = { divide: [{ value: 'a' }, { mean: { value: 'a' } }] };
    const scheme = methodOf([
      part('a', recorded),
      part('1', rule, { fullPoints: '3', target: { kind: 'fixed', value: '1' }, measure }),
    ]);
    const books = ['9', '6', '3', '2'].map((claim, district) => ({
      district,
      revision: 1,
      inputs: inputsFrom(scheme, { a: { claim } }),
    }));
    // The mean is 5: 1.8 is the first, 1.2 meets 1, 0.6 and 0.4 do not.
    expect([...standingsOf(scheme, sized('1', '1', '1', '1'), rebuild(scheme, books).board).claimed.totals]).toEqual([
      300, 200, 100, 100,
    ]);
  });
});
