import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import * as z from 'zod';
import { digestOf, type Json, sha256 } from '../../lib/domain/digest.ts';
import { componentIdSchema, idSchema } from '../../lib/domain/ids.ts';
import { isRejection, reject } from '../../lib/domain/rejection.ts';
import type { Rejection } from '../contract/refusals.ts';
import {
  type Caller,
  type GivenFile,
  type PathParameters,
  roles,
  type Schema,
  type ServedRoute,
} from '../contract/route.ts';
import { idempotencyKeyPattern } from '../contract/schemas.ts';
import type { Dependencies } from '../protocols/dependencies.ts';
import { type ReadBody, readJsonBody } from './json-body.ts';

type GatewayEvent = APIGatewayProxyEventV2WithJWTAuthorizer;
type GatewayContext = GatewayEvent['requestContext'];

/** The gateway's event; public routes come without an authorizer. */
export type HttpEvent = Omit<GatewayEvent, 'requestContext'> & {
  requestContext: Omit<GatewayContext, 'authorizer'> & { readonly authorizer?: Authorizer };
};

/** Claims of a token that the gateway has checked itself, or had checked by a function. */
type Authorizer = Partial<GatewayContext['authorizer']> & { readonly lambda?: TokenClaims };

/** How a request is known again when it is sent a second time. */
export interface Idempotency {
  /** Hash of the caller (subject, role and district) and the key; `null` where the request has no key. */
  readonly replyId: string | null;
  /** Hash of method, path and body. */
  readonly fingerprint: string;
}

/** A request of which everything is known but whether its query and body keep to their schemas. */
export interface ReadRequest {
  readonly path: PathParameters;
  readonly caller: Caller;
  readonly read: ReadBody & { readonly file?: GivenFile };
  readonly idempotency: Idempotency;
}

/** Who calls a public route. */
const nobody: Caller = { subject: 'public', role: 'auditor', district: null };

