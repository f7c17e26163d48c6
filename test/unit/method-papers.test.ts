import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { compileScheme, type Scheme } from '../../lib/domain/scheme.ts';
import { certificate } from '../../lib/exports/certificate.ts';
import { differencesBetween } from '../../lib/exports/difference-report.ts';
import { explainResult, remark } from '../../lib/exports/explained-result.ts';
import { rankingCsv } from '../../lib/exports/make-result-files.ts';
import { rankingFile } from '../../lib/exports/ranking-table.ts';
import { resultWorkbook } from '../../lib/exports/result-workbook.ts';
import { type AnsweredScore, scoreFile } from '../../lib/exports/score-table.ts';
import { summaryFile } from '../../lib/exports/summary-table.ts';
import { mixedScheme } from '../support/mixed-scheme.ts';
import { type ReadSheet, readXlsx } from '../support/read-xlsx.ts';
import { sampleCycle, sampleScheme } from '../support/sample-cycle.ts';
import { sealedExample } from '../support/sealed-cohort.ts';

const staffing = sealedExample('staffing-efficiency');
const villages = sealedExample('village-assessment');
const index = sealedExample('development-index');
const sheetsOf = async (of: typeof staffing) => (await readXlsx(await resultWorkbook(explainResult(of)))).sheets;
const [staffingSheets, villageSheets, indexSheets] = await Promise.all([staffing, villages, index].map(sheetsOf));
const districtOf = (of: typeof staffing, id: string) =>
  explainResult(of).districts.find(({ sealed }) => sealed.district === id)!;
const paperOf = (of: typeof staffing, id: string) => certificate(of, districtOf(of, id), 'digest');

/** A row of a sheet by what stands in one of its first cells. */
function rowOf({ cells }: ReadSheet, beginning: string): ReadonlyMap<string, { value: string; type: string }> {
  const [cell] = [...cells].find(([, { value }]) => value.startsWith(beginning))!;
  const row = cell.replace(/^[A-Z]+/, '');
  return new Map(
    [...cells].filter(([at]) => at.replace(/^[A-Z]+/, '') === row).map(([at, one]) => [at.slice(0, -row.length), one]),
  );
}
const texts = ({ cells }: ReadSheet) => [...cells.values()].map(({ value }) => value);

describe('papers of a method with grades', () => {
  it('name the grade, and the vetoes that lowered it by their names', () => {
    const lowered = '合格（因否决项降等：12 超编进人）';
    expect(paperOf(staffing, 'd-001')).toContain('<dd>合格<small>（因否决项降等：12 超编进人）</small></dd>');
    expect(paperOf(staffing, 'd-001')).toContain('Grade Pass (lowered by vetoes: 12 Persons hired beyond the posts)');
    expect(paperOf(staffing, 'd-002')).toContain('<dd>良好</dd>');
    const [ranking, summary, first] = staffingSheets!;
    for (const sheet of [ranking!, summary!])
      expect(texts(sheet)).toEqual(expect.arrayContaining(['等次\nGrade', lowered, '良好']));
    expect(first!.cells.get('A2')!.value).toContain(`等次 ${lowered}`);
    expect(Buffer.from(rankingCsv(staffing)).toString()).toContain(`,2.00,${lowered},2\r\n`);
  });

  it('have no column in a ranking for a category of vetoes alone, and one for deductions', () => {
    const heads = (sheet: ReadSheet) =>
      texts(sheet).filter((text) => /^(?:加分项|扣分项|等次限制|一票否决)（/.test(text));
    expect(heads(staffingSheets![0]!)).toEqual(['加分项（3，不计入满分）\nExtra points']);
    expect(heads(villageSheets![0]!)).toEqual([
      '加分项（8，不计入满分）\nExtra points',
      '扣分项（不计入满分）\nDeductions',
    ]);
    const [head] = Buffer.from(rankingCsv(staffing)).toString().split('\r\n');
    expect(head).toMatch(/,加分项 Extra points \(3 beside the maximum\),等次 Grade,/);
    const [categories] = paperOf(staffing, 'd-001').split('二、逐项得分');
    expect(categories).toContain('加分项');
    expect(categories).not.toContain('等次限制');
  });

  it('have no column in a summary for a component without points, and none for a category of such alone', () => {
    const { cells } = staffingSheets![1]!;
    const inRow = (row: number) =>
      [...cells].flatMap(([at, { value }]) => (at.replace(/\D/g, '') === `${row}` ? value : []));
    const ids = inRow(4).map((heading) => heading.split('\n')[0]);
    const sum = '小计';
    expect(ids).toEqual(['1', '2', '3', sum, '4.4', '5.2', '6.2', '7.2', sum, '8', '9', '10', sum, '11', sum]);
    const groups = inRow(3).map((heading) => heading.split('（')[0]);
    expect(groups.slice(2, -2)).toEqual(['履职成效', '编制使用', '编制管理', '加分项']);
    const points = inRow(5).slice(2, -1);
    expect(points).toEqual('20 10 9.5 39.5 10 9.6 3.2 8.2 31 5 5 10 20 2 2 92.5'.split(' '));
  });

  it('say at the veto which grade it leaves, in the grade’s own words', () => {
    const line = districtOf(staffing, 'd-001').lines.find(({ component }) => component.id === '12')!;
    expect(remark(line)).toEqual({ zh: '否决项，等次最高为“合格”。', en: 'A veto: the grade is at best “Pass”.' });
  });

  it('tell of a correction which grade it was, and leave it out where it stayed', () => {
    const rows = staffing.rows.map((row) =>
      row.district === 'd-001' ? { ...row, grade: 'good', score: '90.00' } : row,
    );
    const [found, ...others] = differencesBetween(staffing, { ...staffing, revision: 2, rows }).districts;
    expect(found).toMatchObject({ district: 'd-001', grade: { before: 'pass', after: 'good' } });
    expect(others).toEqual([]);
    const moved = staffing.rows.map((row) => ({ ...row, score: '1.00' }));
    expect(differencesBetween(staffing, { ...staffing, rows: moved }).districts[0]).not.toHaveProperty('grade');
  });
});

