import * as z from 'zod';
import { evidenceReply, showEvidence } from '../contract/evidence-reply.ts';
import { unknownEvidence } from '../contract/not-found.ts';
import type { Route } from '../contract/route.ts';
import { instantText } from '../contract/schemas.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { EvidenceDependencies } from '../protocols/dependencies.ts';

const route = {
  name: 'getEvidence',
  method: 'GET',
  path: '/v1/cycles/{cycle}/districts/{district}/evidence/{id}',
  function: 'evidence',
  roles: ['district', 'assessor', 'auditor', 'admin'],
  summary: { zh: '读取一份佐证材料及其下载地址', en: 'Read a file of evidence, with a download address' },
  needs: ['rules', 'book'],
  reply: {
    status: 200,
    schema: () =>
      evidenceReply().extend({
        download: z
          .strictObject({ url: z.string(), expiresAt: instantText() })
          .nullable()
          .meta({ description: 'Only for files that are or were stored.' }),
      }),
  },
} as const satisfies Route;

/** One file: its facts, who rests on it, and for a few minutes a way to its bytes. */
async function getEvidence(needs: EvidenceDependencies, { path, book, receivedAt }: RequestOf<typeof route>) {
  const file = await needs.books.evidenceOf(path.cycle, path.district, path.id);
  if (!file) return unknownEvidence;
  const isKept = (file.state === 'stored' || file.state === 'withdrawn') && file.versionId !== null;
  const download = isKept ? await needs.files.presignDownload(file) : null;
  return { ...showEvidence(file, book, receivedAt), download };
}

export const getEvidenceEndpoint = endpoint(route, getEvidence);
