import { describe, expect, it } from 'vitest';
import { differencesBetween } from '../../lib/exports/difference-report.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import type { SampleDistrict, SamplePart } from '../support/sample-book.ts';
import { sealedSample } from '../support/sample-snapshot.ts';

const scheme = changedScheme();
const district = (id: string, parts: Readonly<Record<string, SamplePart>>): SampleDistrict => {
  return { id, name: { zh: `${id}区`, en: id }, group: null, parts };
};
const seal = (revision: number, districts: readonly SampleDistrict[]) =>
  sealedSample(scheme, districts, { revision }).snapshot;

const a = {
  '13': { target: '90', claim: '50', judged: 'verify' },
  '8': { target: '100', claim: '40', judged: 'verify' },
} as const;
const b = { '13': { target: '90', claim: '30', judged: 'verify' } } as const;
const c = { '13': { target: '90', claim: '20', judged: 'verify' } } as const;
const older = seal(1, [district('a', a), district('b', b), district('c', c)]);

describe('the difference report of a correction', () => {
  it('says nothing where nothing changed', () => {
    expect(differencesBetween(older, seal(2, [district('a', a), district('b', b), district('c', c)]))).toEqual({
      cycle: 'sample-2019',
      older: 1,
      newer: 2,
      districts: [],
    });
  });

  it('names a corrected value, and every place, points, score and rank that it moved, of others too', () => {
    const corrected = { '13': { ...c['13'], judged: 'correct', corrected: '40' } } as const;
    const { districts } = differencesBetween(
      older,
      seal(2, [district('a', a), district('b', b), district('c', corrected)]),
    );
    expect(districts).toEqual([
      {
        district: 'c',
        name: { zh: 'c区', en: 'c' },
        rank: { before: 3, after: 2 },
        score: { before: '0.00', after: '3.00' },
        components: [
          {
            component: '13',
            facts: {
              verified: { before: '20', after: '40' },
              points: { before: '0.00', after: '3.00' },
              place: { before: '3', after: '2' },
            },
          },
        ],
      },
      {
        district: 'b',
        name: { zh: 'b区', en: 'b' },
        rank: { before: 2, after: 3 },
        score: { before: '3.00', after: '0.00' },
        components: [
          { component: '13', facts: { points: { before: '3.00', after: '0.00' }, place: { before: '2', after: '3' } } },
        ],
      },
    ]);
  });

  it('tells claims, targets, returns, deductions and evidence apart', () => {
    const evidence = [{ id: 'file-a', sha256: '0'.repeat(64) }];
    const before = seal(1, [
      district('a', { ...a, '12': { claim: '0' }, '9': { target: '5', claim: '5', judged: 'verify' } }),
    ]);
    const after = seal(2, [
      district('a', {
        '13': { ...a['13'], target: '80' },
        '8': { ...a['8'], later: { value: '60', returned: true } },
        '12': { claim: '0', judged: 'deduct', deduction: '1' },
        '9': { target: '5', claim: '5', judged: 'verify', evidence },
      }),
    ]);
    const facts = Object.fromEntries(
      differencesBetween(before, after).districts[0]!.components.map(({ component, facts: moved }) => [
        component,
        moved,
      ]),
    );
    expect(facts).toEqual({
      '13': { target: { before: '90', after: '80' } },
      '8': { claim: { before: '40', after: '60' }, returned: { before: 'false', after: 'true' } },
      '12': {
        verified: { before: null, after: '0' },
        deduction: { before: null, after: '1' },
        evidence: { before: null, after: '' },
        state: { before: 'pending', after: 'verified' },
        points: { before: '0.00', after: '2.00' },
      },
      '9': { evidence: { before: '', after: '0'.repeat(64) } },
    });
  });

  it('tells coefficients that differ, also where nothing else does', () => {
    const given = (coefficients: Readonly<Record<string, string>>) => {
      return { ...older, rows: older.rows.map((row) => (row.district === 'b' ? { ...row, coefficients } : row)) };
    };
    const [found, ...others] = differencesBetween(
      given({ difficulty: '1', size: '2' }),
      given({ difficulty: '1.15', size: '2', posts: '3' }),
    ).districts;
    expect(found).toMatchObject({ district: 'b', rank: null, score: null, components: [] });
    expect(found!.coefficients).toEqual({
      difficulty: { before: '1', after: '1.15' },
      posts: { before: null, after: '3' },
    });
    expect(others).toEqual([]);
  });

  it('reports a district that only one of the results has', () => {
    const { districts } = differencesBetween(older, seal(2, [district('a', a), district('b', b)]));
    expect(districts).toMatchObject([
      { district: 'c', rank: { before: 3, after: null }, score: { before: '0.00', after: null } },
    ]);
  });
});
