import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { digestOf, sha256 } from '../../lib/domain/digest.ts';
import type { CheckId } from '../../lib/verifier/findings.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { largeCohort } from '../support/sample-cohort.ts';
import { asJson, type Draft, put, resealed, sealedSample } from '../support/sample-snapshot.ts';

const scheme = changedScheme();
const sample = sealedSample(scheme, largeCohort(scheme, 6));

/** The component `8` of the first row, proportional; `12` is the discretionary one, `13` sees the cohort. */
const part8 = '/rows/0/components/7';
const part12 = '/rows/0/components/11';
const part13 = '/rows/0/components/12';
const clause1 = '/scheme/categories/0/indicators/0';
const openPoint = { kind: 'claim-unverified', district: 'd-0001', component: '8', evidence: null };
const linkedPoint = { kind: 'claim-unverified', district: 'd-0001', component: '8', link: '/v1/x' };

/** One value each that is put somewhere into a sealed result, and the check that must notice. */
const values: readonly [string, CheckId, string, unknown][] = [
  ['points of a component', 'points', '/rows/2/components/7/points', '3.99'],
  ['points without all places', 'points', '/rows/0/components/0/points', '4.0'],
  ['a state', 'states', '/rows/1/components/3/state', 'claimed'],
  ['a place', 'places', `${part13}/place`, 7],
  ['a place that is withheld', 'places', `${part13}/place`, null],
  ['a place where none is held', 'places', `${part8}/place`, 1],
  ['the points of a category', 'categories', '/rows/3/categories/labor', '18.00'],
  ['a category too many', 'categories', '/rows/3/categories/extra', '0.00'],
  ['a score', 'scores', '/rows/5/score', '69.99'],
  ['a rank', 'ranks', '/rows/4/rank', 1],
  ['a verified value', 'points', `${part8}/verification/value`, '0'],
  ['a target', 'points', `${part8}/target`, '999999999'],
  ['a target that the text fixes', 'inputs', '/rows/0/components/1/target', '2'],
  ['a target where none is', 'inputs', `${part12}/target`, '1'],
  ['a claim that is gone', 'inputs', `${part8}/claim`, null],
  ['a claim of a later revision', 'inputs', `${part8}/claim/revision`, 99],
  ['a verified claim sent back', 'inputs', `${part8}/claim/returned`, true],
  ['a judgement of no claim', 'inputs', `${part8}/verification/claimRevision`, 9],
  ['a deduction outside discretion', 'inputs', `${part8}/verification/deduction`, '1'],
  ['a deduction beside a value carried out', 'inputs', `${part12}/verification/deduction`, '1'],
  ['a discretionary value that is neither 0 nor 1', 'inputs', `${part12}/verification/value`, '2'],
  ['a verification that is gone', 'states', `${part8}/verification`, null],
  ['an evidence hash', 'evidence-manifest', `${part8}/verification/evidence/0/sha256`, sha256('other')],
  ['the evidence of a verification', 'evidence-manifest', `${part8}/verification/evidence`, []],
  ['the evidence manifest', 'evidence-manifest', '/evidenceManifest', sha256('')],
  ['the scheme hash', 'scheme-hash', '/schemeHash', sha256('')],
  ['a clause of the scheme', 'scheme-hash', `${clause1}/clause`, '完成得4分。'],
  ['full points', 'maxima', `${clause1}/components/0/fullPoints`, '5'],
  ['an indicator’s maximum', 'maxima', `${clause1}/maxPoints`, '5'],
  ['the maximum', 'maxima', '/scheme/maxPoints', '100'],
  ['the format', 'form', '/format', 'kaohe-snapshot/4'],
  ['the format of before, salt and all', 'form', '/format', 'kaohe-snapshot/1'],
  ['a salt that is none', 'form', '/salt', 'salt'],
  ['a field nobody knows', 'form', '/rows/0/bonus', '5.00'],
  ['a field missing', 'form', '/rows/0/group', undefined],
  ['a rule nobody knows', 'form', `${clause1}/components/0/rule/kind`, 'generous'],
  ['a score as a number', 'form', '/rows/0/score', 60],
  ['a negative value', 'form', `${part8}/verification/value`, '-1'],
  ['a head that is no hash', 'form', '/rows/0/auditHead', 'none'],
  ['a head without a history', 'audit-heads', '/rows/0/revision', 0],
  ['a first result that corrects', 'supersedes', '/supersedes', { revision: 1, sha256: sha256('') }],
  ['a correction of nothing', 'supersedes', '/revision', 2],
  ['an open point of no district', 'blockers', '/blockers/0', { ...openPoint, district: 'nowhere' }],
  ['an open point of no component', 'blockers', '/blockers/0', { ...openPoint, component: '99' }],
  ['an open point of nothing', 'form', '/blockers/0', { ...openPoint, component: null }],
  ['an open point of a component and a file', 'form', '/blockers/0', { ...openPoint, evidence: 'f9' }],
  ['an open point that is linked', 'form', '/blockers/0', linkedPoint],
];

