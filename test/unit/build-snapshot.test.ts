import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cycle } from '../../lib/domain/cycle.ts';
import { sha256 } from '../../lib/domain/digest.ts';
import {
  buildSnapshot,
  contentDigest,
  type SealingInputs,
  salted,
  snapshotDigest,
  snapshotText,
} from '../../lib/domain/finalization/build-snapshot.ts';
import { nothingSealed } from '../../lib/domain/finalization/sealing.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import { mixedScheme } from '../support/mixed-scheme.ts';
import { playBook, type SampleDistrict } from '../support/sample-book.ts';
import { cohortOf, largeCohort } from '../support/sample-cohort.ts';
import { sampleCycle, sampleScheme as scheme } from '../support/sample-cycle.ts';
import { sealedCohort } from '../support/sealed-cohort.ts';
import { sealedFixture } from '../support/sealed-fixture.ts';

const closingAt = '2020-01-31T16:00:00.123Z';
const secret = sha256('the installation');

/** A closing cycle of these districts, and their books as they were written. */
function closing(cohort: readonly SampleDistrict[], more: Partial<Cycle> = {}): SealingInputs & { audit: string } {
  const districts = [...cohort].sort((a, b) => (a.id < b.id ? -1 : 1));
  const played = districts.map((district) => playBook(scheme, district));
  const cycle: Cycle = {
    ...sampleCycle('sample-2019'),
    districts: districts.map(({ id, name, group }) => ({ id, name, group })),
    state: 'closing',
    sealing: { ...nothingSealed, closingAt },
    ...more,
  };
  const audit = played.flatMap(({ entries }) => entries.map((entry) => `${JSON.stringify(entry)}\n`)).join('');
  return { cycle, scheme, books: played.map(({ book }) => book), blockers: [], audit };
}

