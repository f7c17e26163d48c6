import { headerOf, type S3Request } from './s3-request.ts';

/**
 * The text whose digest is signed (Signature Version 4 for S3), rebuilt from the request as received: method, path as
 * sent, sorted query without the signature itself, the signed headers, the payload's hash.
 */
export function canonicalRequest(request: S3Request, signedHeaders: readonly string[], payloadHash: string): string {
  const headers = signedHeaders.map((name) => `${name}:${canonicalValue(headerOf(request, name) ?? '')}\n`);
  return [
    request.method,
    request.rawPath,
    canonicalQuery(request),
    headers.join(''),
    signedHeaders.join(';'),
    payloadHash,
  ].join('\n');
}

function canonicalQuery(request: S3Request): string {
  return request.parameters
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function canonicalValue(value: string): string {
  return value.trim().replace(/ +/g, ' ');
}

/** RFC 3986: everything but unreserved characters, which `encodeURIComponent` exceeds by five. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
