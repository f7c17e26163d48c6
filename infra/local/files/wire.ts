import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { answerSocket } from '../loopback.ts';
import type { Reply } from './bucket.ts';
import { S3Refusal } from './s3-refusal.ts';

const DRAINED_BYTES_MAX = 64 * 1024 * 1024;

/** One request on the wire and the way to answer it. */
export interface Exchange {
  readonly message: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** The client sends its body only after `100 Continue`. */
  awaitsContinue: boolean;
}

/** Asks for the body, if the client waits to be asked, and gives its bytes. Ended too early, it is an incomplete body. */
export function openBody(exchange: Exchange): AsyncIterable<Uint8Array> {
  if (exchange.awaitsContinue) exchange.response.writeContinue();
  exchange.awaitsContinue = false;
  return incomingBytes(exchange.message);
}

async function* incomingBytes(message: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    // Giving up on the body must not close the connection: the refusal still has to be read.
    yield* message.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
  } catch {
    throw new S3Refusal('IncompleteBody', 'The connection ended before the whole body had come.');
  }
}

/** Writes an answer, streaming its body. */
export async function writeReply(response: ServerResponse, { status, headers, body }: Reply): Promise<void> {
  response.writeHead(status, headers);
  if (body === undefined || typeof body === 'string') response.end(body);
  else await pipeline(body, response).catch(() => response.destroy());
}

/** Answers a refusal as S3's error document and a fault as its InternalError, which alone is logged. */
export function writeRefusal(exchange: Exchange, error: unknown): void {
  const { message, response, requestId } = exchange;
  if (!(error instanceof S3Refusal)) console.error('The local S3 stand-in failed:', error);
  const refusal =
    error instanceof S3Refusal ? error : new S3Refusal('InternalError', 'We encountered an internal error.');
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  discardBody(exchange);
  const xml = refusal.toXml(requestId);
  const headers = { 'content-type': 'application/xml', 'content-length': String(Buffer.byteLength(xml)) };
  response.writeHead(refusal.status, headers).end(message.method === 'HEAD' ? undefined : xml);
}

/**
 * Lets the rest of a refused upload run out, since a client that is cut off while it sends never reads why; but not
 * without end. A client that waits for `100 Continue` sends nothing, and its connection is of no further use.
 */
function discardBody({ message, response, awaitsContinue }: Exchange): void {
  if (awaitsContinue) response.setHeader('connection', 'close');
  let drainedBytes = 0;
  message.on('error', () => undefined);
  message.on('data', (piece: Uint8Array) => {
    drainedBytes += piece.length;
    if (drainedBytes > DRAINED_BYTES_MAX) message.destroy();
  });
  message.resume();
}

/** Answers what is not an HTTP request, or stops being one, and closes the connection. */
export function answerBrokenRequest({ code }: NodeJS.ErrnoException, socket: Duplex): void {
  const refusal = code === 'HPE_INVALID_EOF_STATE' ? 'IncompleteBody' : 'InvalidRequest';
  const xml = new S3Refusal(refusal, 'The request could not be read to its end.').toXml('none');
  const status = code === 'HPE_HEADER_OVERFLOW' ? 431 : 400;
  answerSocket(socket, status, { 'content-type': 'application/xml' }, xml);
}