describe('a sealed result', () => {
  it('is what the verifier recomputes from its own inputs, for any cohort, with the audit file beside it', () => {
    fc.assert(
      fc.property(cohortOf(scheme), (cohort) => {
        const { audit, ...inputs } = closing(cohort);
        const snapshot = salted(buildSnapshot(inputs), secret);
        const { differences } = verifySnapshot(snapshotText(snapshot), { audit, sha256: snapshotDigest(snapshot) });
        expect(differences).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  const inputs = closing(largeCohort(scheme, 13));

  it('is the same to the byte whenever it is built of the same books', () => {
    const again = closing(largeCohort(scheme, 13));
    expect(snapshotText(salted(buildSnapshot(again), secret))).toBe(
      snapshotText(salted(buildSnapshot(inputs), secret)),
    );
  });

  it('carries the instant at which closing began, and what it corrects', () => {
    const sealing = { ...nothingSealed, closingAt, revision: 2, sha256: 'a'.repeat(64) };
    const snapshot = buildSnapshot({ ...inputs, cycle: { ...inputs.cycle, epoch: 3, sealing } });
    expect(snapshot).toMatchObject({
      closingAt,
      revision: 3,
      epoch: 3,
      supersedes: { revision: 2, sha256: 'a'.repeat(64) },
    });
    expect(buildSnapshot(inputs)).toMatchObject({ revision: 1, epoch: 1, supersedes: null });
  });

  it('lists districts by rank, then by id, with the ends of their audit chains', () => {
    const { rows } = buildSnapshot(inputs);
    const order = rows.map(({ rank, district }) => [rank, district] as const);
    expect(order).toEqual([...order].sort(([a, x], [b, y]) => a - b || (x < y ? -1 : 1)));
    const heads = new Map(inputs.books.map(({ head }) => [head.district, head]));
    for (const { district, revision, auditHead } of rows)
      expect({ revision, auditHead }).toEqual({
        revision: heads.get(district)!.revision,
        auditHead: heads.get(district)!.auditHead,
      });
  });

  it('shows the target that the scheme fixes where it fixes one', () => {
    const fixed = scheme.components.filter(({ target }) => target === 'fixed');
    expect(fixed.length).toBeGreaterThan(0);
    const [row] = buildSnapshot(inputs).rows;
    for (const { id, fixedTarget } of fixed)
      expect(row!.components.find(({ component }) => component === id)?.target).toBe(fixedTarget!.text);
  });
});

describe('the digest of what would be sealed', () => {
  const inputs = closing(largeCohort(scheme, 4));
  const digest = contentDigest(buildSnapshot(inputs));

  it.each<[string, Partial<Cycle>]>([
    ['when closing began', { sealing: { ...nothingSealed, closingAt: '2021-01-01T00:00:00.000Z' } }],
    ['whether it began', { sealing: nothingSealed }],
    ['the epoch', { epoch: 7 }],
    ['what was sealed before', { sealing: { ...nothingSealed, closingAt, revision: 4, sha256: 'b'.repeat(64) } }],
    ['the dates', { finalizeAt: '2030-01-01T00:00:00Z', submissionsCloseAt: '2029-01-01T00:00:00Z' }],
  ])('does not depend on %s', (_, more) => {
    expect(contentDigest(buildSnapshot({ ...inputs, cycle: { ...inputs.cycle, ...more } }))).toBe(digest);
  });

  it('depends on every book and on the points passed over', () => {
    const [first, ...rest] = inputs.books;
    const moved = { ...first!, head: { ...first!.head, revision: first!.head.revision + 1 } };
    expect(contentDigest(buildSnapshot({ ...inputs, books: [moved, ...rest] }))).not.toBe(digest);
    const blockers = [{ kind: 'claim-unverified', district: 'd-001', component: '5', evidence: null } as const];
    expect(contentDigest(buildSnapshot({ ...inputs, blockers }))).not.toBe(digest);
  });

  it('is that of a result of the format before, which linked its open points, if the content is the same', () => {
    const sealed = ['sealed-v2', 'sealed-v3'].map(sealedFixture);
    expect(sealed.map(({ format }) => format)).toEqual(['kaohe-snapshot/2', 'kaohe-snapshot/3']);
    const [before, now] = sealed.map(contentDigest);
    expect(before).toBe(now);
    const { blockers } = sealed[0]!;
    const another = blockers.map((point) => ('link' in point ? { ...point, link: `${point.link}-of-another` } : point));
    expect(contentDigest({ ...sealed[0]!, blockers: another })).not.toBe(now);
  });
});

describe('a sealed result of a method with grades', () => {
  const sealed = (veto: string) => {
    const coefficients = { difficulty: '1.5' };
    const name = { zh: '区', en: 'District' };
    const verification = { value: veto, claimRevision: 0, deduction: null };
    const book = {
      veto: { target: null, claim: null, verification },
      claimed: { target: 'not-applicable', claim: null, verification: null },
      fixed: { target: 'not-applicable', claim: null, verification: null },
    };
    const districts = [
      { name, group: null, coefficients },
      { name, group: null, coefficients: { difficulty: '1' } },
    ];
    const cohort = [{ book }, { book: {} }] as unknown as Parameters<typeof sealedCohort>[0]['cohort'];
    return sealedCohort({ scheme: mixedScheme(), districts, cohort }).rows;
  };

  it('has the grade and the vetoes that lowered it, the coefficients, and what does not apply', () => {
    const [first, second] = sealed('1');
    // 5 where a component does not apply are the second grade, which the veto leaves.
    expect(first).toMatchObject({ score: '5.00', grade: 'good', vetoes: [], coefficients: { difficulty: '1.5' } });
    expect(second).toMatchObject({ score: '0.00', grade: 'poor', vetoes: [], coefficients: { difficulty: '1' } });
    expect(first!.components[0]).toMatchObject({ component: 'claimed', target: 'not-applicable', points: '5.00' });
    expect(first!.components[1]).toMatchObject({ component: 'fixed', target: 'not-applicable', points: '0.00' });
    expect(second!.components[1]).toMatchObject({ component: 'fixed', target: '3' });
  });

  it('has neither of a method without them', () => {
    const [row] = buildSnapshot(closing(largeCohort(scheme, 1))).rows;
    expect(row).not.toHaveProperty('grade');
    expect(row).not.toHaveProperty('vetoes');
    expect(row).not.toHaveProperty('coefficients');
  });
});
