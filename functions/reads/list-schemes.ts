import * as z from 'zod';
import { digestOf } from '../../lib/domain/digest.ts';
import type { Route } from '../contract/route.ts';
import { bilingual, idSchema, pointsText } from '../contract/schemas.ts';
import { endpoint } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const route = {
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

export const listSchemesEndpoint = endpoint(route, listSchemes);
