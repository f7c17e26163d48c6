import { GetObjectTaggingCommand, PutObjectCommand, PutObjectTaggingCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { S3EvidenceFiles } from '../../lib/adapters/s3/evidence-files.ts';
import { bucket, type S3Fixture, startFixture } from '../support/local-s3.ts';

const objectKey = 'evidence/2019/east/a';
let s3: S3Fixture;
let files: S3EvidenceFiles;

beforeEach(async () => {
  s3 = await startFixture();
  files = new S3EvidenceFiles(s3.client, bucket);
});
afterEach(() => s3.dispose());

async function store(): Promise<string> {
  const { VersionId } = await s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: objectKey, Body: 'x' }));
  return VersionId!;
}

async function tagsOf(versionId: string) {
  const version = { Bucket: bucket, Key: objectKey, VersionId: versionId };
  return (await s3.client.send(new GetObjectTaggingCommand(version))).TagSet;
}

test('a discarded version has the tag of the clean-up, also after a restart, and no other version has', async () => {
  const [versionId, other] = [await store(), await store()];
  for (let times = 0; times < 2; times += 1) await files.discard(objectKey, versionId);
  await s3.restart();
  expect(await tagsOf(versionId)).toEqual([{ Key: 'registration', Value: 'refused' }]);
  expect(await tagsOf(other)).toEqual([]);
});

test('a discarded version keeps its bytes and its lock until the store cleans up', async () => {
  const versionId = await store();
  await files.protect(objectKey, versionId, '2030-01-01T00:00:00.000Z');
  await files.discard(objectKey, versionId);
  await files.protect(objectKey, versionId, '2031-01-01T00:00:00.000Z');
  expect(await files.describe(objectKey, versionId)).toMatchObject({ sizeBytes: 1 });
  expect(await tagsOf(versionId)).toHaveLength(1);
});

test('discarding what is not there is harmless; a fault of the store is thrown', async () => {
  await files.discard('evidence/2019/east/other', await store());
  await files.discard(objectKey, 'no-such-version');
  await s3.server.stop();
  await expect(files.discard(objectKey, 'any')).rejects.toThrow();
  await s3.restart();
});

test('the stand-in refuses tags that S3 would refuse, or that it does not know how to keep', async () => {
  const version = { Bucket: bucket, Key: objectKey, VersionId: await store() };
  const tag = (...TagSet: { Key: string; Value: string }[]) =>
    s3.client.send(new PutObjectTaggingCommand({ ...version, Tagging: { TagSet } }));
  const eleven = Array.from({ length: 11 }, (_, number) => ({ Key: `k${number}`, Value: 'v' }));
  for (const tags of [eleven, [{ Key: '', Value: 'v' }], [{ Key: '标签', Value: 'v' }]])
    await expect(tag(...tags)).rejects.toMatchObject({ name: 'MalformedXML' });
  await tag({ Key: 'a', Value: '1' }, { Key: 'b', Value: '' });
  await tag();
  expect(await tagsOf(version.VersionId)).toEqual([]);
});
