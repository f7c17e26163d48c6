import { connect } from 'node:net';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Route } from '../../functions/contract/route.ts';
import { answerUnmatched } from '../../functions/http/unmatched-route.ts';
import type { GatewayEvent } from '../../infra/local/gateway/gateway-event.ts';
import { type HttpServer, startHttpServer } from '../../infra/local/gateway/http-server.ts';
import { invokeRoute, tokenRoute } from '../../infra/local/gateway/local-routes.ts';
import type { TokenRequest } from '../../infra/local/gateway/tokens.ts';
import { StartFault } from '../../infra/local/start-fault.ts';

const receivedAt = Date.UTC(2019, 11, 31, 15, 59, 59, 999);
const bookPath = '/v1/cycles/{cycle}/districts/{district}/book';
const events: GatewayEvent[] = [];
const reports: string[] = [];
const asked: TokenRequest[] = [];
let answer: () => APIGatewayProxyStructuredResultV2;
let server: HttpServer;

const invoke = async (event: GatewayEvent): Promise<APIGatewayProxyStructuredResultV2> => {
  events.push(event);
  return answer();
};
const good = { sub: 'p1', role: 'district', exp: 17, groups: ['a', 'b'], vip: true };
let authorized: Readonly<Record<string, unknown>>;
const issuer = {
  issue: async (request: TokenRequest) => {
    asked.push(request);
    return 'a.b.c';
  },
};

const backend = {
  routes: [
    { method: 'GET', path: '/v1/health', isPublic: true, invoke },
    { method: 'GET', path: bookPath, isPublic: false, invoke },
    { method: 'PUT', path: bookPath, isPublic: false, invoke },
    { method: 'POST', path: '/v1/cycles', isPublic: false, invoke },
    { method: 'GET', path: '/v1/cycles/{cycle}/districts/all/book', isPublic: true, invoke },
  ],
  localRoutes: [tokenRoute(issuer), { method: 'POST', path: '/local/invoke', invoke }],
  authorize: async (token: string) => (token === 'good' ? authorized : null),
  unmatched: (event: GatewayEvent) => {
    events.push(event);
    return answerUnmatched(backend.routes as unknown as Route[], event);
  },
  now: () => receivedAt,
  report: (message: string) => reports.push(message),
};

beforeAll(async () => {
  server = await startHttpServer({ port: 0, ...backend });
});
afterAll(() => server.close());
beforeEach(() => {
  for (const list of [events, reports, asked]) list.length = 0;
  authorized = good;
  answer = () => ({ statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{"ok":true}' });
});

const url = (path: string): string => `http://127.0.0.1:${server.port}${path}`;
const withToken = { authorization: 'Bearer good' };
const book = '/v1/cycles/2019/districts/shangcheng/book';

/** Sends bytes as they are and returns everything that comes back until the server closes the connection. */
function sendRaw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, '127.0.0.1', () => socket.write(text, 'latin1'));
    let reply = '';
    socket.on('data', (chunk) => {
      reply += chunk.toString();
    });
    socket.on('close', () => resolve(reply));
    socket.on('error', reject);
  });
}

const rawRequest = (line: string, ...headers: string[]): string =>
  `${[`${line} HTTP/1.1`, `Host: localhost:${server.port}`, 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`;

async function problemOf(response: Response) {
  expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  return (await response.json()) as Record<string, unknown>;
}

