import type { LocalBucket, Reply } from './bucket.ts';
import { checkDigests, readChecksumClaim } from './checksum-claim.ts';
import type { FileStore, StoredVersion } from './file-store.ts';
import { findVersion } from './get-object.ts';
import { type Measured, measure } from './measure.ts';
import { S3Refusal } from './s3-refusal.ts';
import type { S3Request } from './s3-request.ts';
import type { SignedPayload } from './signature.ts';

/** A signed request for a version's `?retention`. */
export interface RetentionCommand {
  readonly request: S3Request;
  readonly payload: SignedPayload;
  readonly bucket: LocalBucket;
  readonly openBody: () => AsyncIterable<Uint8Array>;
}

const DOCUMENT_BYTES_MAX = 4096;
const MODE_HEADER = 'x-amz-object-lock-mode';

/** GET or PUT of a version's retention. A lock can be extended and never shortened: nobody may bypass governance here. */
export async function objectRetention(store: FileStore, command: RetentionCommand): Promise<Reply> {
  const version = await findVersion(store, command.request, command.bucket);
  if (command.request.method === 'GET') return showRetention(version);
  if (command.request.method !== 'PUT') {
    throw new S3Refusal('MethodNotAllowed', 'The specified method is not allowed against this resource.');
  }
  const wanted = readDocument(await readBody(command));
  await store.retain(version, (current) => {
    const mode = current.headers[MODE_HEADER];
    if (current.retainUntil !== undefined && (current.retainUntil > wanted.until || mode !== wanted.mode)) {
      throw new S3Refusal('AccessDenied', 'Access Denied because object protected by object lock.');
    }
    return { ...current, retainUntil: wanted.until, headers: { ...current.headers, [MODE_HEADER]: wanted.mode } };
  });
  return { status: 200, headers: {} };
}

function showRetention(version: StoredVersion): Reply {
  const mode = version.headers[MODE_HEADER];
  if (version.retainUntil === undefined || mode === undefined) {
    throw new S3Refusal(
      'NoSuchObjectLockConfiguration',
      'The specified object does not have a ObjectLock configuration',
    );
  }
  const body =
    '<?xml version="1.0" encoding="UTF-8"?>\n<Retention xmlns="http://s3.amazonaws.com/doc/2006-03-01/">' +
    `<Mode>${mode}</Mode><RetainUntilDate>${version.retainUntil}</RetainUntilDate></Retention>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body };
}

async function readBody({ request, payload, openBody }: RetentionCommand): Promise<string> {
  const pieces: Uint8Array[] = [];
  let measured: Measured | undefined;
  const keep = (result: Measured) => {
    measured = result;
  };
  let left = DOCUMENT_BYTES_MAX;
  for await (const piece of measure(openBody(), keep)) {
    left -= piece.length;
    if (left < 0) throw malformed();
    pieces.push(piece);
  }
  const claim = readChecksumClaim(request);
  if (payload === 'chunked' || claim?.value === undefined) {
    throw new S3Refusal('InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  checkDigests(request, payload, measured!, { algorithm: claim.algorithm, digest: claim.value });
  return Buffer.concat(pieces).toString('utf8');
}

function readDocument(xml: string): { readonly mode: string; readonly until: string } {
  const mode = /<Mode>(COMPLIANCE|GOVERNANCE)<\/Mode>/.exec(xml)?.[1];
  const until = Date.parse(/<RetainUntilDate>([0-9:.TZ+-]{10,35})<\/RetainUntilDate>/.exec(xml)?.[1] ?? '');
  if (mode === undefined || Number.isNaN(until)) throw malformed();
  return { mode, until: new Date(until).toISOString() };
}

function malformed(): S3Refusal {
  return new S3Refusal('MalformedXML', 'The XML you provided was not well-formed or did not validate.');
}
