import { Decimal } from 'decimal.js';
import type { CellStyle, WriteSheet } from 'hucre';

/** A sheet as it is filled. Rows and columns are counted from 1, as people count them. */
export type Sheet = WriteSheet & Required<Pick<WriteSheet, 'cells' | 'merges' | 'rowDefs'>>;

/** Fills a cell: text stays text, a number stays a number, whatever it looks like. */
export function setCell(sheet: Sheet, row: number, column: number, content: CellContent, style: CellStyle): void {
  const value = typeof content === 'string' ? unescapable(cellText(content)) : content;
  // The library writes a text like `#N/A` as an error; as a run of text it stays one.
  const isRun = typeof value === 'string' && value.startsWith('#');
  sheet.cells.set(`${row - 1},${column - 1}`, isRun ? { richText: [{ text: value }], style } : { value, style });
}

/** Spreadsheets read `_x0041_` as an escaped `A`; the library leaves it as it is. */
function unescapable(text: string): string {
  return text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_');
}

/** A range of cells, by its first one. */
export interface CellRange {
  readonly row: number;
  readonly column: number;
  readonly rows?: number;
  readonly columns?: number;
}

/** Merges a range. Its first cell shows; what the others held is gone, their borders stay. */
export function merge({ cells, merges }: Sheet, { row, column, rows = 1, columns = 1 }: CellRange): void {
  const range = { startRow: row - 1, startCol: column - 1, endRow: row + rows - 2, endCol: column + columns - 2 };
  merges.push(range);
  for (let at = range.startRow; at <= range.endRow; at++)
    for (let on = range.startCol; on <= range.endCol; on++) {
      const { style } = cells.get(`${at},${on}`) ?? {};
      const isFirst = at === range.startRow && on === range.startCol;
      if (style && !isFirst) cells.set(`${at},${on}`, { style });
    }
}

/** The highest row that spreadsheets have, in points. */
export const rowHeightMax = 409;

/** Sets the height of a row, in points. */
export function setHeight({ rowDefs }: Sheet, row: number, points: number): void {
  rowDefs.set(row - 1, { height: Math.min(rowHeightMax, Math.ceil(points)) });
}

/** What a cell may hold here: a number, or a text. Never a formula, a link or markup. */
export type CellContent = string | number | null;

/** Characters that XML 1.0 has no way to write. */
const UNWRITABLE = /[\p{Cc}\uFFFE\uFFFF]/gu;

/** Text that a workbook can hold: line ends and tabs stay, other control characters become `�`. */
export function cellText(text: string): string {
  return text.toWellFormed().replace(UNWRITABLE, (character) => (/[\t\n\r]/.test(character) ? character : '�'));
}

/** Significant digits that spreadsheets keep of a number. */
const digitsMax = 15;

/** A decimal text as a number where a spreadsheet keeps all its digits, else as the text: nothing is rounded silently. */
export function cellNumber(decimal: string): CellContent {
  return new Decimal(decimal).precision(true) <= digitsMax ? Number(decimal) : decimal;
}

/** The number format for points with so many places: 2 → `0.00`. */
export function pointsFormat(places: number): string {
  return places === 0 ? '0' : `0.${'0'.repeat(places)}`;
}

/** A number that was rounded for the eye: 0.3333 → `≈0.3333`. */
export const roundedFormat = '"≈"0.0000';

/** A percentage text as a number that the format `0.00%` shows as the same text: `80.00%` → 0.8; else the text. */
export function cellPercent(percent: string | null): CellContent {
  if (percent === null) return null;
  const decimal = percent.slice(0, -1);
  return typeof cellNumber(decimal) === 'number' ? Number(`${decimal}e-2`) : percent;
}

/** The number format that shows a rank as papers name it: 10 → `第 10 名` or `并列第 10 名`. */
export function rankFormat(isTied: boolean): string {
  return `"${isTied ? '并列' : ''}第 "0" 名"`;
}

/** What begins a formula, as typed or as a spreadsheet's input method turns it: half and full width, after white space too. */
const FORMULA_START = /^[\s\p{Cc}]*[=+\-@＝＋－＠−]|^[\t\r\n]/u;

/** The text as it may stand in a cell of a CSV file: `=cmd` → `'=cmd`. */
export function guardedText(text: string): string {
  return FORMULA_START.test(text) ? `'${text}` : text;
}
