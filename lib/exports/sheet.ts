import type { CellStyle, WriteSheet } from 'hucre';
import { type CellContent, cellText } from './cell-content.ts';

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
