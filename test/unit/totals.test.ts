import { describe, expect, it } from 'vitest';
import { rankCohort, standingsOf } from '../../lib/domain/ranking/ranking.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import type { RuleSettings } from '../../lib/domain/rules/index.ts';
import { inputsFrom } from '../support/cohort.ts';
import { methodOf, part, scoresOf } from '../support/small-method.ts';

type Top = Extract<RuleSettings, { kind: 'top' }>;
type More = Parameters<typeof part>[2];

/** 3 points within the first two, 2 with a target of 5 met, else 1; by what is claimed, or what is measured of it. */
function methodWith(settings: Partial<Top>, more: More = {}) {
  const points = { placePoints: '3', targetPoints: '2', otherPoints: '1' };
  const ways = { ties: 'competition', placeNeedsTarget: false, zeroTarget: 'any' } as const;
  return methodOf([
    part('s', { kind: 'recorded' }),
    part(
      't',
      { kind: 'top', places: 2, ...points, ...ways, ...settings },
      { fullPoints: '3', target: { kind: 'fixed', value: '5' }, ...more },
    ),
  ]);
}

/** Totals of districts in whole points, as they are ranked by and as each district is told; both are the same. */
function totalsOf(scheme: ReturnType<typeof methodOf>, component: string, ...values: (string | null)[]) {
  const books = values.map((claim) => (claim === null ? {} : { [component]: { claim } }));
  const cohort = books.map((book, at) => ({ id: `d${at}`, book }));
  const inputs = books.map((book, district) => ({ district, revision: 1, inputs: inputsFrom(scheme, book) }));
  const { board } = rebuild(scheme, inputs);
  const districts = cohort.map(({ id }) => ({ id, name: { zh: id, en: id }, group: null }));
  const totals = [...standingsOf(scheme, districts, board).claimed.totals];
  expect(scoresOf(scheme, cohort).map(({ total }) => total)).toEqual(totals);
  const rows = rankCohort(scheme, { districts }, board, { basis: 'claimed' });
  expect(rows.map(({ categories }) => categories[0])).toEqual(rows.map(({ points }) => points));
  return totals.map((total) => total / 100);
}

describe('totals with points by place', () => {
  it('are of the first where more is better, and of the rest by their target', () => {
    expect(totalsOf(methodWith({}), 't', '9', '4', '6', '8', '0', null)).toEqual([3, 1, 2, 3, 1, 0]);
  });

  it('are of the least where less is better', () => {
    expect(totalsOf(methodWith({ order: 'at-most' }), 't', '9', '4', '6', '3', null)).toEqual([1, 3, 1, 3, 0]);
  });

  it('are of 0 too where any value holds a place', () => {
    expect(totalsOf(methodWith({ positiveOnly: false }), 't', '0', '7', null)).toEqual([3, 3, 0]);
    expect(totalsOf(methodWith({}), 't', '0', '7', null)).toEqual([1, 3, 0]);
  });

  it('are of nobody where ties leave nobody within the places', () => {
    const ties = { ties: 'modified-competition' } as const;
    expect(totalsOf(methodWith(ties), 't', '7', '7', '7', '1')).toEqual([2, 2, 2, 1]);
  });

  it('keep apart what differs by less than a millionth', () => {
    // A third, and what is less than a third by less than a millionth.
    const scheme = methodWith({ places: 1 }, { measure: { divide: [{ value: 's' }, '3'] } });
    expect(totalsOf(scheme, 's', '1', '0.999999', '0.999998')).toEqual([3, 1, 1]);
    expect(totalsOf(scheme, 's', '0.999998', '0.999999', '1')).toEqual([1, 1, 3]);
  });
});
