import { createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { salted } from '../../lib/domain/finalization/build-snapshot.ts';
import { publicSnapshot, publicSnapshotText } from '../../lib/domain/finalization/public-snapshot.ts';
import { hasPublicForm, type SealedComponent, type Snapshot } from '../../lib/domain/finalization/snapshot.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { sealedSample } from '../support/sample-snapshot.ts';
import { methodOf, part } from '../support/small-method.ts';

const scheme = changedScheme();
const hmac = (key: string, text: string) => createHmac('sha256', Buffer.from(key, 'hex')).update(text).digest('hex');

const component: SealedComponent = {
  component: '5',
  target: '20',
  claim: null,
  verification: null,
  state: 'missing',
  points: '0.00',
  place: null,
};
const { snapshot: sample } = sealedSample(scheme, [
  { id: 'd-0001', name: { zh: '第1区', en: 'District 1' }, group: 'east', parts: {} },
]);
const row = sample.rows[0]!;

/** The sample with these components, and an open point that names a file. */
function snapshotOf(...components: readonly SealedComponent[]): Snapshot {
  const blockers = [{ kind: 'evidence-pending' as const, district: 'd-0001', component: null, evidence: 'file-1' }];
  return { ...sample, rows: [{ ...row, components }], blockers };
}
const formOf = (...components: readonly SealedComponent[]) => publicSnapshot(snapshotOf(...components));
const only = (sealed: Partial<SealedComponent>) => formOf({ ...component, ...sealed }).rows[0]!.components[0]!;
/** The commitment to a text at a place: under a key of the place’s own. */
const commitmentTo = (place: string, text: string) => hmac(hmac(sample.salt, place), text);

describe('the public form of a result', () => {
  it('has the heading of the full one, its digest, and open points without the files', () => {
    const { rows: _, evidenceManifestCommitment, ...heading } = formOf();
    expect(heading).toEqual({
      ...{ format: 'kaohe-public/1', cycle: 'sample-2019', year: 2019, timeZone: 'Asia/Shanghai' },
      ...{ revision: 1, epoch: 1, closingAt: '2020-01-31T16:00:00.000Z', supersedes: null },
      ...{ scheme: scheme.document, schemeHash: scheme.hash },
      blockers: [{ kind: 'evidence-pending', district: 'd-0001', component: null }],
      snapshotSha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(evidenceManifestCommitment).toBe(commitmentTo('evidence-manifest', `"${sample.evidenceManifest}"`));
  });

  it('has each district with its points, and the end of its chain as a commitment', () => {
    const { components: _, auditHead, ...shown } = row;
    expect(formOf().rows).toEqual([
      { ...shown, components: [], auditHeadCommitment: commitmentTo('d-0001/audit-head', `"${auditHead}"`) },
    ]);
  });

  it('has of a component without a claim all that there is', () => {
    const { commitment, ...shown } = only({});
    expect(shown).toEqual(component);
    expect(commitment).toBe(commitmentTo('d-0001/component/5', '{"claim":null,"verification":null}'));
  });

  it('has of a claim whether it was sent back, of a verification what points rest on, and commits to both whole', () => {
    const claim = { value: '16', revision: 3, returned: true };
    const verification = { value: '15', claimRevision: 2, deduction: '0.50', evidence: [], onSite: null };
    const { commitment, ...shown } = only({ claim, verification });
    expect(shown).toEqual({
      ...component,
      claim: { returned: true },
      verification: { value: '15', deduction: '0.50' },
    });
    const sealed =
      '{"claim":{"returned":true,"revision":3,"value":"16"},' +
      '"verification":{"claimRevision":2,"deduction":"0.50","evidence":[],"onSite":null,"value":"15"}}';
    expect(commitment).toBe(commitmentTo('d-0001/component/5', sealed));
  });

  it('is canonical JSON, and names another full result by another digest', () => {
    const form = formOf(component);
    expect(publicSnapshotText(form)).toMatch(/^\{"blockers":\[.*"year":2019\}$/);
    expect(JSON.parse(publicSnapshotText(form))).toEqual(form);
    expect(form.snapshotSha256).not.toBe(formOf({ ...component, claim: null, place: 1 }).snapshotSha256);
  });

  it('is there for results that were sealed with a salt [T 40]', () => {
    expect([hasPublicForm(sample), hasPublicForm({})]).toEqual([true, false]);
  });
});

describe('the salt of a result', () => {
  it('is its own, made of the secret of the installation, the cycle and the revision', () => {
    const secret = 'ab'.repeat(32);
    expect(salted(sample, secret).salt).toBe(hmac(secret, 'sample-2019/1'));
    expect(salted({ ...sample, revision: 2 }, secret).salt).toBe(hmac(secret, 'sample-2019/2'));
  });
});

describe('the public form of a result that counts what was claimed', () => {
  it('has the claims that count: of what a formula names as claimed, and of what that is computed of', () => {
    const recorded = { kind: 'recorded' } as const;
    const bands = [{ from: null, points: '0' }];
    const ids = ['0', 'a', 'b', 'c', 'recorded', 'd'];
    const method = methodOf([
      part('0', recorded),
      // Neither the value of its target nor the points of its band name the component of that id.
      part('a', { kind: 'bands', of: 'value', bands }, { target: { kind: 'fixed', value: '0' } }),
      part('b', recorded, { measure: { value: 'a' } }),
      part('c', recorded, { measure: { mean: { points: 'b' } } }),
      part('recorded', recorded),
      part('d', recorded, { measure: { subtract: [{ value: 'recorded' }, { claimed: 'c' }] } }),
    ]);
    const claim = { value: '3', revision: 2, returned: false };
    const verification = { value: '3', claimRevision: 2, deduction: null, evidence: [], onSite: null };
    const parts = ids.map((id) => ({ ...component, component: id, claim, verification }));
    const { components } = publicSnapshot({ ...snapshotOf(...parts), scheme: method.document }).rows[0]!;
    const counted = { claim, verification: { value: '3', deduction: null, claimRevision: 2 } };
    const only = { claim: { returned: false }, verification: { value: '3', deduction: null } };
    const told = components.map(({ claim, verification }) => ({ claim, verification }));
    expect(told).toEqual([only, counted, counted, counted, only, only]);
  });
});
