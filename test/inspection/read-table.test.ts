import { writeXlsx } from 'hucre/xlsx';
import { describe, expect, it } from 'vitest';
import { readTable, tableLimits, tableTypes } from '../../lib/inspection/read-table.ts';
import { writeZip } from '../support/zip-writer.ts';

const isHeader = ([first]: readonly string[]) => first === 'id';
const sheet = (name: string, rows: (string | number)[][], more: object = {}) => ({ name, rows, ...more });
const read = async (...sheets: ReturnType<typeof sheet>[]) =>
  readTable(await writeXlsx({ sheets }), tableTypes.xlsx, isHeader);

describe('the table of a workbook', () => {
  const table = [
    ['id', 'value'],
    ['5', 16],
  ];

  it('is the one sheet that has the headings, wherever it stands', async () => {
    const { rows, faults } = await read(sheet('说明', [['填表说明']]), sheet('表', table));
    expect([rows, faults]).toEqual([
      [
        ['id', 'value'],
        ['5', '16'],
      ],
      [],
    ]);
  });

  it('is not chosen where several sheets have them, and never a hidden one', async () => {
    expect((await read(sheet('a', table), sheet('b', table))).faults).toMatchObject([{ row: 1, column: 1 }]);
    const { rows } = await read(sheet('a', table), sheet('b', [['id'], ['x']], { hidden: true }));
    expect(rows[1]).toEqual(['5', '16']);
  });
});

describe('a table that asks too much', () => {
  const code = 'too-many-items';

  it('has more bytes than are read', async () => {
    const bytes = Buffer.alloc(tableLimits.bytesMax + 1, 'a');
    expect((await readTable(bytes, tableTypes.csv, isHeader)).faults).toMatchObject([{ row: 1, column: 1, code }]);
    expect((await readTable(bytes.subarray(1), tableTypes.csv, isHeader)).faults).toEqual([]);
  });

  it('has more rows than are read, and is refused at the first of these', async () => {
    const rows = [['id', 'value'], ...Array.from({ length: 100_000 }, () => ['5', 1])];
    const refused = { rows: [['id', 'value']], faults: [expect.objectContaining({ row: 50_001, column: 1, code })] };
    expect(await read(sheet('表', rows))).toEqual(refused);
    const bytes = Buffer.from(rows.map((row) => `${row.join()}\n`).join(''));
    expect(await readTable(bytes, tableTypes.csv, isHeader)).toEqual(refused);
  });

  it('inflates to more than is kept in memory, though each part of it could be a part of a workbook', async () => {
    // Bytes that deflate a hundred times, as those of a table may.
    const line = Buffer.from(Array.from({ length: 97 }, (_, at) => (at * 7) % 251));
    const part = Buffer.concat(
      Array.from({ length: 90_000 }, (_, at) => (at % 9 === 0 ? Buffer.from(`${at * 31}`) : line)),
    );
    const types =
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>';
    const relationships =
      '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>';
    const parts = Array.from({ length: 9 }, (_, at) => ({ name: `xl/media/${at}.bin`, bytes: part }));
    const bytes = writeZip([
      { name: '[Content_Types].xml', bytes: types },
      { name: '_rels/.rels', bytes: relationships },
      { name: 'xl/workbook.xml', bytes: '<workbook/>' },
      ...parts,
    ]);
    expect(9 * part.length).toBeGreaterThan(tableLimits.inflatedBytesMax);
    expect(bytes.length).toBeLessThan(tableLimits.bytesMax);
    const { faults } = await readTable(bytes, tableTypes.xlsx, isHeader);
    expect(faults).toMatchObject([{ row: 1, column: 1, code }]);
  });
});
