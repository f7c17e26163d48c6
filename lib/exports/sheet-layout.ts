import type { CellStyle, PageSetup } from 'hucre';
import type { Language, Text } from '../domain/text.ts';
import { type CellContent, merge, rowHeightMax, type Sheet, setCell, setHeight } from './sheet.ts';

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
  readonly size: 'a4' | 'a3';
  readonly frozenColumns: number;
}

const thin = { style: 'thin', color: { rgb: '808080' } } as const;
const grid = { top: thin, left: thin, bottom: thin, right: thin };
const font = { name: '宋体', size: 10 } as const;
const shade = { type: 'pattern', pattern: 'solid', fgColor: { rgb: 'E8EEF4' } } as const;

/** Lines above the columns' headings: a title and a line of facts. */
const titleLines = 2;

/** The first row below the headings. */
export function firstRowOf(columns: readonly SheetColumn[]): number {
  return titleLines + (columns.some(({ group }) => group !== undefined) ? 3 : 2);
}

const footers: Text = { zh: '&C第 &P 页，共 &N 页', en: '&CPage &P of &N' };

/** Landscape, as wide as one page. */
export const printed: PageSetup = {
  orientation: 'landscape',
  fitToPage: true,
  fitToWidth: 1,
  fitToHeight: 0,
  horizontalCentered: true,
  margins: { left: 0.4, right: 0.4, top: 0.5, bottom: 0.6, header: 0.3, footer: 0.3 },
};

/**
 * A sheet ready to be filled from `firstRowOf` its columns on: title, facts and headings that stay in view,
 * landscape, as wide as one page.
 */
export function newSheet(
  name: string,
  { title, facts, language = 'zh' }: { readonly title: string; readonly facts: string; readonly language?: Language },
  columns: readonly SheetColumn[],
  paper: SheetPaper = { size: 'a4', frozenColumns: 0 },
): Sheet {
  const headings = firstRowOf(columns) - 1;
  const sheet: Sheet = {
    name,
    columns: columns.map(({ width }) => ({ width })),
    cells: new Map(),
    merges: [],
    rowDefs: new Map(),
    freezePane: { rows: headings, columns: paper.frozenColumns },
    pageSetup: { ...printed, paperSize: paper.size },
    headerFooter: { oddFooter: footers[language] },
  };
  addLine(sheet, 1, title, columns, { size: 14, bold: true, align: 'center' });
  addLine(sheet, 2, facts, columns, { size: 10, bold: false, align: 'center' });
  addHeadings(sheet, headings, columns);
  return sheet;
}

/** One text over all columns, in a row of its own. */
export function addLine(
  sheet: Sheet,
  row: number,
  text: string,
  columns: readonly SheetColumn[],
  { size, bold, align }: { size: number; bold: boolean; align: 'left' | 'center' },
): void {
  setCell(sheet, row, 1, text, {
    numFmt: '@',
    font: { ...font, size, bold },
    alignment: { ...alignmentOf(align), vertical: 'center', wrapText: true },
  });
  merge(sheet, { row, column: 1, columns: columns.length });
  // Characters are narrower or wider than those of the font that columns are measured in.
  const width = (columns.reduce((sum, column) => sum + column.width, 0) * font.size) / size;
  setHeight(sheet, row, linesOf(text, width) * size * 1.4 + 8);
}

/** One row of headings, or two where columns are grouped. */
function addHeadings(sheet: Sheet, last: number, columns: readonly SheetColumn[]): void {
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
  const groups = Map.groupBy(columns, ({ group }) => group ?? '');
  const lines = [...groups].map(([group, of]) =>
    linesOf(
      group,
      of.reduce((sum, { width }) => sum + width, 0),
    ),
  );
  setHeight(sheet, last - 1, textHeight(Math.max(2, ...lines)));
  columns.forEach(({ group }, index) => {
    if (group === undefined) mergeDown(sheet, last - 1, index + 1, 2);
    else if (columns[index - 1]?.group !== group) {
      const after = columns.findIndex((column, at) => at > index && column.group !== group);
      merge(sheet, { row: last - 1, column: index + 1, columns: (after < 0 ? columns.length : after) - index });
    }
  });
}

/** How a cell looks besides its column. */
export interface Look {
  readonly bold?: boolean;
  readonly isShaded?: boolean;
}

const headingLook: Look = { bold: true, isShaded: true };

/** Fills one cell of a table. */
export function put(
  sheet: Sheet,
  row: number,
  column: number,
  content: CellContent,
  layout: SheetColumn,
  look: Look = {},
): void {
  setCell(sheet, row, column, content, styleOf(layout, look));
}

/** One object for equal styles: a workbook of many sheets has few of them, and looks them up by identity. */
const styles = new Map<string, CellStyle>();

function styleOf({ align, format }: SheetColumn, { bold = false, isShaded = false }: Look): CellStyle {
  const key = JSON.stringify([align, format, bold, isShaded]);
  const known = styles.get(key);
  if (known) return known;
  const style: CellStyle = {
    font: { ...font, bold },
    alignment: { ...alignmentOf(align), vertical: 'center', wrapText: true },
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
export function fitRows(sheet: Sheet, first: number, cells: readonly SheetCell[]): void {
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
    setHeight(sheet, first + row, height);
  });
}

/** Characters that an indent takes. */
const indentWidth = 2;

/** Merges a column's cells over `span` rows, if there is more than one. */
export function mergeDown(sheet: Sheet, row: number, column: number, span: number): void {
  if (span > 1) merge(sheet, { row, column, rows: span });
}

/** What may not be broken at the end of a line: a word, or one character of a script that is written without spaces. */
const UNBROKEN = /[\u2e80-\uffff]|\s+|[^\s\u2e80-\uffff]+/gu;

/** Lines that a content takes in a column so many characters wide, broken as spreadsheets break them. */
export function linesOf(content: CellContent, width: number): number {
  const room = Math.max(2, width - 1);
  const paragraphs = content === null ? [] : String(content).split('\n');
  return paragraphs.reduce((lines, text) => lines + linesOfParagraph(text, room), 0);
}

function linesOfParagraph(text: string, room: number): number {
  let lines = 1;
  let used = 0;
  for (const [piece] of text.matchAll(UNBROKEN)) {
    const width = widthOf(piece);
    if (used + width > room && used > 0 && piece.trim() !== '') {
      lines++;
      used = 0;
    }
    used += width;
    if (used <= room) continue;
    // A word longer than a line is broken wherever it is full.
    const more = Math.ceil(used / room) - 1;
    lines += more;
    used -= more * room;
  }
  return lines;
}

/** In characters of the column's measure: Chinese fonts draw letters and signs of European scripts half as wide, × and ÷ not. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += character < '\u0300' && character !== '×' && character !== '÷' ? 1 : 2;
  return width;
}
