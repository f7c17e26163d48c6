import '../support/quiet.ts';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterEach, describe, expect, it } from 'vitest';
import { dependenciesOn } from '../../functions/wiring/own-dependencies.ts';
import { shortRequests } from '../../functions/wiring/request-bounds.ts';
import { apiClient } from '../support/api-client.ts';
import { localAccess } from '../support/dynamodb.ts';
import { memoryFiles } from '../support/memory/dependencies.ts';
import { admin } from '../support/sample-service.ts';

/** The bounds of deployed clients, only shorter. */
const requestHandler = {
  ...shortRequests.requestHandler,
  connectionTimeout: 40,
  requestTimeout: 40,
  socketTimeout: 40,
};

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function serviceAt(port: number) {
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new DynamoDBClient({ endpoint, ...localAccess, ...shortRequests, requestHandler });
  ends.push(() => client.destroy());
  const stores = dependenciesOn(client, 'kaohe');
  return { client, send: apiClient({ ...memoryFiles(stores.clock), ...stores }) };
}

async function listening(server: Server | ReturnType<typeof createTcpServer>): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

/** A port that was free a moment ago and that nobody listens on. */
async function closedPort(): Promise<number> {
  const server = createTcpServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const half = '{"Item":{"pk":{"S":"CYCLE';

const services: Record<string, () => Promise<number>> = {
  'at a port that nobody listens on': closedPort,
  'that takes connections and never answers': () => listening(createTcpServer()),
  'that ends every connection': () => listening(createTcpServer((socket) => socket.destroy())),
  'that ends in the middle of an answer': () =>
    listening(
      createServer((_, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write(half);
        setTimeout(() => response.destroy(), 5);
      }),
    ),
  'that falls silent in the middle of an answer': () =>
    listening(
      createServer((_, response) => {
        response.writeHead(200, { 'content-length': '1000' }).write(half);
      }),
    ),
  'that answers 500': () => listening(createServer((_, response) => response.writeHead(500).end('{}'))),
  'that answers 503': () => listening(createServer((_, response) => response.writeHead(503).end('down'))),
};

describe.each(Object.entries(services))('a database %s', (_, start) => {
  it.each([
    ['reading', 'GET /v1/cycles/2019', undefined],
    ['reading a page', 'GET /v1/cycles', undefined],
    ['writing', 'PUT /v1/schemes/another', 'scheme'],
  ])('makes %s 503 busy with Retry-After', async (_what, target, body) => {
    const { send } = serviceAt(await start());
    const { sampleScheme } = await import('../support/sample-cycle.ts');
    const document = { ...sampleScheme.document, id: 'another' };
    const headers = { 'idempotency-key': 'key-1' };
    const reply = await send(target, { caller: admin, ...(body && { body: document, headers }) });
    expect(reply).toMatchObject({ status: 503, body: { type: '/problems/busy' } });
    expect(reply.headers['retry-after']).toBe('1');
  });
});

it('a client that is stopped in the middle of a request makes it 503 busy', async () => {
  let arrived = () => {};
  const isThere = new Promise<void>((resolve) => {
    arrived = resolve;
  });
  const port = await listening(createTcpServer(() => arrived()));
  const { client, send } = serviceAt(port);
  const reply = send('GET /v1/cycles/2019', { caller: admin });
  await isThere;
  client.destroy();
  expect((await reply).status).toBe(503);
});

it('a database that refuses what it is asked is still a fault', async () => {
  const answer = JSON.stringify({ __type: 'com.amazonaws.dynamodb.v20120810#ResourceNotFoundException' });
  const port = await listening(createServer((_, response) => response.writeHead(400).end(answer)));
  const reply = await serviceAt(port).send('GET /v1/cycles/2019', { caller: admin });
  expect(reply.status).toBe(500);
});
