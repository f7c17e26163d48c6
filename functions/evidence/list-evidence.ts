import * as z from 'zod';
import { isRejection } from '../../lib/domain/rejection.ts';
import { evidenceReply, showEvidence } from '../contract/evidence-reply.ts';
import type { Route } from '../contract/route.ts';
import { pageQuery, pageSizeDefault } from '../contract/schemas.ts';
import { readCursor, writeCursor } from '../http/cursors.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { rulesOf, unknownDistrict } from '../protocols/cycle-rules.ts';
import type { EvidenceDependencies } from '../protocols/dependencies.ts';

const route = {
  name: 'listEvidence',
  method: 'GET',
  path: '/v1/cycles/{cycle}/districts/{district}/evidence',
  function: 'evidence',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '列出台账的佐证材料', en: "List a book's evidence" },
  query: z.strictObject(pageQuery),
  reply: { status: 200, schema: z.strictObject({ items: z.array(evidenceReply), nextCursor: z.string().optional() }) },
  refusals: ['cursor-invalid'],
} as const satisfies Route;

/** The files of a book by id, each with the components that rest on it. */
async function listEvidence(needs: EvidenceDependencies, { path, query, caller, receivedAt }: RequestOf<typeof route>) {
  const rules = await rulesOf(needs, path.cycle);
  if (isRejection(rules)) return rules;
  const book = await needs.books.load(path.cycle, path.district);
  if (!book) return unknownDistrict;
  const scope = { caller, list: `evidence/${path.cycle}/${path.district}` };
  const after = await readCursor(needs, scope, query.cursor);
  if (isRejection(after)) return after;
  const limit = query.limit ?? pageSizeDefault;
  const files = (await needs.books.evidence(path.cycle, path.district)).filter(
    ({ id }) => after === null || id > after,
  );
  const shown = files.slice(0, limit);
  const items = shown.map((file) => showEvidence(file, book, receivedAt));
  if (files.length <= limit) return { status: 200, body: { items } } as const;
  return { status: 200, body: { items, nextCursor: await writeCursor(needs, scope, shown.at(-1)!.id) } } as const;
}

export const listEvidenceEndpoint = endpoint(route, listEvidence);
