import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import type { S3Event } from 'aws-lambda';
import { longTransfers } from '../../../functions/wiring/request-bounds.ts';
import type { Clock } from '../../../lib/domain/ports.ts';
import { openFilesKey } from '../kept-secret.ts';
import type { LocalSettings } from '../local-settings.ts';
import { startS3 } from './server.ts';

/** The buckets of a local run. */
export const localBuckets = { evidence: 'kaohe-evidence', results: 'kaohe-results' } as const;

/** The object store of a local run. */
export interface LocalFiles {
  readonly client: S3Client;
  readonly origin: string;
  /** Lets pages of one more origin put and read files. */
  admit(origin: string): void;
  stop(): Promise<void>;
}

/**
 * The S3 stand-in below the data directory: it refuses what S3 refuses. `onUploaded` hears of every upload of
 * evidence, at least once. Objects are dated by `clock`, signatures checked by the machine's.
 */
export async function openFiles(
  { dataDirectory, filesPort, portalOrigins }: LocalSettings,
  clock: Clock,
  onUploaded: (event: S3Event) => Promise<void>,
): Promise<LocalFiles> {
  const region = 'us-east-1';
  const credentials = await openFilesKey(dataDirectory);
  const { evidence, results } = localBuckets;
  const corsOrigins = [...portalOrigins];
  const s3 = await startS3({
    port: filesPort,
    directory: join(dataDirectory, 'files'),
    credentials,
    region,
    storeClock: () => new Date(clock.now()),
    buckets: [{ name: evidence, requireIfNoneMatchPrefix: '', corsOrigins }, { name: results }],
    onObjectCreated: async (event) => {
      const { bucket, object } = event.Records[0]!.s3;
      if (bucket.name === evidence && object.key.startsWith('evidence/')) await onUploaded(event);
    },
  });
  const client = new S3Client({ endpoint: s3.endpoint, region, credentials, forcePathStyle: true, ...longTransfers });
  const stop = async () => {
    client.destroy();
    await s3.stop();
  };
  return { client, origin: s3.endpoint, admit: (origin) => corsOrigins.push(origin), stop };
}
