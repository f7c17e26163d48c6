import type { Measured } from './measure.ts';
import { S3Refusal } from './s3-refusal.ts';
import { amzValueOf, headerOf, type S3Request } from './s3-request.ts';
import type { SignedPayload } from './signature.ts';

/** The digest the sender says the bytes have, as an S3 checksum header. */
export interface ChecksumClaim {
  readonly header: string;
  readonly algorithm: 'sha256' | 'crc32';
  /** Undefined while it is still to come in the body's trailer. */
  readonly value: string | undefined;
}

const DIGEST_BYTES = { sha256: 32, crc32: 4 } as const;
const OTHER_ALGORITHMS = /^x-amz-checksum-(?!mode$|type$|algorithm$|sha256$|crc32$)/;

/** Reads the checksum a PUT carries, in a header or announced as trailer; refuses two, malformed or unsupported ones. */
export function readChecksumClaim(request: S3Request): ChecksumClaim | undefined {
  const trailer = headerOf(request, 'x-amz-trailer')?.trim().toLowerCase();
  const names = [...request.headers, ...request.parameters].map(([name]) => name.toLowerCase());
  const unsupported = [...names, trailer ?? ''].some((name) => OTHER_ALGORITHMS.test(name));
  if (unsupported) throw new S3Refusal('InvalidRequest', 'The stand-in checks SHA-256 and CRC-32 only.');
  const claims: ChecksumClaim[] = [];
  for (const algorithm of ['sha256', 'crc32'] as const) {
    const header = `x-amz-checksum-${algorithm}`;
    const value = amzValueOf(request, header);
    if (value !== undefined) claims.push({ header, algorithm, value: checkDigest(header, algorithm, value) });
    if (trailer === header) claims.push({ header, algorithm, value: undefined });
  }
  if (claims.length > 1) throw new S3Refusal('InvalidRequest', 'Expecting a single x-amz-checksum- header.');
  return claims[0];
}

/** The claimed digest, from the trailer if it was announced there. */
export function claimedDigest(claim: ChecksumClaim, trailers: ReadonlyMap<string, string>): string {
  return claim.value ?? checkDigest(claim.header, claim.algorithm, trailers.get(claim.header) ?? '');
}

/** Refuses bytes that differ from any digest they were sent with: the checksum, Content-MD5, the signed payload hash. */
export function checkDigests(
  request: S3Request,
  payload: SignedPayload,
  measured: Measured,
  claim: { readonly algorithm: 'sha256' | 'crc32'; readonly digest: string } | undefined,
): void {
  if (claim !== undefined && measured[claim.algorithm] !== claim.digest) {
    const name = claim.algorithm.toUpperCase();
    throw new S3Refusal('BadDigest', `The ${name} you specified did not match the calculated checksum.`);
  }
  const md5 = headerOf(request, 'content-md5');
  if (md5 !== undefined && md5 !== measured.md5) {
    throw new S3Refusal('BadDigest', 'The Content-MD5 you specified did not match what we received.');
  }
  if (typeof payload === 'object' && payload.sha256 !== Buffer.from(measured.sha256, 'base64').toString('hex')) {
    throw new S3Refusal(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' does not match what was computed.",
    );
  }
}

function checkDigest(header: string, algorithm: keyof typeof DIGEST_BYTES, value: string): string {
  const bytes = Buffer.from(value, 'base64');
  if (bytes.length === DIGEST_BYTES[algorithm] && bytes.toString('base64') === value) return value;
  throw new S3Refusal('InvalidRequest', `Value for ${header} is invalid.`);
}
