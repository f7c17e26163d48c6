import { once } from '../../lib/domain/once.ts';
import type { LockingDependencies } from '../protocols/dependencies.ts';
import { setting } from './environment.ts';
import { ownEvidenceFiles } from './own-buckets.ts';
import { ownDependencies } from './own-dependencies.ts';

/** The deployed function's own dependencies with the bucket of evidence, made on first use. */
export const ownLockingDependencies = once(
  (): LockingDependencies => ({
    ...ownDependencies(),
    files: ownEvidenceFiles(),
    evidenceRetentionYears: Number(setting('EVIDENCE_RETENTION_YEARS')),
  }),
);
