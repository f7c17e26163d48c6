import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { syncBuiltinESMExports } from 'node:module';
import { type AddressInfo, createServer as createSocketServer, type Server as SocketServer } from 'node:net';
import os, { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { webhookSender } from '../../functions/wiring/webhook-dependencies.ts';
import { isPublicAddress } from '../../lib/adapters/https/public-address.ts';
import { HttpsWebhookSender, type SenderSurroundings } from '../../lib/adapters/https/webhook-sender.ts';

/** Key and certificate of receiver.test, which lead to nothing but the receiver of this test. */
const fixture = (name: string) => readFileSync(new URL(`../fixtures/receiver/${name}.pem`, import.meta.url), 'utf8');
const ca = fixture('certificate');

/** What a name leads to, by a resolver of the test. */
type Names = Record<string, readonly string[]>;

const resolver =
  (names: Names): SenderSurroundings['resolve'] =>
  async (name) => {
    const found = names[name];
    if (!found) throw new Error('ENOTFOUND');
    return found.map((address) => ({ address, family: address.includes(':') ? 6 : 4 }));
  };

describe('an address that is not public', () => {
  it.each([
    ...['0.0.0.0', '0.1.2.3', '10.0.0.1', '100.64.0.1', '100.100.100.200', '127.0.0.1', '127.255.255.254'],
    ...['168.63.129.16', '169.254.169.254', '169.254.170.2', '172.16.0.1', '172.31.255.255', '192.0.0.192'],
    ...['192.0.2.1', '192.88.99.1', '192.168.1.1', '198.18.0.1', '198.51.100.7', '203.0.113.9', '224.0.0.1'],
    ...['240.0.0.1', '255.255.255.255', '::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::127.0.0.1'],
    ...['64:ff9b::7f00:1', '100::1', '2001::1', '2001:db8::1', '2002:7f00:1::', '3fff::1', 'fc00::1'],
    ...['fd00:ec2::254', 'fe80::1', 'fec0::1', 'ff02::1', 'no-address', ''],
  ])('is %s', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '100.63.255.255',
    '100.128.0.1',
    '172.32.0.1',
    '192.169.0.1',
    '223.255.255.254',
    '2400:3200::1',
    '2606:4700::1111',
  ])('is not %s', (address) => expect(isPublicAddress(address)).toBe(true));

  it('is any address of this machine', () => {
    const own = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
    expect(own.length).toBeGreaterThan(0);
    for (const { address } of own) expect(isPublicAddress(address)).toBe(false);
  });

  it('is also one of the internet’s that is this machine’s', () => {
    const [own, other] = ['8.8.4.4', '8.8.8.8'];
    const found = vi
      .spyOn(os, 'networkInterfaces')
      .mockReturnValue({ eth0: [{ address: own } as NetworkInterfaceInfo] });
    syncBuiltinESMExports();
    try {
      expect([own, other].map(isPublicAddress)).toEqual([false, true]);
    } finally {
      found.mockRestore();
      syncBuiltinESMExports();
    }
  });
});

describe('an address to register', () => {
  const names: Names = {
    'portal.test': ['8.8.8.8', '2606:4700::1111'],
    'inner.test': ['10.1.2.3'],
    'half.test': ['8.8.8.8', '127.0.0.1'],
    'meta.test': ['169.254.169.254'],
    'mapped.test': ['::ffff:10.0.0.1'],
    'nothing.test': [],
  };
  const sender = new HttpsWebhookSender({ resolve: resolver(names) });

  it.each([
    ['https://portal.test/hook', null],
    ['https://portal.test:8443/hook?x=1', null],
    ['https://8.8.8.8/hook', null],
    ['https://[2606:4700::1111]/hook', null],
    ['http://portal.test/hook', 'not-https'],
    ['ftp://portal.test/hook', 'not-https'],
    ['https://user:word@portal.test/hook', 'not-https'],
    ['https://unknown.test/hook', 'unknown-name'],
    ['https://nothing.test/hook', 'unknown-name'],
    ['https://inner.test/hook', 'not-public'],
    ['https://half.test/hook', 'not-public'],
    ['https://meta.test/hook', 'not-public'],
    ['https://mapped.test/hook', 'not-public'],
    ['https://127.0.0.1/hook', 'not-public'],
    ['https://2130706433/hook', 'not-public'],
    ['https://0x7f.1/hook', 'not-public'],
    ['https://0177.0.0.1/hook', 'not-public'],
    ['https://127.1/hook', 'not-public'],
    ['https://[::1]/hook', 'not-public'],
    ['https://[::ffff:127.0.0.1]/hook', 'not-public'],
    ['https://[fd00:ec2::254]/hook', 'not-public'],
    ['https://169.254.169.254/latest/meta-data', 'not-public'],
    ['https://①②⑦.0.0.1/hook', 'not-public'],
  ])('%s: %s', async (url, expected) => expect(await sender.check(url)).toBe(expected));
});

