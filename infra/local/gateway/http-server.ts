import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { answerSocket, listen } from '../loopback.ts';
import { answerRequest, type GatewayBackend, type GatewayReply } from './gateway.ts';
import { type GatewayProblemSlug, gatewayProblem } from './gateway-problem.ts';

const closeGraceMilliseconds = 5_000;

/** Slow callers are cut off: the head must come within 10 s, the whole request within 30 s. */
const limits = {
  maxHeaderSize: 32 * 1024,
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  // Node would refuse such a request by itself, without a word; the gateway does it with one.
  requireHostHeader: false,
} as const;

export interface HttpServer {
  readonly port: number;
  /** Takes no more requests, lets those in work end within a grace, and closes every connection. */
  close(): Promise<void>;
}

/** Serves the backend over HTTP on 127.0.0.1 only; port 0 takes a free one. Throws a `StartFault` if the port is taken. */
export async function startHttpServer(options: GatewayBackend & { readonly port: number }): Promise<HttpServer> {
  const inWork = new Set<Promise<unknown>>();
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const done = new Promise<void>((resolve) => response.once('close', resolve));
    inWork.add(done);
    response.once('close', () => inWork.delete(done));
    request.on('error', () => response.destroy());
    const reply = await answerRequest(options, request);
    if (reply === null) response.destroy();
    else send(response, reply, reply.closes || !server.listening);
  };
  const server = createServer(limits, serve);
  // Where nobody listens, Node answers the first with an empty 417 and the second with silence.
  server.on('checkExpectation', serve);
  server.on('connect', (_, socket) => refuseSocket(socket, 'malformed-request'));
  server.on('clientError', (fault: NodeJS.ErrnoException, socket) => refuseSocket(socket, clientErrorSlug(fault.code)));
  const port = await listen(server, options.port, 'PORT');
  return { port, close: () => closeServer(server, inWork) };
}

function send(response: ServerResponse, reply: GatewayReply, closes: boolean): void {
  try {
    const { statusCode = 200, headers = {}, cookies = [], body = '', isBase64Encoded } = reply.result;
    const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, String(value));
    if (cookies.length > 0) response.setHeader('set-cookie', cookies);
    response.setHeader('apigw-requestid', reply.requestId);
    if (statusCode !== 204 && statusCode !== 304) response.setHeader('content-length', bytes.length);
    if (closes) response.setHeader('connection', 'close');
    response.writeHead(statusCode);
    response.end(bytes);
  } catch {
    sendFault(response);
  }
}

/** A function answered what HTTP cannot carry: nothing at all, a header with a line break, a status of 1000. */
function sendFault(response: ServerResponse): void {
  const { headers, body } = gatewayProblem('fault');
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.writeHead(500, { ...(headers as Record<string, string>), connection: 'close' });
  response.end(body);
}

/** What came in was not HTTP, or not in time. */
function refuseSocket(socket: Duplex, slug: GatewayProblemSlug): void {
  const requestId = randomUUID();
  const { statusCode = 400, headers = {}, body = '' } = gatewayProblem(slug, { requestId });
  answerSocket(socket, statusCode, { ...headers, 'apigw-requestid': requestId }, body);
}

function clientErrorSlug(code: string | undefined): GatewayProblemSlug {
  if (code === 'HPE_HEADER_OVERFLOW') return 'headers-too-large';
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 'request-timeout' : 'malformed-request';
}

async function closeServer(server: Server, inWork: ReadonlySet<Promise<unknown>>): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  const patience = new AbortController();
  await Promise.race([
    Promise.all(inWork),
    wait(closeGraceMilliseconds, undefined, { signal: patience.signal }).catch(() => undefined),
  ]);
  patience.abort();
  server.closeAllConnections();
  await closed;
}
