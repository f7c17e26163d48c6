import { describe, expect, it } from 'vitest';
import { formatPoints } from '../../lib/domain/points.ts';
import { type OpenAssessment, orderWork } from '../../lib/domain/work-list.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { anyDistricts, type GivenBook, inputsFrom } from '../support/cohort.ts';
import { methodOf, part } from '../support/small-method.ts';

const scheme = changedScheme();
const open = (district: number, component: string): OpenAssessment => ({
  district,
  component: scheme.indexOf.get(component)!,
});

/** The list as lines: district, component, points, rank → rank. */
function inBrief(cohort: readonly GivenBook[], items: readonly OpenAssessment[]): string[] {
  const books = cohort.map((given, district) => ({ district, revision: 1, inputs: inputsFrom(scheme, given) }));
  return orderWork(scheme, anyDistricts(books.length), books, items).map(
    ({ district, component, swing, rank, rankIfVerified }) => {
      const points = `${swing < 0 ? '-' : ''}${formatPoints(Math.abs(swing), 2)}`;
      return `${district} ${scheme.components[component]!.id}: ${points}, ${rank} → ${rankIfVerified}`;
    },
  );
}

/** Component 6 verified as so many of ten parts of its 3 points. */
const has = (tenths: number): GivenBook => ({
  6: { target: '10', claim: String(tenths), verification: String(tenths) },
});
/** A component of 3 points claimed as so many of ten parts. */
const claims = (tenths: number) => ({ target: '10', claim: String(tenths) });

describe('the work list', () => {
  it('begins with what moves a district over the most ranks, then over one, then the most points', () => {
    const cohort = [
      { ...has(10), 5: claims(4) },
      { ...has(8), 5: claims(1) },
      { ...has(5), 5: claims(4) },
      { ...has(1), 5: claims(10) },
    ];
    expect(inBrief(cohort, [open(0, '5'), open(1, '5'), open(2, '5'), open(3, '5')])).toEqual([
      '3 5: 3.00, 4 → 1',
      '2 5: 1.20, 3 → 2',
      '0 5: 1.20, 1 → 1',
      '1 5: 0.30, 2 → 2',
    ]);
  });

  it('is the same in whatever order it is asked for, and goes by the books where all else is equal', () => {
    const cohort = [
      { ...has(10), 5: claims(1) },
      { ...has(7), 5: claims(1) },
      { ...has(1), 5: claims(2) },
    ];
    expect(inBrief(cohort, [open(1, '5'), open(0, '5'), open(2, '5')])).toEqual([
      '2 5: 0.60, 3 → 3',
      '0 5: 0.30, 1 → 1',
      '1 5: 0.30, 2 → 2',
    ]);
  });

  it('counts a fall like a rise: a claim may be lower than what was verified', () => {
    const fallen = { 6: { target: '10', claim: { value: '1', revision: 2 }, verification: '10' } };
    expect(inBrief([fallen, { ...has(5), 5: claims(3) }, has(4)], [open(1, '5'), open(0, '6')])).toEqual([
      '0 6: -2.70, 1 → 3',
      '1 5: 0.90, 2 → 2',
    ]);
  });

  it('shares a rank where totals become equal', () => {
    expect(inBrief([has(10), { ...has(5), 5: claims(5) }], [open(1, '5')])).toEqual(['1 5: 1.50, 2 → 1']);
    expect(inBrief([has(10), { ...has(5), 5: claims(4) }], [open(1, '5')])).toEqual(['1 5: 1.20, 2 → 2']);
  });

  it('keeps the order of the books where nothing else decides', () => {
    const nothing = { 5: claims(0), 6: claims(0) };
    expect(inBrief([nothing, nothing], [open(1, '5'), open(0, '6'), open(0, '5')])).toEqual([
      '0 5: 0.00, 1 → 1',
      '0 6: 0.00, 1 → 1',
      '1 5: 0.00, 1 → 1',
    ]);
    expect(inBrief([nothing], [])).toEqual([]);
  });
});

describe('the work list on a component with places [C 13]', () => {
  const top = (claim: string, verification?: string): GivenBook[string] => {
    return { target: '100', claim, ...(verification && { verification }) };
  };

  it('places the claim among verified values, not among claims: the first verified has the first place', () => {
    const cohort = ['5', '9', '7'].map((value) => ({ 13: top(value) }));
    expect(inBrief(cohort, [open(0, '13'), open(1, '13'), open(2, '13')])).toEqual([
      '0 13: 3.00, 1 → 1',
      '1 13: 3.00, 1 → 1',
      '2 13: 3.00, 1 → 1',
    ]);
  });

  it('gives nothing where two larger values are verified', () => {
    const cohort = [{ 13: top('5') }, { 13: top('9', '9') }, { 13: top('7', '7') }];
    expect(inBrief(cohort, [open(0, '13')])).toEqual(['0 13: 0.00, 3 → 3']);
  });

  it('ranks with what others lose: whoever falls out of the places makes way', () => {
    // 2 has 3.00 by its place and 0.30 besides, more than 0 would have; but its place is what 0 takes.
    const cohort = [{ 13: top('8') }, { 13: top('9', '9') }, { ...has(1), 13: top('7', '7') }];
    expect(inBrief(cohort, [open(0, '13')])).toEqual(['0 13: 3.00, 3 → 1']);
  });

  it('ranks with what others gain: whoever is corrected downwards makes room', () => {
    const lowered = { 13: { target: '100', claim: { value: '1', revision: 2 }, verification: '9' } };
    expect(inBrief([lowered, { 13: top('8', '8') }, { 13: top('7', '7') }], [open(0, '13')])).toEqual([
      '0 13: -3.00, 1 → 3',
    ]);
  });
});

describe('the work list on a component that reads a coefficient of the district', () => {
  it('takes that of the own district', () => {
    const above = { points: '1', per: '1', units: 'exact' } as const;
    const rule = { kind: 'per-unit', base: '0', from: { coefficient: 'size' }, above } as const;
    const method = methodOf([part('u', rule, { fullPoints: '9' })]);
    const sizes = ['2', '4'];
    const books = sizes.map((size, district) => {
      const inputs = inputsFrom(method, { u: { claim: '7' } });
      return { district, revision: 1, inputs, coefficients: { size } };
    });
    const districts = anyDistricts(2).map((each, at) => ({ ...each, coefficients: { size: sizes[at]! } }));
    const both = [0, 1].map((district) => ({ district, component: 0 }));
    expect(orderWork(method, districts, books, both).map(({ district, swing }) => [district, swing])).toEqual([
      [0, 500],
      [1, 300],
    ]);
  });
});

describe('the work list on the discretionary component [C 12]', () => {
  it('takes what was not carried out with a deduction of 0, however 0 is written', () => {
    for (const claim of ['0', '0.00', '1'])
      expect(inBrief([{ 12: { claim } }, has(5)], [open(0, '12')])).toEqual(['0 12: 3.00, 2 → 1']);
  });
});
