import { setTimeout as wait } from 'node:timers/promises';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';

const triesMax = 5;

/** Bytes under a key of a bucket with Object Lock. */
export interface OnceKept {
  readonly Bucket: string;
  readonly Key: string;
  readonly Body: Uint8Array | string;
  readonly ContentType: string;
}

/**
 * Stores an object that nobody can replace or delete until its retention ends. Where the key has one already that stays,
 * and this one is dropped without a word.
 */
export async function keepOnce(client: S3Client, kept: OnceKept, retentionYears: number): Promise<void> {
  const retainUntil = new Date();
  retainUntil.setUTCFullYear(retainUntil.getUTCFullYear() + retentionYears);
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(
        new PutObjectCommand({
          ...kept,
          ChecksumAlgorithm: 'SHA256',
          IfNoneMatch: '*',
          ObjectLockMode: 'COMPLIANCE',
          ObjectLockRetainUntilDate: retainUntil,
        }),
      );
      return;
    } catch (error) {
      const { name } = error as Error;
      if (name === 'PreconditionFailed') return;
      // Another is storing under this key right now and may yet fail: only a further try tells.
      if (name !== 'ConditionalRequestConflict' || attempt === triesMax) throw error;
      await wait(Math.random() * 50 * 2 ** attempt);
    }
  }
}
