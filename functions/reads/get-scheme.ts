import { schemeSchema } from '../../lib/domain/scheme-document.ts';
import { unknownScheme } from '../contract/not-found.ts';
import type { Route } from '../contract/route.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const route = {
  name: 'getScheme',
  method: 'GET',
  path: '/v1/schemes/{scheme}',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取考核办法全文', en: 'Read a scheme document' },
  reply: { status: 200, schema: schemeSchema, tag: 'content' },
} as const satisfies Route;

/** A scheme document as it was loaded. */
async function getScheme({ schemes }: Dependencies, { path }: RequestOf<typeof route>) {
  return (await schemes.load(path.scheme)) ?? unknownScheme;
}

export const getSchemeEndpoint = endpoint(route, getScheme);
