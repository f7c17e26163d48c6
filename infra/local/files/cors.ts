import type { LocalBucket, Reply } from './bucket.ts';
import { S3Refusal } from './s3-refusal.ts';
import { headerOf, type S3Request } from './s3-request.ts';

const METHODS = ['GET', 'HEAD', 'PUT'];
const REQUEST_HEADERS =
  /^(content-type|content-length|content-disposition|if-none-match|if-match|range|x-amz-[a-z0-9-]+)$/;
const EXPOSED = 'ETag, x-amz-version-id, x-amz-checksum-sha256, x-amz-request-id, Content-Disposition';

/** What a browser of an allowed origin needs to see; nothing for other origins, which then may not read the answer. */
export function corsHeaders(request: S3Request, bucket: LocalBucket | undefined): Record<string, string> {
  const origin = headerOf(request, 'origin');
  if (origin === undefined || !isAllowed(origin, bucket)) return {};
  return { 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED, vary: 'Origin' };
}

/** The answer to a browser's question before a cross-origin request; refuses unknown origins, methods and headers. */
export function answerPreflight(request: S3Request, bucket: LocalBucket | undefined): Reply {
  const origin = headerOf(request, 'origin');
  const method = headerOf(request, 'access-control-request-method');
  if (origin === undefined || method === undefined) {
    throw new S3Refusal('InvalidRequest', 'Insufficient information. Origin request header needed.');
  }
  const asked = headerOf(request, 'access-control-request-headers') ?? '';
  const names = asked.split(',').flatMap((name) => (name.trim() === '' ? [] : [name.trim().toLowerCase()]));
  const allowed = isAllowed(origin, bucket) && METHODS.includes(method);
  if (!allowed || !names.every((name) => REQUEST_HEADERS.test(name))) {
    throw new S3Refusal('AccessForbidden', 'CORSResponse: This CORS request is not allowed.');
  }
  return {
    status: 200,
    headers: {
      'access-control-allow-methods': METHODS.join(', '),
      'access-control-allow-headers': names.join(', '),
      'access-control-max-age': '600',
    },
  };
}

function isAllowed(origin: string, bucket: LocalBucket | undefined): boolean {
  const origins = bucket?.corsOrigins ?? [];
  return origins.includes(origin) || origins.includes('*');
}
