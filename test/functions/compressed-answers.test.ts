import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wantsGzip } from '../../functions/http/answer.ts';
import { type HttpServer, startHttpServer } from '../../infra/local/gateway/http-server.ts';
import { productRoutes } from '../../infra/local/gateway/local-routes.ts';
import type { TestReply } from '../support/api-client.ts';
import { admin, auditor, book, brief, portal, type SampleService, sampleService } from '../support/sample-service.ts';

let service: SampleService;
beforeAll(async () => {
  service = await sampleService();
  await service.claim('5', '16');
  await service.settle();
});

const gzip = { 'accept-encoding': 'gzip, deflate' };
const ranking = '/v1/cycles/2019/ranking';
const score = `${book()}/score`;

const get = (path: string, headers: Record<string, string> = {}) =>
  service.send(`GET ${path}`, { caller: auditor, headers });
const encodingOf = ({ headers }: TestReply) => headers['content-encoding'];

describe('Accept-Encoding', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['gzip', true],
    ['GZIP', true],
    ['x-gzip', true],
    ['br, gzip, deflate', true],
    ['br, deflate', false],
    ['gzip;q=0', false],
    ['gzip;q=0.000', false],
    ['gzip ; q=0.5', true],
    ['gzip;q=2', false],
    ['gzipped', false],
    ['identity', false],
    ['*', true],
    ['*;q=0', false],
    ['*, gzip;q=0', false],
    ['gzip;q=0.5, identity', false],
    ['gzip;q=0.5, identity;q=0.4', true],
    ['gzip, identity', true],
    ['br, *;q=0.1', true],
    ['gzip, identity;q=0', 'always'],
    ['gzip, *;q=0', 'always'],
    ['identity;q=0', false],
  ])('%j: gzip is wanted: %j', (header, wanted) => {
    expect(wantsGzip(header)).toBe(wanted);
  });
});

describe('an answer over 1 KB', () => {
  it('is compressed for those who take that, and says the same', async () => {
    const plain = await get(score);
    const compressed = await get(score, gzip);
    expect(plain.bytes.length).toBeGreaterThan(1024);
    expect([encodingOf(plain), encodingOf(compressed)]).toEqual([undefined, 'gzip']);
    expect(compressed.text).toBe(plain.text);
    expect(compressed.sentBytes).toBeLessThan(plain.sentBytes / 2);
    expect(compressed.headers['content-type']).toBe(plain.headers['content-type']);
  });

  it('tells caches that it depends on Accept-Encoding, besides what else it depends on, in whatever form', async () => {
    for (const headers of [{}, gzip]) {
      expect((await get(score, headers)).headers.vary).toBe('accept, accept-language, accept-encoding');
      expect((await get(book(), headers)).headers.vary).toBe('accept-encoding');
    }
  });

  it('has the same strong tag in both forms, which is known again from either', async () => {
    const tags = [(await get(ranking)).headers.etag!, (await get(ranking, gzip)).headers.etag!];
    expect(tags[0]).toMatch(/^"/);
    expect(tags[1]).toBe(tags[0]);
    for (const headers of [{}, gzip]) {
      const known = await get(ranking, { ...headers, 'if-none-match': tags[0]! });
      expect([known.status, known.text, encodingOf(known)]).toEqual([304, '', undefined]);
      expect(known.headers.vary).toBe('accept, accept-language, accept-encoding');
    }
  });

  it('that shows a book is good for If-Match, however it was read', async () => {
    const read = await get(`${book()}/book`, gzip);
    expect([encodingOf(read), read.headers.etag]).toEqual(['gzip', '"1"']);
    const write = (ifMatch: string) =>
      service.send(`PUT ${book()}/components/6/claim`, {
        caller: portal(),
        headers: { ...gzip, 'if-match': ifMatch },
        body: { value: '1' },
      });
    expect(brief(await write('"0"'))).toBe('412 revision-conflict');
    expect(brief(await write(read.headers.etag!))).toBe('200');
  });

  it('is compressed as a table of text, and not as a workbook, which is compressed in itself', async () => {
    const csv = [await get(`${score}?format=csv`), await get(`${score}?format=csv`, gzip)];
    expect(encodingOf(csv[1]!)).toBe('gzip');
    expect(csv[1]!.bytes.equals(csv[0]!.bytes)).toBe(true);
    const xlsx = await get(`${score}?format=xlsx`, gzip);
    expect(encodingOf(xlsx)).toBeUndefined();
    expect(xlsx.bytes.subarray(0, 2).toString()).toBe('PK');
  });

  it('is compressed as a refusal, too', async () => {
    const claims = Array.from({ length: 20 }, () => ({ component: '5', value: '１' }));
    const body = { claims };
    const refused = await service.send(`POST ${book()}/claims`, { caller: portal(), headers: gzip, body });
    expect([refused.status, encodingOf(refused)]).toEqual([422, 'gzip']);
    expect(refused.body.errors.length).toBeGreaterThan(10);
  });
});

describe('a short answer', () => {
  it('is sent as it is, unless that is what a caller refuses', async () => {
    const path = '/v1/cycles/2019';
    const short = await get('/v1/cycles?limit=1', gzip);
    expect(short.bytes.length).toBeLessThanOrEqual(1024);
    expect(encodingOf(short)).toBeUndefined();
    expect(encodingOf(await get(path, { 'accept-encoding': 'gzip, identity;q=0' }))).toBe('gzip');
  });
});

describe('an answer with a secret that lasts', () => {
  it('is never compressed', async () => {
    const body = { url: 'https://portal.example.org/kaohe', types: ['TargetsSet'] };
    const headers = { 'accept-encoding': 'gzip, identity;q=0' };
    const given = () => service.send('PUT /v1/webhooks/portal', { caller: admin, headers, body });
    const registered = await given();
    expect([registered.status, encodingOf(registered)]).toEqual([201, undefined]);
    expect(registered.body.secret).toMatch(/^whsec_/);
  });
});

describe('through the gateway of the local run', () => {
  let server: HttpServer;
  beforeAll(async () => {
    const claims = { sub: 'auditor-1', role: 'auditor' };
    const unmatched = () => ({ statusCode: 404 });
    const routes = productRoutes(service.needs);
    server = await startHttpServer({ port: 0, routes, unmatched, authorize: async () => claims });
  });
  afterAll(() => server.close());

  it('fetch asks for gzip by itself, and reads what it would have read without', async () => {
    const ask = (headers: Record<string, string>) =>
      fetch(`http://127.0.0.1:${server.port}${score}`, { headers: { authorization: 'Bearer t', ...headers } });
    const [compressed, plain] = [await ask({}), await ask({ 'accept-encoding': 'identity' })];
    expect([compressed, plain].map(({ headers }) => headers.get('content-encoding'))).toEqual(['gzip', null]);
    expect(Number(compressed.headers.get('content-length'))).toBeLessThan(Number(plain.headers.get('content-length')));
    expect(await compressed.text()).toBe(await plain.text());
  });
});
