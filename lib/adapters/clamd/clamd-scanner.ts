import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import type { ObjectContent, Scanner, ScanResult } from '../../domain/evidence-ports.ts';
import { isPublicAddress } from '../https/public-address.ts';

/** Where clamd listens: TCP or a Unix socket. */
export type ClamdAddress = { readonly host: string; readonly port: number } | { readonly path: string };

/** How long one scan may take, from the connection to the reply. */
export interface ClamdOptions {
  readonly scanSeconds?: number;
  /** Which addresses are of the internet, across which no file goes in clear. */
  readonly isPublic?: (address: string) => boolean;
}

const replyBytesMax = 4096;
const chunkBytesMax = 1024 * 1024;

/**
 * ClamAV's daemon, asked by its `INSTREAM` command. What is no clear verdict is `unknown`: no connection, no reply in time,
 * another reply, one that breaks off, a file beyond the daemon's own `StreamMaxLength`, and a daemon at an address of the
 * internet, which is sent nothing. Throws what the store throws.
 */
export class ClamdScanner implements Scanner {
  readonly #address: ClamdAddress;
  readonly #scanSeconds: number;
  readonly #isPublic: (address: string) => boolean;

  constructor(address: ClamdAddress, { scanSeconds = 60, isPublic = isPublicAddress }: ClamdOptions = {}) {
    this.#address = address;
    this.#scanSeconds = scanSeconds;
    this.#isPublic = isPublic;
  }

  async scan(content: ObjectContent): Promise<ScanResult> {
    const socket = connect(this.#address);
    // What it is connected to, not what its name leads to when it is asked for once more. Nothing is written before.
    socket.once('connect', () => {
      if (this.#isPublic(socket.remoteAddress ?? '')) socket.destroy();
    });
    const timer = setTimeout(() => socket.destroy(), this.#scanSeconds * 1000);
    const reply = readReply(socket);
    try {
      const isSentWhole = await send(socket, content);
      const verdict = verdictOf(await reply);
      return verdict === 'clean' && !isSentWhole ? 'unknown' : verdict;
    } finally {
      clearTimeout(timer);
      socket.destroy();
    }
  }
}

/** The text up to the byte 0 that ends a reply; empty if the connection closes before it. Never rejects. */
function readReply(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let received = '';
    socket.on('data', (piece) => {
      received += piece.toString('latin1');
      const endsAt = received.indexOf('\0');
      if (endsAt >= 0) resolve(received.slice(0, endsAt));
      else if (received.length > replyBytesMax) socket.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(''));
  });
}

/** Writes the command and the bytes in chunks with their lengths; `false` if the connection closed before the end. */
async function send(socket: Socket, content: ObjectContent): Promise<boolean> {
  await eventOrClose(socket, 'connect');
  if (socket.destroyed) return false;
  await write(socket, Buffer.from('zINSTREAM\0', 'latin1'));
  for await (const piece of await content.read(0, content.sizeBytes)) {
    for (let at = 0; at < piece.length; at += chunkBytesMax) {
      const chunk = piece.subarray(at, at + chunkBytesMax);
      await write(socket, lengthOf(chunk));
      await write(socket, chunk);
    }
    if (socket.destroyed) return false;
  }
  await write(socket, lengthOf(new Uint8Array(0)));
  return !socket.destroyed;
}

/** Waits until the bytes are taken, or the connection is gone: no more than a chunk is ever on its way. */
async function write(socket: Socket, bytes: Uint8Array): Promise<void> {
  if (socket.writable && !socket.write(bytes)) await eventOrClose(socket, 'drain');
}

async function eventOrClose(socket: Socket, name: 'connect' | 'drain'): Promise<void> {
  const over = new AbortController();
  await Promise.race([once(socket, name, over), once(socket, 'close', over)]).catch(() => undefined);
  over.abort();
}

function lengthOf(bytes: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return length;
}

function verdictOf(reply: string): ScanResult {
  if (reply === 'stream: OK') return 'clean';
  return /^stream: .+ FOUND$/.test(reply) ? 'infected' : 'unknown';
}
