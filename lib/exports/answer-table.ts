import { stringify } from 'csv-stringify/sync';
import { writeXlsx } from 'hucre/xlsx';
import type { Cycle } from '../domain/cycle.ts';
import type { Scheme } from '../domain/scheme.ts';
import type { Language, Text } from '../domain/text.ts';
import { type CellContent, cellNumber, guardedText, roundedFormat, type Sheet } from './sheet.ts';
import { firstRowOf, fitRows, newSheet, put, type SheetColumn, type SheetPaper } from './sheet-layout.ts';

/** The files that an answer is given as, by the name of the format. */
export const fileTypes = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** What is asked for: which format, in which language, of which cycle under which scheme. */
export interface FileWish {
  readonly format: keyof typeof fileTypes;
  readonly language: Language;
  readonly cycle: Cycle;
  readonly scheme: Scheme;
}

/** A file that stands for an answer; the name has its ending. */
export interface AnswerFile {
  readonly name: string;
  readonly contentType: string;
  readonly bytes: Uint8Array;
}

/** A number of a table: decimal text with the places that it has. */
export interface NumberCell {
  readonly number: string;
  /** Whether it was rounded for the eye; it is marked, and stays a number where cells have formats. */
  readonly isRounded?: boolean;
}

/** Text stays text whatever it begins with, and a number is a number. */
export type TableCell = string | NumberCell | null;

/** An answer as a table. */
export interface AnswerTable {
  /** What it shows: the sheet's name, and the beginning of the file's. */
  readonly subject: string;
  /** Whose it is, where it is not everybody's. */
  readonly of?: string;
  readonly isProvisional: boolean;
  /** What else is to be known of it. */
  readonly facts: readonly string[];
  readonly columns: readonly SheetColumn[];
  readonly rows: readonly (readonly TableCell[])[];
  /** Sums, below the rows. */
  readonly total?: readonly TableCell[];
  readonly paper?: SheetPaper;
}

/** A number where there is one. */
export function numberCell(decimal: string | number | null): NumberCell | null {
  return decimal === null ? null : { number: String(decimal) };
}

const words = {
  provisional: { zh: '暂定（未定稿）', en: 'provisional (not final)' },
  final: { zh: '已定稿', en: 'final' },
  status: { zh: '结果性质', en: 'Result' },
} as const satisfies Record<string, Text>;

/**
 * The table as a file that spreadsheets open by a double click; provisional tables say so in their name and in
 * themselves. The same table gives the same bytes.
 */
export async function tableFile(table: AnswerTable, wish: FileWish): Promise<AnswerFile> {
  const { format, language, cycle } = wish;
  const status = words[table.isProvisional ? 'provisional' : 'final'][language];
  const marked = `${table.subject}${table.of === undefined ? '' : `_${table.of}`}_${status}`;
  const bytes = format === 'csv' ? csvOf(table, status, language) : await workbookOf(table, status, wish);
  return {
    name: `${cycle.year}${{ zh: '年度', en: ' ' }[language]}${marked}.${format}`,
    contentType: fileTypes[format],
    bytes,
  };
}

/** UTF-8 with a byte order mark, lines ending in CR LF; numbers as they are, and no text that would be a formula. */
function csvOf({ columns, rows, total }: AnswerTable, status: string, language: Language): Uint8Array {
  const header = columns.map(({ heading, group }) => (group === undefined ? heading : `${group} ${heading}`));
  const records = [...rows, ...(total ? [total] : [])].map((row) => [...row.map(csvField), status]);
  const lines = [
    [...header.map((text) => guardedText(text.replaceAll('\n', ' '))), words.status[language]],
    ...records,
  ];
  return new TextEncoder().encode(stringify(lines, { bom: true, record_delimiter: 'windows' }));
}

function csvField(cell: TableCell): string {
  if (cell === null) return '';
  if (typeof cell === 'string') return guardedText(cell);
  return `${cell.isRounded ? '≈' : ''}${cell.number}`;
}

async function workbookOf(table: AnswerTable, status: string, { cycle, scheme, language }: FileWish) {
  const { subject, of, facts, columns, rows, total, paper } = table;
  const year = { zh: `${cycle.year} 年度`, en: String(cycle.year) }[language];
  const title = [year, scheme.document.title[language], of, subject].filter(Boolean).join(' ');
  const sheet = newSheet(subject, { title, facts: [status, ...facts].join('　'), language }, columns, paper);
  const first = firstRowOf(columns);
  rows.forEach((row, index) => {
    putRow(sheet, first + index, row, columns);
  });
  if (total) putRow(sheet, first + rows.length, total, columns, { bold: true, isShaded: true });
  // What a workbook says of its making is fixed: the same answer is the same file, so that a reader who has it is told so.
  const made = new Date(cycle.createdAt);
  const properties = { title, creator: 'Kaohe', lastModifiedBy: 'Kaohe', created: made, modified: made };
  return writeXlsx({ sheets: [sheet], properties });
}

function putRow(
  sheet: Sheet,
  row: number,
  cells: readonly TableCell[],
  columns: readonly SheetColumn[],
  look?: Parameters<typeof put>[5],
): void {
  const contents = cells.map(
    (cell): CellContent => (cell === null || typeof cell === 'string' ? cell : cellNumber(cell.number)),
  );
  contents.forEach((content, column) => {
    const layout = columns[column]!;
    const cell = cells[column];
    const isRounded = cell !== null && typeof cell === 'object' && cell.isRounded === true;
    put(sheet, row, column + 1, content, isRounded ? { ...layout, format: roundedFormat } : layout, look);
  });
  fitRows(
    sheet,
    row,
    contents.map((content, column) => ({ row, span: 1, content, layout: columns[column]! })),
  );
}
