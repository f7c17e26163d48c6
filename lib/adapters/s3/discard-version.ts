import { PutObjectTaggingCommand, type S3Client } from '@aws-sdk/client-s3';
import { refusedTag } from '../../domain/evidence-types.ts';
import type { ObjectVersion } from './object-ranges.ts';

/** Leaves a version to the bucket's lifecycle; one that does not exist is as good as deleted. */
export async function discardVersion(client: S3Client, version: ObjectVersion): Promise<void> {
  const TagSet = [{ Key: refusedTag.key, Value: refusedTag.value }];
  try {
    await client.send(new PutObjectTaggingCommand({ ...version, Tagging: { TagSet } }));
  } catch (error) {
    const { httpStatusCode } = (error as { $metadata?: { httpStatusCode?: number } }).$metadata ?? {};
    if (httpStatusCode !== 404) throw error;
  }
}
