import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import { ClamdScanner } from '../../lib/adapters/clamd/clamd-scanner.ts';
import type { ObjectContent, ScanResult } from '../../lib/domain/evidence-ports.ts';
import { contentOf, generatedContent } from '../support/counted-content.ts';

const harmless = Buffer.from('harmless '.repeat(1000));
const gone: ObjectContent = {
  sizeBytes: 10,
  read: () => Promise.reject(new Error('the store is gone')),
};

describe('clamd', () => {
  const servers: Server[] = [];
  const sockets = new Set<Socket>();

  afterEach(async () => {
    for (const socket of sockets) socket.destroy();
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
  });

  async function listen(onConnection: (socket: Socket) => void, path?: string): Promise<number> {
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('error', () => undefined);
      onConnection(socket);
    });
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(path ?? { port: 0, host: '127.0.0.1' }, resolve));
    return path === undefined ? (server.address() as AddressInfo).port : 0;
  }

  /** Takes the stream apart as clamd does; gives what was sent once its end has come. */
  async function takeStream(socket: Socket): Promise<Buffer> {
    let bytes = Buffer.alloc(0);
    const command = 'zINSTREAM\0';
    for await (const piece of socket.iterator({ destroyOnReturn: false })) {
      bytes = Buffer.concat([bytes, piece as Buffer]);
      const content: Buffer[] = [];
      for (let at = command.length; at + 4 <= bytes.length; ) {
        const length = bytes.readUInt32BE(at);
        if (length === 0) {
          expect(bytes.subarray(0, command.length).toString('latin1')).toBe(command);
          expect(bytes.length).toBe(at + 4);
          return Buffer.concat(content);
        }
        content.push(bytes.subarray(at + 4, at + 4 + length));
        at += 4 + length;
      }
    }
    throw new Error('the stream ended before its end');
  }

  async function scanAnswered(reply: string | readonly string[], bytes: Uint8Array = harmless): Promise<ScanResult> {
    let taken: Buffer | undefined;
    const port = await listen(async (socket) => {
      taken = await takeStream(socket);
      for (const part of [reply].flat()) {
        socket.write(part, 'latin1');
        await delay(5);
      }
      socket.end();
    });
    const result = await new ClamdScanner({ host: '127.0.0.1', port }).scan(contentOf(bytes, 1000));
    expect(taken?.equals(bytes)).toBe(true);
    return result;
  }

  it('is sent the whole file in chunks and believed', async () => {
    expect(await scanAnswered('stream: OK\0')).toBe('clean');
    expect(await scanAnswered('stream: Win.Test.EICAR_HDB-1 FOUND\0')).toBe('infected');
    expect(await scanAnswered(['str', 'eam: OK', '\0'])).toBe('clean');
    expect(await scanAnswered('stream: OK\0', Buffer.alloc(0))).toBe('clean');
  });

  it.each([
    ['refuses the size', 'INSTREAM size limit exceeded. ERROR\0'],
    ['fails', "stream: Can't allocate memory ERROR\0"],
    ['says something else', 'UNKNOWN COMMAND\0'],
    ['hides a verdict in a line', 'x stream: OK\0'],
    ['says both', 'stream: OK\nstream: OK\0'],
    ['says nothing', ''],
    ['breaks off its reply', 'stream: OK'],
    ['talks without end', 'a'.repeat(10_000)],
  ])('that %s leaves the file unknown', async (_, reply) => {
    expect(await scanAnswered(reply)).toBe('unknown');
  });

  it('can be asked over a Unix socket', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kaohe-clamd-'));
    const path = join(directory, 'clamd.sock');
    await listen(async (socket) => {
      await takeStream(socket);
      socket.end('stream: OK\0');
    }, path);
    expect(await new ClamdScanner({ path }).scan(contentOf(harmless))).toBe('clean');
    expect(await new ClamdScanner({ path: join(directory, 'none.sock') }).scan(contentOf(harmless))).toBe('unknown');
    await rm(directory, { recursive: true });
  });

  it('that refuses connections leaves the file unknown and unread', async () => {
    const port = await listen(() => undefined);
    const [server] = servers.splice(0);
    await new Promise((resolve) => server!.close(resolve));
    const content = contentOf(harmless);
    expect(await new ClamdScanner({ host: '127.0.0.1', port }).scan(content)).toBe('unknown');
    expect(content.reads).toBe(0);
  });

  it('that lies on the internet is sent nothing, and leaves the file unknown', async () => {
    let taken = 0;
    const port = await listen((socket) => {
      socket.on('data', (piece: Buffer) => {
        taken += piece.length;
      });
    });
    const isPublic = (address: string) => address === '127.0.0.1';
    const content = contentOf(harmless);
    expect(await new ClamdScanner({ host: 'localhost', port }, { isPublic }).scan(content)).toBe('unknown');
    await delay(20);
    expect([taken, content.reads]).toEqual([0, 0]);
  });

  it('that never answers leaves the file unknown after the time it has', async () => {
    const port = await listen((socket) => socket.resume());
    const scanner = new ClamdScanner({ host: '127.0.0.1', port }, { scanSeconds: 0.1 });
    expect(await scanner.scan(contentOf(harmless))).toBe('unknown');
  });

  it('that stops to read leaves the file unknown after the time it has, and most of it unread', async () => {
    const port = await listen((socket) => socket.pause());
    const scanner = new ClamdScanner({ host: '127.0.0.1', port }, { scanSeconds: 0.3 });
    const content = generatedContent(200 * 1024 * 1024, () => 0);
    expect(await scanner.scan(content)).toBe('unknown');
    expect(content.readBytes).toBeLessThan(100 * 1024 * 1024);
    expect(content.outstandingBytesMost).toBeLessThanOrEqual(64 * 1024);
  });

  it.each([
    ['at once', (socket: Socket) => socket.destroy()],
    ['in the middle of a file', (socket: Socket) => socket.once('data', () => socket.destroy())],
    ['by its end in the middle of a file', (socket: Socket) => socket.once('data', () => socket.end())],
    [
      'with a clean verdict before the file was sent',
      (socket: Socket) => socket.once('data', () => socket.end('stream: OK\0')),
    ],
  ])('that closes %s leaves the file unknown', async (_, onConnection) => {
    const port = await listen(onConnection);
    const content = generatedContent(20 * 1024 * 1024, () => 0);
    expect(await new ClamdScanner({ host: '127.0.0.1', port }).scan(content)).toBe('unknown');
  });

  it('does not stand in for a store that fails', async () => {
    const port = await listen((socket) => socket.resume());
    await expect(new ClamdScanner({ host: '127.0.0.1', port }).scan(gone)).rejects.toThrow('the store is gone');
  });
});

