import * as z from 'zod';
import { type ImportKind, isImportHeader } from '../../lib/domain/import-table.ts';
import { named } from '../../lib/domain/named.ts';
import { isRejection, rejectFaults } from '../../lib/domain/rejection.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { GivenFile, Route } from '../contract/route.ts';
import { fileMediaTypes, idSchema, receiptSchema } from '../contract/schemas.ts';
import type { Told } from '../contract/told.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import { sortRows } from '../http/import-rows.ts';
import type { EvidenceDependencies } from '../protocols/dependencies.ts';
import {
  checkBooks,
  inOrder,
  inTurns,
  type RefusedCell,
  type RowReport,
  type SortedRows,
  writeRows,
} from '../protocols/import-books.ts';

const rowReply = named('ImportedRow', () =>
  z.strictObject({ row: z.int(), district: z.string(), component: z.string(), value: z.string() }),
);

const changedCell = named('ChangedCell', () =>
  z.strictObject({ row: z.int(), column: z.string(), from: z.string(), to: z.string() }),
);

const refusedCell = named('RefusedCell', () =>
  z.strictObject({ row: z.int(), column: z.string(), code: z.string(), message: z.string() }),
);

const districtReceipt = named('DistrictReceipt', () => receiptSchema().extend({ district: z.string() }));

const route = {
  name: 'importFile',
  method: 'POST',
  path: '/v1/cycles/{cycle}/imports',
  function: 'imports',
  roles: ['district', 'assessor'],
  summary: {
    zh: '导入填好的表格：区县导入本区县的申报，考核人员导入各区县的任务',
    en: 'Import a filled table: a district its claims, an assessor the targets of districts',
  },
  needs: ['kept-reply', 'rules'],
  query: () =>
    z.strictObject({
      dryRun: z.enum(['true', 'false']).optional().meta({
        description:
          'With true nothing is written; the answer says what would come of it. 为 true 时不写入任何内容，只在应答中说明导入会有什么结果。',
      }),
    }),
  body: named('ImportOfFile', () =>
    z.strictObject({ evidence: idSchema() }).meta({
      description:
        'A CSV or XLSX file that is stored as evidence. Instead of it, the file itself may be the body. 已作为佐证材料存入的 CSV 或 XLSX 文件；也可直接以文件本身为请求体。',
    }),
  ),
  bodyFiles: Object.values(fileMediaTypes),
  reply: {
    status: 200,
    schema: named('ImportReport', () =>
      z.strictObject({
        dryRun: z.boolean(),
        accepted: z
          .array(rowReply())
          .meta({ description: 'Rows count from the headings, which are row 1. 行号从表头起算，表头为第 1 行。' }),
        unchanged: z.array(rowReply()),
        changedOnReading: z.array(changedCell()),
        refused: z.array(refusedCell()).meta({ description: 'The first 1000 of them. 最多列出前 1000 处。' }),
        receipt: receiptSchema()
          .optional()
          .meta({ description: 'Of the book, where one was written. 写入一本台账时的回执。' }),
        receipts: z
          .array(districtReceipt())
          .optional()
          .meta({ description: 'Of each book, where several were written. 写入多本台账时，各台账的回执。' }),
      }),
    ),
  },
  refusals: [
    'cycle-closed',
    'cycle-finalized',
    'import-invalid',
    'evidence-unusable',
    'too-many-items',
    'idempotency-key-reused',
    'busy',
  ],
} as const satisfies Route;

type Request = RequestOf<typeof route>;
type Answer = Told<typeof route>;

/**
 * Reads a table, holds every row against what the JSON routes hold it against, and writes it if nothing is wrong anywhere:
 * each book in one transaction. A file that was cut off in the middle is sent again, and finds unchanged what is written.
 */
async function importFile(needs: EvidenceDependencies, request: Request) {
  const { rules, caller, query, body } = request;
  const kind: ImportKind = caller.role === 'district' ? 'claims' : 'targets';
  const { readTable, tableLimits } = await import('../../lib/inspection/read-table.ts');
  // One byte more than a table may have: that it is too large, the reading says.
  const bytesMax = tableLimits.bytesMax + 1;
  const file = 'bytes' in body ? body : await storedFile(needs, request, body.evidence, bytesMax);
  if (isRejection(file)) return file as Rejection;
  const table = await readTable(file.bytes, file.contentType, (header) => isImportHeader(kind, header));
  const sorted = sortRows(kind, table, { cycle: rules.cycle, caller });
  const report = await checkBooks(needs, kind, request, sorted);
  if (isRejection(report)) return report as Rejection;
  if (query.dryRun === 'true') return answerOf(request, sorted, report, report.refused, true);
  if (report.refused.length > 0) return invalid(report.refused);
  return sorted.books.length === 1
    ? writeOne(needs, kind, request, sorted)
    : writeSeveral(needs, kind, request, sorted);
}

