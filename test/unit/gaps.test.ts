import { describe, expect, it } from 'vitest';
import { standingsOf } from '../../lib/domain/ranking/ranking.ts';
import { rebuild } from '../../lib/domain/recalculation/recalculate.ts';
import { scoreBook } from '../../lib/domain/scoring/score-book.ts';
import { changedScheme, type SchemeChange } from '../support/changed-scheme.ts';
import { anyDistricts, type GivenComponent, inputsFrom } from '../support/cohort.ts';
import { methodOf, part, scoresOf } from '../support/small-method.ts';

/** What would earn a district more in one component, each as `amount → points: Chinese | English`. */
function gapsOf(id: string, own: GivenComponent, others: readonly GivenComponent[] = [], change?: SchemeChange) {
  const scheme = changedScheme(change);
  const inputs = [...others, own].map((given) => inputsFrom(scheme, { [id]: given }));
  const { board } = rebuild(
    scheme,
    inputs.map((each, district) => ({ district, revision: 1, inputs: each })),
  );
  const { components } = scoreBook(
    standingsOf(scheme, anyDistricts(board.size), board).settled,
    board.size - 1,
    inputs.at(-1)!,
    'claimed',
  );
  const gaps = components[scheme.indexOf.get(id)!]!.gaps();
  return gaps.map(({ amount, points, text: { zh, en } }) => `${amount} → ${points}: ${zh} | ${en}`);
}

/** Only how much for how many points. */
const amounts = (...given: Parameters<typeof gapsOf>) => gapsOf(...given).map((gap) => gap.split(':')[0]);
const claims = (...values: string[]) => values.map((claim) => ({ target: '10', claim }));

