import { once } from '../../lib/domain/once.ts';
import type { FinalDependencies } from '../protocols/dependencies.ts';
import { ownLockingDependencies } from './locking-dependencies.ts';
import { ownWriteOnceFiles } from './own-buckets.ts';

/** The deployed function's own dependencies with the buckets of evidence and of sealed results, made on first use. */
export const ownFinalDependencies = once(
  (): FinalDependencies => ({ ...ownLockingDependencies(), ...ownWriteOnceFiles(), makeResultFiles }),
);

/** A few times a year: no cold start waits for what writes papers and workbooks. */
export const makeResultFiles: FinalDependencies['makeResultFiles'] = async (snapshot) => {
  const exports = await import('../../lib/exports/make-result-files.ts');
  return exports.makeResultFiles(snapshot);
};