describe('answers of a method with grades, as files', () => {
  const scheme = compileScheme(staffing.scheme);
  const [sample] = sampleCycle('2019').districts;
  const cycle = { ...sampleCycle('2019'), districts: [{ ...sample!, coefficients: { difficulty: '1.15' } }] };
  const shared = { basis: 'claimed', provisional: true, version: 1, asOf: '2019-12-01T00:00:00Z' } as const;
  const graded = { rank: 1, district: 'd-001', score: '92.00', revision: 1, grade: 'pass', vetoes: ['12', '13'] };
  const categories = { results: '40.00', use: '31.00', management: '20.00', bonus: '1.00', veto: '0.00' };

  it.each([
    ['zh', '加分项（3，不计入满分）', '等次', '否决项', '合格', '12 超编进人、13 重大违纪问题'],
    [
      'en',
      'Extra points (3 beside the maximum)',
      'Grade',
      'Vetoes',
      'Pass',
      '12 Persons hired beyond the posts, 13 Grave breaches of discipline',
    ],
  ] as const)(
    'name vetoes beside the grade, with the same columns in both formats: %s',
    async (language, last, ...told) => {
      const [grade, vetoes, pass, names] = told;
      const ranking = { ...shared, rows: [{ ...graded, name: sample!.name, categories }] };
      const fileOf = (format: 'csv' | 'xlsx') => rankingFile(ranking, { format, language, cycle, scheme });
      const [head, row] = parse((await fileOf('csv')).bytes, { bom: true }) as string[][];
      expect(head!.slice(7, 10)).toEqual([last, grade, vetoes]);
      expect(row!.slice(3, 10)).toEqual(['92.00', '40.00', '31.00', '20.00', '1.00', pass, names]);
      const { sheets } = await readXlsx((await fileOf('xlsx')).bytes);
      const cellsOf = (at: number) =>
        'ABCDEFGHIJK'.split('').map((column) => sheets[0]!.cells.get(`${column}${at}`)?.value);
      expect(cellsOf(3)).toEqual(head!.slice(0, -1));
      expect(cellsOf(4).slice(8)).toEqual([pass, names, '1']);
    },
  );

  it.each([
    ['zh', '加分项（3，不计入满分） 11 在全市推广的经验做法（3）', '总分（100）'],
    ['en', 'Extra points (3 beside the maximum) 11 Practices taken up by the whole city (3)', 'Score (100)'],
  ] as const)(
    'have in a summary no column for a component without points, whatever its kind: %s',
    async (language, ...last) => {
      const components = scheme.components.map(({ id }, at) => ({ component: id, points: `${at}.50` }));
      const summary = { ...shared, items: [{ ...graded, name: sample!.name, group: null, components }] };
      const fileOf = (format: 'csv' | 'xlsx') => summaryFile(summary, { format, language, cycle, scheme });
      const [head, row] = parse((await fileOf('csv')).bytes, { bom: true }) as string[][];
      expect(head!.slice(-5, -3)).toEqual(last);
      const scored = ['1', '2', '3', '4.4', '5.2', '6.2', '7.2', '8', '9', '10', '11'];
      const points = scored.map((id) => `${scheme.indexOf.get(id)}.50`);
      expect(row!.slice(4, -3)).toEqual([...points, '92.00']);
      const { cells } = (await readXlsx((await fileOf('xlsx')).bytes)).sheets[0]!;
      const inRow = [...cells].flatMap(([at, { value }]) => (at.replace(/\D/g, '') === '5' ? value : []));
      expect(inRow.slice(3, -2).map(Number)).toEqual([...points, '92.00'].map(Number));
    },
  );

  it.each([
    ['zh', '等次 合格（因否决项降等：12 超编进人、13 重大违纪问题）　系数 difficulty 1.15　台账修订号 1'],
    [
      'en',
      'Grade Pass (lowered by vetoes: 12 Persons hired beyond the posts, 13 Grave breaches of discipline)　Coefficient difficulty 1.15　Book revision 1',
    ],
  ] as const)('say it above a score, with the coefficients of the district: %s', async (language, facts) => {
    const { bytes } = await scoreFile(
      { ...shared, ...graded, components: [] },
      { format: 'xlsx', language, cycle, scheme },
    );
    const [{ cells }] = (await readXlsx(bytes)).sheets as [ReadSheet];
    expect(cells.get('A2')!.value).toContain(facts);
    expect([cells.has('K3'), cells.has('L3')]).toEqual([true, false]);
  });

  it.each([
    ['zh', ['等次', '否决项'], ['合格', '12 超编进人、13 重大违纪问题'], '系数 difficulty'],
    [
      'en',
      ['Grade', 'Vetoes'],
      ['Pass', '12 Persons hired beyond the posts, 13 Grave breaches of discipline'],
      'Coefficient difficulty',
    ],
  ] as const)(
    'have it in the CSV of a score by the sum, behind all other columns, and nothing where the method has none: %s',
    async (language, headings, told, coefficient) => {
      const headAndTotal = async (by: Scheme, one: string) => {
        const zero = { value: null, measured: null, target: null, place: null, steps: [], state: 'missing' } as const;
        const score = { ...shared, ...graded, components: [{ ...zero, component: one, points: '0', fullPoints: '0' }] };
        const { bytes } = await scoreFile(score, { format: 'csv', language, cycle, scheme: by });
        const [head, row, total] = parse(bytes, { bom: true }) as string[][];
        expect(row!.slice(11, -1).join('')).toBe('');
        return [head!.slice(11, -1), total!.slice(11, -1)];
      };
      expect(await headAndTotal(scheme, '12')).toEqual([headings, told]);
      expect(await headAndTotal(compileScheme(index.scheme), '1.1')).toEqual([[coefficient], ['1.15']]);
      expect(await headAndTotal(sampleScheme, '1')).toEqual([[], []]);
    },
  );
});

