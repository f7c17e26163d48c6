import type { Borders, PaperSize, Style, Workbook, Worksheet } from '@cj-tech-master/excelts';
import { type CellContent, cellText } from './cell-content.ts';
import { linesOf } from './text-width.ts';

/** A column of a sheet: its heading in both languages, its width in characters, and how its cells look. */
export interface SheetColumn {
  readonly heading: string;
  /** A heading above, which neighbours with the same one share. */
  readonly group?: string;
  readonly width: number;
  /** Numbers stand in the middle: spreadsheets differ in whether a number at the right keeps an indent. */
  readonly align: 'left' | 'center';
  /** A number format; `@` keeps a text a text when somebody edits the cell. */
  readonly format?: string;
}

/** What a sheet is printed on, and what stays in view at its left. */
export interface SheetPaper {
  readonly size: 'A4' | 'A3';
  readonly frozenColumns: number;
}

/** Numbers of the file format (ECMA-376, pageSetup); the library's own list leaves A3 out. */
const paperSizes = { A4: 9, A3: 8 as PaperSize };

const thin = { style: 'thin', color: { argb: 'FF808080' } } as const;
const grid: Partial<Borders> = { top: thin, left: thin, bottom: thin, right: thin };
const font = { name: '宋体', size: 10 } as const;
const shade = { type: 'pattern', pattern: 'solid', fgColor: { argb: 'FFE8EEF4' } } as const;

/** Lines above the columns' headings: a title and a line of facts. */
const titleLines = 2;

/** The first row below the headings. */
export function firstRowOf(columns: readonly SheetColumn[]): number {
  return titleLines + (columns.some(({ group }) => group !== undefined) ? 3 : 2);
}

/**
 * A sheet ready to be filled from `firstRowOf` its columns on: title, facts and headings that stay in view and repeat
 * on every printed page, landscape, as wide as one page.
 */
export function addSheet(
  workbook: Workbook,
  name: string,
  { title, facts }: { readonly title: string; readonly facts: string },
  columns: readonly SheetColumn[],
  paper: SheetPaper = { size: 'A4', frozenColumns: 0 },
): Worksheet {
  const headings = firstRowOf(columns) - 1;
  const sheet = workbook.addWorksheet(name, {
    views: [{ state: 'frozen', xSplit: paper.frozenColumns, ySplit: headings }],
    pageSetup: {
      paperSize: paperSizes[paper.size],
      orientation: 'landscape',
      fitToPage: true,
      fitToWidth: 1,
      fitToHeight: 0,
      horizontalCentered: true,
      printTitlesRow: `1:${headings}`,
      margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.3, footer: 0.3 },
    },
    headerFooter: { oddFooter: '&C第 &P 页，共 &N 页' },
  });
  columns.forEach(({ width }, index) => {
    sheet.getColumn(index + 1).width = width;
  });
  addLine(sheet, 1, title, columns, { size: 14, bold: true, align: 'center' });
  addLine(sheet, 2, facts, columns, { size: 10, bold: false, align: 'center' });
  addHeadings(sheet, headings, columns);
  return sheet;
}

/** One text over all columns, in a row of its own. */
export function addLine(
  sheet: Worksheet,
  row: number,
  text: string,
  columns: readonly SheetColumn[],
  { size, bold, align }: { size: number; bold: boolean; align: 'left' | 'center' },
): void {
  const cell = sheet.getCell(row, 1);
  cell.value = cellText(text);
  cell.style = {
    numFmt: '@',
    font: { ...font, size, bold },
    alignment: { ...alignmentOf(align), vertical: 'middle', wrapText: true },
  };
  sheet.mergeCells(row, 1, row, columns.length);
  // Characters are narrower or wider than those of the font that columns are measured in.
  const width = (columns.reduce((sum, column) => sum + column.width, 0) * font.size) / size;
  sheet.getRow(row).height = Math.min(rowHeightMax, Math.ceil(linesOf(text, width) * size * 1.4 + 8));
}

