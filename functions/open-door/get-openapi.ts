import * as z from 'zod';
import { openApiDocument } from '../contract/openapi-document.ts';
import type { Route } from '../contract/route.ts';
import type { Told } from '../contract/told.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';

const route = {
  name: 'getOpenApi',
  method: 'GET',
  path: '/openapi.json',
  function: 'open-door',
  roles: 'public',
  summary: { zh: '本接口的 OpenAPI 3.1 描述', en: 'This contract as OpenAPI 3.1' },
  reply: { status: 200, schema: z.looseObject({ openapi: z.string() }), tag: 'content' },
} as const satisfies Route;

/** Describes the routes, of which this is one: they are asked for late, and once. */
export function getOpenApiEndpoint(routes: () => readonly Route[]): Endpoint {
  let made: Told<typeof route> | undefined;
  return endpoint(route, async () => {
    made ??= { ...openApiDocument(routes()) };
    return made;
  });
}
