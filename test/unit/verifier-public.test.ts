import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, sha256 } from '../../lib/domain/digest.ts';
import type { PublicSnapshot } from '../../lib/domain/finalization/public-snapshot.ts';
import type { CheckId } from '../../lib/verifier/findings.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { cohortOf, largeCohort } from '../support/sample-cohort.ts';
import { asJson, put, resealed, sealedSample } from '../support/sample-snapshot.ts';

const scheme = changedScheme();
const sample = sealedSample(scheme, largeCohort(scheme, 4), {
  blockers: [{ kind: 'evidence-pending', district: 'd-0001', component: null, evidence: 'secret-file-id' }],
});

/** The public form with one value changed, or taken away by `undefined`. */
function changed(path: string, value: unknown): string {
  const draft = JSON.parse(sample.publicForm) as object;
  put(draft, path, value);
  return canonicalJson(asJson(draft));
}

const checksOf = (publicForm: string) => verifySnapshot(publicForm).differences.map(({ check }) => check);
const against = (publicForm: string, text = sample.text) =>
  new Set(verifySnapshot(text, { publicForm }).differences.map(({ check }) => check));

describe('the public form of a result', () => {
  it('lets anybody recompute every point and rank, and belongs to the full one, for any cohort', () => {
    fc.assert(
      fc.property(cohortOf(scheme), (districts) => {
        const { text, publicForm } = sealedSample(scheme, districts);
        const alone = verifySnapshot(publicForm, { sha256: sha256(publicForm) });
        expect(alone.differences).toEqual([]);
        expect(alone.subject?.isPublic).toBe(true);
        expect(alone.checks.find(({ id }) => id === 'points')?.count).toBe(districts.length * scheme.components.length);
        expect(verifySnapshot(text, { publicForm }).differences).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  it('names the snapshot that it belongs to', () => {
    expect((JSON.parse(sample.publicForm) as PublicSnapshot).snapshotSha256).toBe(sha256(sample.text));
  });

  it('shows no evidence, no visit, no revision of a claim, no end of a chain, and no way to a file', () => {
    const visited = sealedSample(scheme, [
      {
        ...{ id: 'd-0001', name: { zh: '第1区', en: 'District 1' }, group: null },
        parts: {
          19: {
            ...{ target: '1', claim: '1', judged: 'verify', evidence: [{ id: 'file-x', sha256: sha256('x') }] },
            onSite: { visitedOn: '2019-12-18', participants: ['张三'] },
          },
        },
      },
    ]);
    for (const planted of ['张三', '2019-12-18', 'file-x', sha256('x')]) {
      expect(visited.text).toContain(planted);
      expect(visited.publicForm).not.toContain(planted);
    }
    expect(visited.publicForm).not.toContain(visited.snapshot.rows[0]!.auditHead);
    expect(visited.publicForm).not.toContain(visited.snapshot.evidenceManifest);
    expect(visited.publicForm).not.toContain(visited.snapshot.salt);
    expect(sample.publicForm).not.toContain('secret-file-id');
    expect(sample.publicForm).not.toContain('claimRevision');
  });

  it('commits to equal contents differently in every place and under every salt, so that no guess can be tried', () => {
    const nobody = largeCohort(scheme, 3).map((district) => ({ ...district, parts: {} }));
    const commitmentsOf = (text: string) =>
      (JSON.parse(text) as PublicSnapshot).rows.flatMap(({ components, auditHeadCommitment }) => [
        auditHeadCommitment,
        ...components.map(({ commitment }) => commitment),
      ]);
    const first = commitmentsOf(sealedSample(scheme, nobody).publicForm);
    const other = commitmentsOf(sealedSample(scheme, nobody, { salt: sha256('another') }).publicForm);
    expect(new Set([...first, ...other]).size).toBe(2 * 3 * 26);
  });
});

const part8 = '/rows/0/components/7';

/** A value each that is put into the public form, and the check that notices by the form alone. */
const alone: readonly [string, CheckId, string, unknown][] = [
  ['points', 'points', '/rows/2/components/7/points', '3.99'],
  ['a state', 'states', '/rows/1/components/3/state', 'claimed'],
  ['a place', 'places', '/rows/0/components/12/place', 7],
  ['a score', 'scores', '/rows/3/score', '69.99'],
  ['a rank', 'ranks', '/rows/3/rank', 1],
  ['a verified value', 'points', `${part8}/verification/value`, '0'],
  ['a verification that is gone', 'states', `${part8}/verification`, null],
  ['a verification of nothing claimed', 'inputs', `${part8}/claim`, null],
  ['a deduction outside discretion', 'inputs', `${part8}/verification/deduction`, '1'],
  ['a target', 'points', `${part8}/target`, '999999999'],
  ['a clause of the scheme', 'scheme-hash', '/scheme/categories/0/indicators/0/clause', '完成得4分。'],
  ['a field of the full form', 'form', `${part8}/verification/evidence`, []],
  ['a field missing', 'form', `${part8}/commitment`, undefined],
  ['an open point of no district', 'blockers', '/blockers/0/district', 'nowhere'],
  ['a correction of nothing', 'supersedes', '/revision', 2],
];

/** Values that only the full snapshot can contradict. */
const beside: readonly [string, string, unknown][] = [
  ['a commitment to a component', `${part8}/commitment`, sha256('')],
  ['a commitment to a chain', '/rows/1/auditHeadCommitment', sha256('')],
  ['the commitment to the evidence', '/evidenceManifestCommitment', sha256('')],
  ['the snapshot that it names', '/snapshotSha256', sha256('')],
  ['whether a claim was sent back', `${part8}/claim/returned`, true],
  ['a name', '/rows/0/name/zh', '别区'],
  ['a group', '/rows/0/group', 'other'],
  ['a book’s revision', '/rows/0/revision', 3],
  ['an open point', '/blockers/0/kind', 'claim-unverified'],
  ['an open point left out', '/blockers', []],
  ['the instant', '/closingAt', '2020-02-01T00:00:00.000Z'],
  ['the year', '/year', 2020],
];

describe('a public form that was changed', () => {
  for (const [name, check, path, value] of alone)
    it(`shows by itself: ${name}`, () => {
      expect(checksOf(changed(path, value))).toContain(check);
    });

  for (const [name, path, value] of beside)
    it(`shows beside the full snapshot: ${name}`, () => {
      expect(against(changed(path, value))).toContain('public-form');
    });

  it('shows where a row was left out, and where the scheme is another', () => {
    const { rows } = JSON.parse(sample.publicForm) as PublicSnapshot;
    expect(against(changed('/rows', rows.slice(0, 3)))).toContain('public-form');
    expect(against(changed('/scheme/source', 'elsewhere'))).toContain('public-form');
  });

  it('shows of another result of the same numbers: what it commits to differs', () => {
    const { text } = resealed(sample.snapshot, (draft) => {
      draft.rows[0]!.components[7]!.verification!.evidence[0]!.id = 'another-file';
    });
    expect(against(sample.publicForm, text)).toContain('public-form');
  });

  it('is no full snapshot, nor the other way round', () => {
    expect(against(sample.text)).toContain('public-form');
    expect(against('{}')).toContain('form');
  });
});