/** One row of headings, or two where columns are grouped. */
function addHeadings(sheet: Worksheet, last: number, columns: readonly SheetColumn[]): void {
  const isGrouped = last > titleLines + 1;
  const cells = columns.flatMap(({ heading, group, width }, index): SheetCell[] => {
    const layout = { heading, width, align: 'center' } as const;
    const isFirst = columns[index - 1]?.group !== group;
    const upper = group === undefined ? heading : isFirst ? group : null;
    if (isGrouped) put(sheet, last - 1, index + 1, upper, layout, headingLook);
    put(sheet, last, index + 1, isGrouped && group === undefined ? null : heading, layout, headingLook);
    return [{ row: isGrouped && group === undefined ? last - 1 : last, span: 1, content: heading, layout }];
  });
  fitRows(sheet, isGrouped ? last - 1 : last, cells);
  if (!isGrouped) return;
  sheet.getRow(last - 1).height = textHeight(2);
  columns.forEach(({ group }, index) => {
    if (group === undefined) mergeDown(sheet, last - 1, index + 1, 2);
    else if (columns[index - 1]?.group !== group) {
      const after = columns.findIndex((column, at) => at > index && column.group !== group);
      sheet.mergeCells(last - 1, index + 1, last - 1, after < 0 ? columns.length : after);
    }
  });
}

/** How a cell looks besides its column. */
export interface Look {
  readonly bold?: boolean;
  readonly isShaded?: boolean;
}

const headingLook: Look = { bold: true, isShaded: true };

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
    alignment: { ...alignmentOf(align), vertical: 'middle', wrapText: true },
    border: grid,
    ...(format !== undefined && { numFmt: format }),
    ...(isShaded && { fill: shade }),
  };
  styles.set(key, style);
  return style;
}

/** Text keeps its distance from the border that it begins at. */
function alignmentOf(align: SheetColumn['align']) {
  return align === 'center' ? { horizontal: align } : { horizontal: align, indent: 1 };
}

/** The highest row that spreadsheets have, in points. */
const rowHeightMax = 409;

/** The height in points of so many lines of text, with air above and below. */
function textHeight(lines: number): number {
  return Math.min(rowHeightMax, 13.5 * Math.max(1, lines) + 5);
}

/** A filled cell, over how many rows it is merged, and the column whose width it has. */
export interface SheetCell {
  readonly row: number;
  readonly span: number;
  readonly content: CellContent;
  readonly layout: SheetColumn;
}

/**
 * Makes rows from `first` on high enough for their texts: spreadsheets don't do it themselves where cells are merged.
 * What a merged text needs beyond its rows is shared among them.
 */
export function fitRows(sheet: Worksheet, first: number, cells: readonly SheetCell[]): void {
  const heights: number[] = [];
  const needed = ({ content, layout: { width, align } }: SheetCell) =>
    textHeight(linesOf(content, align === 'center' ? width : width - indentWidth));
  for (const cell of cells.filter(({ span }) => span === 1))
    heights[cell.row - first] = Math.max(heights[cell.row - first] ?? textHeight(1), needed(cell));
  for (const cell of cells.filter(({ span }) => span > 1)) {
    const rows = Array.from({ length: cell.span }, (_, at) => cell.row - first + at);
    const missing = needed(cell) - rows.reduce((sum, row) => sum + (heights[row] ?? textHeight(1)), 0);
    for (const row of rows) heights[row] = (heights[row] ?? textHeight(1)) + Math.max(0, missing) / cell.span;
  }
  heights.forEach((height, row) => {
    sheet.getRow(first + row).height = Math.min(rowHeightMax, Math.ceil(height));
  });
}

/** Characters that an indent takes. */
const indentWidth = 2;

/** Merges a column's cells over `span` rows, if there is more than one. */
export function mergeDown(sheet: Worksheet, row: number, column: number, span: number): void {
  if (span > 1) sheet.mergeCells(row, column, row + span - 1, column);
}
