import { TextDecoder } from 'node:util';
import { CsvError, parse } from 'csv-parse/sync';
import { Decimal } from 'decimal.js';
import { type Cell, type CellValue, readXlsx, type Sheet } from 'hucre/xlsx';
import { tableBytesMax } from '../domain/import-table.ts';
import type { Text } from '../domain/text.ts';
import { readArchiveDirectory } from './archive-directory.ts';
import { ContentWindows, MemoryContent } from './content-windows.ts';
import { FileInspector } from './file-inspector.ts';

/** A cell that can't be read, or a file that is no table: then the first cell. Rows and columns are counted from 1. */
export interface TableFault {
  readonly row: number;
  readonly column: number;
  readonly code: 'value-syntax' | 'type' | 'too-many-items';
  readonly message: Text;
}

/** The cells of a table as text, by rows; `""` where a cell is empty or can't be read. */
export interface ReadTable {
  readonly rows: readonly (readonly string[])[];
  readonly faults: readonly TableFault[];
}

/** The media types of the files that are read. */
export const tableTypes = {
  csv: 'text/csv',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** What a table may ask of whoever reads it. */
export const tableLimits = {
  bytesMax: tableBytesMax,
  /** Of a workbook, once it is inflated. */
  inflatedBytesMax: 64 * 1024 * 1024,
  rowsMax: 50_000,
} as const;

/**
 * Reads a file as the one table that it holds. CSV is UTF-8, with or without a byte order mark, or GB18030. Of a workbook
 * the sheet is read whose first row is `isHeader`: one, among those that are not hidden. Refused, each with its cell, are
 * formulas, dates, percentages, truth values, errors and merged cells, for what they hold is not what they show; refused
 * as a whole is what is no such file, could harm, or is larger than the limits.
 */
export async function readTable(
  bytes: Uint8Array,
  contentType: string,
  isHeader: (row: readonly string[]) => boolean,
): Promise<ReadTable> {
  if (bytes.length > tableLimits.bytesMax) return refuseFile(tooLarge, 'too-many-items');
  const { fault } = await new FileInspector().inspect(new MemoryContent(bytes), contentType);
  if (fault) return refuseFile(fault === 'content-mismatch' ? notSuchFile : unsafe);
  const read = contentType === tableTypes.csv ? readCsv(bytes) : await readWorkbook(bytes, isHeader);
  const { rows, faults } = read;
  if (rows.length <= tableLimits.rowsMax) return { rows, faults: faults.slice(0, faultsMax) };
  const row = tableLimits.rowsMax + 1;
  return { rows: rows.slice(0, 1), faults: [{ row, column: 1, code: 'too-many-items', message: tooManyRows }] };
}

/** More are of no use to anybody. */
const faultsMax = 1000;

function refuseFile(message: Text, code: TableFault['code'] = 'value-syntax'): ReadTable {
  return { rows: [], faults: [{ row: 1, column: 1, code, message }] };
}

function readCsv(bytes: Uint8Array): ReadTable {
  const text = decodersOf.map((encoding) => decoded(bytes, encoding)).find((found) => found !== null);
  try {
    const rows: string[][] = parse(text ?? '', { relax_column_count: true, to: tableLimits.rowsMax + 1 });
    const faults = rows.flatMap((row, at) =>
      row.flatMap((cell, on): TableFault[] =>
        cell.includes('\uFFFD') ? [{ row: at + 1, column: on + 1, code: 'value-syntax', message: damaged }] : [],
      ),
    );
    return { rows, faults };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const row = Number(error.records ?? 0) + 1;
    return { rows: [], faults: [{ row, column: 1, code: 'value-syntax', message: badQuotes }] };
  }
}

/** UTF-8 first: text that is UTF-8 is hardly ever meant as anything else. */
const decodersOf = ['utf-8', 'gb18030'];

function decoded(bytes: Uint8Array, encoding: string): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

async function readWorkbook(bytes: Uint8Array, isHeader: (row: readonly string[]) => boolean): Promise<ReadTable> {
  const { entries } = await readArchiveDirectory(new ContentWindows(new MemoryContent(bytes)));
  const inflated = entries.reduce((sum, { uncompressedSize }) => sum + uncompressedSize, 0);
  if (inflated > tableLimits.inflatedBytesMax) return refuseFile(tooLarge, 'too-many-items');
  const range = `A1:Z${tableLimits.rowsMax + 1}`;
  const workbook = await readXlsx(bytes, { readStyles: true, range }).catch(() => null);
  if (!workbook) return refuseFile(notSuchFile);
  const shown = workbook.sheets.filter(({ hidden, veryHidden }) => !hidden && !veryHidden);
  const fitting = shown.filter(({ rows: [first = []] }) => isHeader(first.map((value) => String(value ?? '').trim())));
  if (fitting.length > 1) return refuseFile(severalTables);
  const [sheet] = fitting.length === 1 ? fitting : shown;
  return sheet ? readSheet(sheet) : refuseFile(notSuchFile);
}

function readSheet({ rows, cells, merges = [] }: Sheet): ReadTable {
  const faults: TableFault[] = merges.map(({ startRow, startCol }) => {
    return { row: startRow + 1, column: startCol + 1, code: 'value-syntax', message: merged };
  });
  const texts = rows.map((row, at) =>
    row.map((value, on) => {
      const read = readCell(value, cells?.get(`${at},${on}`));
      if (typeof read === 'string') return read;
      faults.push({ row: at + 1, column: on + 1, ...read });
      return '';
    }),
  );
  return { rows: texts, faults: faults.sort((a, b) => a.row - b.row || a.column - b.column) };
}

/** The text of a cell. A number as the shortest decimal that is that number: a workbook keeps 0.29 as 0.28999999999999998. */
function readCell(value: CellValue, cell: Cell | undefined): string | Pick<TableFault, 'code' | 'message'> {
  if (cell?.formula !== undefined || cell?.type === 'formula') return { code: 'value-syntax', message: formula };
  if (cell?.type === 'error') return { code: 'value-syntax', message: errorValue };
  if (value instanceof Date) return { code: 'value-syntax', message: date };
  if (typeof value === 'boolean') return { code: 'type', message: truthValue };
  if (typeof value !== 'number') return value ?? '';
  if (cell?.style?.numFmt?.includes('%')) return { code: 'value-syntax', message: percentage };
  return new Decimal(value).toFixed();
}

const tooLarge: Text = {
  zh: '文件过大；请删去图片和多余的工作表，或分次导入。',
  en: 'The file is too large; leave out pictures and other sheets, or import it in parts.',
};
const tooManyRows: Text = {
  zh: `最多 ${tableLimits.rowsMax} 行；请分次导入。`,
  en: `At most ${tableLimits.rowsMax} rows; import them in parts.`,
};
const notSuchFile: Text = {
  zh: '内容不是 CSV（UTF-8 或 GB18030）或 XLSX 工作簿；请用下载的模板填写后上传，不要改文件类型。',
  en: 'It is neither CSV (UTF-8 or GB18030) nor an XLSX workbook as it says; fill in the template and keep its type.',
};
const unsafe: Text = {
  zh: '文件不安全（压缩包异常、含宏或恶意代码），未读取；请用下载的模板重新填写。',
  en: 'The file is unsafe to open (a suspicious archive, macros or malware) and was not read; fill in the template anew.',
};
const severalTables: Text = {
  zh: '有几张工作表都是可导入的表；请只留一张。',
  en: 'Several sheets could be imported; leave one of them.',
};
const badQuotes: Text = {
  zh: '这一行的引号不成对，无法分列。',
  en: 'The quotes of this row don’t match, so that it can’t be split into columns.',
};
const damaged: Text = {
  zh: '文字编码在传送途中已损坏；请另存为 UTF-8 的 CSV 或 XLSX 再导入。',
  en: 'The text was damaged on its way here; save the file as CSV in UTF-8 or as XLSX and import that.',
};
const formula: Text = {
  zh: '单元格是公式；请粘贴为数值。',
  en: 'The cell is a formula; paste it as a value.',
};
const errorValue: Text = {
  zh: '单元格是错误值；请改为数值。',
  en: 'The cell is an error value; enter the value.',
};
const date: Text = {
  zh: '单元格是日期，表格软件可能把所填数字变成了日期；请设为文本格式后重填。',
  en: 'The cell is a date, which a spreadsheet may have made of what was typed; format it as text and type it again.',
};
const percentage: Text = {
  zh: '单元格是百分比格式，所显示的数与所存的数不同；请改为常规格式后重填。',
  en: 'The cell is a percentage, which shows another number than it holds; use the general format and type it again.',
};
const truthValue: Text = {
  zh: '单元格是逻辑值；请填写数字。',
  en: 'The cell is true or false; enter a number.',
};
const merged: Text = {
  zh: '单元格是合并的；请取消合并，每格分别填写。',
  en: 'Cells are merged here; unmerge them and fill in each.',
};
