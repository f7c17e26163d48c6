import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { FileStore } from '../../infra/local/files/file-store.ts';
import { bucket, portalOrigin, presignUpload, put, type S3Fixture, send, startFixture } from '../support/local-s3.ts';

const file = Buffer.from('%PDF-1.7 the proof');
let s3: S3Fixture;

beforeEach(async () => {
  s3 = await startFixture();
});
afterEach(() => s3.dispose());

async function isStored(key: string): Promise<boolean> {
  return s3.client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })).then(
    () => true,
    () => false,
  );
}

function expectRefused(answer: { status: number; code: string | undefined }, status: number, code: string) {
  expect({ status: answer.status, code: answer.code }).toEqual({ status, code });
}

test('a presigned upload signs exactly length, type, host, condition and checksum, and is stored', async () => {
  const ticket = await presignUpload(s3.client, 'claims/a', file);
  const signed = new URL(ticket.url).searchParams.get('X-Amz-SignedHeaders');
  expect(signed).toBe('content-length;content-type;host;if-none-match;x-amz-checksum-sha256');
  const answer = await put(ticket, file);
  expect(answer.status).toBe(200);
  const head = await s3.client.send(
    new HeadObjectCommand({ Bucket: bucket, Key: 'claims/a', ChecksumMode: 'ENABLED' }),
  );
  expect(head).toMatchObject({
    ContentType: 'application/pdf',
    ContentLength: file.length,
    ChecksumSHA256: ticket.headers['x-amz-checksum-sha256'],
    VersionId: answer.headers.get('x-amz-version-id'),
    ETag: answer.headers.get('etag'),
  });
});

test.each([
  ['a byte more than declared', Buffer.concat([file, Buffer.from('!')]), {}, 403, 'SignatureDoesNotMatch'],
  ['a byte less than declared', file.subarray(1), {}, 403, 'SignatureDoesNotMatch'],
  ['another type', file, { 'content-type': 'text/html' }, 403, 'SignatureDoesNotMatch'],
  ['other bytes of the same length', Buffer.from('%PDF-1.7 the Proof'), {}, 400, 'BadDigest'],
  ['another checksum', file, { 'x-amz-checksum-sha256': 'A'.repeat(43).concat('=') }, 403, 'SignatureDoesNotMatch'],
  ['a second checksum', file, { 'x-amz-checksum-crc32': 'AAAAAA==' }, 403, 'AccessDenied'],
  ['user metadata that was not signed', file, { 'x-amz-meta-note': 'x' }, 403, 'AccessDenied'],
  ['another condition', file, { 'if-none-match': '"x"' }, 403, 'SignatureDoesNotMatch'],
  ['a second kind of signature', file, { authorization: 'AWS4-HMAC-SHA256 x' }, 400, 'InvalidArgument'],
])('an upload with %s is refused and stores nothing', async (_, body, headers, status, code) => {
  const ticket = await presignUpload(s3.client, 'a', file);
  expectRefused(await put(ticket, body, headers), status, code);
  expect(await isStored('a')).toBe(false);
  expect((await put(ticket, file)).status).toBe(200);
});

test.each(['content-type', 'if-none-match', 'x-amz-checksum-sha256'])(
  'an upload without the signed header %s is refused',
  async (name) => {
    const ticket = await presignUpload(s3.client, 'a', file);
    const headers = Object.fromEntries(Object.entries(ticket.headers).filter(([each]) => each !== name));
    expectRefused(await put({ url: ticket.url, headers }, file), 403, 'SignatureDoesNotMatch');
  },
);

