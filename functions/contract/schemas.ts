import * as z from 'zod';
import { componentStates } from '../../lib/domain/book.ts';
import { missingKinds } from '../../lib/domain/completeness.ts';
import { blockerPolicies, cycleStates } from '../../lib/domain/cycle.ts';
import { componentIdSchema, idSchema } from '../../lib/domain/ids.ts';
import { named } from '../../lib/domain/named.ts';
import { bases } from '../../lib/domain/recalculation/board.ts';
import { refusalIssue } from './refusals.ts';
import { noteText } from './text-schema.ts';

/** Shapes that several requests and replies share; those that the contract names are each always the same one. */
export const pointsText = named('Points', () =>
  z
    .string()
    .regex(/^-?[0-9]+(\.[0-9]+)?$/, 'points')
    .meta({
      description:
        "Decimal text with all the scheme's places; below 0 where the scheme lets it be. 十进制文本，小数位数由考核办法规定；办法允许的，可为负。",
      example: '65.20',
    }),
);
export const categoryPoints = named('CategoryPoints', () => z.record(z.string(), pointsText()));
export const quantityReply = named('Quantity', () =>
  z.string().meta({ description: 'Decimal text as it was written. 十进制文本，与所填一致。', example: '16' }),
);
export const instantText = named('Instant', () =>
  z.iso.datetime({ offset: true }).meta({
    description:
      'An instant with its offset, such as 2020-01-01T00:00:00+08:00. 带时区偏移的时刻，例如 2020-01-01T00:00:00+08:00。',
  }),
);
export const bilingual = named('Text', () => z.strictObject({ zh: z.string(), en: z.string() }));
/** What a district is graded as, in schemes with grades; `Graded` of the domain. */
export const gradeFields = () => ({
  grade: idSchema().nullable().meta({
    description:
      'Id of the grade by the total, after vetoes; `null` where the scheme has no grades. 按总分并计入否决项后的等次的编号；考核办法不设等次的为 `null`。',
  }),
  vetoes: z.array(z.string()).meta({
    description: 'The components whose veto lowered the grade. 使等次降低的否决项的编号。',
  }),
});
/** A number that a formula came to, for the eye. */
export const measuredReply = named('MeasuredNumber', () =>
  z.strictObject({
    value: z.string().meta({
      description:
        'Decimal text: all decimals of a number that has at most 6; else rounded to 4 of them. 十进制文本：小数不超过 6 位的全部列出，否则取 4 位。',
      example: '0.8333',
    }),
    exact: z.boolean().meta({
      description:
        'Whether that is the very number; points are counted with it and never with what was rounded. 是否为精确值；计分一律用精确值。',
    }),
  }),
);
export const basisSchema = named('Basis', () =>
  z.enum(bases).meta({
    description:
      '`verified`: by what assessors found. `claimed`: by what districts claim. `verified`：按核定数。`claimed`：按申报数。',
  }),
);
export const stateSchema = named('ComponentState', () => z.enum(componentStates));
export const cycleState = named('CycleState', () => z.enum(cycleStates));
export const blockerPolicy = named('BlockerPolicy', () => z.enum(blockerPolicies));
export const missingSchema = named('MissingKind', () => z.enum(missingKinds));
export const revisionSchema = () => z.int().min(0);
/** Where a book stands after a write: who keeps it can later show what the sealed result must contain. */
export const receiptSchema = named('Receipt', () =>
  z.strictObject({ revision: revisionSchema(), auditHead: z.string() }).meta({
    description:
      "The book's revision and the end of its audit chain after this write. 本次写入后台账的修订号与审计链末端。",
  }),
);
/** The reply to a write of a book. */
export const bookWritten = named('BookWritten', () =>
  z.strictObject({ district: z.string(), revision: revisionSchema(), receipt: receiptSchema() }),
);
/** The reply to a write of one component. */
export const componentWritten = named('ComponentWritten', () =>
  z.strictObject({
    district: z.string(),
    component: z.string(),
    revision: revisionSchema(),
    state: stateSchema(),
    receipt: receiptSchema(),
  }),
);
export const reasonText = () =>
  noteText({ max: 2000 }).meta({ description: 'Why; it stays in the history. 理由，记入变更记录。' });
export const evidenceIds = () => z.array(idSchema()).max(50);

/** One claim's content, as a body or as an item of a list. */
export const claimFields = () => ({
  evidence: evidenceIds()
    .optional()
    .meta({ description: 'Ids of stored evidence of the same book. 本台账内已存入的佐证材料的编号。' }),
  note: noteText({ max: 2000 })
    .nullable()
    .optional()
    .meta({ description: 'Where the value comes from, for who judges it. 数值来源等说明，供核定时参考。' }),
});

/** Component ids within a list: any text, so that an unknown one is answered as such and not as bad syntax. */
export const namedComponent = () => z.string().max(64);
export { componentIdSchema, idSchema };

/** A list that names each text once: what is named again is refused with `duplicate-item`, at its place. */
export function eachOnce<S extends z.ZodArray<z.ZodType<string>>>(list: S) {
  return list
    .check(({ value, issues }) => {
      const seen = new Set<string>();
      for (const [index, item] of value.entries()) {
        if (seen.has(item)) issues.push({ ...refusalIssue('duplicate-item', namedTwice), path: [index], input: value });
        seen.add(item);
      }
    })
    .meta({ uniqueItems: true });
}

const namedTwice = { zh: '已在列表中，不得重复。', en: 'This is in the list already; name it once.' };

/** Whole numbers in a query string. */
export function countText(min: number, max: number) {
  return z
    .string()
    .regex(/^[0-9]{1,15}$/, 'count')
    .transform(Number)
    .pipe(z.int().min(min).max(max))
    .meta({ override: { type: 'integer', pattern: undefined, minimum: min, maximum: max } });
}

/** Paging of lists. */
export const pageSizeDefault = 50;
export const pageQuery = () => ({
  limit: countText(1, 100)
    .optional()
    .meta({ description: limitWords(pageSizeDefault) }),
  ...cursorQuery(),
});

/** Where an answer goes on that has pages only because it would be too large: they hold as much as one answer can. */
export const cursorQuery = () => ({
  cursor: z.string().optional().meta({
    description:
      'The `nextCursor` of the page before; it is good for a day and for who got it. 上一页应答中的 `nextCursor`，一日内有效，且仅限取得它的调用者使用。',
  }),
});

/** What is said of the size of a page. */
export function limitWords(otherwise: number): string {
  return `Most items of a page; ${otherwise} without it. 每页最多条数，不填为 ${otherwise}。`;
}

/** The formats in which an answer may be asked for, by `?format=` or `Accept`. */
export const fileMediaTypes = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** A file instead of JSON. */
export const formatQuery = () => ({
  format: z.enum(['json', 'csv', 'xlsx']).optional().meta({
    description:
      'A file for spreadsheets, in the language of Accept-Language; without it, what Accept prefers. A file holds all items unless `limit` is given. 应答的格式；csv、xlsx 为表格文件，语言由 Accept-Language 决定。不填时按 Accept 选择。文件列出全部条目，给出 `limit` 时除外。',
  }),
});

/** Visible ASCII without the comma, because a header sent twice arrives as one, joined by commas. */
export const idempotencyKeyPattern = /^[\x21-\x2b\x2d-\x7e]{2,255}$/;
