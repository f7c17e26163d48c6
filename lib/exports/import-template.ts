import { stringify } from 'csv-stringify/sync';
import type { CellStyle, DataValidation } from 'hucre';
import { writeXlsx } from 'hucre/xlsx';
import { type ImportKind, importColumns, notApplicableText, toldColumns } from '../domain/import-table.ts';
import { quantity } from '../domain/quantity.ts';
import type { Component } from '../domain/scheme.ts';
import { type AnswerFile, type FileWish, fileTypes } from './answer-table.ts';
import { targetInWords } from './paper-words.ts';
import { cellNumber, guardedText, type Sheet, setCell } from './sheet.ts';
import { printed } from './sheet-layout.ts';

/** A row of a template, with what there is of it already. */
export interface TemplateRow {
  readonly district: string;
  readonly component: string;
  /** The claim or the target that there is. */
  readonly value: string | null;
  readonly evidence: readonly string[];
  readonly note: string | null;
  /** The target in force. */
  readonly target: string | null;
}

/** A column; what is only told is shaded. */
interface TemplateColumn {
  readonly heading: string;
  readonly width: number;
  readonly isTold?: boolean;
  readonly isNumber?: boolean;
  readonly textOf: (row: TemplateRow, component: Component) => string;
}

const sheetNames = { claims: '申报', targets: '任务' } as const;
const choicesName = '选项';

/**
 * The table to fill in: Chinese headings in the first row, as they are read again, then a row a component with what there
 * is. A workbook offers what may be chosen and refuses what is no number; as it is, the table changes nothing.
 */
export async function importTemplate(
  { kind, rows }: { readonly kind: ImportKind; readonly rows: readonly TemplateRow[] },
  wish: FileWish,
): Promise<AnswerFile> {
  const { format, cycle, scheme } = wish;
  const columns = columnsOf(kind, wish);
  const lines = rows.map((row) => {
    const component = scheme.components[scheme.indexOf.get(row.component)!]!;
    return { component, texts: columns.map(({ textOf }) => textOf(row, component)) };
  });
  const name = `${cycle.year}年度${sheetNames[kind]}导入模板.${format}`;
  const bytes = format === 'csv' ? csvOf(columns, lines) : await workbookOf(kind, columns, lines, wish);
  return { name, contentType: fileTypes[format], bytes };
}

interface Line {
  readonly component: Component;
  readonly texts: readonly string[];
}

function columnsOf(kind: ImportKind, { cycle, scheme }: FileWish): TemplateColumn[] {
  const heading = (field: string) => importColumns[kind].find((column) => column.field === field)!.headings[0];
  const bearers = new Map<string, number>();
  for (const { name } of cycle.districts) bearers.set(name.zh, (bearers.get(name.zh) ?? 0) + 1);
  const names = new Map(cycle.districts.map(({ id, name: { zh } }) => [id, bearers.get(zh) === 1 ? zh : id]));
  const told: TemplateColumn[] = [
    { heading: toldColumns.name, width: 30, isTold: true, textOf: (_, { name }) => name.zh },
    { heading: toldColumns.unit, width: 12, isTold: true, textOf: (_, { unit }) => unit.zh },
  ];
  const target = { heading: toldColumns.target, width: 12, isTold: true, isNumber: true } as const;
  const claims: TemplateColumn[] = [
    { ...target, textOf: (row) => targetInWords(row.target) ?? '' },
    { heading: heading('value'), width: 14, isNumber: true, textOf: ({ value }) => targetInWords(value) ?? '' },
    ...(kind === 'claims'
      ? [
          { heading: '佐证材料', width: 30, textOf: ({ evidence }: TemplateRow) => evidence.join(';') },
          { heading: '备注', width: 40, textOf: ({ note }: TemplateRow) => note ?? '' },
        ]
      : []),
  ];
  // Only in methods in which something may not apply: the tables of all others are what they were.
  const hint = {
    heading: toldColumns.hint,
    width: 44,
    isTold: true,
    textOf: (_: TemplateRow, part: Component) => hintOf(part),
  };
  const hints = kind === 'targets' && scheme.components.some((part) => part.whenNotApplicable !== null) ? [hint] : [];
  return [
    { heading: heading('district'), width: 18, textOf: ({ district }) => names.get(district)! },
    { heading: heading('component'), width: 8, textOf: ({ component }) => component },
    ...told,
    ...(kind === 'claims' ? claims : claims.slice(1)),
    ...hints,
  ];
}

/** What may be filled in where a component may not apply, and that it is left empty where the method itself says the target. */
function hintOf({ whenNotApplicable, target, fixedTarget }: Component): string {
  if (whenNotApplicable === null) return '';
  const otherwise = {
    assigned: '适用的填任务数',
    fixed: `适用的留空（任务数统一为 ${fixedTarget?.text}）`,
    none: '适用的留空（此项不设任务）',
  }[target];
  return `不适用于该区县的，填“${notApplicableText}”；${otherwise}。`;
}

