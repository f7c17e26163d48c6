import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { canonicalRequest } from './canonical-request.ts';
import { type S3Code, S3Refusal } from './s3-refusal.ts';
import { headerOf, parameterOf, type S3Request } from './s3-request.ts';

/** The key pair every request must be signed with. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of credentials that are lent for a time; every request carries it. */
  readonly sessionToken?: string;
}

/** Whose signatures count, for which region, at which instant. */
export interface SignatureRules {
  readonly credentials: S3Credentials;
  readonly region: string;
  readonly now: Date;
}

/** How the body was signed: not at all, or by its SHA-256 (lower-case hex). */
export type SignedPayload = 'unsigned' | { readonly sha256: string };

/** What a request says of its own signature. */
interface SignatureClaim {
  readonly malformed: S3Code;
  readonly credential: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly signedAt: string;
  readonly payloadHash: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';
const SKEW_MILLISECONDS_MAX = 15 * 60_000;
const EXPIRES_SECONDS_MAX = 604_800;

/**
 * Proves that the holder of the secret key signed this very request, by recomputing the signature from what was received
 * (presigned query or Authorization header), and says how far the body is covered. Refuses as S3 does: no signature,
 * unknown key, expired or not yet valid, a signed header absent or altered, an `x-amz-…` header that was not signed.
 */
export function verifySignature(request: S3Request, rules: SignatureRules): SignedPayload {
  const claim = readClaim(request, rules.now);
  const token = headerOf(request, 'x-amz-security-token') ?? parameterOf(request, 'X-Amz-Security-Token');
  if (token !== rules.credentials.sessionToken)
    throw new S3Refusal('InvalidToken', 'The provided token is malformed or otherwise invalid.');
  const scope = checkScope(claim, rules);
  checkSignedHeaders(request, claim);
  const { expected, stringToSign, canonical } = sign(request, { ...claim, scope }, rules.credentials.secretAccessKey);
  const given = Buffer.from(/^[0-9a-f]{64}$/.test(claim.signature) ? claim.signature : '', 'hex');
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw mismatch({ StringToSign: stringToSign, CanonicalRequest: canonical });
  }
  return signedPayload(claim.payloadHash);
}

/** The signature of a request by a secret key, and the texts that it is made of. */
export function sign(
  request: S3Request,
  {
    signedHeaders,
    payloadHash,
    signedAt,
    scope,
  }: Omit<SignatureClaim, 'malformed' | 'credential' | 'signature'> & { readonly scope: string },
  secretAccessKey: string,
) {
  const canonical = canonicalRequest(request, signedHeaders, payloadHash);
  const stringToSign = [ALGORITHM, signedAt, scope, sha256Hex(canonical)].join('\n');
  return { canonical, stringToSign, expected: hmac(signingKey(secretAccessKey, scope), stringToSign) };
}

function readClaim(request: S3Request, now: Date): SignatureClaim {
  const authorization = headerOf(request, 'authorization');
  const presigned = request.parameters.some(([name]) => name === 'X-Amz-Algorithm' || name === 'X-Amz-Signature');
  if (presigned && authorization !== undefined) {
    throw new S3Refusal('InvalidArgument', 'Only one auth mechanism allowed.');
  }
  if (presigned) return readPresignedClaim(request, now);
  if (authorization !== undefined) return readHeaderClaim(request, authorization, now);
  throw new S3Refusal('AccessDenied', 'Access Denied');
}

function readPresignedClaim(request: S3Request, now: Date): SignatureClaim {
  const malformed = 'AuthorizationQueryParametersError';
  const required = (name: string) => {
    const value = parameterOf(request, name);
    if (value === undefined || value === '') throw new S3Refusal(malformed, `Query parameter ${name} is missing.`);
    return value;
  };
  if (required('X-Amz-Algorithm') !== ALGORITHM)
    throw new S3Refusal(malformed, `X-Amz-Algorithm must be ${ALGORITHM}.`);
  const signedAt = required('X-Amz-Date');
  const expires = required('X-Amz-Expires');
  if (!/^[1-9][0-9]{0,5}$/.test(expires) || Number(expires) > EXPIRES_SECONDS_MAX) {
    throw new S3Refusal(malformed, 'X-Amz-Expires must be from 1 to 604800 seconds.');
  }
  const signedAtMilliseconds = readInstant(signedAt, malformed);
  if (now.getTime() >= signedAtMilliseconds + Number(expires) * 1000) {
    throw new S3Refusal('AccessDenied', 'Request has expired', {
      'X-Amz-Expires': expires,
      ServerTime: now.toISOString(),
    });
  }
  if (signedAtMilliseconds > now.getTime() + SKEW_MILLISECONDS_MAX) {
    throw new S3Refusal('AccessDenied', 'Request is not yet valid');
  }
  return {
    malformed,
    credential: required('X-Amz-Credential'),
    signedHeaders: required('X-Amz-SignedHeaders').split(';'),
    signature: required('X-Amz-Signature'),
    signedAt,
    payloadHash: payloadHashOf(request) ?? 'UNSIGNED-PAYLOAD',
  };
}

