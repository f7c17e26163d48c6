import { S3Client } from '@aws-sdk/client-s3';
import { S3AnchorFiles, S3ResultFiles } from '../../lib/adapters/s3/result-files.ts';
import { once } from '../../lib/domain/once.ts';
import type { FinalDependencies } from '../protocols/dependencies.ts';
import { setting } from './environment.ts';
import { ownLockingDependencies } from './locking-dependencies.ts';
import { longTransfers } from './request-bounds.ts';

/** The deployed function's own dependencies with the buckets of evidence and of sealed results, made on first use. */
export const ownFinalDependencies = once(
  (): FinalDependencies => ({
    ...ownLockingDependencies(),
    ...writeOnceFiles(
      new S3Client({ ...longTransfers }),
      setting('FINAL_BUCKET'),
      Number(setting('FINAL_RETENTION_YEARS')),
    ),
  }),
);

/** A few times a year: no cold start waits for what writes papers and workbooks. */
const makeResultFiles: FinalDependencies['makeResultFiles'] = async (snapshot) => {
  const exports = await import('../../lib/exports/make-result-files.ts');
  return exports.makeResultFiles(snapshot);
};

/** Sealed results and anchors in one write-once bucket, and what makes the files. */
export function writeOnceFiles(client: S3Client, bucket: string, retentionYears: number) {
  return {
    results: new S3ResultFiles(client, bucket, retentionYears),
    anchors: new S3AnchorFiles(client, bucket, retentionYears),
    makeResultFiles,
  };
}