describe('papers of a method with measured numbers', () => {
  it('show the number where verified ones stand, marked where it is rounded, with its formula', () => {
    const row = rowOf(staffingSheets![2]!, '人均运行经费高于平均水平的幅度');
    expect(row.get('K')).toEqual({ type: 'n', value: '17.6471', format: '"≈"0.0000' });
    expect(row.get('N')!.value).toContain('测算值 = 100 × ((“7.1”数值 ÷ “4.2”数值 − ');
    expect(paperOf(staffing, 'd-001')).toContain('<td class="n">≈17.6471</td>');
    const full = districtOf(staffing, 'd-001').lines.find(({ component }) => component.id === '4.4')!;
    expect([full.sealed.points, remark(full)!.zh]).toEqual([
      '10.00',
      expect.stringContaining('测算值 = “4.3”数值 = 92。'),
    ]);
  });

  it('have it in the table of a score, too: a number that is shown as rounded', async () => {
    const scheme = mixedScheme();
    const shared = { place: null, steps: [], target: null, value: null, state: 'verified', fullPoints: '6' } as const;
    const measured = { ...shared, component: 'measured', points: '5.67', measured: { value: '0.3333', exact: false } };
    const score: AnsweredScore = {
      ...{
        district: 'd-001',
        basis: 'claimed' as const,
        provisional: true,
        revision: 1,
        version: 1,
        rank: 1,
        score: '5.67',
      },
      ...{ grade: null, vetoes: [], components: [measured] },
    };
    const fileOf = (format: 'csv' | 'xlsx') =>
      scoreFile(score, { format, language: 'zh', cycle: sampleCycle('2019'), scheme });
    expect(Buffer.from((await fileOf('csv')).bytes).toString()).toContain(',≈0.3333,');
    const { sheets } = await readXlsx((await fileOf('xlsx')).bytes);
    expect(rowOf(sheets[0]!, 'measured').get('F')).toEqual({ type: 'n', value: '0.3333', format: '"≈"0.0000' });
  });

  it('say of what nobody has given by whom it was to be given', () => {
    const said = (id: string, of: string) =>
      remark(districtOf(villages, id).lines.find(({ component }) => component.id === of)!)?.zh;
    expect([said('d-003', '16'), said('d-003', '12.1')]).toEqual(['未录入', '未申报']);
  });
});

