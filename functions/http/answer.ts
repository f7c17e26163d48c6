import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { contentDisposition } from '../../lib/domain/content-disposition.ts';
import { digestOf, type Json, sha256 } from '../../lib/domain/digest.ts';
import type { ReplyPlace, StoredReply } from '../../lib/domain/ports.ts';
import { reject } from '../../lib/domain/rejection.ts';
import type { AnswerFile } from '../../lib/exports/answer-table.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { PathParameters, ServedRoute } from '../contract/route.ts';
import { fileMediaTypes } from '../contract/schemas.ts';
import type { Already, Later } from '../contract/told.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { matchesIfNoneMatch } from './entity-tags.ts';
import type { HttpAnswer } from './problem-answer.ts';
import type { HttpEvent, Idempotency } from './request.ts';

/** Replies are kept for two days: longer than any portal retries. */
const keptSeconds = 48 * 3600;

/** An answer: the body in its JSON form, and what goes into headers. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** An entity tag with its quotes. Answers to GET are compared with If-None-Match. */
  readonly etag: string | null;
  readonly location: string | null;
  /** Given before: the kept reply to the same request. */
  readonly isReplay?: boolean;
  /** For answers that are not JSON. */
  readonly contentType?: string | undefined;
  /** What it may load and run, if it is a page. */
  readonly policy?: string | undefined;
  /** Under which name a file is saved, as a header says it. */
  readonly disposition?: string;
  /** Whether the request's headers have chosen between JSON and files, and their language. */
  readonly isChosen?: boolean;
}

/** What a story told as an answer: with the status, the tag and the address that its route says. */
export function answerOf({ reply, path: template }: ServedRoute, path: PathParameters, told: unknown): Answer {
  const isAlready = typeof told === 'object' && told !== null && 'already' in told;
  const isLater = typeof told === 'object' && told !== null && 'later' in told;
  const body = isAlready ? (told as Already<unknown>).already : isLater ? (told as Later<unknown>).later : told;
  const { id } = body as { readonly id?: string };
  const addressOf = (named: string) => named.replace(/\{(\w+)\}/g, (_, name: keyof PathParameters) => path[name]);
  const laterAt = isLater && reply.laterPath ? addressOf(reply.laterPath) : null;
  return {
    status: isAlready ? 200 : isLater ? 202 : reply.status,
    body,
    etag: tagOf(reply.tag, body),
    location: laterAt ?? (reply.isLocated || isLater ? `${addressOf(template)}/${id}` : null),
    contentType: reply.contentType,
    policy: reply.policy,
  };
}

function tagOf(kind: ServedRoute['reply']['tag'], body: unknown): string | null {
  if (!kind) return null;
  if (kind === 'content') return `"${digestOf(body as Json).slice(0, 32)}"`;
  const { revision, receipt } = body as { readonly revision: number; readonly receipt?: { readonly revision: number } };
  return `"${receipt?.revision ?? revision}"`;
}

