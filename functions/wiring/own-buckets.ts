import type { EvidenceFiles } from '../../lib/domain/evidence-ports.ts';
import type { FinalDependencies } from '../protocols/dependencies.ts';
import { setting } from './environment.ts';
import { onDemand } from './on-demand.ts';

/** What reaches the buckets: previews, lists, withdrawals, and verifications that rest on no file do without it. */
const bucketAdapters = () => import('./bucket-adapters.ts');

/** The deployed function's own files of evidence. */
export function ownEvidenceFiles(): EvidenceFiles {
  const bucket = setting('EVIDENCE_BUCKET');
  return onDemand<EvidenceFiles>(async () => (await bucketAdapters()).evidenceFilesIn(bucket));
}

/** The deployed function's own sealed results and anchors. */
export function ownWriteOnceFiles(): Pick<FinalDependencies, 'results' | 'anchors'> {
  const [bucket, years] = [setting('FINAL_BUCKET'), Number(setting('FINAL_RETENTION_YEARS'))];
  const kept = async () => (await bucketAdapters()).writeOnceFilesIn(bucket, years);
  return {
    results: onDemand<FinalDependencies['results']>(async () => (await kept()).results),
    anchors: onDemand<FinalDependencies['anchors']>(async () => (await kept()).anchors),
  };
}
