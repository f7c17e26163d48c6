import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../lib/domain/finalization/snapshot.ts';
import { explainResult } from '../../lib/exports/explained-result.ts';
import { resultWorkbook, sheetNames } from '../../lib/exports/result-workbook.ts';
import { cellNumber, cellText, pointsFormat } from '../../lib/exports/sheet.ts';
import { changedScheme } from '../support/changed-scheme.ts';
import { markedCohort, openPointsOf } from '../support/marked-cohort.ts';
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

const { sheets, parts } = await readXlsx(await resultWorkbook(explainResult(snapshot)));
const [ranking, summary, first] = sheets;

/** The rows that each sheet repeats on every printed page. */
const printTitlesOf = (files: ReadonlyMap<string, string>) =>
  [...files.get('xl/workbook.xml')!.matchAll(/<definedName name="_xlnm.Print_Titles"[^>]*>([^<]*)</g)].map(
    ([, range]) => range,
  );

describe('the workbook of a result', () => {
  it('has the ranking, all points, and then a sheet a district, by rank', () => {
    expect(sheets.map(({ name }) => name)).toEqual(['排名', '汇总表', ...snapshot.rows.map(({ name }) => name.zh)]);
  });

  it('ranks with numbers as numbers, points in the scheme’s format, names as text', () => {
    const { cells } = ranking!;
    snapshot.rows.forEach((row, index) => {
      const line = index + 4;
      expect(cells.get(`A${line}`)).toEqual({ type: 'n', value: String(row.rank), format: '"第 "0" 名"' });
      expect(cells.get(`B${line}`)).toEqual({ type: 's', value: row.name.zh, format: '@' });
      expect(cells.get(`C${line}`)).toEqual({ type: 'n', value: String(Number(row.score)), format: '0.00' });
      expect(cells.get(`D${line}`)).toMatchObject({ type: 'n', value: String(Number(row.categories.organization)) });
      expect(cells.get(`J${line}`)).toEqual({ type: 's', value: row.name.en, format: '@' });
    });
  });

  it('says of equal ranks that they are, and keeps them numbers', async () => {
    const [one, two, ...others] = largeCohort(scheme, 4);
    const twins = sealedSample(scheme, [one!, { ...two!, parts: one!.parts }, ...others]).snapshot;
    const read = (await readXlsx(await resultWorkbook(explainResult(twins)))).sheets;
    const from = twins.rows.findIndex(({ district }) => district === 'd-0001');
    const rank = { type: 'n', value: String(twins.rows[from]!.rank), format: '"并列第 "0" 名"' };
    for (const line of [from, from + 1]) {
      expect(read[0]!.cells.get(`A${line + 4}`)).toEqual(rank);
      expect(read[1]!.cells.get(`A${line + 5}`)).toEqual(rank);
    }
    expect(read[from + 2]!.cells.get('A2')!.value).toContain(`并列第 ${rank.value} 名（共 4 个区、县（市））`);
  });

  it('names under each title which result it is, and the instant of sealing as such', () => {
    for (const { cells } of [ranking!, summary!]) {
      expect(cells.get('A2')!.value).toContain('第 1 次结果');
      expect(cells.get('A2')!.value).toContain('共 4 个区、县（市）');
      expect(cells.get('A2')!.value).toContain('封存时间 Sealed 2020-02-01 00:00（北京时间）');
    }
  });

  it('has no ids of districts or groups, no slugs of states, and no other names for what was decided', () => {
    const texts = sheets.flatMap(({ cells }) => [...cells.values()].map(({ value }) => value)).join('\n');
    expect(texts).not.toMatch(/d-000|urban|rural|sample-2019|组别|编号|截止|定稿|证书|版|claim-|target-missing/);
  });

  it('lays a district out like the method’s own table, Chinese first', () => {
    const headings = 'ABCDEFGHIJKLMN'.split('').map((column) => first!.cells.get(`${column}3`)!.value.split('\n')[0]);
    const method = ['序号', '名称', '指标', '考核内容', '分值（70分）', '得分', '考核依据'];
    const rests = ['单位', '任务数', '申报值', '核定值', '完成率', '单项名次', '备注（失分说明）'];
    expect(headings).toEqual([...method, ...rests]);
    expect(first!.cells.get('A1')!.value).toContain(snapshot.rows[0]!.name.zh);
    expect(first!.cells.get('B4')!.value).toBe('组织领导（10）\nOrganization and leadership');
    expect(first!.cells.get('D4')!.value).toContain('（完成得4分，未完成得0分。）');
    expect(first!.cells.get('G4')!.value).toBe('核验会议纪要、相关报道等');
  });

  it('gives every component its full points and points as numbers, and their sum in the end', () => {
    const { components, score } = snapshot.rows[0]!;
    components.forEach(({ points }, index) => {
      expect(first!.cells.get(`F${index + 4}`)).toEqual({ type: 'n', value: String(Number(points)), format: '0.00' });
    });
    expect(first!.cells.get('E29')).toMatchObject({ type: 'n', value: '70' });
    expect(first!.cells.get('F29')).toMatchObject({ type: 'n', value: String(Number(score)) });
  });

  it('sets claimed beside verified as numbers, with the uncapped rate and why points were lost', async () => {
    const marked = sealedSample(scheme, markedCohort(scheme, 3)).snapshot;
    const from = marked.rows.findIndex(({ district }) => district === 'd-0001');
    const open = openPointsOf('d-0001', [
      ['claim-unverified', '9'],
      ['evidence-pending', null],
    ]);
    const read = await readXlsx(await resultWorkbook(explainResult({ ...marked, blockers: open })));
    const { cells } = read.sheets[from + 2]!;
    const valuesOf = (row: number) =>
      ['H', 'I', 'J', 'K', 'L', 'M'].map((column) => cells.get(`${column}${row}`)?.value);
    expect(valuesOf(11)).toEqual(['万元', '10', '30', '12.5', '1.25', undefined]);
    expect(cells.get('L11')).toEqual({ type: 'n', value: '1.25', format: '0.00%' });
    expect(cells.get('N11')).toBeUndefined();
    expect(valuesOf(8)).toEqual(['人', '20', '16', '16', '0.8', undefined]);
    expect(cells.get('N8')!.value).toMatch(
      /^完成率 = 16 ÷ 20 = 80\.00%.+得分 = 3\.00 × 16 ÷ 20 = 2\.40 分。\nCompletion rate/,
    );
    marked.rows[from]!.components.forEach(({ points }, index) => {
      const isFull = Number(points) === Number(cells.get(`E${index + 4}`)!.value);
      expect(cells.has(`N${index + 4}`), `row ${index + 4}`).toBe(!isFull);
    });
    expect(cells.get('A30')!.value).toContain('封存时的未决事项');
    expect(cells.get('A30')!.value).toContain('9 引导企业投资兴业：申报未核定');
    expect(cells.get('A30')!.value).toContain('佐证材料尚在检查（1 份）');
    expect(cells.get('A31')!.value).toContain('考核部门（盖章）');
  });

  it('has room for seal and signature below a district’s table, with the day of sealing', () => {
    expect(first!.cells.get('A30')!.value).toMatch(
      /考核部门（盖章）：　+日期：2020年2月1日　+被考核单位签收：　+日期：/,
    );
  });

  it('merges the cells of categories, of indicators with parts, and of a common basis', () => {
    const categories = ['B4:B6', 'B7:B10', 'B12:B15', 'B16:B21', 'B22:B28'];
    const indicators = ['A23:A25', 'D23:D25', 'A26:A28', 'D26:D28'];
    const bases = ['G4:G6', 'G7:G8', 'G9:G10', 'G12:G15', 'G16:G21', 'G22:G28'];
    expect([...first!.merges].sort()).toEqual(
      [...categories, ...indicators, ...bases, 'A1:N1', 'A2:N2', 'A29:D29', 'A30:N30'].sort(),
    );
    // What a merge covers is gone, not hidden.
    expect(['G4', 'G5', 'G6', 'G7'].map((cell) => first!.cells.has(cell))).toEqual([true, false, false, true]);
  });

  it('keeps headings in view, and prints landscape, one page wide, headings on every page', () => {
    const panes = [
      '<pane xSplit="2" ySplit="3" topLeftCell="C4" state="frozen" activePane="bottomRight"/>',
      '<pane xSplit="2" ySplit="4" topLeftCell="C5" state="frozen" activePane="bottomRight"/>',
      '<pane ySplit="3" topLeftCell="A4" state="frozen" activePane="bottomLeft"/>',
    ];
    sheets.forEach(({ xml }, index) => {
      expect(xml).toContain(panes[Math.min(index, 2)]);
      expect(xml).toContain('<pageSetUpPr fitToPage="1"/>');
      expect(xml).toMatch(/<pageSetup [^>]*orientation="landscape"[^>]*fitToHeight="0"/);
      expect(xml).toContain(`<pageSetup paperSize="${index === 1 ? 8 : 9}"`);
    });
    expect(printTitlesOf(parts).slice(0, 3)).toEqual(["'排名'!$1:$3", "'汇总表'!$1:$4", `'${sheets[2]!.name}'!$1:$3`]);
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
    const { sheets: read, parts: files } = await readXlsx(await resultWorkbook(explainResult(hostileSnapshot)));
    expect(read.map(({ formulas }) => formulas)).toEqual([0, 0, 0, 0, 0, 0]);
    hostile.forEach((name, index) => {
      expect(read[0]!.cells.get(`B${index + 4}`)).toEqual({ type: 's', value: name, format: '@' });
      expect(read[1]!.cells.get(`B${index + 5}`)).toEqual({ type: 's', value: name, format: '@' });
      expect(read[index + 2]!.cells.get('A1')!.value.startsWith(name)).toBe(true);
    });
    expect([...files.values()].join('')).not.toContain('hyperlink');
  });

  it('stay text where they look like errors or escapes', async () => {
    const names = ['#N/A', '_x0041_', '#REF!', 'a_x00e9_'];
    const rows = snapshot.rows.map((row, index) => ({ ...row, name: { zh: names[index]!, en: 'x' } }));
    const read = (await readXlsx(await resultWorkbook(explainResult({ ...snapshot, rows })))).sheets[0]!;
    // `_x005F_` is an underscore that begins no escape.
    expect(names.map((_, index) => read.cells.get(`B${index + 4}`))).toEqual([
      { type: 'inlineStr', value: '#N/A', format: '@' },
      { type: 's', value: '_x005F_x0041_', format: '@' },
      { type: 'inlineStr', value: '#REF!', format: '@' },
      { type: 's', value: 'a_x005F_x00e9_', format: '@' },
    ]);
  });

  it('are quoted where printed headings name a sheet', async () => {
    const rows = snapshot.rows.map((row) => ({ ...row, name: { zh: "O'B - 1!", en: 'x' } }));
    const { parts: files } = await readXlsx(await resultWorkbook(explainResult({ ...snapshot, rows })));
    expect(printTitlesOf(files).slice(2)).toEqual([
      "'O''B - 1!'!$1:$3",
      "'O''B - 1! (2)'!$1:$3",
      "'O''B - 1! (3)'!$1:$3",
      "'O''B - 1! (4)'!$1:$3",
    ]);
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
    const again = explainResult(structuredClone(snapshot));
    expect(await resultWorkbook(explainResult(snapshot))).toEqual(await resultWorkbook(again));
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
      import { explainResult } from './lib/exports/explained-result.ts';
      import { resultWorkbook } from './lib/exports/result-workbook.ts';
      let text = ''; for await (const chunk of process.stdin) text += chunk;
      console.log(createHash('sha256').update(await resultWorkbook(explainResult(JSON.parse(text)))).digest('hex'));`;
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
