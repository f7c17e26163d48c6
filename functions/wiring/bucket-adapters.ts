import { S3Client } from '@aws-sdk/client-s3';
import { S3EvidenceFiles } from '../../lib/adapters/s3/evidence-files.ts';
import { S3AnchorFiles, S3ResultFiles } from '../../lib/adapters/s3/result-files.ts';
import { once } from '../../lib/domain/once.ts';
import { longTransfers } from './request-bounds.ts';

const client = once(() => new S3Client({ ...longTransfers }));

/** How strictly files are locked: against everybody, unless the deployment is a trial and says `GOVERNANCE`. */
const lockMode = () => (process.env.LOCK_MODE === 'GOVERNANCE' ? 'GOVERNANCE' : 'COMPLIANCE');

/** Evidence in a bucket. */
export function evidenceFilesIn(bucket: string, through = client()): S3EvidenceFiles {
  return new S3EvidenceFiles(through, bucket, Date, { retentionMode: lockMode() });
}

/** Sealed results and anchors in one write-once bucket. */
export function writeOnceFilesIn(bucket: string, retentionYears: number, through = client()) {
  return {
    results: new S3ResultFiles(through, bucket, retentionYears, lockMode()),
    anchors: new S3AnchorFiles(through, bucket, retentionYears, lockMode()),
  };
}
