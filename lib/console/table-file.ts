/** A table to be downloaded: what a screen shows, number for number. */
export interface TableFile {
  /** Of the file, without its ending. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly string[];
  /** Text stays text, whatever it begins with; numbers are numbers with their places. */
  readonly rows: readonly (readonly (string | DecimalCell | null)[])[];
}

/** A number as it is shown, with all its places. */
export interface DecimalCell {
  readonly decimal: string;
}

/** A number of a table to be downloaded. */
export function decimal(text: string): DecimalCell {
  return { decimal: text };
}

const formulaStart = /^[=+\-@\t\r]/;

/** Saves a table as a workbook or as text for a spreadsheet; what writes workbooks is read when it is first needed. */
export async function saveTable(table: TableFile, format: 'xlsx' | 'csv'): Promise<void> {
  const type = format === 'xlsx' ? 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet' : 'text/csv';
  const content = format === 'xlsx' ? await workbookOf(table) : csvOf(table);
  saveBlob(new Blob([content as BlobPart], { type }), `${table.name}.${format}`);
}

/** Saves bytes as a file of this name. */
export function saveBlob(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  Object.assign(document.createElement('a'), { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

async function workbookOf({ title, columns, rows }: TableFile): Promise<Uint8Array> {
  const { writeXlsx } = await import('hucre/xlsx');
  const cells = new Map(
    rows.flatMap((row, index) =>
      row.flatMap((cell, column) => {
        if (cell === null || typeof cell === 'string') return [];
        const places = cell.decimal.split('.')[1]?.length ?? 0;
        const numFmt = places === 0 ? '0' : `0.${'0'.repeat(places)}`;
        return [[`${index + 1},${column}`, { style: { numFmt } }] as const];
      }),
    ),
  );
  const values = rows.map((row) =>
    row.map((cell) => (cell === null || typeof cell === 'string' ? cell : Number(cell.decimal))),
  );
  return writeXlsx({ sheets: [{ name: title.slice(0, 31), rows: [[...columns], ...values], cells }] });
}

/** With a byte order mark, by which Excel and WPS know UTF-8; a text that would be a formula is marked as text. */
export function csvOf({ columns, rows }: Pick<TableFile, 'columns' | 'rows'>): string {
  const lines = [columns, ...rows].map((row) => row.map(csvField).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function csvField(cell: string | DecimalCell | null): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return cell.decimal;
  const safe = formulaStart.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
