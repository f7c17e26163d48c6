import * as z from 'zod';
import type { Route } from '../contract/route.ts';
import { idSchema } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const route = {
  name: 'getEvidenceDuplicates',
  method: 'GET',
  path: '/v1/cycles/{cycle}/evidence-duplicates',
  function: 'reads',
  roles: ['assessor', 'auditor', 'admin'],
  summary: { zh: '列出多个区县共有的相同文件', en: 'List files that several districts hold with the same bytes' },
  needs: ['rules'],
  reply: {
    status: 200,
    schema: () =>
      z.strictObject({
        items: z.array(
          z.strictObject({
            sha256: z.string(),
            holders: z.array(z.strictObject({ district: idSchema(), evidence: z.string() })),
          }),
        ),
      }),
  },
} as const satisfies Route;

/** The same bytes in several books: nothing is refused, but whoever judges should know. */
async function getEvidenceDuplicates(needs: Dependencies, { path }: RequestOf<typeof route>) {
  const shared = await needs.books.sharedEvidence(path.cycle);
  const items = shared.map(({ sha256, holders }) => ({
    sha256,
    holders: holders.map(({ district, id }) => ({ district, evidence: id })),
  }));
  return { items };
}

export const getEvidenceDuplicatesEndpoint = endpoint(route, getEvidenceDuplicates);
