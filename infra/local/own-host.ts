import type { IncomingMessage } from 'node:http';

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
