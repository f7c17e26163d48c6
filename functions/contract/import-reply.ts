import * as z from 'zod';
import type { ReadChange } from '../../lib/domain/import-table.ts';
import { named } from '../../lib/domain/named.ts';
import type { Language, Text } from '../../lib/domain/text.ts';
import type { ImportJob } from '../../lib/stores/import-store.ts';
import { receiptSchema } from './schemas.ts';

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

/** What came of a table, or would come of it. */
export const importReport = named('ImportReport', () =>
  z.strictObject({
    dryRun: z.boolean(),
    accepted: z
      .array(rowReply())
      .meta({ description: 'Rows count from the headings, which are row 1. 行号从表头起算，表头为第 1 行。' }),
    unchanged: z.array(rowReply()),
    changedOnReading: z.array(changedCell()).meta({ description: 'The first 1000 of them. 最多列出前 1000 处。' }),
    refused: z.array(refusedCell()).meta({ description: 'The first 1000 of them. 最多列出前 1000 处。' }),
    receipt: receiptSchema()
      .optional()
      .meta({ description: 'Of the book, where one was written. 写入一本台账时的回执。' }),
    receipts: z
      .array(districtReceipt())
      .optional()
      .meta({ description: 'Of each book, where several were written. 写入多本台账时，各台账的回执。' }),
  }),
);

const importBooks = named('ImportedBooks', () =>
  z.strictObject({
    of: z.int().meta({ description: 'Books that the table has rows of. 表中涉及的台账数。' }),
    checked: z.int().meta({
      description:
        'So many were asked whether they take their rows; nothing is written before all were. 已核对的台账数；全部核对之前不写入。',
    }),
    written: z.int().meta({ description: 'So many were dealt with after that. 其后已处理的台账数。' }),
  }),
);

/** An import that goes on after its request, as it stands. */
export const importReply = named('Import', () =>
  z.strictObject({
    id: z.string(),
    state: z.enum(['working', 'done', 'failed']).meta({
      description:
        'failed: nothing was written, or not all of it; the report says which rows were refused, and why. failed 表示未写入或未全部写入，未写入的行及原因见 report。',
    }),
    dryRun: z.boolean(),
    books: importBooks(),
    report: importReport()
      .nullable()
      .meta({ description: 'As the answer 200 of the import; null while it is worked on. 完成前为 null。' }),
  }),
);

/** As many as anybody reads at once; all would not fit an answer where every row of a large table is wrong. */
export const cellsShownMax = 1000;

type Row = z.infer<ReturnType<typeof rowReply>>;
type Cell = Omit<z.infer<ReturnType<typeof refusedCell>>, 'message'> & { readonly message: Text };

interface Outcome {
  readonly accepted: readonly Row[];
  readonly unchanged: readonly Row[];
  readonly changedOnReading: readonly ReadChange[];
  readonly refused: readonly Cell[];
}

/** A report in the reader's language. */
export function showReport(outcome: Outcome, dryRun: boolean, language: Language) {
  const { accepted, unchanged } = outcome;
  const refused = outcome.refused.slice(0, cellsShownMax).map((cell) => ({ ...cell, message: cell.message[language] }));
  return { dryRun, accepted, unchanged, changedOnReading: outcome.changedOnReading.slice(0, cellsShownMax), refused };
}

/** An import as it stands, with its report where it has ended. */
export function showImport<Report>(job: Omit<ImportJob, 'rowPieces'>, report: Report) {
  const { id, state, isDryRun, books, checked, written } = job;
  return { id, state, dryRun: isDryRun, books: { of: books, checked, written }, report };
}
