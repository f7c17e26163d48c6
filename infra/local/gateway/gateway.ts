import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { refused } from '../../../functions/http/problem-answer.ts';
import { refuseMediaType } from '../../../functions/http/request.ts';
import { matchRoute, type RoutePattern } from '../../../functions/http/unmatched-route.ts';
import { reject } from '../../../lib/domain/rejection.ts';
import { isFromForeignPage, namedHost } from '../loopback.ts';
import { answerPreflight, withCrossOriginHeaders } from './cross-origin.ts';
import { type GatewayEvent, joinHeaders, type ReceivedRequest, splitTarget, toGatewayEvent } from './gateway-event.ts';
import { type GatewayProblemSlug, gatewayProblem } from './gateway-problem.ts';

const headBytesMax = 10_240;
const functionBodyBytesMax = 256 * 1024;
const gatewayBodyBytesMax = 10 * 1024 * 1024;
const lingerMilliseconds = 2_000;

export type GatewayResult = APIGatewayProxyStructuredResultV2;

/** A route of the local run's own; it needs no token. */
export interface LocalRoute extends RoutePattern {
  invoke(event: GatewayEvent): Promise<GatewayResult>;
}

/** A route of the product. */
export interface GatewayRoute extends LocalRoute {
  readonly isPublic: boolean;
}

/** What stands behind the gateway. */
export interface GatewayBackend {
  readonly routes: readonly GatewayRoute[];
  readonly localRoutes?: readonly LocalRoute[];
  /** Origins whose pages may call the product's routes; none if not given. */
  readonly portalOrigins?: readonly string[];
  /** The claims of a valid token, `null` of any other. */
  authorize(token: string): Promise<Readonly<Record<string, unknown>> | null>;
  /** Answers what no route takes. */
  unmatched(event: GatewayEvent): GatewayResult | Promise<GatewayResult>;
  /** Milliseconds since the epoch; the machine's clock if not given. */
  now?(): number;
  /** Hears of what a function threw; standard error if not given. */
  report?(message: string, fault: unknown): void;
}

/** What to answer, and whether the connection must end because the rest of the request is not wanted. */
export interface GatewayReply {
  readonly result: GatewayResult;
  readonly requestId: string;
  readonly closes: boolean;
}

/** Answers one request as the HTTP API in front of the functions would; `null` if the caller went away meanwhile. */
export async function answerRequest(backend: GatewayBackend, request: IncomingMessage): Promise<GatewayReply | null> {
  const receivedAt = (backend.now ?? Date.now)();
  const requestId = randomUUID();
  const context = { requestId, acceptLanguage: request.headers['accept-language'] };
  const problem = (slug: GatewayProblemSlug, closes = false): GatewayReply => {
    return { result: gatewayProblem(slug, context), requestId, closes };
  };
  if (headBytes(request) > headBytesMax) return problem('headers-too-large', true);
  if (!isMetBy100Continue(request)) return problem('expectation-failed', true);
  const body = await readBody(request);
  if (body === 'aborted') return null;
  if (body === 'endless' || body === 'too-large') return problem('body-too-large', body === 'endless');
  const host = namedHost(request);
  if (host !== 'own') return problem(host === 'other' ? 'host-refused' : 'malformed-request');
  const preflight = answerPreflight(backend, request);
  if (preflight) return { result: preflight, requestId, closes: false };
  const admitted = (reply: GatewayReply): GatewayReply => {
    return { ...reply, result: withCrossOriginHeaders(backend, request, reply.result) };
  };
  if (countAuthorizations(request) > 1) return admitted(problem('repeated-authorization'));
  try {
    const result = await route(backend, { request, body, requestId, receivedAt });
    return admitted(result === 'unauthenticated' ? problem('unauthenticated') : { result, requestId, closes: false });
  } catch (fault) {
    (backend.report ?? console.error)(`request ${requestId} failed`, fault);
    return admitted(problem('fault'));
  }
}

