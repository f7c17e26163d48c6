import type { LocalBucket, Reply } from './bucket.ts';
import { checkDigests, readChecksumClaim } from './checksum-claim.ts';
import type { FileStore, StoredVersion } from './file-store.ts';
import { findVersion } from './get-object.ts';
import { type Measured, measure } from './measure.ts';
import { S3Refusal } from './s3-refusal.ts';
import type { S3Request } from './s3-request.ts';
import type { SignedPayload } from './signature.ts';

/** A signed request for what is written of a version beside its bytes; a PUT carries a document. */
export interface DocumentCommand {
  readonly request: S3Request;
  readonly payload: SignedPayload;
  readonly bucket: LocalBucket;
  readonly openBody: () => AsyncIterable<Uint8Array>;
}

/** One kind of document: how it is shown, and what a sent one makes of a version. */
interface VersionDocument {
  show(version: StoredVersion): string;
  amend(xml: string): (current: StoredVersion) => StoredVersion;
}

const DOCUMENT_BYTES_MAX = 4096;
const TAGS_MAX = 10;
const MODE_HEADER = 'x-amz-object-lock-mode';

/** A version's lock can be extended and never shortened: nobody may bypass governance here. */
const retention: VersionDocument = {
  show: ({ headers, retainUntil }) => {
    const mode = headers[MODE_HEADER];
    if (retainUntil !== undefined && mode !== undefined) {
      return element('Retention', `<Mode>${mode}</Mode><RetainUntilDate>${retainUntil}</RetainUntilDate>`);
    }
    const message = 'The specified object does not have a ObjectLock configuration';
    throw new S3Refusal('NoSuchObjectLockConfiguration', message);
  },
  amend: (xml) => {
    const mode = /<Mode>(COMPLIANCE|GOVERNANCE)<\/Mode>/.exec(xml)?.[1];
    const until = Date.parse(/<RetainUntilDate>([0-9:.TZ+-]{10,35})<\/RetainUntilDate>/.exec(xml)?.[1] ?? '');
    if (mode === undefined || Number.isNaN(until)) throw malformedDocument();
    const retainUntil = new Date(until).toISOString();
    return (current) => {
      const isLocked = current.retainUntil !== undefined;
      if (isLocked && (current.retainUntil > retainUntil || current.headers[MODE_HEADER] !== mode)) {
        throw new S3Refusal('AccessDenied', 'Access Denied because object protected by object lock.');
      }
      return { ...current, retainUntil, headers: { ...current.headers, [MODE_HEADER]: mode } };
    };
  },
};

/** A PUT replaces all of a version's tags. The stand-in takes plain ASCII tags only. */
const tagging: VersionDocument = {
  show: ({ tags = {} }) => {
    const shown = Object.entries(tags).map(([key, value]) => `<Tag><Key>${key}</Key><Value>${value}</Value></Tag>`);
    return element('Tagging', `<TagSet>${shown.join('')}</TagSet>`);
  },
  amend: (xml) => {
    const plain = '[A-Za-z0-9 ._:/=+@-]';
    const tag = `<Tag><Key>(${plain}{1,128})</Key><Value>(${plain}{0,256})</Value></Tag>`;
    const found = [...xml.matchAll(new RegExp(tag, 'g'))];
    const isWhole = found.length === xml.split('<Tag>').length - 1 && xml.includes('<TagSet');
    if (!isWhole || found.length > TAGS_MAX) throw malformedDocument();
    const tags = Object.fromEntries(found.map(([, key, value]) => [key!, value!]));
    return (current) => ({ ...current, tags });
  },
};

const documents = { retention, tagging };

/** The names of the parameters that ask for a document of a version. */
export const documentNames = Object.keys(documents) as (keyof typeof documents)[];

/** GET or PUT of a version's retention or tags. */
export async function answerDocument(
  store: FileStore,
  name: keyof typeof documents,
  command: DocumentCommand,
): Promise<Reply> {
  const version = await findVersion(store, command.request, command.bucket);
  const { method } = command.request;
  if (method === 'GET') {
    const body = `<?xml version="1.0" encoding="UTF-8"?>\n${documents[name].show(version)}`;
    return { status: 200, headers: { 'content-type': 'application/xml' }, body };
  }
  if (method !== 'PUT') {
    throw new S3Refusal('MethodNotAllowed', 'The specified method is not allowed against this resource.');
  }
  await store.amend(version, documents[name].amend(await readDocument(command)));
  return { status: 200, headers: { 'x-amz-version-id': version.versionId } };
}

function element(name: string, content: string): string {
  return `<${name} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${content}</${name}>`;
}

/** The document's text. Refuses one that is too long, comes without a digest, or is not what its digest says. */
async function readDocument({ request, payload, openBody }: DocumentCommand): Promise<string> {
  const pieces: Uint8Array[] = [];
  let measured: Measured | undefined;
  const keep = (result: Measured) => {
    measured = result;
  };
  let left = DOCUMENT_BYTES_MAX;
  for await (const piece of measure(openBody(), keep)) {
    left -= piece.length;
    if (left < 0) throw malformedDocument();
    pieces.push(piece);
  }
  const claim = readChecksumClaim(request);
  if (claim === undefined) {
    throw new S3Refusal('InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  checkDigests(request, payload, measured!, claim);
  return Buffer.concat(pieces).toString('utf8');
}

/** The refusal of a document that is not what was asked for. */
function malformedDocument(): S3Refusal {
  return new S3Refusal('MalformedXML', 'The XML you provided was not well-formed or did not validate.');
}
