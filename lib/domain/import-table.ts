import { notApplicable } from './book.ts';
import { digestOf } from './digest.ts';
import { once } from './once.ts';
import type { Refusal } from './rejection.ts';
import type { Text } from './text.ts';

/** What a table is imported as: a district's claims, or the targets of districts. */
export type ImportKind = 'claims' | 'targets';

/** The largest file that is read as a table, in bytes. */
export const tableBytesMax = 8 * 1024 * 1024;

/** The key of an uploaded table's object: who asked for its address finds it there again, and nobody else does. */
export function tableKeyOf(
  cycle: string,
  { subject, role, district }: { readonly subject: string; readonly role: string; readonly district: string | null },
  id: string,
): string {
  return `imports/${cycle}/${digestOf([subject, role, district])}/${id}`;
}

/** What a column holds. */
export type ImportField = 'district' | 'component' | 'value' | 'evidence' | 'note';

/** The names of a column, as headings in either language. */
interface ImportColumn {
  readonly field: ImportField;
  readonly headings: readonly [zh: string, en: string];
  readonly isRequired: boolean;
}

/** The columns of each kind, in the order of the template. */
export const importColumns: Readonly<Record<ImportKind, readonly ImportColumn[]>> = {
  claims: [
    { field: 'district', headings: ['区县', 'district'], isRequired: false },
    { field: 'component', headings: ['序号', 'component'], isRequired: true },
    { field: 'value', headings: ['申报值', 'value'], isRequired: true },
    { field: 'evidence', headings: ['佐证材料', 'evidence'], isRequired: false },
    { field: 'note', headings: ['备注', 'note'], isRequired: false },
  ],
  targets: [
    { field: 'district', headings: ['区县', 'district'], isRequired: true },
    { field: 'component', headings: ['序号', 'component'], isRequired: true },
    { field: 'value', headings: ['任务数', 'target'], isRequired: true },
  ],
};

/** How a table says in Chinese that a component does not apply to a district. */
export const notApplicableText = '不适用';

/** Columns of the template that are there for people and are not read. */
export const toldColumns = {
  name: '考核内容',
  unit: '单位',
  target: '现任务',
  hint: '填写说明',
} as const;

/** As much of a heading as is told of it, so that no answer grows with what was sent. */
export const headingLengthMax = 64;

/** Something that a row can't be imported for. `column` is the heading, as the table has it. */
export interface ImportFault<Code extends string = Refusal | 'unknown-property' | 'wrong-district'> {
  readonly row: number;
  readonly column: string;
  readonly code: Code;
  readonly message: Text;
}

/** What was not read as it stands. */
export interface ReadChange {
  readonly row: number;
  readonly column: string;
  readonly from: string;
  readonly to: string;
}

/** A row with something to import: its fields as texts, `""` where there is none. */
export interface ImportRow {
  /** Counted from the headings, which are row 1. */
  readonly row: number;
  readonly fields: Readonly<Record<ImportField, string>>;
}

/** A table as it is to be imported. */
export interface ImportTable {
  readonly rows: readonly ImportRow[];
  readonly changed: readonly ReadChange[];
  readonly faults: readonly ImportFault[];
  /** How a field's column is called in this table. */
  readonly headingOf: (field: ImportField) => string;
}

/** Whether the first row of a table has all headings that the kind requires. */
export function isImportHeader(kind: ImportKind, header: readonly string[]): boolean {
  return importColumns[kind].every(({ headings, isRequired }) => !isRequired || header.some(isOneOf(headings)));
}

/**
 * Reads the rows below the headings. Rows without a value, evidence and note are left alone: a template that was filled in
 * part is imported in part. Digits and signs of full width, and commas between thousands, are read where no other number could be meant, and
 * told. Refused are headings that are missing, twice there or unknown.
 */
