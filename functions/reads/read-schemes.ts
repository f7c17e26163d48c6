import * as z from 'zod';
import { digestOf } from '../../lib/domain/digest.ts';
import { schemeSchema } from '../../lib/domain/scheme-document.ts';
import { unknownScheme } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { bilingual, idSchema, pointsText } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const oneRoute = {
  name: 'getScheme',
  method: 'GET',
  path: '/v1/schemes/{scheme}',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取考核办法全文', en: 'Read a scheme document' },
  reply: { status: 200, schema: schemeSchema, tag: 'content' },
} as const satisfies Route;

/** A scheme document as it was loaded. */
async function getScheme({ schemes }: Dependencies, { path }: RequestOf<typeof oneRoute>) {
  return (await schemes.load(path.scheme)) ?? unknownScheme;
}

export const getSchemeEndpoint = endpoint(oneRoute, getScheme);

const listRoute = {
  name: 'listSchemes',
  method: 'GET',
  path: '/v1/schemes',
  function: 'reads',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '列出考核办法', en: 'List the schemes' },
  reply: {
    status: 200,
    schema: () =>
      z.strictObject({
        items: z.array(
          z.strictObject({ id: idSchema(), title: bilingual(), maxPoints: pointsText(), hash: z.string() }),
        ),
      }),
  },
} as const satisfies Route;

/** All schemes, without their clauses. */
async function listSchemes({ schemes }: Dependencies) {
  const items = (await schemes.list()).map((document) => {
    const { id, title, maxPoints } = document;
    return { id, title, maxPoints, hash: digestOf(document) };
  });
  return { items };
}

export const listSchemesEndpoint = endpoint(listRoute, listSchemes);
