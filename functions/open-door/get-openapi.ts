import * as z from 'zod';
import { digestOf } from '../../lib/domain/digest.ts';
import { openApiDocument } from '../contract/openapi-document.ts';
import type { Route } from '../contract/route.ts';
import { type Answer, type Endpoint, endpoint } from '../http/endpoint.ts';

const route = {
  name: 'getOpenApi',
  method: 'GET',
  path: '/openapi.json',
  function: 'open-door',
  roles: 'public',
  summary: { zh: '本接口的 OpenAPI 3.1 描述', en: 'This contract as OpenAPI 3.1' },
  reply: { status: 200, schema: z.looseObject({ openapi: z.string() }) },
} as const satisfies Route;

/** Describes the routes, of which this is one: they are asked for late, and once. */
export function getOpenApiEndpoint(routes: () => readonly Route[]): Endpoint {
  let made: Answer | undefined;
  return endpoint(route, async () => {
    made ??= describe(routes());
    return made;
  });
}

function describe(routes: readonly Route[]): Answer {
  const body = openApiDocument(routes);
  return { status: 200, body, etag: `"${digestOf(body).slice(0, 32)}"` };
}
