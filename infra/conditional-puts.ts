import { AnyPrincipal, Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Bucket } from 'aws-cdk-lib/aws-s3';

/**
 * Nobody, whatever else they may, stores an object whose key matches without the header `If-None-Match`, so that no key
 * ever gets a second version. This refuses copies and uploads in parts as well: they cannot carry the header.
 */
export function refusePutsOverOthers(bucket: Bucket, keyPattern: string): void {
  bucket.addToResourcePolicy(
    new PolicyStatement({
      sid: 'RefusePutsWithoutIfNoneMatch',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ['s3:PutObject'],
      resources: [bucket.arnForObjects(keyPattern)],
      conditions: { Null: { 's3:if-none-match': 'true' } },
    }),
  );
}
