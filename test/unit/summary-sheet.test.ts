import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../lib/domain/finalization/snapshot.ts';
import { explainResult } from '../../lib/exports/explained-result.ts';
import { resultWorkbook } from '../../lib/exports/result-workbook.ts';
import { linesOf } from '../../lib/exports/sheet-layout.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { type ReadSheet, readXlsx } from '../support/read-xlsx.ts';
import { largeCohort } from '../support/sample-cohort.ts';
import { sealedSample } from '../support/sample-snapshot.ts';

const scheme = changedScheme();
const { snapshot } = sealedSample(scheme, largeCohort(scheme, 30));
const long = '长'.repeat(100);
const withLongName: Snapshot = {
  ...snapshot,
  rows: snapshot.rows.map((row, index) => (index === 1 ? { ...row, name: { zh: long, en: 'long '.repeat(20) } } : row)),
};
const { sheets } = await readXlsx(await resultWorkbook(explainResult(withLongName)));
const [ranking, summary, , second] = sheets as [ReadSheet, ReadSheet, ReadSheet, ReadSheet];

/** `A`, …, `Z`, `AA`, …: the name of a column, from 1. */
const columnName = (column: number): string =>
  column > 26
    ? columnName(Math.floor((column - 1) / 26)) + columnName(((column - 1) % 26) + 1)
    : String.fromCharCode(64 + column);
const rowOf = ({ cells }: ReadSheet, row: number, columns: number) =>
  Array.from({ length: columns }, (_, at) => cells.get(`${columnName(at + 1)}${row}`)?.value);
const heightOf = ({ xml }: ReadSheet, row: number) =>
  Number(new RegExp(`<row r="${row}" ht="([\\d.]+)"`).exec(xml)![1]);

describe('the sheet of all points', () => {
  it('has a column a component under its category, each category’s sum behind it, and the total in the end', () => {
    expect(rowOf(summary, 3, 8).map((text) => text?.split('\n')[0])).toEqual([
      '名次',
      '区、县（市）',
      '组织领导（10）',
      undefined,
      undefined,
      undefined,
      '人才支援（11）',
      undefined,
    ]);
    const parts = rowOf(summary, 4, 34).map((text) => text?.split('\n')[0]);
    expect(parts.slice(2, 12)).toEqual(['1', '2', '3', '小计', '4', '5', '6', '7', '小计', '8']);
    expect(parts.filter((text) => text === '小计')).toHaveLength(6);
    expect(rowOf(summary, 3, 34).at(-1)).toBe('总分\nScore\n（70）');
    expect(summary.cells.get('C4')!.value).toBe('1\n负责同\n志调研\n对接\n（4）');
    expect(summary.cells.get('AA4')!.value).toBe('20.1\n村企\n结对\n（3）');
    const groups = ['A3:A4', 'B3:B4', 'C3:F3', 'G3:K3', 'L3:M3', 'N3:R3', 'S3:Y3', 'Z3:AG3', 'AH3:AH4'];
    expect([...summary.merges].sort()).toEqual([...groups, 'A1:AH1', 'A2:AH2'].sort());
  });

  it('has a row a district by rank, whose points add up to its sums and its total', () => {
    withLongName.rows.forEach((row, index) => {
      const [rank, name, ...points] = rowOf(summary, index + 5, 34);
      expect([rank, name]).toEqual([String(row.rank), row.name.zh]);
      const expected = scheme.document.categories.flatMap(({ id, indicators }) => [
        ...indicators.flatMap(({ components }) =>
          components.map((part) => row.components.find(({ component }) => component === part.id)!.points),
        ),
        row.categories[id]!,
      ]);
      expect(points).toEqual([...expected, row.score].map((text) => String(Number(text))));
    });
    expect(summary.cells.get('C5')).toMatchObject({ type: 'n', format: '0.00' });
  });
});

describe('texts in the workbook', () => {
  it('find room in their rows, however long a name is', () => {
    for (const [sheet, row, width] of [
      [ranking, 5, 24],
      [summary, 6, 16],
    ] as const)
      expect(heightOf(sheet, row)).toBeGreaterThanOrEqual((200 / width) * 13.5);
    expect(heightOf(ranking, 4)).toBeLessThan(20);
    // A title of 100 characters and more at 14 points, over columns that hold about 240 of 10 points.
    expect(heightOf(second, 1)).toBeGreaterThanOrEqual(2 * 14 * 1.4);
  });

  it('find room in merged rows too, which share what is missing', async () => {
    const [category] = scheme.document.categories;
    const wordy = {
      ...snapshot,
      scheme: {
        ...snapshot.scheme,
        categories: snapshot.scheme.categories.map((each) =>
          each.id === category!.id ? { ...each, name: { zh: long, en: 'x' } } : each,
        ),
      },
    };
    const { sheets: read } = await readXlsx(await resultWorkbook(explainResult(wordy)));
    const room = [4, 5, 6].reduce((sum, row) => sum + heightOf(read[2]!, row), 0);
    expect(room).toBeGreaterThanOrEqual((200 / 13) * 13.5);
  });

  it('keep their distance from the border that they begin at', async () => {
    const { parts } = await readXlsx(await resultWorkbook(explainResult(snapshot)));
    const alignments = parts.get('xl/styles.xml')!.match(/<alignment [^>]*horizontal="(left|right)"[^>]*>/g)!;
    expect(alignments.length).toBeGreaterThan(1);
    for (const alignment of alignments) expect(alignment).toContain('indent="1"');
  });

  it.each([
    [null, 10, 0],
    ['', 10, 1],
    ['一二三四', 9, 1],
    ['一二三四五', 9, 2],
    ['a b', 4, 1],
    ['abc abc', 6, 2],
    ['abcdefghij', 6, 2],
    ['一\n二', 9, 2],
    ['×÷×÷×', 9, 2],
    [12.5, 9, 1],
  ])('take so many lines: %j in %i characters', (content, width, lines) => {
    expect(linesOf(content, width)).toBe(lines);
  });
});
