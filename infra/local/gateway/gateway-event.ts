import type { IncomingMessage } from 'node:http';
import type { HttpEvent } from '../../../functions/http/request.ts';
import { decodeSegments } from '../../../functions/http/unmatched-route.ts';

/** An HTTP API event of payload format 2.0; it has an authorizer only where a token was checked. */
export type GatewayEvent = HttpEvent;

type Authorizer = NonNullable<GatewayEvent['requestContext']['authorizer']>;

/** A request as it came in, before a route was found for it. */
export interface ReceivedRequest {
  readonly request: IncomingMessage;
  readonly body: Buffer;
  readonly requestId: string;
  /** Milliseconds since the epoch at which the head of the request was there. */
  readonly receivedAt: number;
}

/** What the choice of a route adds. */
export interface RoutedRequest {
  readonly routeKey: string;
  readonly pathParameters?: Readonly<Record<string, string>>;
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** Turns a request into the event that the gateway hands to a function. */
export function toGatewayEvent(received: ReceivedRequest, routed: RoutedRequest): GatewayEvent {
  const { request, body, requestId, receivedAt } = received;
  const { path, query } = splitTarget(request.url ?? '/');
  const rawPath = decodeSegments(path)?.join('/') ?? path;
  const headers = joinHeaders(request.rawHeaders);
  const parameters = joinQuery(query);
  return {
    version: '2.0',
    routeKey: routed.routeKey,
    rawPath,
    rawQueryString: query,
    headers,
    ...(Object.keys(parameters).length > 0 && { queryStringParameters: parameters }),
    ...(Object.keys(routed.pathParameters ?? {}).length > 0 && { pathParameters: { ...routed.pathParameters } }),
    requestContext: {
      accountId: '000000000000',
      apiId: 'local',
      domainName: headers.host ?? '127.0.0.1',
      domainPrefix: 'local',
      http: {
        method: request.method ?? 'GET',
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      routeKey: routed.routeKey,
      stage: '$default',
      time: toCommonLogTime(receivedAt),
      timeEpoch: receivedAt,
      ...(routed.claims && { authorizer: toAuthorizer(routed.claims) }),
    },
    ...(body.length > 0 && { body: body.toString('base64') }),
    isBase64Encoded: body.length > 0,
  };
}

/** Path and query of a request target; another form than `/path?query` has no path that could match. */
export function splitTarget(target: string): { readonly path: string; readonly query: string } {
  const mark = target.indexOf('?');
  return mark === -1 ? { path: target, query: '' } : { path: target.slice(0, mark), query: target.slice(mark + 1) };
}

/** Lower-case names; the values of a repeated header joined by commas. */
export function joinHeaders(rawHeaders: readonly string[]): Record<string, string> {
  const pairs: [string, string][] = [];
  for (let place = 0; place + 1 < rawHeaders.length; place += 2) {
    pairs.push([(rawHeaders[place] ?? '').toLowerCase(), rawHeaders[place + 1] ?? '']);
  }
  return joinRepeated(pairs);
}

function joinQuery(query: string): Record<string, string> {
  return joinRepeated([...new URLSearchParams(query)]);
}

/** By way of a map, so that a name such as `__proto__` is a name like any other. */
function joinRepeated(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of pairs) {
    const earlier = joined.get(name);
    joined.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(joined);
}

/** Claims that say who is calling. */
const identifying: ReadonlySet<string> = new Set(['sub', 'role', 'district']);

/**
 * The gateway hands on every claim as text, whatever it was in the token: a list becomes `[a b]`. Stricter than the
 * gateway, a claim that says who is calling and is neither text nor list is left out: the number 5 is no district `5`.
 */
function toAuthorizer(claims: Readonly<Record<string, unknown>>): Authorizer {
  const handedOn = Object.entries(claims).filter(
    ([name, value]) => !identifying.has(name) || typeof value === 'string' || Array.isArray(value),
  );
  const texts = Object.fromEntries(handedOn.map(([name, value]) => [name, flattenClaim(value)]));
  // The published type promises two fields more than the gateway sends, and a list where it sends null.
  return { jwt: { claims: texts, scopes: null } } as unknown as Authorizer;
}

function flattenClaim(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flattenClaim).join(' ')}]`;
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

/** `23/Nov/2026:16:13:05 +0000` */
function toCommonLogTime(epochMilliseconds: number): string {
  const [, day, month, year, time] = new Date(epochMilliseconds).toUTCString().split(' ');
  return `${day}/${month}/${year}:${time} +0000`;
}
