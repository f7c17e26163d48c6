import * as z from 'zod';
import type { Route } from '../contract/route.ts';
import type { ShownContract } from '../contract/shown-contract.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';

const route = {
  name: 'getOpenApi',
  method: 'GET',
  path: '/openapi.json',
  function: 'open-door',
  roles: 'public',
  summary: { zh: '本接口的 OpenAPI 3.1 描述', en: 'This contract as OpenAPI 3.1' },
  reply: { status: 200, schema: () => z.looseObject({ openapi: z.string() }), tag: 'content' },
} as const satisfies Route;

/** Gives the document of all routes, of which this is one. */
export function getOpenApiEndpoint(contract: () => ShownContract): Endpoint {
  return endpoint(route, async () => ({ ...contract().openApi }));
}
