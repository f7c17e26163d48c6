import { createHash } from 'node:crypto';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bucket, type S3Fixture, send, startFixture } from '../support/local-s3.ts';

let s3: S3Fixture;

beforeEach(async () => {
  s3 = await startFixture();
});
afterEach(() => s3.dispose());

async function store(key: string, body: string): Promise<string> {
  const { VersionId } = await s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  return VersionId!;
}

async function load(key: string, versionId?: string): Promise<string> {
  const got = await s3.client.send(new GetObjectCommand({ Bucket: bucket, Key: key, VersionId: versionId }));
  return got.Body!.transformToString();
}

test('every version stays readable by its id and the last one is the latest', async () => {
  const first = await store('a', 'one');
  const second = await store('a', 'two');
  expect([await load('a'), await load('a', first), await load('a', second)]).toEqual(['two', 'one', 'two']);
  await expect(load('a', '../../version.json')).rejects.toMatchObject({ name: 'NoSuchVersion' });
  await expect(load('b')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('stored objects and their order survive a restart', async () => {
  const first = await store('a', 'one');
  await store('a', 'two');
  await s3.restart();
  await store('b', 'three');
  expect([await load('a'), await load('a', first), await load('b')]).toEqual(['two', 'one', 'three']);
  const third = await store('a', 'four');
  expect([await load('a'), await load('a', third)]).toEqual(['four', 'four']);
});

test('a presigned download by version id carries the file name that was signed', async () => {
  const versionId = await store('a', 'one');
  await store('a', 'two');
  const disposition = "attachment; filename*=UTF-8''%E8%AF%81%E6%8D%AE.pdf";
  const input = { Bucket: bucket, Key: 'a', VersionId: versionId, ResponseContentDisposition: disposition };
  const url = await getSignedUrl(s3.client, new GetObjectCommand(input), { expiresIn: 60 });
  const answer = await send(url);
  expect(answer.text).toBe('one');
  expect(answer.headers.get('content-disposition')).toBe(disposition);
  expect(answer.headers.get('x-amz-version-id')).toBe(versionId);
  expect((await send(url.replace('pdf', 'exe'))).code).toBe('SignatureDoesNotMatch');
  expect((await send(url, { method: 'DELETE' })).code).toBe('SignatureDoesNotMatch');
  s3.clock.offsetSeconds = 61;
  expect((await send(url)).text).toContain('Request has expired');
});

test('a response header that could not be written is refused, not a failure', async () => {
  await store('a', 'one');
  const input = { Bucket: bucket, Key: 'a', ResponseContentDisposition: 'attachment\r\nx: 证据' };
  const url = await getSignedUrl(s3.client, new GetObjectCommand(input), { expiresIn: 60 });
  expect(await send(url)).toMatchObject({ status: 400, code: 'InvalidArgument' });
});

test.each([
  ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
  ['bytes=7-', 206, '789', 'bytes 7-9/10'],
  ['bytes=-2', 206, '89', 'bytes 8-9/10'],
  ['bytes=0-99', 206, '0123456789', 'bytes 0-9/10'],
  ['bytes=4-2', 200, '0123456789', null],
  ['bytes=0-1,3-4', 200, '0123456789', null],
  ['lines=1-2', 200, '0123456789', null],
])('the range %s gives %i', async (range, status, text, contentRange) => {
  await store('a', '0123456789');
  const url = await getSignedUrl(s3.client, new GetObjectCommand({ Bucket: bucket, Key: 'a' }), { expiresIn: 60 });
  const answer = await send(url, { headers: { range } });
  expect([answer.status, answer.text, answer.headers.get('content-range')]).toEqual([status, text, contentRange]);
});

test.each(['bytes=10-', 'bytes=-0'])('the range %s, outside the object, is refused', async (range) => {
  await store('a', '0123456789');
  const url = await getSignedUrl(s3.client, new GetObjectCommand({ Bucket: bucket, Key: 'a' }), { expiresIn: 60 });
  expect(await send(url, { headers: { range } })).toMatchObject({ status: 416, code: 'InvalidRange' });
});

test('an unchanged object is not sent again, and If-Match is honoured', async () => {
  await store('a', 'one');
  const { ETag } = await s3.client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'a' }));
  expect(ETag).toBe(`"${createHash('md5').update('one').digest('hex')}"`);
  const url = await getSignedUrl(s3.client, new GetObjectCommand({ Bucket: bucket, Key: 'a' }), { expiresIn: 60 });
  expect((await send(url, { headers: { 'if-none-match': ETag! } })).status).toBe(304);
  expect((await send(url, { headers: { 'if-match': '"x"' } })).status).toBe(412);
});

test.each([
  "spaces and 'quotes' (1)!*",
  '中文/证据.pdf',
  'a//b',
  '%41',
  'a+b&c=d?e#f',
  `${'k'.repeat(1024)}`,
  '__proto__',
])('the key %s is stored under itself alone', async (key) => {
  await store(key, 'here');
  expect(await load(key)).toBe('here');
  await expect(load(`${key}x`.slice(1))).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('an empty object is an object', async () => {
  await store('a', '');
  expect(await load('a')).toBe('');
});

test('a client with another secret, region or clock is refused', async () => {
  const attempt = (secretAccessKey: string, region: string) => {
    const credentials = { accessKeyId: 'local', secretAccessKey };
    const client = new S3Client({
      endpoint: s3.server.endpoint,
      region,
      credentials,
      forcePathStyle: true,
      maxAttempts: 1,
    });
    return client.send(new GetObjectCommand({ Bucket: bucket, Key: 'a' })).finally(() => client.destroy());
  };
  await expect(attempt('guess', 'eu-central-1')).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
  await expect(attempt('not-a-secret', 'us-east-1')).rejects.toMatchObject({ name: 'AuthorizationHeaderMalformed' });
  s3.clock.offsetSeconds = 1000;
  await expect(attempt('not-a-secret', 'eu-central-1')).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' });
});

test('a bucket that does not exist is named as such', async () => {
  const command = new GetObjectCommand({ Bucket: 'elsewhere', Key: 'a' });
  await expect(s3.client.send(command)).rejects.toMatchObject({ name: 'NoSuchBucket' });
});
