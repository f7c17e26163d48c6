import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type HttpServer, startHttpServer } from '../../infra/local/gateway/http-server.ts';
import { tokenRoute } from '../../infra/local/gateway/local-routes.ts';

const portal = 'http://portal.test:3000';
const foreign = 'http://foreign.test';
const book = '/v1/cycles/2019/districts/east/book';
const path = '/v1/cycles/{cycle}/districts/{district}/book';

let taken: string[];
const invoke = async () => {
  taken.push('request');
  return { statusCode: 200, headers: { etag: '"7"', vary: 'accept-encoding' }, body: '{}' };
};
const issue = async () => {
  taken.push('token');
  return 'a.b.c';
};
const backend = {
  routes: [
    { method: 'GET', path, isPublic: false, invoke },
    { method: 'PUT', path, isPublic: false, invoke },
  ],
  localRoutes: [tokenRoute({ issue })],
  authorize: async (token: string) => (token === 'good' ? { sub: 'p', role: 'admin' } : null),
  unmatched: () => ({ statusCode: 404, headers: {}, body: '{}' }),
};

let named: HttpServer;
let unnamed: HttpServer;
beforeAll(async () => {
  named = await startHttpServer({ port: 0, ...backend, portalOrigins: [portal] });
  unnamed = await startHttpServer({ port: 0, ...backend });
});
afterAll(() => Promise.all([named.close(), unnamed.close()]));
beforeEach(() => {
  taken = [];
});

const send = (server: HttpServer, method: string, at: string, headers: Record<string, string>) =>
  fetch(`http://127.0.0.1:${server.port}${at}`, { method, headers });
const askFirst = (origin: string, at = book, server = named) =>
  send(server, 'OPTIONS', at, { origin, 'access-control-request-method': 'PUT' });
const corsOf = ({ headers }: Response) =>
  Object.fromEntries([...headers].filter(([name]) => name.startsWith('access-control-')));
const withToken = { authorization: 'Bearer good' };

describe('the local gateway, as that of a deployment,', () => {
  it('tells a browser that a page of a named portal may send every header of the protocol, without a token', async () => {
    const answer = await askFirst(portal);
    expect([answer.status, corsOf(answer), answer.headers.get('vary')]).toEqual([
      204,
      {
        'access-control-allow-origin': portal,
        'access-control-allow-methods': 'GET,PUT',
        'access-control-allow-headers': 'authorization,content-type,idempotency-key,if-match,if-none-match',
        'access-control-max-age': '3600',
      },
      'origin',
    ]);
    expect((await askFirst(portal, '/nowhere')).status).toBe(204);
    expect(taken).toEqual([]);
  });

  it('lets such a page read answers, refusals too, with the headers of the protocol', async () => {
    const answers = [
      await send(named, 'GET', book, { ...withToken, origin: portal }),
      await send(named, 'GET', book, { origin: portal }),
      await send(named, 'GET', '/nowhere', { origin: portal }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 401, 404]);
    for (const answer of answers)
      expect(corsOf(answer)).toEqual({
        'access-control-allow-origin': portal,
        'access-control-expose-headers':
          'apigw-requestid,content-disposition,etag,idempotent-replayed,location,retry-after',
      });
    expect(answers[0]!.headers.get('vary')).toBe('accept-encoding, origin');
  });

  it.each([foreign, 'null', `${portal}0`, 'http://portal.test', 'https://portal.test:3000'])(
    'tells a browser nothing for a page of %s',
    async (origin) => {
      const answer = await askFirst(origin);
      expect([answer.status, corsOf(answer)]).toEqual([204, {}]);
      expect(corsOf(await send(named, 'GET', book, { ...withToken, origin }))).toEqual({});
    },
  );

  it('tells no browser anything where no portal is named', async () => {
    const answer = await askFirst(portal, book, unnamed);
    expect([answer.status, corsOf(answer)]).toEqual([404, {}]);
    expect(corsOf(await send(unnamed, 'GET', book, { ...withToken, origin: portal }))).toEqual({});
  });

  it('gives no token to a page, of a named portal either', async () => {
    const body = { method: 'POST', body: '{"role":"admin"}' };
    for (const origin of [portal, foreign]) {
      const asked = await askFirst(origin, '/local/tokens');
      expect([asked.status, corsOf(asked)]).toEqual([404, {}]);
      const headers = { origin, 'content-type': 'application/json' };
      const answer = await fetch(`http://127.0.0.1:${named.port}/local/tokens`, { ...body, headers });
      expect([answer.status, corsOf(answer)]).toEqual([403, {}]);
    }
    expect(taken).toEqual([]);
  });
});
