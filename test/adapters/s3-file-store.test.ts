import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FileStore, type PutOptions, type StoredVersion } from '../../infra/local/files/file-store.ts';

let directory: string;
let store: FileStore;
let now = new Date('2020-01-01T00:00:00Z');

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'kaohe-files-'));
  now = new Date('2020-01-01T00:00:00Z');
  store = await FileStore.open(directory, () => now);
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function* bytesOf(...pieces: string[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) yield Buffer.from(piece);
}

async function put(key: string, content: string, options: PutOptions = {}): Promise<StoredVersion> {
  const version = await store.put('b', key, bytesOf(content), options);
  if (version === 'taken') throw new Error('taken');
  return version;
}

test('a version knows its size, digests and headers, and gives its bytes back', async () => {
  const version = await store.put('b', 'k', bytesOf('one ', 'two'), { headers: { 'content-type': 'text/plain' } });
  expect(version).toMatchObject({
    sizeBytes: 7,
    sha256: createHash('sha256').update('one two').digest('base64'),
    etag: `"${createHash('md5').update('one two').digest('hex')}"`,
    createdAt: '2020-01-01T00:00:00.000Z',
    headers: { 'content-type': 'text/plain' },
  });
  const found = await store.find('b', 'k');
  expect(found).toEqual(version);
  expect(await text(store.read(found!))).toBe('one two');
});

test('the latest version is the last that was put, also beyond sixteen', async () => {
  for (let at = 1; at <= 18; at++) {
    await put('k', String(at));
    expect((await store.find('b', 'k'))?.sequence).toBe(at);
  }
});

test('a source that fails or bytes that are not admitted leave nothing behind', async () => {
  async function* failing() {
    yield Buffer.from('half');
    throw new Error('cut');
  }
  const refuse = () => {
    throw new Error('refused');
  };
  await expect(store.put('b', 'k', failing())).rejects.toThrow('cut');
  await expect(put('k', 'x', { admit: refuse })).rejects.toThrow('refused');
  await expect(put('k', 'x', { beforeCommit: async () => refuse() })).rejects.toThrow('refused');
  expect(await store.find('b', 'k')).toBeUndefined();
  expect(await readdir(join(directory, 'temporary'))).toEqual([]);
});

test('what a crash cut off is removed at the next start and what was stored stays', async () => {
  const version = await put('k', 'whole');
  await mkdir(join(directory, 'temporary', 'cut-off'));
  await writeFile(join(directory, 'temporary', 'cut-off', 'bytes'), 'half');
  const reopened = await FileStore.open(directory);
  expect(await readdir(join(directory, 'temporary'))).toEqual([]);
  expect(await reopened.find('b', 'k')).toEqual(version);
});

test.each(['../../../outside', '/etc/passwd', '..', '.', 'a\u0000b', 'CON', 'A'.repeat(5000)])(
  'the key %s stays inside the store',
  async (key) => {
    await put(key, 'inside');
    const outside = (await readdir(directory)).filter((name) => !['objects', 'temporary'].includes(name));
    expect(outside).toEqual([]);
    expect((await store.find('b', key))?.key).toBe(key);
  },
);

test('keys that differ only in case are two keys', async () => {
  await put('a', 'lower');
  await put('A', 'upper');
  expect(await text(store.read((await store.find('b', 'a'))!))).toBe('lower');
});