it('a name server that never answers is not waited for, neither to register nor to send', async () => {
  const resolve = () => new Promise<never>(() => undefined);
  const sender = new HttpsWebhookSender({ resolve, answerMillisecondsMax: 50 });
  expect(await sender.check('https://slow.test/hook')).toBe('unknown-name');
  const outcome = await sender.post({ url: 'https://slow.test/hook', headers: {}, body: '{}' });
  expect(outcome).toEqual({ fault: 'timeout', status: null });
});

describe('what is deployed', () => {
  it.each([
    'http://127.0.0.1:8080/hook',
    'http://localhost/hook',
    'https://localhost/hook',
    'https://127.0.0.1/hook',
    'https://[::1]:8443/hook',
    'http://169.254.169.254/latest',
  ])('refuses %s when it is registered and when it is sent to, whatever the environment says', async (url) => {
    const before = { ...process.env };
    Object.assign(process.env, { WEBHOOK_LOOPBACK: '1', NODE_ENV: 'development', LOCAL: '1', DATA_DIR: '.data' });
    try {
      expect(await webhookSender().check(url)).toMatch(/^not-(https|public)$/);
      const outcome = await webhookSender().post({ url, headers: {}, body: '{}' });
      expect(outcome).toEqual({ fault: 'address-refused', status: null });
    } finally {
      process.env = before;
    }
  });
});

/** A receiver on this machine that each test lets answer in its own way. */
let server: Server;
let answer: (response: ServerResponse, body: string) => void;
let requests: { readonly headers: NodeJS.Dict<string | string[]>; readonly body: string; readonly url?: string }[] = [];
const portOf = (of: Server | SocketServer) => (of.address() as AddressInfo).port;

