import type { LocalBucket, Reply } from './bucket.ts';
import { checkDigests, claimedDigest } from './checksum-claim.ts';
import { readChunkedBody } from './chunked-body.ts';
import type { EventJournal } from './event-journal.ts';
import type { FileStore, StoredVersion } from './file-store.ts';
import { objectCreatedEvent } from './object-created-event.ts';
import { S3Refusal } from './s3-refusal.ts';
import type { S3Request } from './s3-request.ts';
import type { SignedPayload } from './signature.ts';
import { readUploadDemand, type UploadDemand } from './upload-demand.ts';

/** A PUT whose signature has been verified. */
export interface PutCommand {
  readonly request: S3Request;
  readonly payload: SignedPayload;
  readonly bucket: LocalBucket;
  readonly region: string;
  readonly requestId: string;
  /** Opens the body: a client that waits for `100 Continue` sends it only now. */
  readonly openBody: () => AsyncIterable<Uint8Array>;
}

/**
 * Stores an object if its length, digests and conditions hold, and journals its object-created event before the version
 * can be seen, so that no stored object goes without its event.
 */
export async function putObject(store: FileStore, journal: EventJournal, command: PutCommand): Promise<Reply> {
  const { request, payload, bucket } = command;
  const demand = readUploadDemand(request, payload, bucket);
  if (demand.onlyIfAbsent && (await store.find(bucket.name, request.key)) !== undefined) throw taken();
  const trailers = new Map<string, string>();
  const body = command.openBody();
  const headers: Record<string, string> = { ...demand.headers };
  let journaled: string | undefined;
  try {
    const version = await store.put(
      bucket.name,
      request.key,
      upTo(demand.sizeBytes, payload === 'chunked' ? readChunkedBody(body, trailers) : body),
      {
        headers,
        retainUntil: demand.retainUntil,
        onlyIfAbsent: demand.onlyIfAbsent,
        admit: (measured) => {
          if (measured.sizeBytes !== demand.sizeBytes) throw incomplete();
          const claim = readDigest(demand, trailers);
          checkDigests(request, payload, measured, claim);
          if (claim !== undefined) headers[claim.header] = claim.digest;
        },
        beforeCommit: async (written) => {
          journaled = written.versionId;
          await journal.record(written.versionId, objectCreatedEvent(written, command));
        },
      },
    );
    if (version === 'taken') throw taken();
    journal.deliver(version.versionId);
    return stored(version, headers);
  } catch (error) {
    if (journaled !== undefined) await journal.discard(journaled);
    throw error;
  }
}

function readDigest({ checksum }: UploadDemand, trailers: ReadonlyMap<string, string>) {
  if (checksum === undefined) return undefined;
  return { header: checksum.header, algorithm: checksum.algorithm, digest: claimedDigest(checksum, trailers) };
}

function stored(version: StoredVersion, headers: Readonly<Record<string, string>>): Reply {
  const checksum = Object.entries(headers).filter(([name]) => name.startsWith('x-amz-checksum-'));
  return {
    status: 200,
    headers: { etag: version.etag, 'x-amz-version-id': version.versionId, ...Object.fromEntries(checksum) },
  };
}

/** Stops at the first byte too many, so that a lying length cannot fill the disk. */
async function* upTo(sizeBytes: number, source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let left = sizeBytes;
  for await (const piece of source) {
    left -= piece.length;
    if (left < 0) throw incomplete();
    yield piece;
  }
}

function incomplete(): S3Refusal {
  return new S3Refusal('IncompleteBody', 'You did not provide the number of bytes specified by the length header.');
}

function taken(): S3Refusal {
  return new S3Refusal('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold', {
    Condition: 'If-None-Match',
  });
}