export function readImportTable(
  kind: ImportKind,
  [header = [], ...below]: readonly (readonly string[])[],
): ImportTable {
  const columns = importColumns[kind];
  const places = columns.map(({ headings }) => header.findIndex((text) => isOneOf(headings)(text)));
  const headingOf = (field: ImportField) => {
    const at = columns.findIndex((column) => column.field === field);
    return header[places[at]!]?.trim() || columns[at]!.headings[0];
  };
  const faults = headerFaults(kind, header);
  const changed: ReadChange[] = [];
  const rows =
    faults.length > 0
      ? []
      : below.flatMap((cells, index) => {
          const row = index + 2;
          const fields = { district: '', component: '', value: '', evidence: '', note: '' };
          const changes: ReadChange[] = [];
          for (const [at, { field }] of columns.entries()) {
            const from = cells[places[at]!] ?? '';
            const to = plain(field, from);
            if (to !== from) changes.push({ row, column: headingOf(field), from: shown(from), to: shown(to) });
            fields[field] = kind === 'targets' && to === notApplicableText ? notApplicable : to;
          }
          if (fields.value === '' && fields.evidence === '' && fields.note === '') return [];
          changed.push(...changes.filter(({ from }) => from.trim() !== ''));
          return [{ row, fields }];
        });
  return { rows, changed, faults, headingOf };
}

const isOneOf = (headings: readonly string[]) => (text: string) => headings.includes(text.trim());

/** As much of a cell as anybody needs to find it again. */
const shown = (text: string) => (text.length > 100 ? `${text.slice(0, 100)}…` : text);

function headerFaults(kind: ImportKind, header: readonly string[]): ImportFault[] {
  const columns = importColumns[kind];
  const told: readonly string[] = Object.values(toldColumns);
  const missing = columns
    .filter(({ headings, isRequired }) => isRequired && !header.some(isOneOf(headings)))
    .map(({ headings: [zh, en] }): ImportFault => {
      const message = { zh: `第一行没有“${zh}”这一列。`, en: `The first row has no heading “${en}” (${zh}).` };
      return { row: 1, column: zh, code: 'required', message };
    });
  const unknown = header.flatMap((text, at): ImportFault[] => {
    const heading = text.trim();
    if (heading === '' || told.includes(heading)) return [];
    const column = columns.find(({ headings }) => isOneOf(headings)(heading));
    if (!column)
      return [
        { row: 1, column: heading.slice(0, headingLengthMax), code: 'unknown-property', message: unknownHeading },
      ];
    const isAgain = header.slice(0, at).some(isOneOf(column.headings));
    return isAgain ? [{ row: 1, column: heading, code: 'duplicate-item', message: headingTwice }] : [];
  });
  return [...missing, ...unknown];
}

const unknownHeading: Text = {
  zh: '不认识这一列；请改正列名，或删去这一列。',
  en: 'This column is not known; correct its heading or leave the column out.',
};
const headingTwice: Text = {
  zh: '这一列出现了两次；请只留一列。',
  en: 'This column is there twice; leave one of them.',
};

/** The text that is read. What is written as a number in another way becomes one only if it can be no other. */
function plain(field: ImportField, given: string): string {
  if (field === 'note') return given.trim() === '' ? '' : given.replace(guard(), '');
  const text = given.trim();
  return field === 'value' || field === 'component' ? plainNumber(text) : text;
}

/** What a list puts in front of a text that a spreadsheet would compute. */
const guard = once(() => /^'(?=[\s\p{Cc}]*[=+\-@＝＋－＠−])/u);
const FULL_WIDTH = /[\uff10-\uff19\uff0e\uff0c]/g;
const THOUSANDS = /^[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$/;

function plainNumber(text: string): string {
  const half = text.replace(FULL_WIDTH, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0));
  const whole = THOUSANDS.test(half) ? half.replaceAll(',', '') : half;
  // Anything else that is no number stays as it was written, to be refused as such.
  return /^[0-9]+(?:\.[0-9]+)?$/.test(whole) ? whole : text;
}