describe('what would earn more', () => {
  it('is what is missing to the target, exactly [C 1, C 5]', () => {
    expect(gapsOf('1', { target: '3', claim: '2' })).toEqual([
      '1 → 400: 距完成任务还差 1 次，补足后得 4.00 分。 | 1 visits short of the target; with them 4.00 points.',
    ]);
    expect(amounts('5', { target: '20.3', claim: '16.000001' })).toEqual(['4.299999 → 300']);
    for (const claim of ['20', '21']) {
      expect(amounts('1', { target: '20', claim })).toEqual([]);
      expect(amounts('5', { target: '20', claim })).toEqual([]);
    }
  });

  it('is nothing where the rounding gives the full points already [D 2]', () => {
    expect(amounts('5', { target: '1000', claim: '998' })).toEqual(['2 → 300']);
    expect(amounts('5', { target: '1000', claim: '999' })).toEqual([]);
  });

  it('is nothing where no value counts, no target is there, or it is 0 [D 8, D 9]', () => {
    expect(amounts('5', { target: '20' })).toEqual([]);
    expect(amounts('5', { target: '20', claim: { value: '5', returned: true } })).toEqual([]);
    expect(amounts('5', { claim: '5' })).toEqual([]);
    const positive = { components: { 5: { zeroTarget: 'positive' } } };
    expect(amounts('5', { target: '0', claim: '0' }, [], positive)).toEqual([]);
  });

  it('is what is missing to the places too, each with what it would earn among the others [C 13] [D 6, D 7]', () => {
    expect(gapsOf('13', { target: '10', claim: '6' }, claims('19', '18.5'))).toEqual([
      '4 → 200: 距完成任务还差 4 人，补足后得 2.00 分。 | 4 persons short of the target; with them 2.00 points.',
      '12.5 → 300: 距前 2 名还差 12.5 人，补足后得 3.00 分。 | 12.5 persons short of the first 2; with them 3.00 points.',
    ]);
    expect(amounts('13', { target: '30', claim: '6' }, claims('19', '18.5'))).toEqual(['24 → 300', '12.5 → 300']);
    expect(amounts('13', { target: '5', claim: '6' }, claims('19', '18'))).toEqual(['12 → 300']);
    expect(amounts('13', { claim: '6' }, claims('19', '18'))).toEqual(['12 → 300']);
    expect(amounts('13', { target: '10', claim: '0' }, claims('9'))).toEqual(['10 → 300', '9 → 300']);
    expect(amounts('13', { target: '10', claim: '9' }, claims('19', '8'))).toEqual([]);
    const both = { components: { 13: { placeNeedsTarget: true } } };
    expect(amounts('13', { target: '30', claim: '6' }, claims('19', '18'), both)).toEqual(['24 → 300']);
    expect(amounts('13', { target: '30', claim: '20' }, claims('19', '18'), both)).toEqual(['10 → 300']);
  });

  it('is nothing where less is better: with more nobody would stand better', () => {
    const change = { components: { 13: { order: 'at-most' } } };
    expect(amounts('13', { target: '10', claim: '0' }, claims('3', '5'), change)).toEqual([]);
    expect(amounts('13', { target: '10', claim: '4' }, claims('3', '5'), change)).toEqual([]);
  });

  it('is no place that would only be tied beyond the last [D 5]', () => {
    const hindmost = { components: { 13: { ties: 'modified-competition' } } };
    expect(amounts('13', { target: '5', claim: '6' }, claims('19', '18'), hindmost)).toEqual([]);
    expect(amounts('13', { target: '5', claim: '6' }, claims('19'), hindmost)).toEqual([]);
    expect(amounts('13', { target: '5', claim: '0' }, claims('19'), hindmost)).toEqual(['5 → 300', '19 → 300']);
    expect(amounts('13', { target: '5', claim: '6' }, claims('7', '7', '7'), hindmost)).toEqual([]);
  });

  it('is the next band that gives more, reached from below', () => {
    const bands = [
      { from: '0.9', points: '3' },
      { from: '0.333333', points: '2' },
      { from: '0.1', points: '2' },
      { from: null, points: '0' },
    ];
    const of = (what: 'value' | 'rate', list: readonly object[]) => ({
      components: { 5: { kind: 'bands', of: what, bands: list } },
    });
    expect(gapsOf('5', { target: '20', claim: '2' }, [], of('rate', bands))).toEqual([
      '16 → 300: 距“不低于 0.9”一档还差 16 人，补足后得 3.00 分。 | 16 persons short of the band “0.9 or more”; with them 3.00 points.',
    ]);
    expect(amounts('5', { target: '7.00001', claim: '0' }, [], of('rate', bands))).toEqual(['0.700001 → 200']);
    expect(amounts('5', { target: '20', claim: '18' }, [], of('rate', bands))).toEqual([]);
    expect(amounts('5', { target: '0', claim: '1' }, [], of('rate', bands))).toEqual([]);
    expect(amounts('5', { claim: '0.2' }, [], of('value', bands))).toEqual(['0.7 → 300']);
    const far = [{ from: '999999999', points: '3' }, bands[3]!];
    expect(amounts('5', { target: '999999999', claim: '1' }, [], of('rate', far))).toEqual([]);
    const fallen = [{ from: '9', points: '1' }, { from: '5', points: '3' }, bands[3]!];
    expect(amounts('5', { claim: '2' }, [], of('value', fallen))).toEqual(['3 → 300']);
    expect(amounts('5', { claim: '10' }, [], of('value', fallen))).toEqual([]);
    const waved = [{ from: '20', points: '2' }, ...fallen];
    expect(amounts('5', { claim: '10' }, [], of('value', waved))).toEqual(['10 → 200']);
    const upTo = [
      { upTo: '4', points: '0' },
      { upTo: null, points: '3' },
    ];
    expect(amounts('5', { claim: '2' }, [], of('value', upTo))).toEqual([]);
    const hill = [
      { upTo: '4', points: '0' },
      { upTo: '8', points: '3' },
      { upTo: null, points: '1' },
    ];
    expect(amounts('5', { claim: '2' }, [], of('value', hill))).toEqual([]);
    const fewer = [
      { from: '9', points: '1' },
      { from: null, points: '3' },
    ];
    expect(amounts('5', { claim: '10' }, [], of('value', fewer))).toEqual([]);
  });

  it('is no amount where a number is measured: nobody claims it, and more of one may change what it is held against', () => {
    const measure = { divide: [{ value: 'a' }, { mean: { value: 'a' } }] };
    const rule = { kind: 'proportional', zeroTarget: 'any' } as const;
    const more = { fullPoints: '3', target: { kind: 'fixed', value: '3' }, measure } as const;
    const scheme = methodOf([part('a', { kind: 'recorded' }), part('b', rule, more)]);
    const cohort = ['1', '2'].map((claim) => ({ id: claim, book: { a: { claim } } }));
    // 1 ÷ 1.5 of 3 would be told as ≈2.3333 short, which is no quantity.
    const [score] = scoresOf(scheme, cohort);
    expect(score!.components.map(({ points, gaps }) => [points, gaps()])).toEqual([
      [0, []],
      [67, []],
    ]);
  });

  it('is no amount where it is left to judge [C 12]', () => {
    expect(amounts('12', { claim: '0', verification: { value: '0', deduction: '1' } })).toEqual([]);
    expect(amounts('12', { claim: '1' })).toEqual([]);
  });
});