/** The body's bytes as they were sent, `null` where there are none. */
export function bodyBytes({ body, isBase64Encoded }: HttpEvent): Uint8Array | null {
  return body === undefined ? null : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

/** Refuses a caller that asks for more than its share, before anything that it sent is looked at; it writes nothing. */
export async function refuseTooMany(
  { requestContext }: HttpEvent,
  dependencies: () => Pick<Dependencies, 'callerShares'>,
): Promise<Rejection | null> {
  const { sub: subject } = claimsOf(requestContext);
  const { timeEpoch, http } = requestContext;
  const shares = typeof subject === 'string' && dependencies().callerShares;
  if (!shares) return null;
  const milliseconds = await shares.waitFor(subject, http.method === 'GET', timeEpoch);
  if (milliseconds === 0) return null;
  const detail = {
    zh: `请求过于频繁：同一令牌主体每秒最多 ${shares.perSecond} 次。请按 Retry-After 稍候再发；写操作请沿用同一 Idempotency-Key。`,
    en: `Too many requests: ${shares.perSecond} a second are served for one subject of tokens. Send it again after Retry-After; a write under the same Idempotency-Key.`,
  };
  return { ...reject('too-many-requests', detail), retryAfterSeconds: Math.ceil(milliseconds / 1000) };
}

/** Reads a request in this order: token, media type, bytes, role and district, names in the path, idempotency key. */
export function readRequest(route: ServedRoute, event: HttpEvent): ReadRequest | Rejection {
  const caller = route.roles === 'public' ? nobody : callerOfToken(event);
  if (isRejection(caller) && caller.rejected === 'unauthenticated') return caller;
  const read = readBody(route, event, bodyBytes(event));
  if (isRejection(read)) return read;
  if (isRejection(caller)) return caller;
  const path = (event.pathParameters ?? {}) as PathParameters;
  const refusal = refuseCaller(route, caller, path.district) ?? refusePath(path);
  if (refusal) return refusal;
  const idempotency = idempotencyOf(route, event, caller, read);
  return isRejection(idempotency) ? idempotency : { path, caller, read, idempotency };
}

function claimsOf({ authorizer }: HttpEvent['requestContext']): TokenClaims {
  return authorizer?.jwt?.claims ?? authorizer?.lambda ?? {};
}

/** The caller of the token that was verified before; a function that found it to be none gives no claims. */
function callerOfToken({ requestContext }: HttpEvent): Caller | Rejection {
  const claims = claimsOf(requestContext);
  if (Object.keys(claims).length > 0) return callerOf(claims);
  return reject('unauthenticated', {
    zh: '请求需要有效的令牌：Authorization: Bearer <JWT>。',
    en: 'The request needs a valid token: Authorization: Bearer <JWT>.',
  });
}

/** Claims as the gateway hands them over: text, also where the token held something else (`"[a b]"` for a list). */
type TokenClaims = Readonly<Record<string, unknown>>;

const DISTRICT = /^[a-z0-9][a-z0-9-]{0,31}$/;

/** The caller of single-valued claims. A list, an unknown role or a district role without its district gives no authority. */
function callerOf(claims: TokenClaims): Caller | Rejection {
  const { sub, role, district } = claims;
  const known = roles.find((name) => name === role);
  if (!known || typeof sub !== 'string' || sub === '') return noAuthority;
  if (known !== 'district') return { subject: sub, role: known, district: null };
  return typeof district === 'string' && DISTRICT.test(district)
    ? { subject: sub, role: known, district }
    : noAuthority;
}

const noAuthority = reject('forbidden', {
  zh: '令牌中没有可用的角色：role 须为 district、assessor、auditor、admin 之一，区县角色还须有 district。',
  en: 'The token carries no usable role: role is one of district, assessor, auditor, admin, and a district also needs district.',
});

/** Refuses a caller that the route is not for; a district is also kept to its own book. */
function refuseCaller(route: ServedRoute, caller: Caller, district: string | undefined): Rejection | null {
  if (route.roles !== 'public' && !route.roles.includes(caller.role))
    return reject('forbidden', {
      zh: `此操作不对角色 ${caller.role} 开放，允许的角色：${route.roles.join('、')}。`,
      en: `This is not open to the role ${caller.role}, only to: ${route.roles.join(', ')}.`,
    });
  if (caller.role !== 'district' || district === undefined || caller.district === district) return null;
  return reject('wrong-district', {
    zh: '令牌属于另一个区县，只能读写本区县的台账。',
    en: 'The token belongs to another district; a district reads and writes only its own book.',
  });
}

/** Reads the body of a route that takes one: media type, then bytes. */
function readBody(route: ServedRoute, event: HttpEvent, bytes: Uint8Array | null): ReadRequest['read'] | Rejection {
  if (!route.body) return { value: null, forbiddenKeys: [] };
  if (route.isBodyOptional && (bytes === null || bytes.length === 0)) return { value: {}, forbiddenKeys: [] };
  const file = fileOf(route, event, bytes);
  // A file is known again by its bytes; what is in it, its story finds out.
  if (file) return { value: [file.contentType, sha256(file.bytes)], forbiddenKeys: [], file };
  const refusal = refuseMediaType(event);
  if (refusal) return refusal;
  const read = readJsonBody(bytes, route.bodyDepthMax);
  return read.ok ? read : reject(read.slug, read.detail);
}

/** The file that is sent as the body, uncompressed and of a type that the route takes; `null` for every other body. */
function fileOf({ bodyFiles }: ServedRoute, { headers }: HttpEvent, bytes: Uint8Array | null): GivenFile | null {
  const [type = ''] = (headers['content-type'] ?? '').toLowerCase().split(';');
  const contentType = bodyFiles?.find((taken) => taken === type.trim());
  const isPlain = (headers['content-encoding'] ?? 'identity').toLowerCase() === 'identity';
  return contentType !== undefined && isPlain ? { contentType, bytes: bytes ?? new Uint8Array() } : null;
}

const JSON_TYPE = /^application\/json\s*(;\s*charset="?utf-8"?\s*)?$/i;

/** The refusal of a body that is not uncompressed UTF-8 JSON by its headers; `null` for one that is. */
export function refuseMediaType({ headers }: HttpEvent): Rejection | null {
  const encoding = headers['content-encoding'] ?? 'identity';
  if (JSON_TYPE.test(headers['content-type'] ?? '') && encoding.toLowerCase() === 'identity') return null;
  return reject('unsupported-media-type', {
    zh: '请求体须为未压缩的 UTF-8 JSON：Content-Type: application/json，不带 Content-Encoding。',
    en: 'The body is uncompressed UTF-8 JSON: Content-Type: application/json, without Content-Encoding.',
  });
}

/** What can't be an id names nothing; and keys are made of ids. */
function refusePath(path: PathParameters): Rejection | null {
  const isNamed = Object.entries(path).every(
    ([name, value]) => schemaOf(name === 'component' ? componentIdSchema : idSchema).safeParse(value).success,
  );
  return isNamed ? null : unknownRoute;
}

const unknownRoute = reject('not-found', {
  zh: '没有这个地址；可用的地址见 /openapi.json。',
  en: 'There is nothing at this address; /openapi.json lists what there is.',
});

/** The `Idempotency-Key`: given once or not at all, and of no use to a request that writes nothing. */
function idempotencyOf(route: ServedRoute, event: HttpEvent, caller: Caller, read: ReadBody): Idempotency | Rejection {
  const key = event.headers['idempotency-key'];
  if (key !== undefined && !idempotencyKeyPattern.test(key)) return invalidKey;
  const { role, district, subject } = caller;
  const replyId = key === undefined || route.method === 'GET' ? null : digestOf([role, district, subject, key]);
  return { replyId, fingerprint: digestOf([route.method, event.rawPath, read.value as Json]) };
}

const invalidKey = reject('idempotency-key-invalid', {
  zh: 'Idempotency-Key 须为 2 至 255 个可见 ASCII 字符（不含逗号），且只出现一次。',
  en: 'Idempotency-Key is 2 to 255 visible ASCII characters without a comma, given once.',
});

/** What zod found in a request whose query or body does not keep to the route's schemas. */
export interface IssuesBySchemas {
  readonly queryIssues: readonly Issue[];
  readonly bodyIssues: readonly Issue[];
}

type Issue = z.core.$ZodIssue;

/** Query and body held against the route's schemas: what these make of them, or what was found in them. */
export function checkSchemas(
  route: ServedRoute,
  { queryStringParameters }: HttpEvent,
  { value, file, forbiddenKeys }: ReadRequest['read'],
):
  | { readonly keeps: true; readonly query: unknown; readonly body: unknown }
  | ({ readonly keeps: false } & IssuesBySchemas) {
  const query = schemaOf(route.query ?? noQuery).safeParse({ ...queryStringParameters });
  const body = schemaOf(route.body && !file ? route.body : z.unknown).safeParse(value);
  if (query.success && body.success && forbiddenKeys.length === 0)
    return { keeps: true, query: query.data, body: file ?? body.data };
  return { keeps: false, queryIssues: query.error?.issues ?? [], bodyIssues: body.error?.issues ?? [] };
}

const noQuery = () => z.strictObject({});

const made = new WeakMap<Schema, z.ZodType>();

/** The schema of a route that somebody asks, made once. */
function schemaOf(make: Schema): z.ZodType {
  const schema = made.get(make) ?? make();
  made.set(make, schema);
  return schema;
}