beforeAll(async () => {
  server = createServer({ key: fixture('key'), cert: ca }, (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      requests.push({ headers: request.headers, body, ...(request.url && { url: request.url }) });
      answer(response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => {
  requests = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

/** A sender for which this machine is as public as any other. */
function openSender(around: Partial<SenderSurroundings> = {}) {
  const names = { 'receiver.test': ['127.0.0.1'], 'wrong.test': ['127.0.0.1'] };
  return new HttpsWebhookSender({
    ...{ resolve: resolver(names), isPublic: () => true, ca, answerMillisecondsMax: 500 },
    ...around,
  });
}

const post = (sender = openSender(), host = 'receiver.test', port = portOf(server)) =>
  sender.post({ url: `https://${host}:${port}/hook?a=1`, headers: { 'webhook-id': 'e-1' }, body: '{"分":"1"}' });

describe('a receiver', () => {
  it('that takes an event gets its bytes and headers, and is asked once', async () => {
    answer = (response) => response.writeHead(204).end();
    expect(await post()).toEqual({ fault: null, status: 204 });
    expect(requests).toMatchObject([
      { body: '{"分":"1"}', url: '/hook?a=1', headers: { 'webhook-id': 'e-1', 'content-length': '11' } },
    ]);
  });

  it.each([
    [400, 'not-accepted'],
    [410, 'not-accepted'],
    [500, 'not-accepted'],
    [503, 'not-accepted'],
  ])('that answers %i has not taken it: %s', async (status, fault) => {
    answer = (response) => response.writeHead(status).end('no');
    expect(await post()).toEqual({ fault, status });
  });

  it.each([301, 302, 307, 308])('that sends elsewhere by %i is not followed', async (status) => {
    answer = (response) =>
      response.writeHead(status, { location: `https://receiver.test:${portOf(server)}/next` }).end();
    expect(await post()).toEqual({ fault: 'redirected', status });
    expect(requests).toHaveLength(1);
  });

  it('that hangs, or answers late, has not taken it', async () => {
    answer = () => undefined;
    expect(await post(openSender({ answerMillisecondsMax: 100 }))).toEqual({ fault: 'timeout', status: null });
    answer = (response) => setTimeout(() => response.writeHead(200).end(), 400);
    expect(await post(openSender({ answerMillisecondsMax: 100 }))).toEqual({ fault: 'timeout', status: null });
  });

  it('that never ends its answer, however much it sends, costs no more than the head of it', async () => {
    let isClosed = false;
    let sent = 0;
    answer = (response) => {
      response.writeHead(200);
      response.on('close', () => {
        isClosed = true;
      });
      const more = () => {
        while (!isClosed && sent < 1e9 && response.write(Buffer.alloc(65_536))) sent += 65_536;
      };
      response.on('drain', more);
      more();
    };
    expect(await post()).toEqual({ fault: null, status: 200 });
    await expect.poll(() => isClosed).toBe(true);
    expect(sent).toBeLessThan(20_000_000);
  });

  it('whose head is larger than anybody needs has not taken it', async () => {
    answer = (response) => response.writeHead(200, { 'x-large': 'a'.repeat(40_000) }).end();
    expect(await post()).toEqual({ fault: 'unreachable', status: null });
  });

  it('that breaks off, or speaks no HTTP, has not taken it', async () => {
    answer = (response) => response.destroy();
    expect(await post()).toEqual({ fault: 'unreachable', status: null });
    const silent = createSocketServer((socket) => socket.end('hello\r\n'));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    expect(await post(openSender(), 'receiver.test', portOf(silent))).toEqual({ fault: 'unreachable', status: null });
    silent.close();
    expect(await post(openSender(), 'receiver.test', 1)).toEqual({ fault: 'unreachable', status: null });
  });

  it('with a certificate of another name, or of nobody who is known, is not sent to', async () => {
    answer = (response) => response.writeHead(204).end();
    expect(await post(openSender(), 'wrong.test')).toEqual({ fault: 'unreachable', status: null });
    const known = new HttpsWebhookSender({
      resolve: resolver({ 'receiver.test': ['127.0.0.1'] }),
      isPublic: () => true,
    });
    expect(await post(known)).toEqual({ fault: 'unreachable', status: null });
    expect(requests).toEqual([]);
  });
});

describe('a name that was good when it was registered', () => {
  it('and leads to this machine when it is sent to, is not connected to', async () => {
    answer = (response) => response.writeHead(204).end();
    const leadsTo = { 'receiver.test': ['8.8.8.8'] };
    const sender = new HttpsWebhookSender({ resolve: (name) => resolver(leadsTo)(name), ca });
    expect(await sender.check(`https://receiver.test:${portOf(server)}/hook`)).toBeNull();
    leadsTo['receiver.test'] = ['127.0.0.1'];
    expect(await post(sender)).toEqual({ fault: 'address-refused', status: null });
    leadsTo['receiver.test'] = ['8.8.8.8', '127.0.0.1'];
    expect(await post(sender)).toEqual({ fault: 'address-refused', status: null });
    expect(requests).toEqual([]);
  });

  it('is looked up once for a request: what was looked at is what is connected to', async () => {
    answer = (response) => response.writeHead(204).end();
    const given: string[][] = [];
    const resolve: SenderSurroundings['resolve'] = async () => {
      // Another answer each time, as of a name server that wants to get inside.
      const address = given.length === 0 ? '127.0.0.1' : '127.0.0.9';
      given.push([address]);
      return [{ address, family: 4 }];
    };
    const looked: string[] = [];
    const isPublic = (address: string) => looked.push(address) > 0;
    expect(await post(openSender({ resolve, isPublic }))).toEqual({ fault: null, status: 204 });
    expect([given, looked]).toEqual([[['127.0.0.1']], ['127.0.0.1']]);
  });

  it('and leads to this machine by the next event, is not reached by a connection that was kept', async () => {
    answer = (response) => response.writeHead(200, { 'content-length': 0 }).end();
    let looked = 0;
    const sender = openSender({ isPublic: () => ++looked === 1 });
    expect(await post(sender)).toEqual({ fault: null, status: 200 });
    expect(await post(sender)).toEqual({ fault: 'address-refused', status: null });
    expect(requests.length).toBe(1);
  });

  it('that is not there any more is tried again like a receiver that is away', async () => {
    expect(await post(openSender({ resolve: resolver({}) }))).toEqual({ fault: 'unreachable', status: null });
  });
});
