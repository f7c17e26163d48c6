import { S3Client } from '@aws-sdk/client-s3';
import { S3EvidenceFiles } from '../../lib/adapters/s3/evidence-files.ts';
import type { EvidenceFiles } from '../../lib/domain/evidence-ports.ts';
import { type Dependencies, ownDependencies } from './dependencies.ts';
import { setting } from './environment.ts';
import { longTransfers } from './request-bounds.ts';

/** What locking evidence needs besides the table. */
export interface LockingDependencies extends Dependencies {
  readonly files: EvidenceFiles;
  /** How long a file is kept from the moment at which a verification came to rest on it. */
  readonly evidenceRetentionYears: number;
}

let wired: LockingDependencies | undefined;

/** The deployed function's own dependencies with the bucket of evidence, made on first use. */
export function ownLockingDependencies(): LockingDependencies {
  wired ??= {
    ...ownDependencies(),
    files: new S3EvidenceFiles(new S3Client({ ...longTransfers }), setting('EVIDENCE_BUCKET')),
    evidenceRetentionYears: Number(setting('EVIDENCE_RETENTION_YEARS')),
  };
  return wired;
}
