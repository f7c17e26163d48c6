import * as z from 'zod';
import { named } from '../../lib/domain/named.ts';
import type { Route } from '../contract/route.ts';
import type { ShownContract } from '../contract/shown-contract.ts';
import { endpoint } from '../http/endpoint.ts';
import type { OpenDoorDependencies } from '../protocols/dependencies.ts';

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

const arazzoRoute = {
  name: 'getArazzo',
  method: 'GET',
  path: '/arazzo.json',
  function: 'open-door',
  roles: 'public',
  summary: { zh: '示例“门户系统的一年”的 Arazzo 1.0 描述', en: "A portal's year, step by step, as Arazzo 1.0" },
  reply: {
    status: 200,
    schema: named('ArazzoDocument', () => z.looseObject({ arazzo: z.string() })),
    tag: 'content',
  },
} as const satisfies Route;

const postmanRoute = {
  name: 'getPostman',
  method: 'GET',
  path: '/postman.json',
  function: 'open-door',
  roles: 'public',
  summary: { zh: '本接口的 Postman 集合（v2.1）', en: 'This contract as a Postman collection (v2.1)' },
  reply: {
    status: 200,
    schema: named('PostmanCollection', () => z.looseObject({ item: z.array(z.unknown()) })),
    tag: 'content',
  },
} as const satisfies Route;

/** Own scripts and styles only, nothing written into the page runs, and requests go to this API. */
const docsPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  'img-src data:',
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const docsRoute = {
  name: 'getDocs',
  method: 'GET',
  path: '/docs',
  function: 'open-door',
  roles: 'public',
  summary: { zh: '本接口的说明页，可当场试用', en: 'This contract as a page to read and to try' },
  query: () =>
    z.strictObject({
      lang: z.enum(['zh', 'en']).optional().meta({
        description:
          'The language of the page; without it, what Accept-Language prefers · 页面语言；不填时由 Accept-Language 决定',
      }),
    }),
  reply: {
    status: 200,
    schema: () => z.string(),
    contentType: 'text/html; charset=utf-8',
    policy: docsPolicy,
    tag: 'content',
  },
} as const satisfies Route;

/** What needs no token. The contract, which describes these routes among all others, is asked for when it is read. */
export const openDoor = (contract: () => ShownContract) => [
  // As long as requests reach a function at all.
  endpoint(healthRoute, async () => ({ status: 'ok' as const })),
  endpoint(openApiRoute, async () => ({ ...contract().openApi })),
  endpoint(asyncApiRoute, async () => ({ ...contract().asyncApi })),
  endpoint(arazzoRoute, async () => ({ ...contract().arazzo })),
  endpoint(postmanRoute, async () => ({ ...contract().postman })),
  endpoint(docsRoute, async ({ docsPage }: OpenDoorDependencies) => docsPage()),
];
