import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../lib/domain/finalization/snapshot.ts';
import { cellNumber, cellText, pointsFormat } from '../../lib/exports/cell-content.ts';
import { resultWorkbook } from '../../lib/exports/result-workbook.ts';
import { sheetNames } from '../../lib/exports/sheet-names.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { readXlsx } from '../support/read-xlsx.ts';
import { largeCohort } from '../support/sample-cohort.ts';
import { sealedSample } from '../support/sample-snapshot.ts';

const scheme = changedScheme();
const { snapshot } = sealedSample(scheme, largeCohort(scheme, 4));

/** Names that are valid data and trouble elsewhere. */
const hostile = ["=cmd|'/c calc'!A1", '<b>"甲"&\'乙\'</b>', '+1', `${'长'.repeat(31)}尾`];
const hostileSnapshot: Snapshot = {
  ...snapshot,
  rows: snapshot.rows.map((row, index) => ({
    ...row,
    name: { zh: hostile[index]!, en: hostile[index]! },
    group: '@SUM(1)',
  })),
};

const { sheets, parts } = await readXlsx(await resultWorkbook(snapshot));
const [ranking, first] = sheets;

describe('the workbook of a result', () => {
  it('has the ranking and then a sheet a district, by rank', () => {
    expect(sheets.map(({ name }) => name)).toEqual(['排名', ...snapshot.rows.map(({ name }) => name.zh)]);
  });

  it('ranks with numbers as numbers, points in the scheme’s format, names as text', () => {
    const { cells } = ranking!;
    snapshot.rows.forEach((row, index) => {
      const line = index + 4;
      expect(cells.get(`A${line}`)).toMatchObject({ type: 'n', value: String(row.rank) });
      expect(cells.get(`B${line}`)).toEqual({ type: 's', value: row.name.zh, format: '49' });
      expect(cells.get(`E${line}`)).toEqual({ type: 'n', value: String(Number(row.score)), format: '2' });
      expect(cells.get(`F${line}`)).toMatchObject({ type: 'n', value: String(Number(row.categories.organization)) });
    });
  });

  it('lays a district out like the method’s own table, Chinese first', () => {
    const headings = ['A', 'B', 'C', 'D', 'E', 'F', 'G'].map(
      (column) => first!.cells.get(`${column}3`)!.value.split('\n')[0],
    );
    expect(headings).toEqual(['序号', '名称', '指标', '考核内容', '分值（70分）', '得分', '考核依据']);
    expect(first!.cells.get('A1')!.value).toContain(snapshot.rows[0]!.name.zh);
    expect(first!.cells.get('B4')!.value).toBe('组织领导（10）\nOrganization and leadership');
    expect(first!.cells.get('D4')!.value).toContain('（完成得4分，未完成得0分。）');
    expect(first!.cells.get('G4')!.value).toBe('核验会议纪要、相关报道');
  });

  it('gives every component its full points and points as numbers, and their sum in the end', () => {
    const { components, score } = snapshot.rows[0]!;
    components.forEach(({ points }, index) => {
      expect(first!.cells.get(`F${index + 4}`)).toEqual({ type: 'n', value: String(Number(points)), format: '2' });
    });
    expect(first!.cells.get('E29')).toMatchObject({ type: 'n', value: '70' });
    expect(first!.cells.get('F29')).toMatchObject({ type: 'n', value: String(Number(score)) });
  });

  it('merges the cells of categories, of indicators with parts, and of a common basis', () => {
    const categories = ['B4:B6', 'B7:B10', 'B12:B15', 'B16:B21', 'B22:B28'];
    const indicators = ['A23:A25', 'D23:D25', 'A26:A28', 'D26:D28'];
    const bases = ['G4:G6', 'G7:G8', 'G9:G10', 'G12:G15', 'G16:G21', 'G22:G28'];
    expect([...first!.merges].sort()).toEqual(
      [...categories, ...indicators, ...bases, 'A1:L1', 'A2:L2', 'A29:D29'].sort(),
    );
  });

  it('keeps headings in view, and prints landscape, one page wide, headings on every page', () => {
    for (const { xml } of sheets) {
      expect(xml).toContain('<pane ySplit="3" topLeftCell="A4" activePane="bottomLeft" state="frozen"/>');
      expect(xml).toContain('<pageSetUpPr fitToPage="1"/>');
      expect(xml).toMatch(/<pageSetup [^>]*orientation="landscape"[^>]*fitToHeight="0"/);
    }
    expect(parts.get('xl/workbook.xml')).toContain('&apos;排名&apos;!$1:$3');
  });

  it('shows a quantity that a spreadsheet would round as text', () => {
    expect(cellNumber('999999999999999')).toBe(999999999999999);
    expect(cellNumber('999999999999999.5')).toBe('999999999999999.5');
    expect(cellNumber('12.500000')).toBe(12.5);
    expect(cellNumber('0.000001')).toBe(0.000001);
    expect(cellNumber('0')).toBe(0);
  });

  it('writes points with as many places as the scheme keeps', () => {
    expect([0, 1, 4].map(pointsFormat)).toEqual(['0', '0.0', '0.0000']);
  });
});

