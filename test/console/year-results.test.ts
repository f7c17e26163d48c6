import { describe, expect, it } from 'vitest';
import { differencesOf, type Final } from '../../lib/console/screens/year-differences.ts';
import { groupBlockers, settledAt } from '../../lib/console/screens/year-points.ts';

type Row = Final['rows'][number];
type Sealed = NonNullable<Row['components']>[number];

const part = (component: string, more: Partial<Sealed> = {}): Sealed => ({
  component,
  target: '20',
  claim: { value: '16', revision: 3, returned: false },
  verification: { value: '16', claimRevision: 3, deduction: null, evidence: [], onSite: null },
  state: 'verified',
  points: '2.40',
  place: null,
  ...more,
});

const row = (district: string, more: Partial<Row> = {}): Row => ({
  rank: 1,
  district,
  name: { zh: district, en: district },
  group: null,
  score: '2.40',
  categories: {},
  grade: null,
  vetoes: [],
  revision: 4,
  components: [part('5'), part('13', { place: 2 })],
  ...more,
});

const final = (rows: readonly Row[]) => ({ rows }) as Final;

describe('the differences of two sealed results', () => {
  it('are none between equal ones, whatever else their books went through', () => {
    expect(differencesOf(final([row('a')]), final([row('a', { revision: 9, auditHead: 'f' })]))).toEqual([]);
  });

  it('are ranks and scores, also of a district that itself did nothing, in the order of the newer', () => {
    const older = final([row('a'), row('b', { rank: 2 })]);
    const newer = final([row('b', { rank: 1, score: '3.00' }), row('a', { rank: 2 })]);
    expect(differencesOf(older, newer)).toEqual([
      {
        district: 'b',
        rank: { before: 2, after: 1 },
        score: { before: '2.40', after: '3.00' },
        grade: null,
        components: [],
      },
      { district: 'a', rank: { before: 1, after: 2 }, score: null, grade: null, components: [] },
    ]);
  });

  it('are grades, also where another veto lowered it to the same', () => {
    const graded = (grade: string, ...vetoes: string[]) => final([row('a', { grade, vetoes, components: [] })]);
    expect(differencesOf(graded('good'), graded('poor', '12'))).toMatchObject([
      { grade: { before: { grade: 'good', vetoes: [] }, after: { grade: 'poor', vetoes: ['12'] } } },
    ]);
    expect(differencesOf(graded('poor', '12'), graded('poor', '13'))).toHaveLength(1);
    expect(differencesOf(graded('poor', '12'), graded('poor', '12'))).toEqual([]);
  });

  it('are every fact of a component that differs, and no other', () => {
    const sealed = part('13', {
      target: null,
      claim: null,
      verification: {
        value: '0',
        claimRevision: 5,
        deduction: '1',
        evidence: [{ id: 'e', sha256: 'ab' }],
        onSite: { visitedOn: '2030-01-02', participants: ['甲', '乙'] },
      },
      state: 'missing',
      points: '0.00',
      place: 0,
    });
    const [changed] = differencesOf(final([row('a')]), final([row('a', { components: [part('5'), sealed] })]));
    expect(changed!.components).toEqual([
      {
        component: '13',
        facts: [
          { fact: 'claim', before: '16', after: null },
          { fact: 'returned', before: 'false', after: null },
          { fact: 'verified', before: '16', after: '0' },
          { fact: 'deduction', before: null, after: '1' },
          { fact: 'evidence', before: null, after: 'ab' },
          { fact: 'onSite', before: null, after: '2030-01-02 甲 乙' },
          { fact: 'target', before: '20', after: null },
          { fact: 'state', before: 'verified', after: 'missing' },
          { fact: 'points', before: '2.40', after: '0.00' },
          { fact: 'place', before: '2', after: '0' },
        ],
      },
    ]);
  });

  it('leave out components that the caller may not see', () => {
    const { components: _, ...seen } = row('a', { score: '3.00' });
    expect(differencesOf(final([row('a')]), final([seen]))[0]!.components).toEqual([]);
  });
});

describe('open points', () => {
  it('are grouped by kind, most first, then by district, files counted apart', () => {
    const point = (kind: 'target-missing' | 'evidence-pending', district: string, component: string | null) => ({
      ...{ kind, district, component },
      link: '',
    });
    expect(
      groupBlockers([
        point('evidence-pending', 'a', null),
        point('evidence-pending', 'a', null),
        point('target-missing', 'a', '5'),
        point('target-missing', 'b', '5'),
        point('target-missing', 'a', '6'),
      ]),
    ).toEqual([
      {
        kind: 'target-missing',
        count: 3,
        districts: [
          { district: 'a', components: ['5', '6'], files: 0 },
          { district: 'b', components: ['5'], files: 0 },
        ],
      },
      { kind: 'evidence-pending', count: 2, districts: [{ district: 'a', components: [], files: 2 }] },
    ]);
  });

  it.each([
    ['claim-unverified', 'work'],
    ['deduction-undecided', 'work'],
    ['verification-stale', 'work'],
    ['target-missing', 'targets'],
    ['claim-returned', 'score'],
    ['evidence-pending', 'score'],
  ] as const)('of the kind %s lead to the screen %s', (kind, view) => {
    const named = view === 'score' ? { open: '5' } : { component: '5' };
    expect(settledAt(kind, 'a', '5')).toEqual({ view, district: 'a', ...named });
    expect(settledAt(kind, 'a', null)).toEqual({ view, district: 'a' });
  });
});
