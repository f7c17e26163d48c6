import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import type { S3Event } from 'aws-lambda';
import { afterEach, expect, test } from 'vitest';
import { bucket, type S3Fixture, startFixture } from '../support/local-s3.ts';

let s3: S3Fixture;
afterEach(() => s3.dispose());

function put(key: string, body = 'x') {
  return s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
}

function filesIn(folder: string): Promise<string[]> {
  return readdir(join(s3.directory, 'events', folder));
}

test('a stored version is announced with its key, size, digest, version and order', async () => {
  s3 = await startFixture();
  const first = await put('claims/a b+证.pdf', 'one');
  const second = await put('claims/a b+证.pdf', 'second');
  await expect.poll(() => s3.events).toHaveLength(2);
  const objects = s3.events.map(({ Records }) => Records[0]!.s3.object).sort((a, b) => a.size - b.size);
  expect(objects.map(({ size, versionId, eTag }) => [size, versionId, `"${eTag}"`])).toEqual([
    [3, first.VersionId, first.ETag],
    [6, second.VersionId, second.ETag],
  ]);
  expect(objects[0]!.key).toBe('claims/a+b%2B%E8%AF%81.pdf');
  expect(objects[0]!.sequencer < objects[1]!.sequencer).toBe(true);
  await expect.poll(() => filesIn('pending')).toEqual([]);
});

test('the event is on disk before the upload is answered', async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  s3 = await startFixture({ onObjectCreated: () => held });
  const { VersionId } = await put('a');
  expect(await filesIn('pending')).toEqual([`${VersionId}.json`]);
  release();
  await expect.poll(() => filesIn('pending')).toEqual([]);
});

test('an event whose receiver fails is delivered again', async () => {
  const seen: S3Event[] = [];
  s3 = await startFixture({
    onObjectCreated: async (event) => {
      seen.push(event);
      if (seen.length < 3) throw new Error('not now');
    },
  });
  await put('a');
  await expect.poll(() => filesIn('pending')).toEqual([]);
  expect(seen).toHaveLength(3);
  expect(seen[2]).toEqual(seen[0]);
  expect(await filesIn('failures')).toEqual([]);
});

test('an event that fails too often is kept with its error', async () => {
  s3 = await startFixture({ onObjectCreated: () => Promise.reject(new Error('never')) });
  const { VersionId } = await put('a');
  await expect.poll(() => filesIn('pending')).toEqual([]);
  const failure = JSON.parse(await readFile(join(s3.directory, 'events/failures', `${VersionId}.json`), 'utf8'));
  expect(failure.error).toContain('never');
  expect(failure.event.Records[0].s3.object.versionId).toBe(VersionId);
});

test('an event that was not delivered before a stop is delivered after the next start', async () => {
  s3 = await startFixture({
    onObjectCreated: () => Promise.reject(new Error('not now')),
    redelivery: { attemptsMax: 3, firstDelayMilliseconds: 60_000 },
  });
  const { VersionId } = await put('a b');
  await s3.restart();
  await expect.poll(() => s3.events).toHaveLength(1);
  expect(s3.events[0]!.Records[0]!.s3.object.versionId).toBe(VersionId);
});

test('an event of an object that was never stored is dropped at the next start', async () => {
  s3 = await startFixture({
    onObjectCreated: () => Promise.reject(new Error('not now')),
    redelivery: { attemptsMax: 3, firstDelayMilliseconds: 60_000 },
  });
  const { VersionId } = await put('a');
  const pending = join(s3.directory, 'events', 'pending');
  const orphan = (await readFile(join(pending, `${VersionId}.json`), 'utf8')).replaceAll(VersionId!, 'orphan');
  await mkdir(pending, { recursive: true });
  await writeFile(join(pending, 'orphan.json'), orphan);
  await s3.restart();
  await expect.poll(() => filesIn('pending')).toEqual([]);
  expect(s3.events.map(({ Records }) => Records[0]!.s3.object.versionId)).toEqual([VersionId]);
});

test('a refused upload announces nothing', async () => {
  s3 = await startFixture();
  await put('a');
  await expect(
    s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'a', Body: 'y', IfNoneMatch: '*' })),
  ).rejects.toMatchObject({ name: 'PreconditionFailed' });
  await s3.server.stop();
  expect(s3.events).toHaveLength(1);
  expect(await filesIn('pending')).toEqual([]);
});
