import './quiet.ts';
import { gunzipSync } from 'node:zlib';
import type { Route } from '../../functions/contract/route.ts';
import type { Endpoint } from '../../functions/http/endpoint.ts';
import { httpHandler } from '../../functions/http/http-handler.ts';
import type { HttpEvent } from '../../functions/http/request.ts';
import type { AllDependencies } from '../../functions/protocols/dependencies.ts';
import { endpoints as allEndpoints } from '../../functions/routes.ts';

/** Who calls, as claims of a token that the gateway has verified. */
export interface TestCaller {
  readonly role?: unknown;
  readonly district?: unknown;
  readonly subject?: unknown;
}

/** What a test sends. A string or bytes as body go as they are, everything else as JSON. */
export interface TestRequest {
  readonly caller?: TestCaller | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly receivedAt?: number;
  /** Sends the body in base64, as the gateway does with what it takes for binary. */
  readonly isBase64?: boolean;
}

/** What came back; `body` is the JSON, or the text where there is none. */
export interface TestReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into it and says what it expects to find.
  readonly body: any;
  readonly text: string;
  /** What came back as bytes, for answers that are files. */
  readonly bytes: Buffer;
  /** How many of them were sent: fewer, where they were compressed for who asked for that. */
  readonly sentBytes: number;
  /** The route that served it; `null` where there is none. */
  readonly route: Route | null;
}

/** Calls endpoints as the gateway does: `send('PUT /v1/cycles/2019/…?basis=claimed', { caller, body })`. */
export type ApiClient = (target: string, request?: TestRequest) => Promise<TestReply>;

/** A client of the endpoints' handlers over some dependencies; each route goes to the function that serves it. */
export function apiClient(
  needs: AllDependencies,
  endpoints: readonly Endpoint<AllDependencies>[] = allEndpoints,
): ApiClient {
  const functions = Map.groupBy(endpoints, ({ route }) => route.function);
  const handlers = new Map([...functions].map(([name, served]) => [name, httpHandler(served, () => needs)]));
  let requests = 0;
  return async (target, request = {}) => {
    const space = target.indexOf(' ');
    const [method, address] = [target.slice(0, space), target.slice(space + 1)];
    const [path = '', query = ''] = splitOnce(address, '?');
    const found = findRoute(endpoints, method, path);
    const handler = handlers.get(found?.endpoint.route.function ?? 'open-door') ?? httpHandler([], () => needs);
    const receivedAt = request.receivedAt ?? needs.clock.now();
    const event = eventOf(request, { method, path, query, receivedAt, requestId: `test-${++requests}` });
    const answer = await handler({ ...event, ...routed(found) } as HttpEvent);
    const sent = Buffer.from(answer.body, answer.isBase64Encoded ? 'base64' : 'utf8');
    const isCompressed = answer.headers['content-encoding'] === 'gzip';
    const bytes = isCompressed ? gunzipSync(sent) : sent;
    const text = isCompressed ? bytes.toString() : answer.body;
    return {
      status: answer.statusCode,
      headers: answer.headers,
      ...{ text, bytes, sentBytes: sent.length },
      body: parsed(text),
      route: found?.endpoint.route ?? null,
    };
  };
}

interface FoundRoute {
  readonly endpoint: Endpoint<AllDependencies>;
  readonly parameters: Readonly<Record<string, string>>;
}

/** The route with the fewest parameters that fits; `null` where the gateway would fall back to `$default`. */
function findRoute(endpoints: readonly Endpoint<AllDependencies>[], method: string, path: string): FoundRoute | null {
  const given = path.split('/');
  const fitting = endpoints.flatMap((endpoint) => {
    const template = endpoint.route.path.split('/');
    const isFit = template.every((part, index) => (part.startsWith('{') ? given[index] !== '' : part === given[index]));
    if (endpoint.route.method !== method || template.length !== given.length || !isFit) return [];
    const named = template.flatMap((part, index) =>
      part.startsWith('{') ? [[part.slice(1, -1), decode(given[index]!)]] : [],
    );
    return [{ endpoint, parameters: Object.fromEntries(named) }];
  });
  const count = ({ parameters }: FoundRoute) => Object.keys(parameters).length;
  return fitting.sort((a, b) => count(a) - count(b))[0] ?? null;
}

function routed(found: FoundRoute | null) {
  if (!found) return { routeKey: '$default' };
  const { route } = found.endpoint;
  const hasParameters = Object.keys(found.parameters).length > 0;
  return { routeKey: `${route.method} ${route.path}`, ...(hasParameters && { pathParameters: found.parameters }) };
}

interface Received {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly receivedAt: number;
  readonly requestId: string;
}

function eventOf(
  { caller, body, headers = {}, isBase64 }: TestRequest,
  { method, path, query, receivedAt, requestId }: Received,
) {
  const bytes = bytesOf(body);
  const parameters = joinedQuery(query);
  const claims = caller && claimsOf(caller);
  return {
    version: '2.0',
    rawPath: decode(path),
    rawQueryString: query,
    headers: { ...(bytes && { 'content-type': 'application/json' }), ...headers },
    ...(Object.keys(parameters).length > 0 && { queryStringParameters: parameters }),
    requestContext: {
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1', userAgent: 'test' },
      requestId,
      timeEpoch: receivedAt,
      ...(claims && { authorizer: { jwt: { claims, scopes: null } } }),
    },
    ...(bytes && { body: bytes.toString(isBase64 === false ? 'utf8' : 'base64') }),
    isBase64Encoded: bytes !== null && isBase64 !== false,
  };
}

function claimsOf({ role, district, subject = 'tester' }: TestCaller) {
  return { sub: subject, ...(role !== undefined && { role }), ...(district !== undefined && { district }) };
}

function bytesOf(body: unknown): Buffer | null {
  if (body === undefined) return null;
  if (body instanceof Uint8Array) return Buffer.from(body);
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function joinedQuery(query: string): Record<string, string> {
  const joined = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const earlier = joined.get(name);
    joined.set(name, earlier === undefined ? value : `${earlier},${value}`);
  }
  return Object.fromEntries(joined);
}

function splitOnce(text: string, mark: string): [string, string?] {
  const at = text.indexOf(mark);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
