import type { S3Event } from 'aws-lambda';
import type { LocalBucket, Reply } from './bucket.ts';
import { checkDigests } from './checksum-claim.ts';
import type { EventJournal } from './event-journal.ts';
import type { FileStore, StoredVersion } from './file-store.ts';
import { S3Refusal } from './s3-refusal.ts';
import type { S3Request } from './s3-request.ts';
import type { SignedPayload } from './signature.ts';
import { readUploadDemand } from './upload-demand.ts';

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
  const { sizeBytes, checksum, headers, ...conditions } = readUploadDemand(request, bucket);
  if (conditions.onlyIfAbsent && (await store.find(bucket.name, request.key)) !== undefined) throw taken();
  let journaled: string | undefined;
  try {
    const version = await store.put(bucket.name, request.key, upTo(sizeBytes, command.openBody()), {
      headers,
      ...conditions,
      admit: (measured) => {
        if (measured.sizeBytes !== sizeBytes) throw incomplete();
        checkDigests(request, payload, measured, checksum);
      },
      beforeCommit: async (written) => {
        journaled = written.versionId;
        await journal.record(written.versionId, objectCreatedEvent(written, command));
      },
    });
    if (version === 'taken') throw taken();
    journal.deliver(version.versionId);
    const proof = checksum && { [checksum.header]: checksum.digest };
    return { status: 200, headers: { etag: version.etag, 'x-amz-version-id': version.versionId, ...proof } };
  } catch (error) {
    if (journaled !== undefined) await journal.discard(journaled);
    throw error;
  }
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

/** The notification S3 sends for a stored version; the key is URL-encoded with `+` for a space, as S3 does. */
function objectCreatedEvent(
  version: StoredVersion,
  { region, requestId }: Pick<PutCommand, 'region' | 'requestId'>,
): S3Event {
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: region,
        eventTime: version.createdAt,
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: 'local' },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: { 'x-amz-request-id': requestId, 'x-amz-id-2': requestId },
        s3: {
          s3SchemaVersion: '1.0',
          configurationId: 'local',
          bucket: {
            name: version.bucket,
            ownerIdentity: { principalId: 'local' },
            arn: `arn:aws:s3:::${version.bucket}`,
          },
          object: {
            key: encodeURIComponent(version.key).replaceAll('%20', '+').replaceAll('%2F', '/'),
            size: version.sizeBytes,
            eTag: version.etag.replaceAll('"', ''),
            versionId: version.versionId,
            sequencer: version.sequence.toString(16).toUpperCase().padStart(16, '0'),
          },
        },
      },
    ],
  };
}
