import type { Reply } from './bucket.ts';
import type { FileStore, StoredVersion } from './file-store.ts';
import { findVersion } from './get-object.ts';
import { S3Refusal } from './s3-refusal.ts';
import { type DocumentCommand, malformedDocument, readDocument } from './signed-document.ts';

const MODE_HEADER = 'x-amz-object-lock-mode';

/** GET or PUT of a version's retention. A lock can be extended and never shortened: nobody may bypass governance here. */
export async function objectRetention(store: FileStore, command: DocumentCommand): Promise<Reply> {
  const version = await findVersion(store, command.request, command.bucket);
  if (command.request.method === 'GET') return showRetention(version);
  if (command.request.method !== 'PUT') {
    throw new S3Refusal('MethodNotAllowed', 'The specified method is not allowed against this resource.');
  }
  const wanted = readRetention(await readDocument(command));
  await store.amend(version, (current) => {
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

function readRetention(xml: string): { readonly mode: string; readonly until: string } {
  const mode = /<Mode>(COMPLIANCE|GOVERNANCE)<\/Mode>/.exec(xml)?.[1];
  const until = Date.parse(/<RetainUntilDate>([0-9:.TZ+-]{10,35})<\/RetainUntilDate>/.exec(xml)?.[1] ?? '');
  if (mode === undefined || Number.isNaN(until)) throw malformedDocument();
  return { mode, until: new Date(until).toISOString() };
}
