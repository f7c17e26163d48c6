import type { LocalBucket, Reply } from './bucket.ts';
import type { FileStore, StoredVersion } from './file-store.ts';
import { S3Refusal } from './s3-refusal.ts';
import { amzValueOf, headerOf, parameterOf, type S3Request } from './s3-request.ts';

const OVERRIDES = [
  'content-type',
  'content-disposition',
  'content-language',
  'content-encoding',
  'cache-control',
  'expires',
];
const HEADER_VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** GET or HEAD of the latest or a named version: ranges, conditions, response header overrides, checksum on demand. */
export async function getObject(store: FileStore, request: S3Request, bucket: LocalBucket): Promise<Reply> {
  const version = await findVersion(store, request, bucket);
  const headers = objectHeaders(request, version);
  const condition = checkConditions(request, version);
  if (condition === 'not-modified') return { status: 304, headers: { etag: version.etag } };
  const range = readRange(headerOf(request, 'range'), version.sizeBytes);
  const withBody = request.method === 'GET';
  if (range === undefined) {
    if (amzValueOf(request, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED') {
      Object.assign(headers, checksumHeaders(version));
    }
    headers['content-length'] = String(version.sizeBytes);
    return { status: 200, headers, ...(withBody ? { body: store.read(version) } : {}) };
  }
  headers['content-length'] = String(range.end - range.start + 1);
  headers['content-range'] = `bytes ${range.start}-${range.end}/${version.sizeBytes}`;
  return { status: 206, headers, ...(withBody ? { body: store.read(version, range) } : {}) };
}

/** The version a request names, or the latest; refuses one that is not there. */
export async function findVersion(store: FileStore, request: S3Request, bucket: LocalBucket): Promise<StoredVersion> {
  const versionId = parameterOf(request, 'versionId');
  const version = await store.find(bucket.name, request.key, versionId);
  if (version !== undefined) return version;
  if (versionId === undefined)
    throw new S3Refusal('NoSuchKey', 'The specified key does not exist.', { Key: request.key });
  throw new S3Refusal('NoSuchVersion', 'The specified version does not exist.', {
    Key: request.key,
    VersionId: versionId,
  });
}

function objectHeaders(request: S3Request, version: StoredVersion): Record<string, string> {
  const kept = Object.entries(version.headers).filter(([name]) => !name.startsWith('x-amz-checksum-'));
  const headers: Record<string, string> = {
    'content-type': 'binary/octet-stream',
    ...Object.fromEntries(kept),
    etag: version.etag,
    'last-modified': new Date(version.createdAt).toUTCString(),
    'accept-ranges': 'bytes',
    'x-amz-version-id': version.versionId,
  };
  if (version.retainUntil !== undefined) headers['x-amz-object-lock-retain-until-date'] = version.retainUntil;
  for (const name of OVERRIDES) {
    const value = parameterOf(request, `response-${name}`);
    if (value === undefined) continue;
    if (!HEADER_VALUE.test(value)) throw new S3Refusal('InvalidArgument', `response-${name} is not a header value.`);
    headers[name] = value;
  }
  return headers;
}

function checksumHeaders(version: StoredVersion): Record<string, string> {
  const checksums = Object.entries(version.headers).filter(([name]) => name.startsWith('x-amz-checksum-'));
  return checksums.length === 0 ? {} : { ...Object.fromEntries(checksums), 'x-amz-checksum-type': 'FULL_OBJECT' };
}

function checkConditions(request: S3Request, version: StoredVersion): 'not-modified' | undefined {
  const names = (value: string) => value.split(',').some((tag) => ['*', version.etag].includes(tag.trim()));
  const ifMatch = headerOf(request, 'if-match');
  if (ifMatch !== undefined && !names(ifMatch)) {
    throw new S3Refusal('PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
  }
  const ifNoneMatch = headerOf(request, 'if-none-match');
  return ifNoneMatch !== undefined && names(ifNoneMatch) ? 'not-modified' : undefined;
}

/** One range of bytes; several ranges or an unreadable one are ignored, as HTTP allows; one outside is refused. */
function readRange(header: string | undefined, sizeBytes: number): { start: number; end: number } | undefined {
  const match = /^bytes=([0-9]{0,15})-([0-9]{0,15})$/.exec(header?.trim() ?? '');
  if (!match || (match[1] === '' && match[2] === '')) return undefined;
  const last = match[2] === '' ? sizeBytes - 1 : Math.min(Number(match[2]), sizeBytes - 1);
  const start = match[1] === '' ? Math.max(0, sizeBytes - Number(match[2])) : Number(match[1]);
  const end = match[1] === '' ? sizeBytes - 1 : last;
  if (match[1] !== '' && match[2] !== '' && Number(match[2]) < start) return undefined;
  if (start <= end) return { start, end };
  throw new S3Refusal('InvalidRange', 'The requested range is not satisfiable', {
    ActualObjectSize: String(sizeBytes),
  });
}
