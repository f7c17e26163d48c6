import * as z from 'zod';
import { named } from '../../lib/domain/named.ts';
import type { ShownContract } from '../contract/docs-page.ts';
import type { Route } from '../contract/route.ts';
import { endpoint } from '../http/endpoint.ts';

const healthRoute = {
  name: 'getHealth',
  method: 'GET',
  path: '/v1/health',
  function: 'open-door',
  roles: 'public',
  summary: { zh: '服务是否在运行', en: 'Whether the service is up' },
  reply: { status: 200, schema: named('Health', () => z.strictObject({ status: z.literal('ok') })) },
} as const satisfies Route;

const openApiRoute = {
  name: 'getOpenApi',
  method: 'GET',
  path: '/openapi.json',
  function: 'open-door',
  roles: 'public',
  summary: { zh: '本接口的 OpenAPI 3.1 描述', en: 'This contract as OpenAPI 3.1' },
  reply: {
    status: 200,
    schema: named('OpenApiDocument', () => z.looseObject({ openapi: z.string() })),
    tag: 'content',
  },
} as const satisfies Route;

const asyncApiRoute = {
  name: 'getAsyncApi',
  method: 'GET',
  path: '/asyncapi.json',
  function: 'open-door',
  roles: 'public',
  summary: { zh: '事件的 AsyncAPI 3 描述', en: 'The events as AsyncAPI 3' },
  reply: {
    status: 200,
    schema: named('AsyncApiDocument', () => z.looseObject({ asyncapi: z.string() })),
    tag: 'content',
  },
} as const satisfies Route;

const docsRoute = {
  name: 'getDocs',
  method: 'GET',
  path: '/docs',
  function: 'open-door',
  roles: 'public',
  summary: { zh: '本接口的说明页', en: 'This contract as a page to read' },
  reply: { status: 200, schema: () => z.string(), contentType: 'text/html; charset=utf-8', tag: 'content' },
} as const satisfies Route;

/** What needs no token. The contract, which describes these routes among all others, is asked for when it is read. */
export const openDoor = (contract: () => ShownContract) => [
  // As long as requests reach a function at all.
  endpoint(healthRoute, async () => ({ status: 'ok' as const })),
  endpoint(openApiRoute, async () => ({ ...contract().openApi })),
  endpoint(asyncApiRoute, async () => ({ ...contract().asyncApi })),
  endpoint(docsRoute, async () => contract().docs),
];