async function route(backend: GatewayBackend, received: ReceivedRequest): Promise<GatewayResult | 'unauthenticated'> {
  const { method = 'GET', url = '/' } = received.request;
  const routes: readonly (LocalRoute & Partial<GatewayRoute>)[] = [...backend.routes, ...(backend.localRoutes ?? [])];
  const match = matchRoute(routes, method, splitTarget(url).path);
  if (match.kind !== 'route') return backend.unmatched(toGatewayEvent(received, { routeKey: '$default' }));
  const { isPublic } = match.route;
  const routed = { routeKey: `${match.route.method} ${match.route.path}`, pathParameters: match.pathParameters };
  if (isPublic === undefined) return invokeLocal(match.route, received, toGatewayEvent(received, routed));
  if (isPublic) return match.route.invoke(toGatewayEvent(received, routed));
  const token = bearerToken(received.request);
  const claims = token === null ? null : await backend.authorize(token);
  return claims === null ? 'unauthenticated' : match.route.invoke(toGatewayEvent(received, { ...routed, claims }));
}

/** These routes ask for no token: what a page of another origin can send without being asked first must not reach them. */
async function invokeLocal(local: LocalRoute, { request, body }: ReceivedRequest, event: GatewayEvent) {
  if (isFromForeignPage(request)) return refused(reject('forbidden', noForeignPages), event);
  const unreadable = body.length > 0 ? refuseMediaType(event) : null;
  return unreadable ? refused(unreadable, event) : local.invoke(event);
}

const noForeignPages = {
  zh: '此地址只供本机使用，不接受其他来源的网页发出的请求。',
  en: 'This address is for programs on this machine; it takes no requests of pages of other origins.',
};

function bearerToken(request: IncomingMessage): string | null {
  return /^Bearer +(\S+)$/i.exec(joinHeaders(request.rawHeaders).authorization ?? '')?.[1] ?? null;
}

function countAuthorizations(request: IncomingMessage): number {
  return request.rawHeaders.filter((text, place) => place % 2 === 0 && text.toLowerCase() === 'authorization').length;
}

/** `100-continue` is the one expectation there is; Node itself answers it. */
function isMetBy100Continue({ headers: { expect } }: IncomingMessage): boolean {
  return expect === undefined || expect.toLowerCase() === '100-continue';
}

/** The bytes of the request line and the headers, as they were sent. */
function headBytes(request: IncomingMessage): number {
  const line = `${request.method} ${request.url} HTTP/${request.httpVersion}\r\n`.length;
  return request.rawHeaders.reduce((total, text) => total + text.length + 2, line);
}

/** A body within the bound; `too-large` for one beyond it; `endless` for one that nobody would read to its end. */
type RequestBody = Buffer | 'too-large' | 'endless' | 'aborted';

/**
 * Reads a body to its end, keeping as much as a function takes. Beyond what the gateway takes it goes on for a moment and
 * discards: a connection reset in the middle of an upload would take the answer with it. Never throws.
 */
function readBody(request: IncomingMessage): Promise<RequestBody> {
  return new Promise((resolve) => {
    let chunks: Buffer[] = [];
    let sizeBytes = 0;
    let patience: NodeJS.Timeout | undefined;
    const settle = (body: RequestBody): void => {
      clearTimeout(patience);
      resolve(body);
    };
    const loseHope = (): void => {
      patience ??= setTimeout(() => settle('endless'), lingerMilliseconds);
    };
    if (Number(request.headers['content-length'] ?? 0) > gatewayBodyBytesMax) loseHope();
    request.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes <= functionBodyBytesMax) chunks.push(chunk);
      else chunks = [];
      if (sizeBytes > gatewayBodyBytesMax) loseHope();
    });
    request.on('end', () => {
      if (sizeBytes > gatewayBodyBytesMax) settle('endless');
      else settle(sizeBytes > functionBodyBytesMax ? 'too-large' : Buffer.concat(chunks));
    });
    request.on('close', () => settle('aborted'));
  });
}
