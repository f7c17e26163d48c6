import { digestOf } from '../../lib/domain/digest.ts';
import { reject } from '../../lib/domain/rejection.ts';
import { schemeSchema } from '../../lib/domain/scheme-document.ts';
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
  reply: { status: 200, schema: schemeSchema },
} as const satisfies Route;

/** A scheme document as it was loaded. */
async function getScheme({ schemes }: Dependencies, { path }: RequestOf<typeof route>) {
  const document = await schemes.load(path.scheme);
  if (!document)
    return reject('not-found', {
      zh: '没有这个考核办法；已有的见 GET /v1/schemes。',
      en: 'There is no such scheme; GET /v1/schemes lists those there are.',
    });
  return { status: 200, body: document, etag: `"${digestOf(document).slice(0, 32)}"` } as const;
}

export const getSchemeEndpoint = endpoint(route, getScheme);
