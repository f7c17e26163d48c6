import type { LocalBucket } from './bucket.ts';
import { type ChecksumClaim, readChecksumClaim } from './checksum-claim.ts';
import { S3Refusal } from './s3-refusal.ts';
import { amzValueOf, headerOf, type S3Request } from './s3-request.ts';

/** What a PUT asks for, all of it checked that can be checked before its bytes are read. */
export interface UploadDemand {
  readonly sizeBytes: number;
  readonly onlyIfAbsent: boolean;
  readonly checksum: ChecksumClaim | undefined;
  readonly retainUntil: string | undefined;
  /** Headers that stay with the object. */
  readonly headers: Readonly<Record<string, string>>;
}

const OBJECT_BYTES_MAX = 5 * 1024 ** 3;
const KEPT_HEADERS = [
  ...['content-type', 'content-disposition', 'content-language', 'content-encoding', 'cache-control', 'expires'],
  ...['x-amz-object-lock-mode', 'x-amz-checksum-sha256', 'x-amz-checksum-crc32'],
];
const LOCK_MODES = ['COMPLIANCE', 'GOVERNANCE'];

/** Reads a PUT's demand; refuses a missing length, too many bytes, and conditions or options that are not offered. */
export function readUploadDemand(request: S3Request, bucket: LocalBucket): UploadDemand {
  if (amzValueOf(request, 'x-amz-copy-source') !== undefined || headerOf(request, 'if-match') !== undefined) {
    throw new S3Refusal('InvalidRequest', 'The stand-in offers neither copies nor If-Match on a PUT.');
  }
  const condition = headerOf(request, 'if-none-match');
  if (condition !== undefined && condition !== '*') {
    throw new S3Refusal('InvalidRequest', 'If-None-Match on a PUT takes * only.');
  }
  const prefix = bucket.requireIfNoneMatchPrefix;
  if (prefix !== undefined && request.key.startsWith(prefix) && condition === undefined) {
    throw new S3Refusal('AccessDenied', 'The bucket policy demands If-None-Match: * for this key.');
  }
  return {
    sizeBytes: readSize(request, bucket.objectBytesMax ?? OBJECT_BYTES_MAX),
    onlyIfAbsent: condition === '*',
    checksum: readChecksumClaim(request),
    retainUntil: readRetention(request),
    headers: keptHeaders(request),
  };
}

function readSize(request: S3Request, sizeBytesMax: number): number {
  const text = headerOf(request, 'content-length');
  if (text === undefined)
    throw new S3Refusal('MissingContentLength', 'You must provide the Content-Length HTTP header.');
  if (!/^[0-9]{1,15}$/.test(text)) throw new S3Refusal('InvalidArgument', 'The content length is not a number.');
  const sizeBytes = Number(text);
  if (sizeBytes <= sizeBytesMax) return sizeBytes;
  throw new S3Refusal('EntityTooLarge', 'Your proposed upload exceeds the maximum allowed size', {
    ProposedSize: String(sizeBytes),
    MaxSizeAllowed: String(sizeBytesMax),
  });
}

/** The object lock's end, if the PUT asks for one. Both lock modes hold here: nobody may bypass governance. */
function readRetention(request: S3Request): string | undefined {
  const mode = amzValueOf(request, 'x-amz-object-lock-mode');
  const until = amzValueOf(request, 'x-amz-object-lock-retain-until-date');
  if (mode === undefined && until === undefined) return undefined;
  const milliseconds = /^[0-9:.TZ+-]{10,35}$/.test(until ?? '') ? Date.parse(until!) : Number.NaN;
  if (mode === undefined || !LOCK_MODES.includes(mode) || Number.isNaN(milliseconds)) {
    throw new S3Refusal('InvalidArgument', 'An object lock needs a known mode and a retain-until date.');
  }
  return new Date(milliseconds).toISOString();
}

function keptHeaders(request: S3Request): Record<string, string> {
  const ownNames = request.headers.map(([name]) => name).filter((name) => name.startsWith('x-amz-meta-'));
  const kept = [...KEPT_HEADERS, ...ownNames].flatMap((name) => {
    const value = amzValueOf(request, name);
    return value === undefined ? [] : [[name, value]];
  });
  return Object.fromEntries(kept);
}