describe('names that are trouble elsewhere', () => {
  it('stay text, to the letter, and no cell is a formula or a link', async () => {
    const { sheets: read, parts: files } = await readXlsx(await resultWorkbook(hostileSnapshot));
    expect(read.map(({ formulas }) => formulas)).toEqual([0, 0, 0, 0, 0]);
    hostile.forEach((name, index) => {
      expect(read[0]!.cells.get(`B${index + 4}`)).toEqual({ type: 's', value: name, format: '49' });
      expect(read[index + 1]!.cells.get('A1')!.value.startsWith(name)).toBe(true);
    });
    expect([...files.values()].join('')).not.toContain('hyperlink');
  });

  it('become sheet names that Excel takes: allowed characters, at most 31, all different', () => {
    const wanted = [
      'a:b',
      'A?B',
      'a[b',
      '排名',
      'History',
      "'quoted'",
      '',
      '\u0000',
      '\u{1F600}'.repeat(20),
      'x'.repeat(40),
      'X'.repeat(40),
      `${'y'.repeat(30)}'z`,
    ];
    const names = sheetNames(wanted, ['排名']);
    expect(names).toEqual([
      'a_b',
      'A_B (2)',
      'a_b (3)',
      '排名 (2)',
      'History (2)',
      '_quoted_',
      '_',
      '_ (2)',
      '\u{1F600}'.repeat(15),
      'x'.repeat(31),
      `${'X'.repeat(27)} (2)`,
      `${'y'.repeat(30)}_`,
    ]);
    for (const name of names) expect(name).toMatch(/^(?!')[^[\]:*?/\\]{1,31}(?<!')$/);
    expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(wanted.length);
  });

  it('lose what XML can’t write and nothing else', () => {
    expect(cellText('a\u0000b\u001fc\ud800d\n\te_x0041_\u{1F600}')).toBe('a�b�c�d\n\te_x0041_\u{1F600}');
  });
});

describe('the bytes of the workbook', () => {
  it('are the same whenever it is built', async () => {
    expect(await resultWorkbook(snapshot)).toEqual(await resultWorkbook(structuredClone(snapshot)));
  });

  it('carry no date but the closing', () => {
    expect(parts.get('docProps/core.xml')!.match(/\d{4}-\d{2}-\d{2}T[^<]*/g)).toEqual([
      '2020-01-31T16:00:00Z',
      '2020-01-31T16:00:00Z',
    ]);
  });

  it('are the same in every time zone', () => {
    const program = `
      import { createHash } from 'node:crypto';
      import { resultWorkbook } from './lib/exports/result-workbook.ts';
      let text = ''; for await (const chunk of process.stdin) text += chunk;
      console.log(createHash('sha256').update(await resultWorkbook(JSON.parse(text))).digest('hex'));`;
    const digests = ['Asia/Shanghai', 'America/New_York', 'Pacific/Apia'].map((TZ) => {
      const run = spawnSync(process.execPath, ['--input-type=module', '-e', program], {
        input: JSON.stringify(snapshot),
        env: { ...process.env, TZ },
        encoding: 'utf8',
      });
      return run.stdout.trim() || run.stderr;
    });
    expect(digests[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(digests).size).toBe(1);
  });
});