/** An answer as HTTP: entity tag, replay mark, and 304 where the reader has this very version already. */
export function httpAnswer(answer: Answer, event: HttpEvent): HttpAnswer {
  const { status, body, etag, location, isReplay, contentType, policy, disposition, isChosen } = answer;
  const isRead = event.requestContext.http.method === 'GET';
  const headers: Record<string, string> = {
    'content-type': contentType ?? 'application/json; charset=utf-8',
    'cache-control': isRead && etag ? 'private, no-cache' : 'no-store',
    ...(etag && { etag }),
    ...(location && { location }),
    ...(policy && { 'content-security-policy': policy }),
    ...(disposition && { 'content-disposition': disposition }),
    ...(isChosen && { vary: 'accept, accept-language' }),
    ...(status === 202 && { 'retry-after': '2' }),
    ...(isReplay && { 'idempotent-replayed': 'true' }),
  };
  const known = event.headers['if-none-match'];
  if (isRead && etag && known !== undefined && matchesIfNoneMatch(known, etag)) {
    const { 'content-type': _, ...kept } = headers;
    return { statusCode: 304, headers: kept, body: '' };
  }
  if (body instanceof Uint8Array)
    return { statusCode: status, headers, body: Buffer.from(body).toString('base64'), isBase64Encoded: true };
  return { statusCode: status, headers, body: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** A file in place of an answer, under its own name and with an entity tag of its own. */
export function fileInstead(answer: Answer, { name, contentType, bytes }: AnswerFile): Answer {
  const etag = `"${sha256(bytes).slice(0, 32)}"`;
  return { ...answer, body: bytes, contentType, etag, disposition: contentDisposition(name) };
}

/** Where the reply to a request is kept; `null` where it has no key. */
export function replyPlaceOf({ replyId, fingerprint }: Idempotency, receivedAt: number): ReplyPlace | null {
  if (replyId === null) return null;
  return { id: replyId, fingerprint, expiresAt: Math.floor(receivedAt / 1000) + keptSeconds };
}

/** The record that keeps an answer at its place. */
export function replyAt(place: ReplyPlace, { status, body, etag, location }: Answer): StoredReply {
  return { ...place, status, body: JSON.stringify(body), etag, location };
}

/**
 * The first reply to this key, or the refusal of another request under it; `null` where the key is new. Without a key
 * nothing is kept, and a function that keeps nothing has no store to ask.
 */
export async function keptAnswer(
  dependencies: () => Pick<Dependencies, 'replies'>,
  idempotency: Idempotency,
): Promise<Answer | Rejection | null> {
  if (idempotency.replyId === null) return null;
  const reply = await dependencies().replies.load(idempotency.replyId);
  return reply && replayed(reply, idempotency);
}

/** Gives a kept reply again, if it is the reply to this very request. */
export function replayed(reply: StoredReply, { fingerprint }: Idempotency): Answer | Rejection {
  const { status, body, etag, location } = reply;
  if (reply.fingerprint === fingerprint) return { status, body, etag, location, isReplay: true };
  return reject('idempotency-key-reused', {
    zh: '此 Idempotency-Key 已用于另一个请求；新的请求请用新的键。',
    en: 'This Idempotency-Key was used for another request; give a new request a new key.',
  });
}

/** The name of a format that is a file. */
type FileFormat = keyof typeof fileMediaTypes;

const QUALITY = /^(?:0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)$/;
const jsonTypes = ['application/json', 'application/*', '*/*'];

/**
 * The file that is asked for: by `format`, or else by `Accept` (RFC 9110, section 12.5.1), where it names a file's own type
 * with a higher quality than JSON. `null` for JSON, which is also what readers get who prefer nothing of what there is.
 */
export function wantedFile(format: string | undefined, accept: string | undefined): FileFormat | null {
  if (format !== undefined) return format === 'json' ? null : (format as FileFormat);
  const qualities = qualitiesOf(accept);
  const json = Math.max(0, ...jsonTypes.map((type) => qualities.get(type) ?? 0));
  const files = (Object.keys(fileMediaTypes) as FileFormat[]).map((name) => {
    return { name, quality: qualities.get(fileMediaTypes[name]) ?? 0 };
  });
  const [best] = files.sort((a, b) => b.quality - a.quality);
  return best && best.quality > json ? best.name : null;
}

/** What a header wants, and how much: in full where no quality is named; one whose quality is no number counts for nothing. */
function qualitiesOf(header: string | undefined): ReadonlyMap<string, number> {
  return new Map((header ?? '').split(',').flatMap(readRange));
}

function readRange(part: string): [string, number][] {
  const [type = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  return QUALITY.test(quality) ? [[type, Number(quality)]] : [];
}

/**
 * Whether an answer is wanted compressed by gzip, by `Accept-Encoding` (RFC 9110, section 12.5.3): where it is taken, and
 * the answer as it is not preferred; `always` where the answer as it is is refused.
 */
export function wantsGzip(acceptEncoding: string | undefined): boolean | 'always' {
  const qualities = qualitiesOf(acceptEncoding);
  const others = qualities.get('*') ?? 0;
  const compressed = qualities.get('gzip') ?? qualities.get('x-gzip') ?? others;
  // Without a word about it, it is the last resort.
  const plain = qualities.get('identity') ?? (qualities.get('*') === 0 ? 0 : null);
  if (compressed === 0 || compressed < (plain ?? 0)) return false;
  return plain === 0 ? 'always' : true;
}

/** Up to this size a compressed answer saves less than its making takes. */
const plainBytesMax = 1024;
const compress = promisify(gzip);
/** What is text. All else that is answered is compressed in itself. */
const TEXT = /^text\/|^application\/(?:.+\+)?json\b/;

/**
 * The answer as it is sent: compressed, where that is wanted and saves something. Its entity tag stays, strong and the same
 * in both forms, because it names the revision or the content and not the bytes [T 101]: who has read a book compressed
 * names its revision in `If-Match`.
 */
export async function encoded(answer: HttpAnswer, { headers: asked }: HttpEvent): Promise<HttpAnswer> {
  const { 'content-type': type, vary, 'content-encoding': encoding } = answer.headers;
  const headers = { ...answer.headers, vary: vary === undefined ? 'accept-encoding' : `${vary}, accept-encoding` };
  const isText = TEXT.test(type ?? '') && encoding === undefined;
  const wanted = isText && wantsGzip(asked['accept-encoding']);
  if (!wanted) return { ...answer, headers };
  const plain = Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8');
  if (wanted !== 'always' && plain.length <= plainBytesMax) return { ...answer, headers };
  const bytes = await compress(plain, { level: 5 });
  return {
    ...answer,
    headers: { ...headers, 'content-encoding': 'gzip' },
    body: bytes.toString('base64'),
    isBase64Encoded: true,
  };
}
