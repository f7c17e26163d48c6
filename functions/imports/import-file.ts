import * as z from 'zod';
import type { Evidence } from '../../lib/domain/evidence.ts';
import { type ImportKind, importColumns, tableBytesMax, tableKeyOf } from '../../lib/domain/import-table.ts';
import { named } from '../../lib/domain/named.ts';
import { isRejection, rejectFaults } from '../../lib/domain/rejection.ts';
import { importKeptSeconds, newImport } from '../../lib/stores/import-store.ts';
import { cellsShownMax, importReply, importReport, showImport, showReport } from '../contract/import-reply.ts';
import type { Rejection } from '../contract/refusals.ts';
import type { GivenFile, Route } from '../contract/route.ts';
import { fileMediaTypes, idSchema } from '../contract/schemas.ts';
import type { Later, Told } from '../contract/told.ts';
import { endpoint, type RequestOf } from '../http/endpoint.ts';
import type { EvidenceDependencies } from '../protocols/dependencies.ts';
import {
  checkBooks,
  type RefusedCell,
  type RefusedRows,
  type RowReport,
  type SortedRows,
  writeRows,
} from '../protocols/import-books.ts';
import { type KeptTable, runImport, writeTable } from '../protocols/run-import.ts';
import { log } from '../telemetry/log.ts';
import { countInterruptedImports } from '../telemetry/metrics.ts';

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
        'A CSV or XLSX file that was uploaded by an import ticket, or that is stored as evidence. Instead of it, the file itself may be the body. 凭导入上传地址上传的，或已作为佐证材料存入的 CSV 或 XLSX 文件；也可直接以文件本身为请求体。',
    }),
  ),
  bodyFiles: Object.values(fileMediaTypes),
  reply: { status: 200, schema: importReport, later: importReply },
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
type Answer = Exclude<Told<typeof route>, Later<unknown>>;

/**
 * Reads a table, holds every row against what the JSON routes hold it against, and writes it if nothing is wrong anywhere:
 * each book in one transaction. A file that was cut off in the middle is sent again under its key, and told of all of it.
 */
async function importFile(needs: EvidenceDependencies, request: Request) {
  const { rules, caller, query, body } = request;
  const kind: ImportKind = caller.role === 'district' ? 'claims' : 'targets';
  const file = 'bytes' in body ? body : await storedFile(needs, request, body.evidence);
  if (isRejection(file)) return file as Rejection;
  const { readRows } = await import('../http/import-rows.ts');
  const sorted = await readRows(kind, file, { cycle: rules.cycle, caller });
  if (isLarge(sorted)) return begin(needs, kind, request, sorted);
  const report = await checkBooks(needs, kind, request, sorted);
  if (isRejection(report)) return report as Rejection;
  if (query.dryRun === 'true') return answerOf(request, sorted, report, true);
  if (report.refused.length > 0) return invalid(report.refused);
  return sorted.books.length === 1
    ? writeOne(needs, kind, request, sorted)
    : writeSeveral(needs, kind, request, sorted);
}

function answerOf(
  { language }: Request,
  { changedOnReading }: SortedRows,
  report: RowReport & RefusedRows,
  isDryRun: boolean,
) {
  return showReport({ ...report, changedOnReading }, isDryRun, language);
}

function invalid(refused: readonly RefusedCell[]): Rejection {
  const detail = {
    zh: `有 ${refused.length} 处不能导入，什么也没有写入；请按 errors 改正后重新导入。`,
    en: `${refused.length} ${refused.length === 1 ? 'cell' : 'cells'} can’t be imported, and nothing was written; correct what errors lists and import again.`,
  };
  const faults = refused.slice(0, cellsShownMax).map(({ row, column, code, message }) => {
    return { path: ['rows', row, column], code, message };
  });
  return { rejected: 'import-invalid', detail, faults };
}

/** The reply is kept with the book's own transaction. */
async function writeOne(needs: EvidenceDependencies, kind: ImportKind, request: Request, sorted: SortedRows) {
  const told = await writeRows<Answer>(needs, kind, request, sorted.books[0]!, sorted.headingOf, (report) =>
    answerOf(request, sorted, { ...report, refused: [] }, false),
  );
  return 'refused' in told && !('dryRun' in told) ? invalid(told.refused) : told;
}

