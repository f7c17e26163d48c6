import type { IncomingMessage } from 'node:http';
import { S3Refusal } from './s3-refusal.ts';

type Pair = readonly [name: string, value: string];

/** A request as it came over the wire, read but not yet believed. */
export interface S3Request {
  readonly method: string;
  /** The path exactly as sent, still percent-encoded: what was signed. */
  readonly rawPath: string;
  readonly bucket: string;
  /** Empty for a request to the bucket itself. */
  readonly key: string;
  /** Decoded, each name once. */
  readonly parameters: readonly Pair[];
  /** Names in lower case, repeated headers as often as sent. */
  readonly headers: readonly Pair[];
}

const KEY_BYTES_MAX = 1024;

/** Reads method, path style address, parameters and headers; refuses what cannot be read in one way only. */
export function readS3Request(message: IncomingMessage): S3Request {
  const target = message.url ?? '';
  if (!target.startsWith('/')) throw new S3Refusal('InvalidURI', 'The request target is not a path.');
  const queryAt = target.indexOf('?');
  const rawPath = queryAt < 0 ? target : target.slice(0, queryAt);
  const slashAt = rawPath.indexOf('/', 1);
  const key = slashAt < 0 ? '' : decode(rawPath.slice(slashAt + 1));
  if (Buffer.byteLength(key) > KEY_BYTES_MAX) throw new S3Refusal('KeyTooLongError', 'Your key is too long.');
  return {
    method: message.method ?? '',
    rawPath,
    bucket: decode(slashAt < 0 ? rawPath.slice(1) : rawPath.slice(1, slashAt)),
    key,
    parameters: readParameters(queryAt < 0 ? '' : target.slice(queryAt + 1)),
    headers: readHeaders(message.rawHeaders),
  };
}

/** A header's value, repeated ones joined by commas; undefined if it was not sent. */
export function headerOf(request: S3Request, name: string): string | undefined {
  const values = request.headers.filter(([each]) => each === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(',');
}

/** A query parameter's decoded value. */
export function parameterOf(request: S3Request, name: string): string | undefined {
  return request.parameters.find(([each]) => each === name)?.[1];
}

/** An `x-amz-…` value: from the header or, as a presigner may have moved it there, from the query. */
export function amzValueOf(request: S3Request, name: string): string | undefined {
  return headerOf(request, name) ?? request.parameters.find(([each]) => each.toLowerCase() === name)?.[1];
}

function readParameters(query: string): Pair[] {
  const seen = new Set<string>();
  const pairs: Pair[] = [];
  for (const part of query.split('&').filter((each) => each !== '')) {
    const equalsAt = part.indexOf('=');
    const name = decode(equalsAt < 0 ? part : part.slice(0, equalsAt));
    if (seen.has(name.toLowerCase())) throw new S3Refusal('InvalidArgument', 'A query parameter was given twice.');
    seen.add(name.toLowerCase());
    pairs.push([name, equalsAt < 0 ? '' : decode(part.slice(equalsAt + 1))]);
  }
  return pairs;
}

function readHeaders(raw: readonly string[]): Pair[] {
  const pairs: Pair[] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at]!.toLowerCase(), raw[at + 1]!]);
  return pairs;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new S3Refusal('InvalidURI', "Couldn't parse the specified URI.");
  }
}
