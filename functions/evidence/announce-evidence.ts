import * as z from 'zod';
import { decideAnnouncement } from '../../lib/domain/decide-evidence.ts';
import { objectKeyOf } from '../../lib/domain/evidence.ts';
import { named } from '../../lib/domain/named.ts';
import { rejectFaults } from '../../lib/domain/rejection.ts';
import type { Scheme } from '../../lib/domain/scheme.ts';
import { contentTypeText, evidenceReply, showFacts } from '../contract/evidence-reply.ts';
import type { Route } from '../contract/route.ts';
import { bilingual, eachOnce, namedComponent, receiptSchema, revisionSchema } from '../contract/schemas.ts';
import { fileNameText, lineText, noteText } from '../contract/text-schema.ts';
import type { Told } from '../contract/told.ts';
import { announcedBytes, uploadReply } from '../contract/upload-schema.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { EvidenceDependencies, EvidenceLimits } from '../protocols/dependencies.ts';
import { writeBook } from '../protocols/write-book.ts';

/** Who cites it would take another read, and who asks for a ticket does not ask for that. */
const storedAlready = named('StoredEvidence', () =>
  evidenceReply().omit({ citedBy: true }).extend({ receipt: receiptSchema() }).meta({
    description:
      'This book has these bytes stored already; nothing needs to be uploaded. 本台账已存有内容相同的文件，无需上传。',
  }),
);

const ticketWarning = named('TicketWarning', () =>
  z.strictObject({ code: z.enum(['unknown-kind']), text: bilingual() }),
);

const route = {
  name: 'announceEvidence',
  method: 'POST',
  path: '/v1/cycles/{cycle}/districts/{district}/evidence',
  function: 'evidence',
  roles: ['district'],
  summary: { zh: '登记一份佐证材料并取得上传地址', en: 'Announce a file of evidence and get an upload address' },
  needs: ['rules'],
  body: named('EvidenceAnnouncement', () =>
    z.strictObject({
      fileName: fileNameText().meta({ description: 'The name under which people know it. 文件名，供人识别。' }),
      contentType: contentTypeText(),
      ...announcedBytes(),
      kind: lineText({ max: 64 }).meta({
        description:
          'What kind of paper it is. Completeness counts the kinds that the scheme names, others beside them. 材料种类。检查材料是否齐全时，按考核办法所列种类统计，其他种类另计。',
      }),
      components: eachOnce(z.array(namedComponent()).max(100))
        .optional()
        .meta({ description: 'The components that it is meant for. 用于哪些考核内容。' }),
      note: noteText({ max: 2000 })
        .nullable()
        .optional()
        .meta({ description: 'What else is to be said of the file. 文件说明。' }),
    }),
  ),
  reply: {
    status: 201,
    schema: named('Ticket', () =>
      z.strictObject({
        id: z.string(),
        revision: revisionSchema(),
        state: z.literal('awaiting-upload'),
        upload: uploadReply(),
        warnings: z.array(ticketWarning()),
        receipt: receiptSchema(),
      }),
    ),
    again: storedAlready,
    tag: 'revision',
  },
  refusals: [
    'cycle-closed',
    'cycle-finalized',
    'filename-invalid',
    'value-out-of-range',
    'unknown-component',
    'duplicate-item',
    'idempotency-key-reused',
    'busy',
  ],
} as const satisfies Route;

/**
 * A district announces a file and gets an address that takes exactly these bytes, once, for a few minutes and never
 * beyond the closing instant; or learns that its book has them already.
 */
async function announceEvidence(needs: EvidenceDependencies, request: RequestOf<typeof route>) {
  const { cycle, district } = request.path;
  const { components = [], note = null, ...facts } = request.body;
  const refusal = refuseFile(needs.limits, facts);
  const id = needs.newId();
  const objectKey = objectKeyOf(cycle, district, id);
  return writeBook<Told<typeof route>>(needs, request, {
    components: [],
    files: { sha256: facts.sha256 },
    decide: (context, { sameBytes }) =>
      refusal ?? decideAnnouncement(context, { ...facts, id, objectKey, components, note }, sameBytes),
    whenUnchanged: ({ sameBytes }) => showFacts(sameBytes!),
    reply: async (revision, { book }) => {
      // The head's instant is the one that counts: a reopening may have moved it since the cycle was remembered.
      const upload = await needs.files.presignUpload({ ...facts, objectKey }, book.head.closesAt);
      return { id, revision, state: 'awaiting-upload', upload, warnings: warningsOf(request.rules.scheme, facts.kind) };
    },
  });
}

/** A kind of file that the scheme does not know is stored all the same, and may be a slip [T 44]. */
function warningsOf({ components }: Scheme, kind: string) {
  const known = new Map(components.flatMap(({ evidence }) => evidence.map(({ id, name }) => [id, name])));
  if (known.has(kind)) return [];
  const text = {
    zh: `考核办法没有这种佐证；文件照收，只在完整性检查中另列。办法所列：${[...known].map(([id, { zh }]) => `${id}（${zh}）`).join('、')}。`,
    en: `The scheme knows no such kind of evidence. The file is taken, and counted beside those it knows: ${[...known.keys()].join(', ')}.`,
  };
  return [{ code: 'unknown-kind' as const, text }];
}

function refuseFile({ fileBytesMax, contentTypes }: EvidenceLimits, file: { contentType: string; sizeBytes: number }) {
  if (!contentTypes.includes(file.contentType))
    return rejectFaults([
      {
        path: ['contentType'],
        code: 'value-out-of-range',
        message: {
          zh: `不接受这种文件类型；可用：${contentTypes.join('、')}。`,
          en: `This type is not taken, only: ${contentTypes.join(', ')}.`,
        },
      },
    ]);
  if (file.sizeBytes <= fileBytesMax) return null;
  return rejectFaults([
    {
      path: ['sizeBytes'],
      code: 'value-out-of-range',
      message: {
        zh: `文件最多 ${fileBytesMax} 字节（${inMebibytes(fileBytesMax)} MB）。`,
        en: `A file has at most ${fileBytesMax} bytes (${inMebibytes(fileBytesMax)} MB).`,
      },
    },
  ]);
}

function inMebibytes(bytes: number): string {
  return (bytes / (1024 * 1024)).toFixed(1).replace('.0', '');
}

export const announceEvidenceEndpoint = endpoint(route, announceEvidence);
