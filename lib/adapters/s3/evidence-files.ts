import {
  GetObjectCommand,
  GetObjectRetentionCommand,
  HeadObjectCommand,
  type ObjectLockRetentionMode,
  PutObjectCommand,
  PutObjectRetentionCommand,
  PutObjectTaggingCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { contentDisposition } from '../../domain/content-disposition.ts';
import { downloadNameOf, type Evidence, refusedTag } from '../../domain/evidence.ts';
import type {
  Disposition,
  DownloadLink,
  EvidenceFiles,
  ObjectContent,
  StoredObject,
  UploadTicket,
} from '../../domain/evidence-ports.ts';
import type { Clock } from '../../domain/ports.ts';

/** How long links hold, and how strictly versions are kept. */
export interface EvidenceFilesOptions {
  readonly uploadSeconds?: number;
  readonly downloadSeconds?: number;
  /** `COMPLIANCE`: nobody can delete a kept version; `GOVERNANCE`: whoever may bypass the lock can. */
  readonly retentionMode?: ObjectLockRetentionMode;
}

const signedUploadHeaders = ['content-length', 'content-type', 'if-none-match', 'x-amz-checksum-sha256'] as const;

/**
 * Evidence in a versioned bucket with object lock. An upload link is signed over length, type, checksum and the demand
 * that the key is free, so it stores the announced bytes once or nothing. The client's credentials sign, and links never
 * outlive them.
 */
export class S3EvidenceFiles implements EvidenceFiles {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #clock: Clock;
  readonly #options: Required<EvidenceFilesOptions>;

  constructor(client: S3Client, bucket: string, clock: Clock = Date, options: EvidenceFilesOptions = {}) {
    this.#client = client;
    this.#bucket = bucket;
    this.#clock = clock;
    this.#options = { uploadSeconds: 300, downloadSeconds: 300, retentionMode: 'COMPLIANCE', ...options };
  }

  /** The length is signed and not told: whatever sends a body sets it, rightly, and a browser lets nobody else do so. */
  async presignUpload(
    evidence: Pick<Evidence, 'objectKey' | 'contentType' | 'sizeBytes' | 'sha256'>,
    until: number,
  ): Promise<UploadTicket> {
    const checksum = Buffer.from(evidence.sha256, 'hex').toString('base64');
    const now = Math.floor(this.#clock.now() / 1000);
    const expiresAt = Math.min(now + this.#options.uploadSeconds, Math.floor(until / 1000));
    // S3 knows no validity below a second: a shorter ticket is signed as of a moment ago, and has expired.
    const signedAt = Math.min(now, expiresAt - 1);
    const command = new PutObjectCommand({
      Bucket: this.#bucket,
      Key: evidence.objectKey,
      ContentType: evidence.contentType,
      ContentLength: evidence.sizeBytes,
      ChecksumSHA256: checksum,
      IfNoneMatch: '*',
    });
    const url = await getSignedUrl(this.#client, command, {
      expiresIn: expiresAt - signedAt,
      signingDate: new Date(signedAt * 1000),
      // Left to itself the presigner signs the host only and moves the checksum into the address, where S3 ignores it.
      unhoistableHeaders: new Set(['x-amz-checksum-sha256']),
      signableHeaders: new Set(['host', ...signedUploadHeaders]),
    });
    const headers: Record<Exclude<(typeof signedUploadHeaders)[number], 'content-length'>, string> = {
      'content-type': evidence.contentType,
      'if-none-match': '*',
      'x-amz-checksum-sha256': checksum,
    };
    return { method: 'PUT', url, headers, expiresAt: new Date(expiresAt * 1000).toISOString() };
  }

  /** The link gives the registered version under its own name and type, whatever was stored under the key since. */
  async presignDownload(
    evidence: Pick<Evidence, 'objectKey' | 'versionId' | 'fileName' | 'contentType'>,
    disposition: Disposition = 'attachment',
  ): Promise<DownloadLink> {
    if (evidence.versionId === null) throw new Error('a file without a stored version has no download');
    const expiresIn = this.#options.downloadSeconds;
    const now = this.#clock.now();
    const command = new GetObjectCommand({
      ...this.#version(evidence.objectKey, evidence.versionId),
      ResponseContentDisposition: contentDisposition(
        downloadNameOf(evidence.fileName, evidence.contentType),
        disposition,
      ),
      ResponseContentType: evidence.contentType,
      ResponseCacheControl: 'private, no-store',
    });
    const url = await getSignedUrl(this.#client, command, { expiresIn, signingDate: new Date(now) });
    return { url, expiresAt: expiryOf(now, expiresIn) };
  }

  async describe(objectKey: string, versionId: string | null): Promise<StoredObject | null> {
    const version = this.#version(objectKey, versionId);
    try {
      const head = await this.#client.send(new HeadObjectCommand({ ...version, ChecksumMode: 'ENABLED' }));
      if (head.ContentLength === undefined || head.LastModified === undefined) {
        throw new Error('the store described an object without its size or date');
      }
      // The checksum of an upload in parts is one of checksums: it says nothing about the bytes as a whole.
      const isOfAllBytes = head.ChecksumSHA256 !== undefined && head.ChecksumType !== 'COMPOSITE';
      return {
        sizeBytes: head.ContentLength,
        contentType: head.ContentType ?? 'application/octet-stream',
        sha256: isOfAllBytes ? Buffer.from(head.ChecksumSHA256!, 'base64').toString('hex') : null,
        uploadedAt: head.LastModified.toISOString(),
      };
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  /** Throws if there is no such version. */
  async open(objectKey: string, versionId: string | null): Promise<ObjectContent> {
    const stored = await this.describe(objectKey, versionId);
    if (stored === null) throw new Error('there is no such version to open');
    return new ObjectRanges(this.#client, this.#version(objectKey, versionId), stored.sizeBytes);
  }

  /**
   * Locks a version against deletion as long and as strictly as both its present lock and the wanted one say. Writes
   * nothing if the present lock already does.
   */
  async protect(objectKey: string, versionId: string, until: string): Promise<void> {
    const version = this.#version(objectKey, versionId);
    const wanted = { Mode: this.#options.retentionMode, RetainUntilDate: new Date(until) };
    const extended = extendRetention(await this.#retention(version), wanted);
    if (extended === null) return;
    try {
      await this.#client.send(new PutObjectRetentionCommand({ ...version, Retention: extended }));
    } catch (error) {
      // S3 refuses to shorten: another may have extended it further between the reading and this writing.
      if (extendRetention(await this.#retention(version), wanted) !== null) throw error;
    }
  }

  async #retention(version: ObjectVersion): Promise<Retention | null> {
    try {
      const { Retention } = await this.#client.send(new GetObjectRetentionCommand(version));
      if (Retention?.Mode === undefined || Retention.RetainUntilDate === undefined) return null;
      return { Mode: Retention.Mode, RetainUntilDate: Retention.RetainUntilDate };
    } catch (error) {
      if ((error as Error).name === 'NoSuchObjectLockConfiguration') return null;
      throw error;
    }
  }

  /** Leaves a version to the bucket's lifecycle; one that does not exist is as good as deleted. */
  async discard(objectKey: string, versionId: string): Promise<void> {
    const TagSet = [{ Key: refusedTag.key, Value: refusedTag.value }];
    const version = this.#version(objectKey, versionId);
    try {
      await this.#client.send(new PutObjectTaggingCommand({ ...version, Tagging: { TagSet } }));
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }

  #version(objectKey: string, versionId: string | null): ObjectVersion {
    return { Bucket: this.#bucket, Key: objectKey, ...(versionId !== null && { VersionId: versionId }) };
  }
}

/** The answer to a HEAD has no body that could name the refusal, so the status has to do. */
function isMissing(error: unknown): boolean {
  return (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404;
}

/** Signatures count whole seconds. */
function expiryOf(now: number, seconds: number): string {
  return new Date((Math.floor(now / 1000) + seconds) * 1000).toISOString();
}

interface Retention {
  readonly Mode: ObjectLockRetentionMode;
  readonly RetainUntilDate: Date;
}

function extendRetention(current: Retention | null, wanted: Retention): Retention | null {
  if (current === null) return wanted;
  const isLongEnough = current.RetainUntilDate >= wanted.RetainUntilDate;
  const isStrictEnough = current.Mode === 'COMPLIANCE' || current.Mode === wanted.Mode;
  if (isLongEnough && isStrictEnough) return null;
  return {
    Mode: isStrictEnough ? current.Mode : wanted.Mode,
    RetainUntilDate: isLongEnough ? current.RetainUntilDate : wanted.RetainUntilDate,
  };
}

/** One stored version of an object. */
interface ObjectVersion {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string;
}

/**
 * One stored version, read by ranges: each read is one request whose bytes are handed on as they come. A read that is
 * left early closes its connection.
 */
class ObjectRanges implements ObjectContent {
  readonly sizeBytes: number;
  readonly #client: S3Client;
  readonly #version: ObjectVersion;

  constructor(client: S3Client, version: ObjectVersion, sizeBytes: number) {
    this.#client = client;
    this.#version = version;
    this.sizeBytes = sizeBytes;
  }

  /** Refuses a range that is not within the object; an empty one asks the store nothing. */
  async read(start: number, end: number): Promise<AsyncIterable<Uint8Array>> {
    if (!(start >= 0 && start <= end && end <= this.sizeBytes)) {
      throw new RangeError(`no bytes from ${start} to ${end} in an object of ${this.sizeBytes}`);
    }
    if (start === end) return nothing();
    const Range = `bytes=${start}-${end - 1}`;
    const { Body } = await this.#client.send(new GetObjectCommand({ ...this.#version, Range }));
    if (Body === undefined) throw new Error('the store answered without a body');
    return Body as AsyncIterable<Uint8Array>;
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
