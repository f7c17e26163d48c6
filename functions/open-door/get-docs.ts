import * as z from 'zod';
import { docsPage } from '../contract/docs-page.ts';
import { openApiDocument } from '../contract/openapi-document.ts';
import type { Route } from '../contract/route.ts';
import { type Endpoint, endpoint } from '../http/endpoint.ts';

const contentType = 'text/html; charset=utf-8';

const route = {
  name: 'getDocs',
  method: 'GET',
  path: '/docs',
  function: 'open-door',
  roles: 'public',
  summary: { zh: '本接口的说明页', en: 'This contract as a page to read' },
  reply: { status: 200, schema: z.string(), contentType, tag: 'content' },
} as const satisfies Route;

/** Shows the routes, of which this is one: they are asked for late, and once. */
export function getDocsEndpoint(routes: () => readonly Route[]): Endpoint {
  let made: string | undefined;
  return endpoint(route, async () => {
    made ??= docsPage(openApiDocument(routes()));
    return made;
  });
}