describe('papers of a method with points below zero and beside the maximum', () => {
  it('have them as numbers in the format of points, with the least that there is', () => {
    const [ranking, summary, , , last] = villageSheets!;
    const { cells } = ranking!;
    expect(cells.get('I6')).toEqual({ type: 'n', value: '-13', format: '0.0' });
    expect(texts(summary!)).toEqual(
      expect.arrayContaining(['14\n通报\n批评\n（-10～0）', '扣分项（不计入满分）\nDeductions']),
    );
    expect(rowOf(last!, '通报批评（最低 -10 分）').get('F')).toEqual({ type: 'n', value: '-10', format: '0.0' });
    const paper = paperOf(villages, 'd-003');
    expect(paper).toContain('<td class="n">-10～0</td><td class="n">-10.0</td>');
    expect(paper).toContain('（不计入满分）</th>');
    expect(paper).toContain('<td class="c">-13.0</td>');
  });

  it('have room for what stands above the components of a category', async () => {
    const all = [staffingSheets, await sheetsOf(sealedExample('fund-deductions'))];
    const heights = all.map((sheets) => /<row r="3" ht="(\d+)"/.exec(sheets![1]!.xml)![1]);
    // “加分项（3，不计入满分）” breaks above one component and its sum, “资金支出（0）” not above three and theirs.
    expect(heights).toEqual(['46', '32']);
  });

  it('add up: components to categories, categories to the score', () => {
    const summary = villageSheets![1]!;
    villages.rows.forEach((row, at) => {
      const cells = [...summary.cells].filter(([cell]) => cell.replace(/^[A-Z]+/, '') === String(at + 5));
      const numbers = cells
        .filter(([, { type }]) => type === 'n')
        .map(([, { value }]) => Math.round(Number(value) * 10));
      const [, ...points] = numbers;
      // Every component, every category's sum and the score: three times the score.
      expect(points.reduce((sum, one) => sum + one, 0)).toBe(3 * Math.round(Number(row.score) * 10));
    });
  });
});

describe('papers of a method by groups and coefficients', () => {
  it('name both, and of what does not apply that it does not', () => {
    expect(paperOf(index, 'd-003')).toContain('组别 plain · 系数 difficulty 1.15');
    const [ranking, , , , , fourth] = indexSheets!;
    expect(texts(ranking!)).toContain('组别\nGroup');
    expect(fourth!.cells.get('A2')!.value).toContain('　组别 plain　系数 difficulty 1.15　');
    expect(rowOf(fourth!, '海洋经济增加值占比').get('I')).toMatchObject({ value: '不适用' });
  });

  it('say nothing of groups where points do not depend on them', () => {
    const rows = staffing.rows.map((row) => ({ ...row, group: 'urban' }));
    expect(paperOf({ ...staffing, rows }, 'd-001')).not.toContain('组别');
  });
});
