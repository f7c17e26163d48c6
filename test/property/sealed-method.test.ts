import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { snapshotText } from '../../lib/domain/finalization/build-snapshot.ts';
import { publicSnapshot, publicSnapshotText } from '../../lib/domain/finalization/public-snapshot.ts';
import { explainResult } from '../../lib/exports/explained-result.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import { anyCohort } from '../support/any-cohort.ts';
import { sealedCohort } from '../support/sealed-cohort.ts';

describe('a sealed result', () => {
  it('of any method is what the verifier counts, as is its public form, and its papers explain it', () => {
    fc.assert(
      fc.property(anyCohort, (drawn) => {
        const snapshot = sealedCohort(drawn);
        const publicForm = publicSnapshotText(publicSnapshot(snapshot));
        expect(verifySnapshot(snapshotText(snapshot), { publicForm }).differences).toEqual([]);
        expect(verifySnapshot(publicForm).differences).toEqual([]);
        expect(explainResult(snapshot).districts.map(({ sealed }) => sealed)).toEqual(snapshot.rows);
      }),
      { numRuns: 100 },
    );
  });
});