function readHeaderClaim(request: S3Request, authorization: string, now: Date): SignatureClaim {
  const malformed = 'AuthorizationHeaderMalformed';
  const match = /^AWS4-HMAC-SHA256 +Credential=([^\s,]+), *SignedHeaders=([^\s,]+), *Signature=([0-9a-f]+)$/.exec(
    authorization,
  );
  if (!match) throw new S3Refusal(malformed, 'The authorization header is malformed.');
  const signedAt = headerOf(request, 'x-amz-date');
  if (signedAt === undefined) throw new S3Refusal('AccessDenied', 'A signed request needs an x-amz-date header.');
  if (Math.abs(now.getTime() - readInstant(signedAt, malformed)) > SKEW_MILLISECONDS_MAX) {
    throw new S3Refusal(
      'RequestTimeTooSkewed',
      "The difference between the request time and the server's time is too large.",
    );
  }
  const payloadHash = payloadHashOf(request);
  if (payloadHash === undefined)
    throw new S3Refusal('InvalidRequest', 'Missing required header: x-amz-content-sha256.');
  return {
    malformed,
    credential: match[1]!,
    signedHeaders: match[2]!.split(';'),
    signature: match[3]!,
    signedAt,
    payloadHash,
  };
}

/** The scope `date/region/service/aws4_request` that the signing key is derived from. */
function checkScope(claim: SignatureClaim, { credentials, region }: SignatureRules): string {
  const parts = claim.credential.split('/');
  const [accessKeyId, date, claimedRegion, service, terminator] = parts;
  if (parts.length !== 5 || service !== 's3' || terminator !== 'aws4_request' || date !== claim.signedAt.slice(0, 8)) {
    throw new S3Refusal(claim.malformed, 'The credential must be <key id>/<signing date>/<region>/s3/aws4_request.');
  }
  if (accessKeyId !== credentials.accessKeyId) {
    throw new S3Refusal('InvalidAccessKeyId', 'The access key id you provided does not exist in our records.');
  }
  if (claimedRegion !== region) throw new S3Refusal(claim.malformed, `The region is wrong; expecting '${region}'.`);
  return parts.slice(1).join('/');
}

function checkSignedHeaders(request: S3Request, { malformed, signedHeaders }: SignatureClaim): void {
  const sorted = signedHeaders.every((name, at) => at === 0 || signedHeaders[at - 1]! < name);
  if (!sorted || !signedHeaders.every((name) => /^[a-z0-9!#$%&'*+.^_`|~-]+$/.test(name))) {
    throw new S3Refusal(malformed, 'SignedHeaders must be lower case, sorted and without repetition.');
  }
  if (!signedHeaders.includes('host')) throw new S3Refusal(malformed, 'The host header must be signed.');
  const absent = signedHeaders.filter((name) => headerOf(request, name) === undefined);
  if (absent.length > 0) throw mismatch({ HeadersMissing: absent.join(', ') });
  const unsigned = request.headers
    .map(([name]) => name)
    .filter((name) => name.startsWith('x-amz-') && !signedHeaders.includes(name));
  if (unsigned.length === 0) return;
  throw new S3Refusal('AccessDenied', 'There were headers present in the request which were not signed', {
    HeadersNotSigned: unsigned.join(', '),
  });
}

function payloadHashOf(request: S3Request): string | undefined {
  return headerOf(request, 'x-amz-content-sha256') ?? parameterOf(request, 'X-Amz-Content-Sha256');
}

function signedPayload(payloadHash: string): SignedPayload {
  if (payloadHash === 'UNSIGNED-PAYLOAD') return 'unsigned';
  if (/^[0-9a-f]{64}$/.test(payloadHash)) return { sha256: payloadHash };
  throw new S3Refusal('InvalidRequest', 'x-amz-content-sha256 is none of those the stand-in knows.');
}

function readInstant(text: string, malformed: S3Code): number {
  const iso = /^[0-9]{8}T[0-9]{6}Z$/.test(text)
    ? text.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')
    : 'not an instant';
  const milliseconds = Date.parse(iso);
  if (Number.isNaN(milliseconds)) throw new S3Refusal(malformed, 'The signing instant must be YYYYMMDDTHHMMSSZ.');
  return milliseconds;
}

function mismatch(details: Readonly<Record<string, string>>): S3Refusal {
  const message = 'The request signature we calculated does not match the signature you provided.';
  return new S3Refusal('SignatureDoesNotMatch', message, details);
}

function signingKey(secretAccessKey: string, scope: string): Buffer {
  return scope.split('/').reduce<Buffer>((key, part) => hmac(key, part), Buffer.from(`AWS4${secretAccessKey}`));
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
