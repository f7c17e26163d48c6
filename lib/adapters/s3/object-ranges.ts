import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import type { ObjectContent } from '../../domain/evidence-ports.ts';

/** One stored version of an object. */
export interface ObjectVersion {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId: string;
}

/**
 * One stored version, read by ranges: each read is one request whose bytes are handed on as they come. A read that is
 * left early closes its connection.
 */
export class ObjectRanges implements ObjectContent {
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
