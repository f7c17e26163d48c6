import { setTimeout as wait } from 'node:timers/promises';
import { GetObjectCommand, type ObjectLockMode, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { type Anchor, anchorText, readAnchor } from '../../domain/anchor.ts';
import { contentDisposition } from '../../domain/content-disposition.ts';
import type { AnchorFiles, ResultFile, ResultFiles } from '../../domain/finalization/result-ports.ts';

const linkSeconds = 300;
const filesAtOnce = 10;

/** Sealed results in a bucket with Object Lock: written once, and undeletable until the retention ends. */
export class S3ResultFiles implements ResultFiles {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #retention: KeptFor;

  constructor(client: S3Client, bucket: string, years: number, mode: ObjectLockMode = 'COMPLIANCE') {
    this.#client = client;
    this.#bucket = bucket;
    this.#retention = { years, mode };
  }

  async keep(prefix: string, files: readonly ResultFile[]): Promise<void> {
    for (let at = 0; at < files.length; at += filesAtOnce)
      await Promise.all(files.slice(at, at + filesAtOnce).map((file) => this.#keepOne(`${prefix}/${file.name}`, file)));
  }

  /** Whoever wrote it before: the bytes are the same, since both come from the committed record. */
  #keepOne(key: string, { bytes, contentType }: ResultFile): Promise<void> {
    const file = { Bucket: this.#bucket, Key: key, Body: bytes, ContentType: contentType };
    return keepOnce(this.#client, file, this.#retention);
  }

  async links(prefix: string, files: readonly { readonly name: string; readonly saveAs: string }[]) {
    const expiresAt = new Date(Date.now() + linkSeconds * 1000).toISOString();
    return Promise.all(
      files.map(async ({ name, saveAs }) => {
        const command = new GetObjectCommand({
          Bucket: this.#bucket,
          Key: `${prefix}/${name}`,
          ResponseContentDisposition: contentDisposition(saveAs),
        });
        return { name, url: await getSignedUrl(this.#client, command, { expiresIn: linkSeconds }), expiresAt };
      }),
    );
  }
}

/** Anchors beside the sealed results, below `anchors/<cycle>/`: written once, and undeletable until the retention ends. */
export class S3AnchorFiles implements AnchorFiles {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #retention: KeptFor;

  constructor(client: S3Client, bucket: string, years: number, mode: ObjectLockMode = 'COMPLIANCE') {
    this.#client = client;
    this.#bucket = bucket;
    this.#retention = { years, mode };
  }

  async keep(name: string, anchor: Anchor): Promise<void> {
    const file = { Bucket: this.#bucket, Key: keyOf(anchor.cycle, name) };
    const content = { Body: anchorText(anchor), ContentType: 'application/json' };
    await keepOnce(this.#client, { ...file, ...content }, this.#retention);
  }

  async load(cycle: string, name: string): Promise<Anchor | null> {
    try {
      const command = new GetObjectCommand({ Bucket: this.#bucket, Key: keyOf(cycle, name) });
      const { Body } = await this.#client.send(command);
      return readAnchor(await Body!.transformToString(), cycle);
    } catch (error) {
      if (isNeverStored(error)) return null;
      throw error;
    }
  }
}

function keyOf(cycle: string, name: string): string {
  return `anchors/${cycle}/${name}`;
}

/**
 * Whether there never was such a key. A refusal (403) says nothing of the kind, and an anchor that somebody covered with a
 * delete marker is not missing either: the version under it is still there.
 */
function isNeverStored(error: unknown): boolean {
  const { name, $response } = error as Error & { $response?: { headers?: Record<string, string> } };
  return name === 'NoSuchKey' && $response?.headers?.['x-amz-delete-marker'] !== 'true';
}

const triesMax = 5;

/** Bytes under a key of a bucket with Object Lock. */
interface OnceKept {
  readonly Bucket: string;
  readonly Key: string;
  readonly Body: Uint8Array | string;
  readonly ContentType: string;
}

/** How long, and whether against everybody (`COMPLIANCE`) or all but those who may bypass locks (`GOVERNANCE`). */
interface KeptFor {
  readonly years: number;
  readonly mode: ObjectLockMode;
}

/**
 * Stores an object that nobody can replace or delete until its retention ends. Where the key has one already that stays,
 * and this one is dropped without a word.
 */
async function keepOnce(client: S3Client, kept: OnceKept, { years, mode }: KeptFor): Promise<void> {
  const retainUntil = new Date();
  retainUntil.setUTCFullYear(retainUntil.getUTCFullYear() + years);
  for (let attempt = 1; ; attempt++) {
    try {
      await client.send(
        new PutObjectCommand({
          ...kept,
          ChecksumAlgorithm: 'SHA256',
          IfNoneMatch: '*',
          ObjectLockMode: mode,
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