describe('the local gateway makes of a request the event of an HTTP API', () => {
  it('with path parameters decoded, query values and headers joined, and the body as base64', async () => {
    const headers = { ...withToken, 'X-Trace': 'Ä', 'user-agent': 'portal/1', cookie: 'c=1' };
    const body = '{"value":"十六"}';
    const path = '/v1/cycles/2019/districts/%E4%B8%8A%20%2F/book?min=a%20b&min=c&empty=&__proto__=x';
    await fetch(url(path), { method: 'PUT', headers, body });
    const [event] = events;
    expect(event).toMatchObject({
      version: '2.0',
      routeKey: `PUT ${bookPath}`,
      rawPath: '/v1/cycles/2019/districts/上 //book',
      rawQueryString: 'min=a%20b&min=c&empty=&__proto__=x',
      pathParameters: { cycle: '2019', district: '上 /' },
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    });
    expect(event?.headers).toMatchObject({ 'x-trace': 'Ä', 'user-agent': 'portal/1' });
    expect(Object.entries(event?.queryStringParameters ?? {})).toEqual([
      ['min', 'a b,c'],
      ['empty', ''],
      ['__proto__', 'x'],
    ]);
  });

  it('with the instant of receipt and every claim as text', async () => {
    await fetch(url(book), { headers: withToken });
    const context = events[0]?.requestContext;
    expect(context).toMatchObject({
      http: { method: 'GET', path: book, protocol: 'HTTP/1.1', sourceIp: '127.0.0.1' },
      routeKey: `GET ${bookPath}`,
      stage: '$default',
      time: '31/Dec/2019:15:59:59 +0000',
      timeEpoch: receivedAt,
    });
    expect(context?.requestId).toMatch(/^[0-9a-f-]{36}$/);
    const claims = { sub: 'p1', role: 'district', exp: '17', groups: '[a b]', vip: 'true' };
    expect(context?.authorizer).toEqual({ jwt: { claims, scopes: null } });
  });

  it.each([5, true, { id: 'east' }, null])('without a district or a role that is %j', async (value) => {
    authorized = { sub: 'p1', role: value, district: value };
    await fetch(url(book), { headers: withToken });
    expect(events[0]?.requestContext.authorizer?.jwt?.claims).toEqual({ sub: 'p1' });
  });

  it('without body, query, path parameters or authorizer where the request has none', async () => {
    await fetch(url('/v1/health'));
    const [event] = events;
    expect(event).toMatchObject({ rawQueryString: '', isBase64Encoded: false });
    for (const field of ['body', 'queryStringParameters', 'pathParameters']) expect(event).not.toHaveProperty(field);
    expect(event?.requestContext).not.toHaveProperty('authorizer');
  });

  it('joining a header that is given twice', async () => {
    await sendRaw(rawRequest('GET /v1/health', 'Idempotency-Key: k1', 'idempotency-key: k2'));
    expect(events[0]?.headers['idempotency-key']).toBe('k1,k2');
  });
});

describe('the local gateway hands back what a function answers', () => {
  it('with its status, headers and cookies, and the request id', async () => {
    answer = () => ({ statusCode: 201, headers: { etag: '"3"' }, cookies: ['a=1', 'b=2'], body: '分' });
    const response = await fetch(url('/v1/health'));
    expect([response.status, response.headers.get('etag'), await response.text()]).toEqual([201, '"3"', '分']);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('apigw-requestid')).toBe(events[0]?.requestContext.requestId);
  });

  it('decoding a body in base64', async () => {
    answer = () => ({ statusCode: 200, body: Buffer.from([0, 255]).toString('base64'), isBase64Encoded: true });
    const response = await fetch(url('/v1/health'));
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255]);
  });

  it('without a body or its length for 304', async () => {
    answer = () => ({ statusCode: 304, headers: { etag: '"3"' }, body: '' });
    const response = await fetch(url('/v1/health'));
    expect([response.status, response.headers.has('content-length')]).toEqual([304, false]);
  });

  const faulty: Record<string, () => APIGatewayProxyStructuredResultV2> = {
    throws: () => {
      throw new Error('table kaohe-secret is gone');
    },
    'answers nothing': () => undefined as unknown as APIGatewayProxyStructuredResultV2,
    'answers a header that HTTP cannot carry': () => ({ statusCode: 200, headers: { 'x-name': 'a\r\nb: c' } }),
    'answers a status that does not exist': () => ({ statusCode: 1000 }),
  };
  it.each(Object.entries(faulty))('as 500 without details when a function %s, and goes on', async (_, broken) => {
    answer = broken;
    const response = await fetch(url('/v1/health'));
    expect(response.status).toBe(500);
    const problem = await problemOf(response);
    expect(problem.type).toBe('/problems/fault');
    expect(JSON.stringify(problem)).not.toMatch(/secret|Error|at /);
    answer = () => ({ statusCode: 200 });
    expect((await fetch(url('/v1/health'))).status).toBe(200);
  });
});

