import { createHash } from 'node:crypto';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { S3EvidenceFiles } from '../../lib/adapters/s3/evidence-files.ts';
import type { ObjectContent } from '../../lib/domain/evidence-ports.ts';
import { hashContent } from '../../lib/inspection/hash-content.ts';
import { bucket, type S3Fixture, send, startFixture } from '../support/local-s3.ts';

const bytes = Buffer.from('%PDF-1.7 证据');
const sha256 = createHash('sha256').update(bytes).digest('hex');
const objectKey = 'evidence/01J/a';
const evidence = { objectKey, contentType: 'application/pdf', sizeBytes: bytes.length, sha256 };

let s3: S3Fixture;
let files: S3EvidenceFiles;

beforeEach(async () => {
  s3 = await startFixture();
  files = new S3EvidenceFiles(s3.client, bucket);
});
afterEach(() => s3.dispose());

async function upload(body: Uint8Array = bytes, headers: Readonly<Record<string, string>> = {}) {
  const ticket = await files.presignUpload(evidence, Number.POSITIVE_INFINITY);
  return send(ticket.url, {
    method: ticket.method,
    headers: { ...ticket.headers, ...headers },
    body: Buffer.from(body),
  });
}

async function store(body: Uint8Array | string, key = objectKey): Promise<string> {
  const { VersionId } = await s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
  return VersionId!;
}

async function readAll(content: ObjectContent, start = 0, end = content.sizeBytes): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of await content.read(start, end)) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

test('an upload ticket names what is signed, but for what only the sender may set, and sending exactly that stores the file', async () => {
  const ticket = await files.presignUpload(evidence, Number.POSITIVE_INFINITY);
  const signed = 'content-length;content-type;host;if-none-match;x-amz-checksum-sha256';
  const parameters = new URL(ticket.url).searchParams;
  expect(parameters.get('X-Amz-SignedHeaders')).toBe(signed);
  expect(Object.keys(ticket.headers)).toEqual(
    signed.split(';').filter((name) => !['host', 'content-length'].includes(name)),
  );
  expect(parameters.get('X-Amz-Expires')).toBe('300');
  expect([...parameters.keys()].filter((name) => /checksum/i.test(name))).toEqual([]);
  const answer = await send(ticket.url, { method: ticket.method, headers: ticket.headers, body: bytes });
  expect(answer.status).toBe(200);
  const versionId = answer.headers.get('x-amz-version-id')!;
  expect(await readAll(await files.open(objectKey, versionId))).toBe(bytes.toString());
});

test('an upload ticket says when it ends', async () => {
  const clock = { now: () => Date.parse('2026-11-23T08:00:00.700Z') };
  const ticket = await new S3EvidenceFiles(s3.client, bucket, clock).presignUpload(evidence, Number.POSITIVE_INFINITY);
  expect(ticket.expiresAt).toBe('2026-11-23T08:05:00.000Z');
  expect(new URL(ticket.url).searchParams.get('X-Amz-Date')).toBe('20261123T080000Z');
  const current = await files.presignUpload(evidence, Number.POSITIVE_INFINITY);
  s3.clock.offsetSeconds = 301;
  const late = await send(current.url, { method: 'PUT', headers: current.headers, body: bytes });
  expect(late).toMatchObject({ status: 403, text: expect.stringContaining('Request has expired') });
});

