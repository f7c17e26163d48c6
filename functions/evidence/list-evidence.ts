import * as z from 'zod';
import { evidenceReply, showEvidence } from '../contract/evidence-reply.ts';
import type { Route } from '../contract/route.ts';
import { pageQuery } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { EvidenceDependencies } from '../protocols/dependencies.ts';

const route = {
  name: 'listEvidence',
  method: 'GET',
  path: '/v1/cycles/{cycle}/districts/{district}/evidence',
  function: 'evidence',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '列出台账的佐证材料', en: "List a book's evidence" },
  needs: ['rules', 'book', 'page'],
  query: () => z.strictObject(pageQuery()),
  reply: {
    status: 200,
    schema: () => z.strictObject({ items: z.array(evidenceReply()), nextCursor: z.string().optional() }),
  },
  refusals: ['cursor-invalid'],
} as const satisfies Route;

/** The files of a book by id, each with the components that rest on it. */
async function listEvidence(needs: EvidenceDependencies, { path, book, page, receivedAt }: RequestOf<typeof route>) {
  const { after, limit } = page;
  const files = (await needs.books.evidence(path.cycle, path.district)).filter(
    ({ id }) => after === null || id > after,
  );
  const shown = files.slice(0, limit);
  const items = shown.map((file) => showEvidence(file, book, receivedAt));
  return { items, next: files.length <= limit ? null : shown.at(-1)!.id };
}

export const listEvidenceEndpoint = endpoint(route, listEvidence);