function csvOf(columns: readonly TemplateColumn[], lines: readonly Line[]): Uint8Array {
  const rows = [columns.map(({ heading }) => heading), ...lines.map(({ texts }) => texts.map(guardedText))];
  return new TextEncoder().encode(stringify(rows, { bom: true, record_delimiter: 'windows' }));
}

async function workbookOf(
  kind: ImportKind,
  columns: readonly TemplateColumn[],
  lines: readonly Line[],
  { cycle, scheme }: FileWish,
): Promise<Uint8Array> {
  const sheet: Sheet & { dataValidations: DataValidation[] } = {
    ...{ name: sheetNames[kind], columns: columns.map(({ width }) => ({ width })), cells: new Map(), merges: [] },
    ...{
      rowDefs: new Map(),
      freezePane: { rows: 1 },
      pageSetup: { ...printed, paperSize: 'a4' },
      dataValidations: validations(kind, columns, lines),
    },
  };
  columns.forEach(({ heading }, at) => {
    setCell(sheet, 1, at + 1, heading, { ...toldLook, font: { bold: true } });
  });
  lines.forEach(({ texts }, index) => {
    texts.forEach((text, at) => {
      const { isTold, isNumber } = columns[at]!;
      const content = text === '' ? null : isNumber && text !== notApplicableText ? cellNumber(text) : text;
      const look = isTold ? toldLook : {};
      setCell(sheet, index + 2, at + 1, content, isNumber ? look : { ...look, numFmt: '@' });
    });
  });
  const choices = choicesSheet(lines);
  const made = new Date(cycle.createdAt);
  const title = `${cycle.year} 年度 ${scheme.document.title.zh}`;
  const properties = { title, creator: 'Kaohe', lastModifiedBy: 'Kaohe', created: made, modified: made };
  return writeXlsx({ sheets: [sheet, choices], properties });
}

const toldLook: CellStyle = { fill: { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E8EEF4' } } };

/** Districts and components of the table, each once: what the lists of choices refer to. */
function choicesOf(lines: readonly Line[]) {
  const each = (at: number) => [...new Set(lines.map(({ texts }) => texts[at]!))];
  return { districts: each(0), components: each(1) };
}

function choicesSheet(lines: readonly Line[]): Sheet {
  const sheet: Sheet = { name: choicesName, cells: new Map(), merges: [], rowDefs: new Map(), hidden: true };
  const { districts, components } = choicesOf(lines);
  for (const [column, choices] of [districts, components].entries())
    choices.forEach((choice, row) => {
      setCell(sheet, row + 1, column + 1, choice, { numFmt: '@' });
    });
  return sheet;
}

/** What a spreadsheet offers and refuses while the table is filled in. The import looks at everything again. */
function validations(kind: ImportKind, columns: readonly TemplateColumn[], lines: readonly Line[]): DataValidation[] {
  const { districts, components } = choicesOf(lines);
  const last = lines.length + 1;
  const list = (column: string, from: string, count: number): DataValidation => ({
    ...{ type: 'list', range: `${column}2:${column}${last}`, allowBlank: true, showErrorMessage: true },
    ...{
      formula1: `${choicesName}!$${from}$1:$${from}$${count}`,
      errorTitle: '不在列表中',
      errorMessage: '请从列表中选择。',
    },
  });
  const value = columns.findIndex(({ isNumber, isTold }) => isNumber && !isTold);
  const letter = String.fromCharCode(65 + value);
  const validation = kind === 'claims' ? valueValidation : targetValidation;
  const ofRows = lines.map(({ component }, index) => validation(component, `${letter}${index + 2}`));
  return lines.length === 0 ? [] : [list('A', 'A', districts.length), list('B', 'B', components.length), ...ofRows];
}

function valueValidation({ rule }: Component, range: string): DataValidation {
  const shown = { range, allowBlank: true, showErrorMessage: true } as const;
  const isChoice = rule.refuseValue(quantity('2')) !== null && rule.refuseValue(quantity('1')) === null;
  if (isChoice)
    return {
      ...shown,
      type: 'list',
      values: ['1', '0'],
      errorTitle: '只能填 1 或 0',
      errorMessage: '1 为开展，0 为未开展。',
    };
  return notNegative(range);
}

function notNegative(range: string): DataValidation {
  return {
    ...{ range, allowBlank: true, showErrorMessage: true },
    ...{ type: 'decimal', operator: 'greaterThanOrEqual', formula1: '0' },
    ...{ errorTitle: '不是数值', errorMessage: '请填写大于或等于 0 的数值，不带单位。' },
  };
}

function targetValidation({ whenNotApplicable }: Component, range: string): DataValidation {
  if (whenNotApplicable === null) return notNegative(range);
  return {
    ...notNegative(range),
    type: 'custom',
    formula1: `OR(${range}="${notApplicableText}",AND(ISNUMBER(${range}),${range}>=0))`,
    errorMessage: `请填写大于或等于 0 的数值，不带单位；此项不适用于该区县的，填“${notApplicableText}”。`,
  };
}
