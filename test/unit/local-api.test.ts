import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LocalApi } from '../../infra/local/local-api.ts';
import { tell } from '../../lib/client/index.ts';
import { portal, type SampleService, sampleService } from '../support/sample-service.ts';
import { ServiceLine, tokenOf } from '../support/service-line.ts';

let service: SampleService;
let server: Server;
let api: LocalApi;
/** Requests whose connection is reset, by their number from 1: when they have come, or when they have been carried out. */
let resets: Record<number, 'come' | 'carried-out'>;
let requests: number;

/** A service at a port of this machine. */
beforeEach(async () => {
  service = await sampleService();
  [resets, requests] = [{}, 0];
  const line = new ServiceLine(service);
  server = createServer(async (request, response) => {
    const reset = resets[++requests];
    if (reset === 'come') return void request.socket.resetAndDestroy();
    const answer =
      request.url === '/local/tokens' ? await tokenFor(request) : await line.fetch(await received(request));
    if (reset === 'carried-out') return void request.socket.resetAndDestroy();
    response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(Buffer.from(await answer.arrayBuffer()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  api = new LocalApi(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const tokenFor = async (request: IncomingMessage) => Response.json({ token: tokenOf(JSON.parse(await text(request))) });
async function received(request: IncomingMessage): Promise<Request> {
  const body = await text(request);
  const headers = request.headers as Record<string, string>;
  return new Request(`http://kaohe.test${request.url}`, { method: request.method, headers, body: body || null });
}

const claimPath = '/v1/cycles/{cycle}/districts/{district}/components/{component}/claim';
const claim = () => {
  const params = { path: { cycle: '2019', district: 'east', component: '2' } };
  return tell(api.as({ ...portal(), role: 'district' }).PUT(claimPath, { params, body: { value: '1' } }));
};

describe('the API of a local run', () => {
  it.each(['come', 'carried-out'] as const)(
    'is asked again where the connection is reset when a request has %s, and a write counts once',
    async (when) => {
      resets = { 1: when, 3: when };
      expect(await claim()).toMatchObject({ revision: 1, state: 'claimed' });
      expect(requests).toBe(4);
      expect((await service.needs.books.load('2019', 'east'))!.head.revision).toBe(1);
    },
  );

  it('gives the same token to the same caller, and asks for it once', async () => {
    await claim();
    await claim();
    expect(requests).toBe(3);
  });

  it('says what is refused', async () => {
    await expect(
      api
        .as({ ...portal(), role: 'district' })
        .GET('/v1/cycles/{cycle}', { params: { path: { cycle: 'x' } } })
        .then(({ response }) => response.status),
    ).resolves.toBe(404);
    await expect(api.invoke('nothing', {})).rejects.toMatchObject({ details: { status: 404 } });
  });
});
