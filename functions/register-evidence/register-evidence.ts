import type { S3Event, S3EventRecord } from 'aws-lambda';
import type { EvidenceDependencies } from '../protocols/dependencies.ts';
import { type Arrival, registerArrival } from '../protocols/register-arrival.ts';
import { log } from '../telemetry/log.ts';

/** Registers uploads that the store tells of; those that no ticket or no open gate lets in are left to its clean-up. */
export async function registerEvidence(needs: EvidenceDependencies, { Records }: S3Event): Promise<void> {
  for (const record of Records) {
    const arrival = arrivalOf(record);
    if (arrival) await registerArrival(needs, arrival);
    else await log.warn('an object outside the evidence keys', { source: 'evidence-bucket' });
  }
}

const KEY = /^evidence\/([a-z0-9-]{1,32})\/([a-z0-9-]{1,32})\/([a-z0-9-]{1,32})$/;

function arrivalOf({ s3, eventTime }: S3EventRecord): Arrival | null {
  // Keys of ours need no escapes in the event either, so that one with escapes is none of ours.
  const match = KEY.exec(s3.object.key);
  const { versionId } = s3.object;
  if (!match || !versionId) return null;
  const [objectKey, cycle, district, id] = match as unknown as [string, string, string, string];
  return { cycle, district, id, objectKey, versionId, uploadedAt: eventTime };
}
