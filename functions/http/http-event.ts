import type { APIGatewayProxyEventV2WithJWTAuthorizer } from 'aws-lambda';
import { type Path, reject } from '../../lib/domain/rejection.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { type Caller, callerOf } from './caller.ts';
import { readJsonBody } from './json-body.ts';

type GatewayEvent = APIGatewayProxyEventV2WithJWTAuthorizer;
type GatewayContext = GatewayEvent['requestContext'];

/** The gateway's event; public routes come without an authorizer. */
export type HttpEvent = Omit<GatewayEvent, 'requestContext'> & {
  requestContext: Omit<GatewayContext, 'authorizer'> & Partial<Pick<GatewayContext, 'authorizer'>>;
};

/** A body that was read, with the property names that may not stand in one. */
export interface ReadBody {
  readonly value: unknown;
  readonly forbiddenKeys: readonly Path[];
}

/** Who calls a public route. */
export const nobody: Caller = { subject: 'public', role: 'auditor', district: null };

/** The body's bytes as they were sent, `null` where there are none. */
export function bodyBytes({ body, isBase64Encoded }: HttpEvent): Uint8Array | null {
  return body === undefined ? null : Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
}

/** The caller of the token that the gateway has verified. */
export function callerOfToken({ requestContext }: HttpEvent): Caller | Rejection {
  const claims = requestContext.authorizer?.jwt.claims;
  if (claims) return callerOf(claims);
  return reject('unauthenticated', {
    zh: '请求需要有效的令牌：Authorization: Bearer <JWT>。',
    en: 'The request needs a valid token: Authorization: Bearer <JWT>.',
  });
}

/** Reads the body of a route that takes one: media type, then bytes. */
export function readBody(route: Route, event: HttpEvent, bytes: Uint8Array | null): ReadBody | Rejection {
  if (!route.body) return { value: null, forbiddenKeys: [] };
  if (route.isBodyOptional && (bytes === null || bytes.length === 0)) return { value: {}, forbiddenKeys: [] };
  const refusal = refuseMediaType(event);
  if (refusal) return refusal;
  const read = readJsonBody(bytes);
  return read.ok ? read : reject(read.slug, read.detail);
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