const clamd = '/usr/sbin/clamd';

describe.runIf(existsSync(clamd))('the real clamd', () => {
  it('is asked as it wants to be', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'kaohe-clamd-'));
    const path = join(directory, 'clamd.sock');
    const settings = `DatabaseDirectory ${directory}\nLocalSocket ${path}\nForeground yes\nStreamMaxLength 1M\n`;
    await writeFile(join(directory, 'clamd.conf'), settings);
    await writeFile(
      join(directory, 'test.ndb'),
      `Test.Signature:0:*:${Buffer.from('malicious bytes').toString('hex')}\n`,
    );
    const daemon = spawn(clamd, ['-c', join(directory, 'clamd.conf')], { stdio: 'ignore' });
    const exited = once(daemon, 'exit');
    onTestFinished(() => void daemon.kill());
    try {
      await connected(path, daemon);
      const scanner = new ClamdScanner({ path });
      expect(await scanner.scan(contentOf(harmless))).toBe('clean');
      expect(await scanner.scan(contentOf(Buffer.from('some malicious bytes here')))).toBe('infected');
      expect(await scanner.scan(generatedContent(5 * 1024 * 1024, () => 0))).toBe('unknown');
    } finally {
      daemon.kill();
      await exited;
      await rm(directory, { recursive: true, force: true });
    }
  });

  async function connected(path: string, daemon: ReturnType<typeof spawn>): Promise<void> {
    while (daemon.exitCode === null) {
      const socket = connect(path);
      const isOpen = await once(socket, 'connect').then(
        () => true,
        () => false,
      );
      socket.destroy();
      if (isOpen) return;
      await delay(50);
    }
    throw new Error('clamd did not start');
  }
});
