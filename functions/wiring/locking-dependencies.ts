import { S3Client } from '@aws-sdk/client-s3';
import { S3EvidenceFiles } from '../../lib/adapters/s3/evidence-files.ts';
import { once } from '../../lib/domain/once.ts';
import type { LockingDependencies } from '../protocols/dependencies.ts';
import { setting } from './environment.ts';
import { ownDependencies } from './own-dependencies.ts';
import { longTransfers } from './request-bounds.ts';

/** The deployed function's own dependencies with the bucket of evidence, made on first use. */
export const ownLockingDependencies = once(
  (): LockingDependencies => ({
    ...ownDependencies(),
    files: new S3EvidenceFiles(new S3Client({ ...longTransfers }), setting('EVIDENCE_BUCKET')),
    evidenceRetentionYears: Number(setting('EVIDENCE_RETENTION_YEARS')),
  }),
);