describe('the local gateway finds the route', () => {
  it('with the fewest parameters', async () => {
    await fetch(url('/v1/cycles/2019/districts/all/book'));
    expect(events[0]?.routeKey).toBe('GET /v1/cycles/{cycle}/districts/all/book');
  });

  it.each([
    '/v2',
    '/v1/health/',
    '//v1/health',
    '/v1/cycles//districts/x/book',
    '/v1/cycles/%ZZ/districts/x/book',
    '/v1/%C0%AF',
  ])('of no unknown or malformed path: %s → 404 through $default, token or not', async (path) => {
    expect((await fetch(url(path))).status).toBe(404);
    expect(events[0]?.routeKey).toBe('$default');
  });

  it.each(['DELETE', 'HEAD', 'OPTIONS'])('not for %s: 405 with the methods that are allowed', async (method) => {
    const response = await fetch(url(book), { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, PUT']);
  });

  it('for no target in another form than a path', async () => {
    expect(await sendRaw(rawRequest('OPTIONS *'))).toMatch(/^HTTP\/1\.1 404 /);
    expect(await sendRaw(rawRequest('GET http://localhost/v1/health'))).toMatch(/^HTTP\/1\.1 404 /);
  });
});

describe('the local gateway checks the token', () => {
  it.each([{}, { authorization: 'Bearer bad' }, { authorization: 'Basic good' }, { authorization: 'good' }])(
    'and refuses with 401 and a challenge: %o',
    async (headers) => {
      const response = await fetch(url(book), { headers });
      expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
      expect(await problemOf(response)).toMatchObject({ type: '/problems/unauthenticated', status: 401 });
      expect(events).toEqual([]);
    },
  );

  it('and refuses two Authorization headers with 400, even if both are good', async () => {
    const reply = await sendRaw(rawRequest(`GET ${book}`, 'Authorization: Bearer good', 'authorization: Bearer good'));
    expect(reply).toMatch(/^HTTP\/1\.1 400 .*\/problems\/repeated-authorization/s);
    expect(events).toEqual([]);
  });

  it('and explains in the language the caller prefers', async () => {
    const chinese = await fetch(url(book), { headers: { 'accept-language': 'en;q=0.5, zh-CN' } });
    expect((await problemOf(chinese)).detail).toMatch(/令牌/);
    const english = await fetch(url(book), { headers: { 'accept-language': 'fr, en, zh' } });
    expect((await problemOf(english)).detail).toMatch(/token/);
  });
});

describe('the local gateway bounds what it takes', () => {
  const post = (sizeBytes: number) => fetch(url('/v1/cycles'), { method: 'POST', body: 'x'.repeat(sizeBytes) });

  it('a body to 256 KB, before it looks for a token', async () => {
    const response = await post(256 * 1024 + 1);
    expect(response.status).toBe(413);
    expect(await problemOf(response)).toMatchObject({ type: '/problems/body-too-large' });
    expect((await post(256 * 1024)).status).toBe(401);
  });

  it('a body of 11 MB likewise, and closes the connection', async () => {
    const response = await post(11 * 1024 * 1024);
    expect([response.status, response.headers.get('connection')]).toEqual([413, 'close']);
  });

  it('a body that never ends, sent in chunks', async () => {
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    const head = rawRequest('POST /v1/cycles', 'Transfer-Encoding: chunked');
    expect(await sendRaw(head + chunk.repeat(180))).toMatch(/^HTTP\/1\.1 413 /);
  });

  it('the request line and headers to 10,240 bytes together', async () => {
    const size = (padding: number) => rawRequest('GET /v1/health', `X-Pad: ${'x'.repeat(padding)}`);
    const fitting = 10_240 - size(0).length + 2;
    expect(await sendRaw(size(fitting))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await sendRaw(size(fitting + 1))).toMatch(/^HTTP\/1\.1 431 .*\/problems\/headers-too-large/s);
    expect(await sendRaw(size(60_000))).toMatch(/^HTTP\/1\.1 431 .*\/problems\/headers-too-large/s);
    expect(await sendRaw(rawRequest(`GET /${'x'.repeat(11_000)}`))).toMatch(/^HTTP\/1\.1 431 /);
  });
});

describe('the local gateway survives', () => {
  it.each([
    'nonsense\r\n\r\n',
    'GET / HTTP/9.9\r\n\r\n',
    'POST /v1/cycles HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n',
    '\x16\x03\x01\x02\x00\x01',
  ])('what is not HTTP, with 400: %j', async (text) => {
    expect(await sendRaw(text)).toMatch(/^HTTP\/1\.1 400 .*\/problems\/malformed-request/s);
    expect((await fetch(url('/v1/health'))).status).toBe(200);
  });

  const head = (line: string, ...headers: string[]) => rawRequest(line, ...headers);
  it.each<[string, () => string, number, string]>([
    [
      'an unknown expectation',
      () => head('POST /v1/cycles', 'Content-Length: 5', 'Expect: tea'),
      417,
      'expectation-failed',
    ],
    ['no Host', () => 'GET /v1/health HTTP/1.1\r\nConnection: close\r\n\r\n', 400, 'malformed-request'],
    ['no Host in HTTP/1.0', () => 'GET /v1/health HTTP/1.0\r\n\r\n', 400, 'malformed-request'],
    ['CONNECT', () => 'CONNECT x.test:443 HTTP/1.1\r\nHost: x.test:443\r\n\r\n', 400, 'malformed-request'],
    ['HTTP/2', () => 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400, 'malformed-request'],
    ['an unknown method', () => head('BREW /v1/health'), 400, 'malformed-request'],
    [
      'a chunk without a size',
      () => `${head('POST /v1/cycles', 'Transfer-Encoding: chunked')}zz\r\n`,
      400,
      'malformed-request',
    ],
    [
      'a length beside chunks',
      () => `${head('POST /v1/cycles', 'Transfer-Encoding: chunked', 'Content-Length: 1')}0\r\n\r\n`,
      400,
      'malformed-request',
    ],
    [
      'trailers of 40 KB',
      () => `${head('POST /v1/cycles', 'Transfer-Encoding: chunked')}0\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`,
      431,
      'headers-too-large',
    ],
    ['headers of 60 KB', () => head('GET /v1/health', `X: ${'x'.repeat(60_000)}`), 431, 'headers-too-large'],
  ])('what Node would refuse by itself, with a problem that says why: %s', async (_, text, status, slug) => {
    const reply = await sendRaw(text());
    const [headers, body] = reply.split('\r\n\r\n') as [string, string];
    expect(headers).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(headers).toMatch(/^content-type: application\/problem\+json; charset=utf-8\r$/im);
    expect(headers).toMatch(/^content-language: en\r$/im);
    const { instance, ...problem } = JSON.parse(body) as Record<string, string>;
    expect(problem).toEqual({
      type: `/problems/${slug}`,
      status,
      title: expect.any(String),
      detail: expect.any(String),
    });
    expect(headers).toContain(`apigw-requestid: ${instance!.replace('/requests/', '')}`);
    expect(events).toEqual([]);
    expect((await fetch(url('/v1/health'))).status).toBe(200);
  });

  it('a wish for another protocol, by answering in this one', async () => {
    const wishes = ['Upgrade: websocket', 'Connection: Upgrade, close'];
    expect(await sendRaw(rawRequest('GET /v1/health', ...wishes))).toMatch(/^HTTP\/1\.1 200 /);
    expect(await sendRaw(rawRequest(`GET ${book}`, ...wishes))).toMatch(/^HTTP\/1\.1 401 .*\/problems\/unauth/s);
  });

  it('an upload that is broken off, without calling the function', async () => {
    await new Promise<void>((resolve) => {
      const socket = connect(server.port, '127.0.0.1', () => {
        socket.write(
          `POST /v1/cycles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer good\r\nContent-Length: 100\r\n\r\nhalf`,
        );
        setTimeout(() => socket.resetAndDestroy(), 50);
      });
      socket.on('close', () => resolve());
    });
    expect((await fetch(url('/v1/health'))).status).toBe(200);
    expect(events.map(({ routeKey }) => routeKey)).toEqual(['GET /v1/health']);
    expect(reports).toEqual([]);
  });
});

describe('POST /local/tokens', () => {
  const ask = (body: string, headers: Record<string, string> = { 'content-type': 'application/json' }) =>
    fetch(url('/local/tokens'), { method: 'POST', headers, body });

  it('gives a token without asking for one', async () => {
    const response = await ask('{"role":"district","district":"shangcheng"}');
    expect([response.status, await response.json()]).toEqual([200, { token: 'a.b.c' }]);
    expect(asked).toEqual([{ role: 'district', district: 'shangcheng' }]);
  });

  it.each([
    ['{"role":"superuser"}', 422, 'value-out-of-range'],
    ['{"role":"district"}', 422, 'required'],
    ['{"role":"district","district":"Shang Cheng"}', 422, 'value-syntax'],
    ['{}', 422, 'required'],
    ['{"role":["admin"]}', 422, 'type'],
    ['{"role":"admin","name":"x"}', 422, 'unknown-property'],
    ['', 400, 'malformed-json'],
    ['{"role":', 400, 'malformed-json'],
  ])('refuses %s with %i %s', async (body, status, slug) => {
    const response = await ask(body);
    expect([response.status, (await problemOf(response)).type]).toEqual([status, `/problems/${slug}`]);
    expect(asked).toEqual([]);
  });
});

describe('the local gateway answers this machine alone:', () => {
  const toHost = (line: string, host: string, ...headers: string[]) =>
    sendRaw(`${[`${line} HTTP/1.1`, `Host: ${host}`, 'Connection: close', ...headers].join('\r\n')}\r\n\r\n`);
  const page = 'Origin: http://evil.test';
  const sweep = (...headers: string[]) => toHost('POST /local/invoke', `127.0.0.1:${server.port}`, ...headers);

  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])('by the name %s', async (name) => {
    expect(await toHost('GET /v1/health', `${name}:${server.port}`)).toMatch(/^HTTP\/1\.1 200 /);
  });

  it.each(['evil.test', 'evil.test:PORT', 'localhost', 'localhost:1', '127.0.0.1.evil.test:PORT', 'x@127.0.0.1:PORT'])(
    'not by %s: 421, before it looks for a token',
    async (name) => {
      const host = name.replace('PORT', String(server.port));
      for (const line of ['GET /v1/health', `GET ${book}`, 'POST /local/tokens', 'GET /nowhere'])
        expect(await toHost(line, host)).toMatch(/^HTTP\/1\.1 421 .*\/problems\/host-refused/s);
      expect(events).toEqual([]);
    },
  );

  it('not by two names at once', async () => {
    const own = `127.0.0.1:${server.port}`;
    expect(await toHost('GET /v1/health', own, 'Host: evil.test')).toMatch(/^HTTP\/1\.1 400 .*malformed-request/s);
  });

  it('and its own routes no page of another origin', async () => {
    for (const origin of [page, 'Origin: null', `Origin: https://localhost:${server.port}`, 'Origin: http://localhost'])
      expect(await sweep(origin)).toMatch(/^HTTP\/1\.1 403 .*\/problems\/forbidden/s);
    expect(events).toEqual([]);
    expect(await sweep(`Origin: http://localhost:${server.port}`)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await sweep()).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('though the product takes a page of any origin that has a token', async () => {
    const reply = await fetch(url(book), { headers: { ...withToken, origin: 'http://portal.test' } });
    expect(reply.status).toBe(200);
  });

  it.each([[{}], [{ 'content-type': 'text/plain' }], [{ 'content-type': 'application/x-www-form-urlencoded' }]])(
    'and its own routes no body that a page may send without asking first: %o',
    async (headers: Record<string, string>) => {
      for (const path of ['/local/tokens', '/local/invoke']) {
        const refused = await fetch(url(path), { method: 'POST', headers, body: '{"role":"admin"}' });
        expect([refused.status, (await problemOf(refused)).type]).toEqual([415, '/problems/unsupported-media-type']);
      }
      expect([asked, events]).toEqual([[], []]);
    },
  );
});

describe('POST /local/invoke/{function}', () => {
  it('runs what is in the table, and finds nothing else', async () => {
    const runs: unknown[] = [];
    const sweep = async (event: unknown) => runs.push(event);
    const local = await startHttpServer({ port: 0, ...backend, localRoutes: [invokeRoute({ sweep })] });
    const post = (name: string) => fetch(`http://127.0.0.1:${local.port}/local/invoke/${name}`, { method: 'POST' });
    for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'none'])
      expect([name, (await post(name)).status]).toEqual([name, 404]);
    expect([(await post('sweep')).status, runs]).toEqual([200, [{}]]);
    await local.close();
  });
});

