import * as z from 'zod';
import { isShownSafely } from '../../lib/domain/evidence.ts';
import { named } from '../../lib/domain/named.ts';
import { evidenceReply, evidenceState, showEvidence } from '../contract/evidence-reply.ts';
import { unknownEvidence } from '../contract/refusals.ts';
import type { Route } from '../contract/route.ts';
import { instantText, namedComponent, pageQuery } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { refuseUnknownFilter } from '../protocols/cycle-rules.ts';
import type { EvidenceDependencies } from '../protocols/dependencies.ts';

const linkReply = named('Link', () => z.strictObject({ url: z.string(), expiresAt: instantText() }));

const oneRoute = {
  name: 'getEvidence',
  method: 'GET',
  path: '/v1/cycles/{cycle}/districts/{district}/evidence/{id}',
  function: 'evidence',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取一份佐证材料及其下载地址', en: 'Read a file of evidence, with a download address' },
  needs: ['rules', 'book'],
  reply: {
    status: 200,
    schema: named('EvidenceDetail', () =>
      evidenceReply().extend({
        download: linkReply()
          .nullable()
          .meta({ description: 'Only for files that are or were stored. 只有已存入或曾存入的文件才有。' }),
        preview: linkReply().nullable().meta({
          description:
            'Shows the file where it is asked for, as a picture or in a frame; never as part of your own page. Only for PDF, PNG and JPEG, and of those for none that could run something or could not be looked into: see `warnings`. 供直接查看的地址，以图片或框架打开，不得并入自己的页面。仅限 PDF、PNG、JPEG，且其中含可执行内容或无法检查的除外，见 `warnings`。',
        }),
      }),
    ),
  },
} as const satisfies Route;

/** One file: its facts, who rests on it, and for a few minutes a way to its bytes, and to see it. */
async function getEvidence(needs: EvidenceDependencies, { path, book, receivedAt }: RequestOf<typeof oneRoute>) {
  const file = await needs.books.evidenceOf(path.cycle, path.district, path.id);
  if (!file) return unknownEvidence;
  const isKept = (file.state === 'stored' || file.state === 'withdrawn') && file.versionId !== null;
  const download = isKept ? await needs.files.presignDownload(file) : null;
  const isShown = isKept && isShownSafely(file.contentType, file.warnings);
  const preview = isShown ? await needs.files.presignDownload(file, 'inline') : null;
  return { ...showEvidence(file, book, receivedAt), download, preview };
}

export const getEvidenceEndpoint = endpoint(oneRoute, getEvidence);

const listRoute = {
  name: 'listEvidence',
  method: 'GET',
  path: '/v1/cycles/{cycle}/districts/{district}/evidence',
  function: 'evidence',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '列出台账的佐证材料', en: "List a book's evidence" },
  needs: ['rules', 'book', 'page'],
  query: () =>
    z.strictObject({
      state: evidenceState().optional(),
      component: namedComponent().optional().meta({
        description:
          'Files that were sent for this component, and those that its claim or verification rests on. 为此项考核内容报送的文件，以及其申报或核定所依据的文件。',
      }),
      ...pageQuery(),
    }),
  reply: {
    status: 200,
    schema: named('EvidencePage', () =>
      z.strictObject({ items: z.array(evidenceReply()), nextCursor: z.string().optional() }),
    ),
  },
  refusals: ['cursor-invalid', 'unknown-component'],
} as const satisfies Route;

/** The files of a book by id, each with the components that rest on it. */
async function listEvidence(
  needs: EvidenceDependencies,
  { path, query, rules, book, page: { after, limit }, receivedAt }: RequestOf<typeof listRoute>,
) {
  const { state, component } = query;
  const unknown = refuseUnknownFilter(rules, { component });
  if (unknown) return unknown;
  const files = (await needs.books.evidence(path.cycle, path.district))
    .filter(({ id }) => after === null || id > after)
    .map((file) => showEvidence(file, book, receivedAt))
    .filter((file) => (state ?? file.state) === file.state)
    .filter((file) => component === undefined || [...file.components, ...file.citedBy].includes(component));
  const items = files.slice(0, limit);
  return { items, next: files.length <= limit ? null : items.at(-1)!.id };
}

export const listEvidenceEndpoint = endpoint(listRoute, listEvidence);
