import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Measured, measure } from './measure.ts';

/**
 * One stored version of an object. Nothing of it ever changes but its lock and its tags; the key's latest is the one with the highest
 * sequence.
 */
export interface StoredVersion extends Measured {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string;
  /** Counts the versions of one key, from 1. */
  readonly sequence: number;
  /** The MD5 in lower-case hex within quotes, as S3 has it. */
  readonly etag: string;
  readonly createdAt: string;
  /** Until this instant S3 would not remove the version; the stand-in removes none. */
  readonly retainUntil?: string;
  readonly tags?: Readonly<Record<string, string>>;
  /** Response headers kept with the object: content type, disposition, user metadata, the checksum it was sent with. */
  readonly headers: Readonly<Record<string, string>>;
}

/** How a version is put. */
export interface PutOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly retainUntil?: string;
  /** Refuse with `'taken'` if the key has a version at the moment of storing. */
  readonly onlyIfAbsent?: boolean;
  /** Sees the measured bytes before anything is stored; throws to refuse them. */
  readonly admit?: (measured: Measured) => void;
  /** Runs when nothing but the last rename is left; if it throws, nothing is stored. */
  readonly beforeCommit?: (version: StoredVersion) => Promise<void>;
}

/**
 * Versioned objects in a directory. A version is a folder that one rename puts in its place, so it is there whole or not
 * at all, also after `kill -9`. Keys become digests in file names. Serves one process at a time.
 */
export class FileStore {
  readonly #objects: string;
  readonly #temporary: string;
  readonly #now: () => Date;
  readonly #turns = new Map<string, Promise<unknown>>();

  private constructor(directory: string, now: () => Date) {
    this.#objects = join(directory, 'objects');
    this.#temporary = join(directory, 'temporary');
    this.#now = now;
  }

  /** Opens or creates the store; uploads that a crash cut off are removed. */
  static async open(directory: string, now: () => Date = () => new Date()): Promise<FileStore> {
    const store = new FileStore(directory, now);
    await rm(store.#temporary, { recursive: true, force: true });
    await mkdir(store.#temporary, { recursive: true });
    await mkdir(store.#objects, { recursive: true });
    return store;
  }

  /** Stores the bytes as the key's newest version, without ever holding them in memory. A failing source stores nothing. */
  async put(
    bucket: string,
    key: string,
    source: AsyncIterable<Uint8Array>,
    options: PutOptions = {},
  ): Promise<StoredVersion | 'taken'> {
    const folder = join(this.#temporary, randomUUID());
    await mkdir(folder);
    try {
      const measured = await writeBytes(join(folder, 'bytes'), source);
      options.admit?.(measured);
      return await this.#inTurn(this.#keyFolder(bucket, key), () =>
        this.#commit(folder, bucket, key, measured, options),
      );
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** The named version, or the latest; undefined if there is none. */
  async find(bucket: string, key: string, versionId?: string): Promise<StoredVersion | undefined> {
    const names = await this.#versionNames(bucket, key);
    const name = versionId === undefined ? names[0] : names.find((each) => each === versionId);
    return name === undefined ? undefined : readVersion(join(this.#keyFolder(bucket, key), name));
  }

  /** The version's bytes, from `start` to `end` inclusive if given. */
  read(version: StoredVersion, range?: { readonly start: number; readonly end: number }): Readable {
    return createReadStream(join(this.#keyFolder(version.bucket, version.key), version.versionId, 'bytes'), range);
  }

  /** Replaces what is written of a version by what `change` makes of its present state; its throw leaves all as it is. */
  async amend(version: StoredVersion, change: (current: StoredVersion) => StoredVersion): Promise<void> {
    const folder = this.#keyFolder(version.bucket, version.key);
    await this.#inTurn(folder, async () => {
      const path = join(folder, version.versionId);
      const draft = join(this.#temporary, randomUUID());
      await writeFile(draft, JSON.stringify(change(await readVersion(path))), { flush: true });
      await rename(draft, join(path, 'version.json'));
    });
  }

  async #commit(
    folder: string,
    bucket: string,
    key: string,
    measured: Measured,
    { headers = {}, retainUntil, onlyIfAbsent, beforeCommit }: PutOptions,
  ): Promise<StoredVersion | 'taken'> {
    const [latest] = await this.#versionNames(bucket, key);
    if (onlyIfAbsent && latest !== undefined) return 'taken';
    const sequence = latest === undefined ? 1 : sequenceOf(latest) + 1;
    const version: StoredVersion = {
      bucket,
      key,
      versionId: `${sequence.toString(16).padStart(8, '0')}${randomBytes(12).toString('hex')}`,
      sequence,
      etag: `"${Buffer.from(measured.md5, 'base64').toString('hex')}"`,
      createdAt: this.#now().toISOString(),
      ...measured,
      ...(retainUntil === undefined ? {} : { retainUntil }),
      headers,
    };
    await writeFile(join(folder, 'version.json'), JSON.stringify(version), { flush: true });
    await mkdir(this.#keyFolder(bucket, key), { recursive: true });
    await beforeCommit?.(version);
    await rename(folder, join(this.#keyFolder(bucket, key), version.versionId));
    return version;
  }

  /** Newest first: a version id begins with its sequence. */
  async #versionNames(bucket: string, key: string): Promise<string[]> {
    try {
      return (await readdir(this.#keyFolder(bucket, key))).sort().reverse();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  #keyFolder(bucket: string, key: string): string {
    return join(this.#objects, digest(bucket), digest(key));
  }

  /** One at a time for each key, so that "is it there?" and "put it there" have nobody between them. */
  async #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(work, work);
    this.#turns.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
    }
  }
}

async function writeBytes(path: string, source: AsyncIterable<Uint8Array>): Promise<Measured> {
  let measured: Measured | undefined;
  const keep = (result: Measured) => {
    measured = result;
  };
  await pipeline(measure(source, keep), createWriteStream(path, { flush: true }));
  if (measured === undefined) throw new Error('the bytes ended without a measure');
  return measured;
}

async function readVersion(folder: string): Promise<StoredVersion> {
  return JSON.parse(await readFile(join(folder, 'version.json'), 'utf8')) as StoredVersion;
}

function sequenceOf(versionId: string): number {
  return Number.parseInt(versionId.slice(0, 8), 16);
}

/** A name of fixed length from any text: no traversal, no case folding, no length limit. */
function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