describe('the local server', () => {
  it('says in one line that its port is taken', async () => {
    const fault = await startHttpServer({ ...backend, port: server.port }).catch((thrown: unknown) => thrown);
    expect(fault).toBeInstanceOf(StartFault);
    expect((fault as StartFault).message).toMatch(
      new RegExp(`^端口 ${server.port} 已被占用：[^\\n]+ · port ${server.port} is taken: [^\\n]+$`),
    );
  });

  it('closes: ends idle connections and takes no new ones, and closing again is harmless', async () => {
    const closing = await startHttpServer({ ...backend, port: 0 });
    const idle = connect(closing.port, '127.0.0.1');
    const hasEnded = new Promise<void>((resolve) => idle.on('close', () => resolve()));
    await new Promise<void>((resolve) => idle.on('connect', () => resolve()));
    expect((await fetch(`http://127.0.0.1:${closing.port}/v1/health`)).status).toBe(200);
    await closing.close();
    await hasEnded;
    await closing.close();
    await expect(fetch(`http://127.0.0.1:${closing.port}/v1/health`)).rejects.toThrow();
  });

  it('closes only after the answer to a request in work', async () => {
    const arrived = Promise.withResolvers<void>();
    const released = Promise.withResolvers<void>();
    const slowly = async () => {
      arrived.resolve();
      await released.promise;
      return { statusCode: 200, body: 'done' };
    };
    const slow = { method: 'GET', path: '/slow', isPublic: true, invoke: slowly };
    const closing = await startHttpServer({ ...backend, routes: [slow], port: 0 });
    const reply = fetch(`http://127.0.0.1:${closing.port}/slow`);
    await arrived.promise;
    const closed = closing.close();
    released.resolve();
    const response = await reply;
    expect([await response.text(), response.headers.get('connection')]).toEqual(['done', 'close']);
    await closed;
  });
});
