import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Book, genesis } from '../../lib/domain/book.ts';
import { firstHead } from '../../lib/domain/cycle.ts';
import { sha256 } from '../../lib/domain/digest.ts';
import { buildSnapshot, salted, snapshotText } from '../../lib/domain/finalization/build-snapshot.ts';
import { publicSnapshot, publicSnapshotText } from '../../lib/domain/finalization/public-snapshot.ts';
import { explainResult } from '../../lib/exports/explained-result.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import { type AnyCohort, anyCohort } from '../support/any-cohort.ts';
import { componentsFrom } from '../support/cohort.ts';
import type { PlainBook } from '../support/plain-scheme.ts';
import { districtIds, sampleCycle } from '../support/sample-cycle.ts';

/** The last revision of every book that anybody has written in. */
const last = 2;

/** A drawn book as one that can have been written: what was judged is a claim made by then, and that one isn't sent back. */
function writable(book: PlainBook): PlainBook {
  const parts = Object.entries(book).map(([id, { target, claim, verification }]) => {
    if (!claim || !verification) return [id, { target, claim, verification }] as const;
    const claimRevision = Math.min(claim.revision, verification.claimRevision);
    const returned = claim.returned && claimRevision < claim.revision;
    return [id, { target, claim: { ...claim, returned }, verification: { ...verification, claimRevision } }] as const;
  });
  return Object.fromEntries(parts);
}

/** The drawn cohort as a cycle that closes. */
function sealed({ scheme, districts, cohort }: AnyCohort) {
  const ids = districtIds(districts.length);
  const of = districts.map(({ name, group, coefficients }, at) => ({ id: ids[at]!, name, group, coefficients }));
  const cycle = { ...sampleCycle('2019'), scheme: scheme.id, schemeHash: scheme.hash, districts: of };
  const books = cohort.map(({ book }, at): Book => {
    const isWritten = Object.keys(book).length > 0;
    const end = { revision: isWritten ? last : 0, auditHead: isWritten ? sha256(ids[at]!) : genesis };
    return { head: { ...firstHead(cycle, ids[at]!), ...end }, components: componentsFrom(writable(book)) };
  });
  return salted(buildSnapshot({ cycle, scheme, books, blockers: [] }), sha256('the installation'));
}

describe('a sealed result', () => {
  it('of any method is what the verifier counts, as is its public form, and its papers explain it', () => {
    fc.assert(
      fc.property(anyCohort, (drawn) => {
        const snapshot = sealed(drawn);
        const publicForm = publicSnapshotText(publicSnapshot(snapshot));
        expect(verifySnapshot(snapshotText(snapshot), { publicForm }).differences).toEqual([]);
        expect(verifySnapshot(publicForm).differences).toEqual([]);
        expect(explainResult(snapshot).districts.map(({ sealed: row }) => row)).toEqual(snapshot.rows);
      }),
      { numRuns: 100 },
    );
  });
});
