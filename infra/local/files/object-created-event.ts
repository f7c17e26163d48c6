import type { S3Event } from 'aws-lambda';
import type { StoredVersion } from './file-store.ts';

/** The notification S3 sends for a stored version; the key is URL-encoded with `+` for a space, as S3 does. */
export function objectCreatedEvent(
  version: StoredVersion,
  origin: { readonly region: string; readonly requestId: string },
): S3Event {
  return {
    Records: [
      {
        eventVersion: '2.1',
        eventSource: 'aws:s3',
        awsRegion: origin.region,
        eventTime: version.createdAt,
        eventName: 'ObjectCreated:Put',
        userIdentity: { principalId: 'local' },
        requestParameters: { sourceIPAddress: '127.0.0.1' },
        responseElements: { 'x-amz-request-id': origin.requestId, 'x-amz-id-2': origin.requestId },
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
