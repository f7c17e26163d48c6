import type { Measured } from './measure.ts';
import { S3Refusal } from './s3-refusal.ts';
import { amzValueOf, headerOf, type S3Request } from './s3-request.ts';
import type { SignedPayload } from './signature.ts';

/** The digest the sender says the bytes have, as an S3 checksum header. */
export interface ChecksumClaim {
  readonly header: string;
  readonly algorithm: 'sha256' | 'crc32';
  readonly digest: string;
}

const DIGEST_BYTES = { sha256: 32, crc32: 4 } as const;
const OTHER_ALGORITHMS = /^x-amz-checksum-(?!mode$|type$|algorithm$|sha256$|crc32$)/;

/** Reads the checksum a PUT carries; refuses two, malformed or unsupported ones. */
export function readChecksumClaim(request: S3Request): ChecksumClaim | undefined {
  const names = [...request.headers, ...request.parameters].map(([name]) => name.toLowerCase());
  if (names.some((name) => OTHER_ALGORITHMS.test(name))) {
    throw new S3Refusal('InvalidRequest', 'The stand-in checks SHA-256 and CRC-32 only.');
  }
  const claims = (['sha256', 'crc32'] as const).flatMap((algorithm) => {
    const header = `x-amz-checksum-${algorithm}`;
    const digest = amzValueOf(request, header);
    if (digest === undefined) return [];
    const bytes = Buffer.from(digest, 'base64');
    if (bytes.length === DIGEST_BYTES[algorithm] && bytes.toString('base64') === digest) {
      return [{ header, algorithm, digest }];
    }
    throw new S3Refusal('InvalidRequest', `Value for ${header} is invalid.`);
  });
  if (claims.length > 1) throw new S3Refusal('InvalidRequest', 'Expecting a single x-amz-checksum- header.');
  return claims[0];
}

/** Refuses bytes that differ from any digest they were sent with: the checksum, Content-MD5, the signed payload hash. */
export function checkDigests(
  request: S3Request,
  payload: SignedPayload,
  measured: Measured,
  claim: ChecksumClaim | undefined,
): void {
  if (claim !== undefined && measured[claim.algorithm] !== claim.digest) {
    const name = claim.algorithm.toUpperCase();
    throw new S3Refusal('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
  }
  const md5 = headerOf(request, 'content-md5');
  if (md5 !== undefined && md5 !== measured.md5) {
    throw new S3Refusal('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  if (payload !== 'unsigned' && payload.sha256 !== Buffer.from(measured.sha256, 'base64').toString('hex')) {
    throw new S3Refusal(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' does not match what was computed.",
    );
  }
}
