import * as z from 'zod';
import { named } from '../../lib/domain/named.ts';
import type { Route } from '../contract/route.ts';
import { idSchema, pageQuery } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { fittingPage } from '../http/pages.ts';
import type { Dependencies } from '../protocols/dependencies.ts';

const holderReply = named('FileHolder', () => z.strictObject({ district: idSchema(), evidence: z.string() }));

const sharedReply = named('SharedFile', () =>
  z.strictObject({
    sha256: z.string(),
    holders: z.array(holderReply()),
  }),
);

const route = {
  name: 'getEvidenceDuplicates',
  method: 'GET',
  path: '/v1/cycles/{cycle}/evidence-duplicates',
  function: 'reads',
  roles: ['assessor', 'auditor', 'admin'],
  summary: { zh: '列出多个区县共有的相同文件', en: 'List files that several districts hold with the same bytes' },
  needs: ['rules', 'page'],
  query: () => z.strictObject(pageQuery()),
  reply: {
    status: 200,
    schema: named('SharedFilePage', () =>
      z.strictObject({
        items: z.array(sharedReply()),
        nextCursor: z.string().optional(),
      }),
    ),
  },
  refusals: ['cursor-invalid'],
} as const satisfies Route;

/** The same bytes in several books, by their hash: nothing is refused, but whoever judges should know. */
async function getEvidenceDuplicates(needs: Dependencies, { path, page }: RequestOf<typeof route>) {
  const shared = await needs.books.sharedEvidence(path.cycle, page.after);
  const items = fittingPage(
    shared.slice(0, page.limit).map(({ sha256, holders }) => ({
      sha256,
      holders: holders.map(({ district, id }) => ({ district, evidence: id })),
    })),
  );
  return { items, next: items.length === shared.length ? null : items.at(-1)!.sha256 };
}

export const getEvidenceDuplicatesEndpoint = endpoint(route, getEvidenceDuplicates);