test.each([
  ['another key', (url: URL) => url.pathname.replace(/a$/, 'b') + url.search, 403, 'SignatureDoesNotMatch'],
  ['a longer life', (url: URL) => swap(url, 'X-Amz-Expires', '301'), 403, 'SignatureDoesNotMatch'],
  ['another date', (url: URL) => swap(url, 'X-Amz-Date', '20200101T000000Z'), 403, 'AccessDenied'],
  ['no date', (url: URL) => swap(url, 'X-Amz-Date', ''), 400, 'AuthorizationQueryParametersError'],
  ['an endless life', (url: URL) => swap(url, 'X-Amz-Expires', '1e9'), 400, 'AuthorizationQueryParametersError'],
  ['fewer signed headers', (url: URL) => swap(url, 'X-Amz-SignedHeaders', 'host'), 403, 'AccessDenied'],
  [
    'another key id',
    (url: URL) => url.pathname + url.search.replace('=local%2F', '=other%2F'),
    403,
    'InvalidAccessKeyId',
  ],
  ['another signature', (url: URL) => swap(url, 'X-Amz-Signature', '0'.repeat(64)), 403, 'SignatureDoesNotMatch'],
  ['no signature', (url: URL) => url.pathname, 403, 'AccessDenied'],
  ['one more parameter', (url: URL) => `${url.pathname}${url.search}&x=1`, 403, 'SignatureDoesNotMatch'],
  ['a parameter twice', (url: URL) => `${url.pathname}${url.search}&x-id=PutObject`, 400, 'InvalidArgument'],
  ['a path that is not UTF-8', (url: URL) => `/${bucket}/%ff${url.search}`, 400, 'InvalidURI'],
  ['another bucket', (url: URL) => `/other/a${url.search}`, 403, 'SignatureDoesNotMatch'],
])('a ticket changed to %s is refused', async (_, change, status, code) => {
  const ticket = await presignUpload(s3.client, 'a', file);
  const url = s3.server.endpoint + change(new URL(ticket.url));
  expectRefused(await put({ ...ticket, url }, file), status, code);
  expect(await isStored('a')).toBe(false);
});

function swap(url: URL, name: string, value: string): string {
  const query = url.search.slice(1).split('&');
  const changed = query.map((part) => (part.startsWith(`${name}=`) ? `${name}=${value}` : part));
  return `${url.pathname}?${changed.join('&')}`;
}

test('a ticket is good until its five minutes are over, and not after', async () => {
  const first = await presignUpload(s3.client, 'a', file);
  const second = await presignUpload(s3.client, 'b', file);
  s3.clock.offsetSeconds = 290;
  expect((await put(first, file)).status).toBe(200);
  s3.clock.offsetSeconds = 301;
  const late = await put(second, file);
  expectRefused(late, 403, 'AccessDenied');
  expect(late.text).toContain('Request has expired');
  s3.clock.offsetSeconds = -1000;
  expect((await put(second, file)).text).toContain('Request is not yet valid');
});

test('a ticket used twice is refused the second time and the first file stays', async () => {
  const ticket = await presignUpload(s3.client, 'a', file);
  const first = await put(ticket, file);
  expectRefused(await put(ticket, file), 412, 'PreconditionFailed');
  const head = await s3.client.send(new HeadObjectCommand({ Bucket: bucket, Key: 'a' }));
  expect(head.VersionId).toBe(first.headers.get('x-amz-version-id'));
});

test('of many simultaneous uploads with one ticket exactly one is stored', async () => {
  const ticket = await presignUpload(s3.client, 'a', file);
  const answers = await Promise.all(Array.from({ length: 8 }, () => put(ticket, file)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412, 412, 412, 412]);
});

test('a key that must be new is not stored without If-None-Match', async () => {
  const command = (key: string) => new PutObjectCommand({ Bucket: bucket, Key: key, Body: 'x' });
  await expect(s3.client.send(command('final/2019'))).rejects.toMatchObject({ name: 'AccessDenied' });
  await expect(s3.client.send(command('other/2019'))).resolves.toMatchObject({ ETag: expect.any(String) });
});

test('an object above the size limit is refused before its bytes are read', async () => {
  const bytes = Buffer.alloc(8 * 1024 * 1024 + 1);
  expectRefused(await put(await presignUpload(s3.client, 'a', bytes), bytes), 400, 'EntityTooLarge');
});

