import type { Borders, Style, Workbook, Worksheet } from '@cj-tech-master/excelts';
import { type CellContent, cellText } from './cell-content.ts';

/** A column of a sheet: its heading in both languages, its width in characters, and how its cells look. */
export interface SheetColumn {
  readonly heading: string;
  readonly width: number;
  readonly align: 'left' | 'center' | 'right';
  /** A number format; `@` keeps a text a text when somebody edits the cell. */
  readonly format?: string;
}

const thin = { style: 'thin', color: { argb: 'FF808080' } } as const;
const grid: Partial<Borders> = { top: thin, left: thin, bottom: thin, right: thin };
const font = { name: '宋体', size: 10 } as const;
const shade = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE8EEF4' } } as const;

/** Lines above the columns' headings: a title and a line of facts. */
const titleLines = 2;

/** The first row below the headings. */
export const firstRow = titleLines + 2;

/**
 * A sheet ready to be filled from `firstRow` on: title, facts and headings that stay in view and repeat on every
 * printed page, landscape, as wide as one A4 page.
 */
export function addSheet(
  workbook: Workbook,
  name: string,
  { title, facts }: { readonly title: string; readonly facts: string },
  columns: readonly SheetColumn[],
): Worksheet {
  const headings = titleLines + 1;
  const sheet = workbook.addWorksheet(name, {
    views: [{ state: 'frozen', ySplit: headings }],
    pageSetup: {
      paperSize: 9,
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      horizontalCentered: true,
      printTitlesRow: `1:${headings}`,
      margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.3, footer: 0.3 },
    },
    headerFooter: { oddFooter: '&C&P / &N' },
  });
  columns.forEach(({ width }, index) => {
    sheet.getColumn(index + 1).width = width;
  });
  addTitle(sheet, 1, title, columns.length, { size: 14, bold: true, height: 26 });
  addTitle(sheet, 2, facts, columns.length, { size: 10, bold: false, height: 30 });
  columns.forEach(({ heading, width }, index) => {
    put(sheet, headings, index + 1, heading, { heading, width, align: 'center' }, { bold: true, isShaded: true });
  });
  fitHeight(
    sheet,
    headings,
    columns.map(({ heading }) => heading),
    columns,
  );
  return sheet;
}

function addTitle(
  sheet: Worksheet,
  row: number,
  text: string,
  columns: number,
  { size, bold, height }: { size: number; bold: boolean; height: number },
): void {
  sheet.mergeCells(row, 1, row, columns);
  const cell = sheet.getCell(row, 1);
  cell.value = cellText(text);
  cell.style = {
    numFmt: '@',
    font: { ...font, size, bold },
    alignment: { horizontal: 'center', vertical: 'middle', wrapText: true },
  };
  sheet.getRow(row).height = height;
}

/** How a cell looks besides its column. */
interface Look {
  readonly bold?: boolean;
  readonly isShaded?: boolean;
}

/** Fills one cell: text stays text, a number stays a number, whatever it looks like. */
export function put(
  sheet: Worksheet,
  row: number,
  column: number,
  content: CellContent,
  layout: SheetColumn,
  look: Look = {},
): void {
  const cell = sheet.getCell(row, column);
  cell.style = styleOf(layout, look);
  cell.value = typeof content === 'string' ? cellText(content) : content;
}

/** One object for equal styles: a workbook of many sheets has few of them, and looks them up by identity. */
const styles = new Map<string, Partial<Style>>();

function styleOf({ align, format }: SheetColumn, { bold = false, isShaded = false }: Look): Partial<Style> {
  const key = JSON.stringify([align, format, bold, isShaded]);
  const known = styles.get(key);
  if (known) return known;
  const style: Partial<Style> = {
    font: { ...font, bold },
    alignment: { horizontal: align, vertical: 'middle', wrapText: true },
    border: grid,
    ...(format !== undefined && { numFmt: format }),
    ...(isShaded && { fill: shade }),
  };
  styles.set(key, style);
  return style;
}

/** Height in points of one line of text. */
const lineHeight = 13.5;

/** Makes a row high enough for its texts; spreadsheets don't do it themselves where cells are merged. */
export function fitHeight(
  sheet: Worksheet,
  row: number,
  contents: readonly CellContent[],
  columns: readonly SheetColumn[],
): void {
  const lines = contents.map((content, index) => linesOf(content, columns[index]!.width));
  sheet.getRow(row).height = lineHeight * Math.max(1, ...lines) + 3;
}

/** Lines that a content takes in a column so many characters wide; a Chinese character is as wide as two others. */
export function linesOf(content: CellContent, width: number): number {
  const paragraphs = content === null ? [] : String(content).split('\n');
  return paragraphs.reduce((lines, text) => lines + Math.max(1, Math.ceil(widthOf(text) / (width - 1))), 0);
}

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += character.codePointAt(0)! >= 0x2e80 ? 2 : 1;
  return width;
}

/** Merges a column's cells over `span` rows, if there is more than one. */
export function mergeDown(sheet: Worksheet, row: number, column: number, span: number): void {
  if (span > 1) sheet.mergeCells(row, column, row + span - 1, column);
}
