import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';

/** A request as its bytes go over the line: header names and values in turn, so that one may come twice. */
export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body?: string | Uint8Array;
  /** The address's own if absent. */
  readonly host?: string;
}

/** An answer, its body as text. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
}

/** Sends what `fetch` would refuse to send. */
export async function sendRaw(url: string, { method, path, headers, body, host }: RawRequest): Promise<RawAnswer> {
  const bytes = body === undefined ? null : Buffer.from(body);
  const { host: ownHost, hostname, port } = new URL(url);
  const length = bytes === null ? [] : ['content-length', String(bytes.length)];
  const sending = request({
    hostname,
    port,
    method,
    path,
    headers: ['host', host ?? ownHost, ...headers, ...length],
    agent: false,
  });
  sending.end(bytes ?? undefined);
  const [response] = (await once(sending, 'response')) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return { status: response.statusCode ?? 0, headers: response.headers, text: Buffer.concat(chunks).toString() };
}