test('an upload without any length is refused', async () => {
  const url = await getSignedUrl(s3.client, new PutObjectCommand({ Bucket: bucket, Key: 'a' }), { expiresIn: 60 });
  const upload = httpRequest(url, { method: 'PUT', headers: { 'transfer-encoding': 'chunked' } });
  upload.end('some bytes');
  const [response] = await once(upload, 'response');
  expect(response.statusCode).toBe(411);
  expect(await text(response)).toContain('MissingContentLength');
});

test.each(['half-closed', 'destroyed'])('an upload whose connection is %s halfway stores nothing', async (how) => {
  const { url, headers } = await presignUpload(s3.client, 'a', file);
  const { pathname, search, host, port } = new URL(url);
  const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
  const lines = Object.entries({ host, ...headers, 'content-length': file.length }).map(([n, v]) => `${n}: ${v}\r\n`);
  socket.write(`PUT ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n${file.subarray(0, 5)}`);
  if (how === 'half-closed') {
    socket.end();
    expect(await text(socket)).toContain('<Code>IncompleteBody</Code>');
  } else {
    await once(socket, 'ready');
    socket.destroy();
  }
  expect((await put({ url, headers }, file)).status).toBe(200);
  await s3.server.stop();
  expect(await readdir(join(s3.directory, 'temporary'))).toEqual([]);
  const store = await FileStore.open(s3.directory);
  expect((await store.find(bucket, 'a'))?.sequence).toBe(1);
});

test('a browser of the portal may upload and read the answer, another origin may not', async () => {
  const ask = (origin: string, headers = 'content-type,if-none-match,x-amz-checksum-sha256') =>
    send(`${s3.server.endpoint}/${bucket}/a`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': headers },
    });
  const allowed = await ask(portalOrigin);
  expect(allowed.status).toBe(200);
  expect(allowed.headers.get('access-control-allow-origin')).toBe(portalOrigin);
  expect(allowed.headers.get('access-control-allow-headers')).toContain('if-none-match');
  expectRefused(await ask('http://elsewhere.test'), 403, 'AccessForbidden');
  expectRefused(await ask(portalOrigin, 'cookie'), 403, 'AccessForbidden');
  const ticket = await presignUpload(s3.client, 'a', file);
  const refused = await put(ticket, file.subarray(1), { origin: portalOrigin });
  expect(refused.headers.get('access-control-allow-origin')).toBe(portalOrigin);
  const stored = await put(ticket, file, { origin: portalOrigin });
  expect(stored.headers.get('access-control-expose-headers')).toContain('x-amz-version-id');
  const elsewhere = await send(ticket.url, { headers: { origin: 'http://elsewhere.test' } });
  expect(elsewhere.headers.get('access-control-allow-origin')).toBeNull();
});

const curl = await new Promise<boolean>((resolve) => {
  spawn('curl', ['--version'], { stdio: 'ignore' })
    .on('error', () => resolve(false))
    .on('close', (code) => resolve(code === 0));
});

test.runIf(curl)(
  'curl uploads a large file with one ticket once, and is told why a repetition is refused',
  async () => {
    const bytes = Buffer.alloc(6 * 1024 * 1024, 'evidence ');
    const path = join(s3.directory, 'upload.bin');
    await writeFile(path, bytes);
    const { url, headers } = await presignUpload(s3.client, 'large', bytes);
    const flags = Object.entries(headers).flatMap(([name, value]) => ['-H', `${name}: ${value}`]);
    const upload = async () => {
      const child = spawn('curl', ['-sS', '-w', '%{http_code}', '-T', path, ...flags, url]);
      onTestFinished(() => void child.kill());
      return text(child.stdout);
    };
    expect(await upload()).toBe('200');
    expect(await upload()).toMatch(/PreconditionFailed.*412$/s);
  },
);