test.each([
  ['2026-11-23T08:03:00.000Z', '2026-11-23T08:03:00.000Z', '180'],
  ['2026-11-23T08:00:01.500Z', '2026-11-23T08:00:01.000Z', '1'],
  ['2026-11-23T08:00:00.900Z', '2026-11-23T08:00:00.000Z', '1'],
  ['2026-11-23T07:59:00.000Z', '2026-11-23T07:59:00.000Z', '1'],
  ['2026-11-23T09:00:00.000Z', '2026-11-23T08:05:00.000Z', '300'],
])('an upload ticket of 08:00:00.7 never lasts beyond %s', async (until, expiresAt, seconds) => {
  const now = Date.parse('2026-11-23T08:00:00.700Z');
  const bounded = new S3EvidenceFiles(s3.client, bucket, { now: () => now });
  const ticket = await bounded.presignUpload(evidence, Date.parse(until));
  const parameters = new URL(ticket.url).searchParams;
  expect([ticket.expiresAt, parameters.get('X-Amz-Expires')]).toEqual([expiresAt, seconds]);
  const signedAt = parameters.get('X-Amz-Date')!.replace(/(....)(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z');
  expect(Date.parse(signedAt) + Number(seconds) * 1000).toBe(Date.parse(expiresAt));
});

test.each([
  ['another type', { 'content-type': 'text/html' }, 'SignatureDoesNotMatch'],
  ['another checksum', { 'x-amz-checksum-sha256': Buffer.alloc(32).toString('base64') }, 'SignatureDoesNotMatch'],
  ['another condition', { 'if-none-match': '"a"' }, 'SignatureDoesNotMatch'],
  ['a header of its own', { 'x-amz-meta-a': 'b' }, 'AccessDenied'],
  ['a lock of its own', { 'x-amz-object-lock-mode': 'COMPLIANCE' }, 'AccessDenied'],
])('an upload with %s is refused', async (_, headers, code) => {
  expect((await upload(bytes, headers)).code).toBe(code);
});

test('an upload of other bytes, of another length or without a signed header is refused', async () => {
  const other = Buffer.from(bytes).fill('x');
  expect((await upload(other)).code).toBe('BadDigest');
  const longer = Buffer.concat([bytes, Buffer.from('x')]);
  expect((await upload(longer, { 'content-length': String(longer.length) })).code).toBe('SignatureDoesNotMatch');
  const ticket = await files.presignUpload(evidence, Number.POSITIVE_INFINITY);
  for (const name of ['if-none-match', 'x-amz-checksum-sha256', 'content-type']) {
    const headers = Object.fromEntries(Object.entries(ticket.headers).filter(([each]) => each !== name));
    expect((await send(ticket.url, { method: 'PUT', headers, body: bytes })).code).toBe('SignatureDoesNotMatch');
  }
  expect((await upload()).status).toBe(200);
});

test('a ticket stores its file once', async () => {
  expect((await upload()).status).toBe(200);
  expect((await upload()).code).toBe('PreconditionFailed');
});

test('a stored version is described by its size, its SHA-256 and when it came', async () => {
  const versionId = (await upload()).headers.get('x-amz-version-id')!;
  const stored = await files.describe(objectKey, versionId);
  expect(stored).toMatchObject({ sizeBytes: bytes.length, sha256 });
  expect(new Date(stored!.uploadedAt).toISOString()).toBe(stored!.uploadedAt);
  expect(Math.abs(Date.parse(stored!.uploadedAt) - Date.now())).toBeLessThan(60_000);
});

test('what a key holds that is written once is found without its version, with its type', async () => {
  expect(await files.describe(objectKey, null)).toBeNull();
  expect((await upload()).status).toBe(200);
  expect(await files.describe(objectKey, null)).toMatchObject({ contentType: 'application/pdf', sha256 });
  expect(await readAll(await files.open(objectKey, null))).toBe(bytes.toString());
});

test('a version that was stored without a SHA-256 has none', async () => {
  const versionId = await store(bytes);
  expect(await files.describe(objectKey, versionId)).toMatchObject({ sizeBytes: bytes.length, sha256: null });
  expect(await hashContent(await files.open(objectKey, versionId))).toBe(sha256);
});

test('what is not stored is described as null and cannot be opened', async () => {
  const versionId = await store(bytes);
  expect(await files.describe('other', versionId)).toBeNull();
  await expect(files.open('other', versionId)).rejects.toThrow('no such version');
});

test('a fault of the store is thrown and not taken for absence', async () => {
  const versionId = await store(bytes);
  await s3.server.stop();
  await expect(files.describe(objectKey, versionId)).rejects.toThrow();
  await s3.restart();
  s3.clock.offsetSeconds = 3600;
  files = new S3EvidenceFiles(s3.client, bucket);
  await expect(files.describe(objectKey, versionId)).rejects.toThrow();
});

test('a version is read by ranges, whatever was stored under its key since', async () => {
  const versionId = await store('0123456789');
  await store('overwritten');
  const content = await files.open(objectKey, versionId);
  expect(content.sizeBytes).toBe(10);
  expect(await readAll(content)).toBe('0123456789');
  expect(await readAll(content, 2, 5)).toBe('234');
  expect(await readAll(content, 9, 10)).toBe('9');
  expect(await readAll(content, 4, 4)).toBe('');
  for (const [start, end] of [
    [0, 11],
    [-1, 2],
    [5, 4],
    [Number.NaN, 3],
  ] as const) {
    await expect(content.read(start, end)).rejects.toThrow(RangeError);
  }
});

test('an empty version is read without asking the store for a range', async () => {
  const content = await files.open(objectKey, await store(''));
  expect(await readAll(content)).toBe('');
});

test('a read that is left early leaves no connection behind that stops the next', async () => {
  const content = await files.open(objectKey, await store(Buffer.alloc(4 * 1024 * 1024, 7)));
  for (let times = 0; times < 60; times += 1) {
    for await (const piece of await content.read(0, content.sizeBytes)) {
      expect(piece[0]).toBe(7);
      break;
    }
  }
});

test('a download gives the registered version under its own name and type', async () => {
  const versionId = await store(bytes);
  await store('overwritten');
  const link = await files.presignDownload({
    objectKey,
    versionId,
    fileName: '证据 "1".pdf',
    contentType: 'application/pdf',
  });
  const answer = await send(link.url);
  expect(answer.text).toBe(bytes.toString());
  expect(answer.headers.get('content-type')).toBe('application/pdf');
  expect(answer.headers.get('content-disposition')).toBe(
    `attachment; filename="__ _1_.pdf"; filename*=UTF-8''%E8%AF%81%E6%8D%AE%20%221%22.pdf`,
  );
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
  expect(Date.parse(link.expiresAt)).toBeGreaterThan(Date.now());
  expect((await send(link.url.replace(versionId, 'other'))).code).toBe('SignatureDoesNotMatch');
  s3.clock.offsetSeconds = 301;
  expect((await send(link.url)).text).toContain('Request has expired');
});

test('a preview is the same version, shown where it is asked for instead of saved', async () => {
  const versionId = await store(bytes);
  const file = { objectKey, versionId, fileName: '证据.bat', contentType: 'application/pdf' };
  const answer = await send((await files.presignDownload(file, 'inline')).url);
  expect(answer.text).toBe(bytes.toString());
  expect(answer.headers.get('content-type')).toBe('application/pdf');
  expect(answer.headers.get('content-disposition')).toMatch(/^inline; filename="__\.bat\.pdf";/);
  expect(answer.headers.get('cache-control')).toBe('private, no-store');
});

test('a file without a stored version has no download', async () => {
  const awaited = { objectKey, versionId: null, fileName: 'a.pdf', contentType: 'application/pdf' };
  await expect(files.presignDownload(awaited)).rejects.toThrow('without a stored version');
});

async function lockOf(versionId: string, key = objectKey) {
  const link = await files.presignDownload({ objectKey: key, versionId, fileName: 'a', contentType: 'a/b' });
  const { headers } = await send(link.url);
  return [headers.get('x-amz-object-lock-mode'), headers.get('x-amz-object-lock-retain-until-date')];
}

test('a version is protected for longer by a later instant and never for shorter', async () => {
  const versionId = await store(bytes);
  const other = await store(bytes);
  await files.protect(objectKey, versionId, '2030-01-01T00:00:00.000Z');
  expect(await lockOf(versionId)).toEqual(['COMPLIANCE', '2030-01-01T00:00:00.000Z']);
  await files.protect(objectKey, versionId, '2028-01-01T00:00:00.000Z');
  expect(await lockOf(versionId)).toEqual(['COMPLIANCE', '2030-01-01T00:00:00.000Z']);
  await files.protect(objectKey, versionId, '2036-01-01T00:00:00.000Z');
  await s3.restart();
  files = new S3EvidenceFiles(s3.client, bucket);
  expect(await lockOf(versionId)).toEqual(['COMPLIANCE', '2036-01-01T00:00:00.000Z']);
  expect(await lockOf(other)).toEqual([null, null]);
});

test('a lock is never made less strict', async () => {
  const versionId = await store(bytes);
  await files.protect(objectKey, versionId, '2030-01-01T00:00:00.000Z');
  const lenient = new S3EvidenceFiles(s3.client, bucket, Date, { retentionMode: 'GOVERNANCE' });
  await lenient.protect(objectKey, versionId, '2031-01-01T00:00:00.000Z');
  expect(await lockOf(versionId)).toEqual(['COMPLIANCE', '2031-01-01T00:00:00.000Z']);
  const another = await store(bytes);
  await lenient.protect(objectKey, another, '2030-01-01T00:00:00.000Z');
  expect(await lockOf(another)).toEqual(['GOVERNANCE', '2030-01-01T00:00:00.000Z']);
});

test('several that protect at once leave the latest instant', async () => {
  const versionId = await store(bytes);
  const instants = ['2031', '2036', '2033', '2035', '2032', '2034'].map((year) => `${year}-01-01T00:00:00.000Z`);
  await Promise.all(instants.map((until) => files.protect(objectKey, versionId, until)));
  expect(await lockOf(versionId)).toEqual(['COMPLIANCE', '2036-01-01T00:00:00.000Z']);
});

test('protecting what is not there is a fault', async () => {
  const versionId = await store(bytes);
  await expect(files.protect('other', versionId, '2030-01-01T00:00:00.000Z')).rejects.toThrow();
});
