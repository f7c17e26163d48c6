import {
  GetObjectRetentionCommand,
  type ObjectLockRetentionMode,
  PutObjectRetentionCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import type { ObjectVersion } from './object-ranges.ts';

interface Retention {
  readonly Mode: ObjectLockRetentionMode;
  readonly RetainUntilDate: Date;
}

/**
 * Locks a version against deletion as long and as strictly as both its present lock and the wanted one say. Writes
 * nothing if the present lock already does.
 */
export async function protectVersion(client: S3Client, version: ObjectVersion, wanted: Retention): Promise<void> {
  const extended = extendRetention(await loadRetention(client, version), wanted);
  if (extended === null) return;
  try {
    await client.send(new PutObjectRetentionCommand({ ...version, Retention: extended }));
  } catch (error) {
    // S3 refuses to shorten: another may have extended it further between the reading and this writing.
    if (extendRetention(await loadRetention(client, version), wanted) !== null) throw error;
  }
}

async function loadRetention(client: S3Client, version: ObjectVersion): Promise<Retention | null> {
  try {
    const { Retention } = await client.send(new GetObjectRetentionCommand(version));
    if (Retention?.Mode === undefined || Retention.RetainUntilDate === undefined) return null;
    return { Mode: Retention.Mode, RetainUntilDate: Retention.RetainUntilDate };
  } catch (error) {
    if ((error as Error).name === 'NoSuchObjectLockConfiguration') return null;
    throw error;
  }
}

function extendRetention(current: Retention | null, wanted: Retention): Retention | null {
  if (current === null) return wanted;
  const isLongEnough = current.RetainUntilDate >= wanted.RetainUntilDate;
  const isStrictEnough = current.Mode === 'COMPLIANCE' || current.Mode === wanted.Mode;
  if (isLongEnough && isStrictEnough) return null;
  return {
    Mode: isStrictEnough ? current.Mode : wanted.Mode,
    RetainUntilDate: isLongEnough ? current.RetainUntilDate : wanted.RetainUntilDate,
  };
}
