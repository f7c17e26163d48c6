import { S3Client } from '@aws-sdk/client-s3';
import { S3ResultFiles } from '../../lib/adapters/s3/result-files.ts';
import type { ResultFiles } from '../../lib/domain/finalization/result-ports.ts';
import { type Dependencies, ownDependencies } from './dependencies.ts';
import { setting } from './environment.ts';

/** What the stories about sealed results need besides the table. */
export interface FinalDependencies extends Dependencies {
  readonly results: ResultFiles;
}

let wired: FinalDependencies | undefined;

/** The deployed function's own dependencies with the bucket of sealed results, made on first use. */
export function ownFinalDependencies(): FinalDependencies {
  wired ??= {
    ...ownDependencies(),
    results: new S3ResultFiles(new S3Client({}), setting('FINAL_BUCKET'), Number(setting('FINAL_RETENTION_YEARS'))),
  };
  return wired;
}
