import type { LocalBucket } from './bucket.ts';
import { checkDigests, readChecksumClaim } from './checksum-claim.ts';
import { type Measured, measure } from './measure.ts';
import { S3Refusal } from './s3-refusal.ts';
import type { S3Request } from './s3-request.ts';
import type { SignedPayload } from './signature.ts';

/** A signed request for something that is written of a version, such as its `?retention`; a PUT carries a document. */
export interface DocumentCommand {
  readonly request: S3Request;
  readonly payload: SignedPayload;
  readonly bucket: LocalBucket;
  readonly openBody: () => AsyncIterable<Uint8Array>;
}

const DOCUMENT_BYTES_MAX = 4096;

/** The document's text. Refuses one that is too long, comes without a digest, or is not what its digest says. */
export async function readDocument({ request, payload, openBody }: DocumentCommand): Promise<string> {
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
  if (payload === 'chunked' || claim?.value === undefined) {
    throw new S3Refusal('InvalidRequest', 'Missing required header for this request: Content-MD5 OR x-amz-checksum-*');
  }
  checkDigests(request, payload, measured!, { algorithm: claim.algorithm, digest: claim.value });
  return Buffer.concat(pieces).toString('utf8');
}

/** The refusal of a document that is not what was asked for. */
export function malformedDocument(): S3Refusal {
  return new S3Refusal('MalformedXML', 'The XML you provided was not well-formed or did not validate.');
}