/** Changes of more than one value. */
const changes: readonly [string, CheckId, (draft: Draft) => void][] = [
  ['the order of rows', 'order', (draft) => draft.rows.reverse()],
  ['a component dropped', 'inputs', (draft) => draft.rows[1]!.components.pop()],
  ['components swapped', 'inputs', (draft) => draft.rows[1]!.components.reverse()],
  ['a district twice', 'inputs', (draft) => draft.rows.push(structuredClone(draft.rows[5]!))],
  ['a district dropped', 'ranks', (draft) => draft.rows.shift()],
  ['a category too few', 'categories', (draft) => Reflect.deleteProperty(draft.rows[3]!.categories, 'labor')],
  ['a deduction above full points', 'inputs', overdeduct],
  ['the rounding, its hash made to fit', 'points', roundAnew],
];

function overdeduct(draft: Draft): void {
  Object.assign(draft.rows[0]!.components[11]!.verification!, { value: '0', deduction: '3.01' });
}

function roundAnew(draft: Draft): void {
  draft.scheme.rounding.places = 3;
  draft.schemeHash = digestOf(asJson(draft.scheme));
}

describe('what the verifier refuses, with every digest made to fit again', () => {
  const all = [
    ...values.map(([name, check, path, to]) => [name, check, (draft: Draft) => put(draft, path, to)] as const),
    ...changes,
  ];
  for (const [name, check, change] of all)
    it(`notices ${name}`, () => {
      const { text, sha256: digest } = resealed(sample.snapshot, change);
      const { holds, differences } = verifySnapshot(text, { sha256: digest });
      expect(holds).toBe(false);
      expect(differences.map((difference) => difference.check)).toContain(check);
    });

  it('names the exact place, what the file says and what follows from its inputs', () => {
    const path = '/rows/2/components/7/points';
    const { text } = resealed(sample.snapshot, (draft) => put(draft, path, '3.99'));
    const { district, components } = sample.snapshot.rows[2]!;
    expect(verifySnapshot(text).differences).toEqual([
      { check: 'points', at: path, of: `${district} 8`, stated: '3.99', expected: components[7]!.points },
    ]);
  });

  it('notices any single verified value changed, in points or against the audit file', () => {
    const rows = fc.nat(sample.snapshot.rows.length - 1);
    const components = fc.nat(scheme.components.length - 1);
    fc.assert(
      fc.property(rows, components, fc.constantFrom('0', '1', '12.345678'), (row, component, value) => {
        const { text } = resealed(sample.snapshot, (draft) => {
          const { verification } = draft.rows[row]!.components[component]!;
          verification!.value = verification!.value === value ? '2' : value;
        });
        expect(verifySnapshot(text, { audit: sample.audit }).holds).toBe(false);
      }),
    );
  });
});