/** Book by book. */
async function writeSeveral(needs: EvidenceDependencies, kind: ImportKind, request: Request, sorted: SortedRows) {
  const { receipts, ...report } = await writeTable(needs, kind, request, sorted);
  const told = { ...answerOf(request, sorted, report, false), receipts };
  const reply = request.keep(told);
  return reply && (await needs.replies.save(reply)) === 'outdated' ? ('outdated' as const) : told;
}

/** With more books a request may end before it has answered; a longer answer does not fit into the item that keeps it. */
const [booksMax, rowBytesMax] = [150, 250_000];

function isLarge({ books, changedOnReading }: SortedRows): boolean {
  const shown = [books, changedOnReading.slice(0, cellsShownMax)];
  return books.length > booksMax || (books.length > 1 && Buffer.byteLength(JSON.stringify(shown)) > rowBytesMax);
}

/** After so long the request is answered, and another function goes on. */
const ownMilliseconds = 15_000;

/** Notes an import that may take longer than a request, begins it, and tells where its end will be told. */
async function begin(needs: EvidenceDependencies, kind: ImportKind, request: Request, sorted: SortedRows) {
  const { path, caller, receivedAt, query } = request;
  const { headingOf, ...rows } = sorted;
  const headings = Object.fromEntries(importColumns[kind].map(({ field }) => [field, headingOf(field)]));
  const table: KeptTable = { kind, headings, ...rows };
  const given = {
    ...{ id: needs.newId(), cycle: path.cycle, by: caller, receivedAt, isDryRun: query.dryRun === 'true' },
    ...{ books: rows.books.length, expiresAt: Math.floor(receivedAt / 1000) + importKeptSeconds },
  };
  const begun = newImport(given);
  const told = { later: showImport(begun, null) };
  const job = await needs.imports.add(begun, JSON.stringify(table), request.keep(told));
  if (job === null) return 'outdated' as const;
  // What is left, or fails here, is taken up within a minute.
  await runImport(needs, job, () => needs.clock.now() < receivedAt + ownMilliseconds).catch(async (fault: unknown) => {
    await log.fault('an import was interrupted', fault, { source: job.id });
    await countInterruptedImports(1);
  });
  return told;
}

/** A file that the caller has uploaded to be imported, or that the caller's book holds as evidence; an assessor's may be in any book. */
async function storedFile(
  needs: EvidenceDependencies,
  { caller, rules, path }: Request,
  id: string,
): Promise<GivenFile | Rejection> {
  const uploaded = { objectKey: tableKeyOf(path.cycle, caller, id), versionId: null };
  const stored = await needs.files.describe(uploaded.objectKey, null);
  if (stored) return { contentType: stored.contentType, bytes: await bytesOf(needs, uploaded) };
  const districts = caller.district === null ? rules.cycle.districts.map((one) => one.id) : [caller.district];
  const types: readonly string[] = Object.values(fileMediaTypes);
  for (const district of districts) {
    const opened = await needs.books.open(path.cycle, district, [], null, { ids: [id] });
    const file = opened?.evidence.get(id);
    if (file?.state === 'stored' && types.includes(file.contentType))
      return { contentType: file.contentType, bytes: await bytesOf(needs, file) };
  }
  return unusable;
}

/** One byte more than a table may have, if there are as many: that it is too large, the reading says. */
async function bytesOf(
  { files }: EvidenceDependencies,
  { objectKey, versionId }: Pick<Evidence, 'objectKey' | 'versionId'>,
): Promise<Uint8Array> {
  const content = await files.open(objectKey, versionId);
  const pieces: Uint8Array[] = [];
  for await (const piece of await content.read(0, Math.min(content.sizeBytes, tableBytesMax + 1))) pieces.push(piece);
  return Buffer.concat(pieces);
}

const unusable = rejectFaults([
  {
    path: ['evidence'],
    code: 'evidence-unusable',
    message: {
      zh: '没有这个编号的 CSV 或 XLSX 文件：请先上传完成；佐证材料须等到状态为 stored。',
      en: 'There is no CSV or XLSX file with this id: upload it first; a file of evidence has to be in the state "stored".',
    },
  },
]);

export const importFileEndpoint = endpoint(route, importFile);
