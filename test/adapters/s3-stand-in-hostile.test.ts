import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { bucket, clientOf, presignUpload, put, type S3Fixture, signedWith, startFixture } from '../support/local-s3.ts';

let s3: S3Fixture;

beforeEach(async () => {
  s3 = await startFixture();
});
afterEach(() => s3.dispose());

async function sendRaw(bytes: string): Promise<string> {
  const socket = connect({ port: Number(new URL(s3.server.endpoint).port), host: '127.0.0.1' });
  socket.on('error', () => undefined);
  socket.end(bytes.replace('Host: own', `Host: ${new URL(s3.server.endpoint).host}`));
  return text(socket);
}

async function load(key: string): Promise<string> {
  const got = await s3.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return got.Body!.transformToString();
}

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400],
  ['TLS', '\u0016\u0003\u0001\u0000\u0005', 400],
  ['an absolute target', 'GET http://x/evidence/a HTTP/1.1\r\nHost: own\r\n\r\n', 400],
  ['no path', 'OPTIONS * HTTP/1.1\r\nHost: own\r\n\r\n', 400],
  ['a path out of the root', 'GET /../../etc/passwd HTTP/1.1\r\nHost: own\r\n\r\n', 403],
  ['broken percent encoding', 'GET /evidence/%E4%zz HTTP/1.1\r\nHost: own\r\n\r\n', 400],
  ['broken encoding in the query', 'GET /evidence/a?b=%C0%80 HTTP/1.1\r\nHost: own\r\n\r\n', 400],
  ['a key of 1025 bytes', `GET /evidence/${'a'.repeat(1025)} HTTP/1.1\r\nHost: own\r\n\r\n`, 400],
  ['30 KB of headers', `GET / HTTP/1.1\r\nHost: own\r\nX: ${'a'.repeat(30_000)}\r\n\r\n`, 431],
  ['an unknown method', 'BREW /evidence/a HTTP/1.1\r\nHost: own\r\n\r\n', 400],
  ['two lengths', 'PUT /evidence/a HTTP/1.1\r\nHost: own\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx', 400],
  ['a negative length', 'PUT /evidence/a HTTP/1.1\r\nHost: own\r\nContent-Length: -1\r\n\r\nx', 400],
  ['a signature of nothing', 'GET /evidence/a?X-Amz-Signature= HTTP/1.1\r\nHost: own\r\n\r\n', 400],
  ['an empty authorization', 'GET /evidence/a HTTP/1.1\r\nHost: own\r\nAuthorization:\r\n\r\n', 400],
  ['a prototype as parameter', 'GET /evidence/a?__proto__=1&constructor=2 HTTP/1.1\r\nHost: own\r\n\r\n', 403],
  ['another host', 'GET /evidence/a HTTP/1.1\r\nHost: evil.test:80\r\n\r\n', 421],
  ['a preflight to another host', 'OPTIONS /evidence/a HTTP/1.1\r\nHost: evil.test\r\n\r\n', 421],
  ['this machine by another port', 'GET /evidence/a HTTP/1.1\r\nHost: localhost:1\r\n\r\n', 421],
  ['no host', 'GET /evidence/a HTTP/1.1\r\n\r\n', 421],
  ['CONNECT', 'CONNECT evil.test:443 HTTP/1.1\r\nHost: evil.test:443\r\n\r\n', 400],
  ['an unknown expectation', 'GET /evidence/a HTTP/1.1\r\nHost: own\r\nExpect: tea\r\n\r\n', 403],
  ['two hosts', 'GET /evidence/a HTTP/1.1\r\nHost: own\r\nHost: evil.test\r\n\r\n', 421],
  ['a preflight without origin', 'OPTIONS /evidence/a HTTP/1.1\r\nHost: own\r\n\r\n', 400],
])('%s is refused and the next upload works', async (_, bytes, status) => {
  const answer = await sendRaw(bytes);
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(answer).toContain('<Error>');
  const file = Buffer.from('next');
  expect((await put(await presignUpload(s3.client, 'a', file), file)).status).toBe(200);
});

test('a refusal echoes no markup and no control character', async () => {
  await s3.client.send(new PutObjectCommand({ Bucket: bucket, Key: 'a', Body: 'x' }));
  const key = '<script>&"\u0001';
  const refusal = await s3.client.send(new GetObjectCommand({ Bucket: bucket, Key: key })).catch((error) => error);
  expect(refusal).toMatchObject({ name: 'NoSuchKey', Key: '<script>&"\ufffd' });
});

test('an upload in chunks with a trailer is refused, not stored with its frame', async () => {
  const command = new PutObjectCommand({ Bucket: bucket, Key: 'a', Body: Readable.from(['hello']), ContentLength: 5 });
  await expect(s3.client.send(command)).rejects.toMatchObject({ name: 'InvalidRequest' });
  await expect(load('a')).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('after kill -9 in the middle of an upload, what was answered is there with its event and the rest is gone', async () => {
  await s3.server.stop();
  const program = `
    import { startS3 } from ${JSON.stringify(new URL('../../infra/local/files/server.ts', import.meta.url).href)};
    const options = JSON.parse(process.argv[1]);
    const { endpoint } = await startS3({ ...options, onObjectCreated: () => new Promise(() => {}) });
    console.log(endpoint);
  `;
  const options = { directory: s3.directory, ...signedWith, buckets: [{ name: bucket }] };
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, JSON.stringify(options)]);
  onTestFinished(() => void child.kill('SIGKILL'));
  const [endpoint] = await once(child.stdout, 'data');
  const client = clientOf(String(endpoint).trim());
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'whole', Body: 'whole' }));
  const file = Buffer.alloc(100_000);
  const { url, headers } = await presignUpload(client, 'half', file);
  const { pathname, search, host, port } = new URL(url);
  const lines = Object.entries({ host, ...headers, 'content-length': file.length }).map(([n, v]) => `${n}: ${v}\r\n`);
  const socket = connect({ port: Number(port), host: '127.0.0.1' }).on('error', () => undefined);
  socket.write(`PUT ${pathname}${search} HTTP/1.1\r\n${lines.join('')}\r\n`);
  socket.write(file.subarray(0, 50_000));
  await expect.poll(() => readdir(join(s3.directory, 'temporary'))).toHaveLength(1);
  child.kill('SIGKILL');
  await once(child, 'close');
  client.destroy();
  await s3.restart();
  expect(await readdir(join(s3.directory, 'temporary'))).toEqual([]);
  expect(await load('whole')).toBe('whole');
  await expect(load('half')).rejects.toMatchObject({ name: 'NoSuchKey' });
  await expect.poll(() => s3.events.map(({ Records }) => Records[0]!.s3.object.key)).toEqual(['whole']);
});