/** As many as anybody reads at once; all would not fit an answer where every row of a large table is wrong. */
const refusedMax = 1000;

function answerOf(
  { language }: Request,
  { changedOnReading }: SortedRows,
  { accepted, unchanged }: RowReport,
  refused: readonly RefusedCell[],
  dryRun: boolean,
) {
  const shown = refused.slice(0, refusedMax).map((cell) => ({ ...cell, message: cell.message[language] }));
  return { dryRun, accepted, unchanged, changedOnReading, refused: shown };
}

function invalid(refused: readonly RefusedCell[]): Rejection {
  const detail = {
    zh: `有 ${refused.length} 处不能导入，什么也没有写入；请按 errors 改正后重新导入。`,
    en: `${refused.length} cells can’t be imported, and nothing was written; correct what errors lists and import again.`,
  };
  const faults = refused.slice(0, refusedMax).map(({ row, column, code, message }) => {
    return { path: ['rows', row, column], code, message };
  });
  return { rejected: 'import-invalid', detail, faults };
}

/** The reply is kept with the book's own transaction. */
async function writeOne(needs: EvidenceDependencies, kind: ImportKind, request: Request, sorted: SortedRows) {
  const told = await writeRows<Answer>(needs, kind, request, sorted.books[0]!, sorted.headingOf, (report) =>
    answerOf(request, sorted, report, [], false),
  );
  return 'refused' in told && !('dryRun' in told) ? invalid(told.refused) : told;
}

/** Book by book. What a book refuses because it has moved meanwhile is told, and the others are written all the same. */
async function writeSeveral(needs: EvidenceDependencies, kind: ImportKind, request: Request, sorted: SortedRows) {
  interface Written {
    readonly report: RowReport;
    readonly receipt: NonNullable<Answer['receipt']>;
  }
  const own = { ...request, replyPlace: null, keep: () => null };
  const outcomes = await inTurns(sorted.books, (book) =>
    writeRows<Written>(needs, kind, own, book, sorted.headingOf, (report) => ({ report })),
  );
  const written = outcomes.flatMap((outcome, at) =>
    'report' in outcome ? [{ ...outcome, district: sorted.books[at]!.district }] : [],
  );
  const refused = outcomes.flatMap((outcome, at) => {
    if ('report' in outcome || 'kept' in outcome) return [];
    if (!isRejection(outcome)) return outcome.refused;
    const { rejected, detail } = outcome as Rejection;
    const column = sorted.headingOf('component');
    return sorted.books[at]!.rows.map(({ row }) => ({ row, column, code: rejected, message: detail }));
  });
  const report = {
    accepted: inOrder(written.flatMap((one) => one.report.accepted)),
    unchanged: inOrder(written.flatMap((one) => one.report.unchanged)),
  };
  const receipts = written.map(({ district, receipt }) => ({ ...receipt, district }));
  const told = { ...answerOf(request, sorted, report, refused, false), receipts };
  const reply = request.keep(told);
  return reply && (await needs.replies.save(reply)) === 'outdated' ? ('outdated' as const) : told;
}

/** A file that the caller's book holds as evidence; an assessor's may be in any book. */
async function storedFile(
  needs: EvidenceDependencies,
  request: Request,
  id: string,
  bytesMax: number,
): Promise<GivenFile | Rejection> {
  const { caller, rules, path } = request;
  const districts = caller.district === null ? rules.cycle.districts.map((one) => one.id) : [caller.district];
  const types: readonly string[] = Object.values(fileMediaTypes);
  for (const district of districts) {
    const opened = await needs.books.open(path.cycle, district, [], null, { ids: [id] });
    const file = opened?.evidence.get(id);
    if (file?.state !== 'stored' || !types.includes(file.contentType)) continue;
    const content = await needs.files.open(file.objectKey, file.versionId!);
    const pieces: Uint8Array[] = [];
    for await (const piece of await content.read(0, Math.min(content.sizeBytes, bytesMax))) pieces.push(piece);
    return { contentType: file.contentType, bytes: Buffer.concat(pieces) };
  }
  return unusable;
}

const unusable = rejectFaults([
  {
    path: ['evidence'],
    code: 'evidence-unusable',
    message: {
      zh: '没有这个编号的已入库 CSV 或 XLSX 文件；请先上传并等待状态为 stored。',
      en: 'There is no stored CSV or XLSX file with this id; upload it first and wait for the state "stored".',
    },
  },
]);

export const importFileEndpoint = endpoint(route, importFile);
