import { type IncomingMessage, type Server, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { StartFault } from './start-fault.ts';

/** Listens on 127.0.0.1 and gives the port; 0 takes a free one. Throws a `StartFault` that names the setting otherwise. */
export function listen(server: Server, port: number, setting: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const refuse = ({ code }: NodeJS.ErrnoException) => reject(unusablePort(port, setting, code ?? 'unknown'));
    server.once('error', refuse);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', refuse);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

function unusablePort(port: number, setting: string, code: string): StartFault {
  if (code === 'EADDRINUSE') {
    return new StartFault({
      zh: `端口 ${port} 已被占用：请停止占用它的程序，或用 ${setting} 另设端口`,
      en: `port ${port} is taken: stop what listens there, or set ${setting} to another one`,
    });
  }
  return new StartFault({
    zh: `端口 ${port} 不能使用（${code}）：请用 ${setting} 另设端口`,
    en: `port ${port} can't be used (${code}): set ${setting} to another one`,
  });
}

/** What the Host header of a request says: this machine, something else, or nothing that can be read in one way. */
export type NamedHost = 'own' | 'other' | 'unclear';

/**
 * Whether a request was addressed to this machine. A page whose name was made to point to 127.0.0.1 (DNS rebinding) is
 * of one origin with what it asks, to its browser, but the browser still sends the page's own name.
 */
export function namedHost({ rawHeaders, socket }: IncomingMessage): NamedHost {
  const hosts = rawHeaders.filter((_, place) => place % 2 === 1 && rawHeaders[place - 1]?.toLowerCase() === 'host');
  if (hosts.length !== 1) return 'unclear';
  return isOwnAuthority(hosts[0]!, socket.localPort) ? 'own' : 'other';
}

/** Whether a page of another origin has sent the request; programs that are no browsers send no Origin. */
export function isFromForeignPage({ headers, socket }: IncomingMessage): boolean {
  const { origin } = headers;
  if (origin === undefined) return false;
  return !origin.startsWith('http://') || !isOwnAuthority(origin.slice('http://'.length), socket.localPort);
}

function isOwnAuthority(authority: string, ownPort: number | undefined): boolean {
  const match = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::([0-9]+))?$/i.exec(authority);
  return match !== null && (match[1] ?? '80') === String(ownPort);
}

/** Answers on the bare connection, where there is no request to answer, and closes it. */
export function answerSocket(socket: Duplex, status: number, headers: Readonly<Record<string, unknown>>, body: string) {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body), connection: 'close' });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.on('error', () => undefined);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head}\r\n${body}`, () => socket.destroy());
}
