import * as z from 'zod';
import type { Route } from '../contract/route.ts';
import type { ShownContract } from '../contract/shown-contract.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';

const contentType = 'text/html; charset=utf-8';

const route = {
  name: 'getDocs',
  method: 'GET',
  path: '/docs',
  function: 'open-door',
  roles: 'public',
  summary: { zh: '本接口的说明页', en: 'This contract as a page to read' },
  reply: { status: 200, schema: () => z.string(), contentType, tag: 'content' },
} as const satisfies Route;

/** Shows the page of all routes, of which this is one. */
export function getDocsEndpoint(contract: () => ShownContract): Endpoint {
  return endpoint(route, async () => contract().docs);
}
