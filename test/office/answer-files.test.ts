import { type Cell, writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Office, type OfficeCell } from '../support/office.ts';
import { readXlsx } from '../support/read-xlsx.ts';
import { admin, assessor, auditor, book, cycleBody, portal, sampleService } from '../support/sample-service.ts';

const office = new Office();
afterAll(() => office.close());

const formulas = ['=1+1', '+1', '-1', '@SUM(A1)', '＝1+1'];
let get: (path: string) => ReturnType<Awaited<ReturnType<typeof sampleService>>['send']>;

/** Districts whose names a spreadsheet would compute. */
beforeAll(async () => {
  const service = await sampleService();
  const districts = formulas.map((zh, index) => ({ id: `d${index}`, name: { zh, en: zh }, group: null }));
  await service.send('POST /v1/cycles', { caller: admin, body: { ...cycleBody, id: '2020', districts } });
  for (const [index, value] of ['16.1', '7', '0.3', '29.29', '12'].entries()) {
    const path = book(`d${index}`, '2020');
    await service.send(`PUT ${path}/targets`, { caller: assessor, body: { targets: { 5: '30', 13: '100' } } });
    const body = { claims: ['5', '13'].map((component) => ({ component, value, note: '=1+1' })) };
    await service.send(`POST ${path}/claims`, { caller: portal(`d${index}`), body });
  }
  await service.settle();
  get = (path) => service.send(`GET /v1/cycles/2020${path}`, { caller: auditor, headers: { 'accept-language': 'zh' } });
});

/** The one sheet of a workbook, below the line of headings. */
async function table(path: string): Promise<readonly (readonly OfficeCell[])[]> {
  const { bytes } = await get(`${path}&format=xlsx`);
  const [rows] = [...(await office.open('list.xlsx', bytes)).values()];
  return rows!.slice(3);
}

describe('a list opened by an office program', () => {
  const lists = ['/ranking?basis=claimed', '/summary?basis=claimed', '/districts/d0/score', '/completeness'];
  it.each(lists.flatMap((path) => [[path, 'xlsx'] as const, [path, 'csv'] as const]))(
    'holds no formula, whatever a text begins with: %s as %s',
    async (path, format) => {
      const { bytes } = await get(`${path}${path.includes('?') ? '&' : '?'}format=${format}`);
      const { sheets } = await readXlsx(await office.saveAs(`list.${format}`, bytes, 'xlsx'));
      expect(sheets.map(({ formulas }) => formulas)).toEqual([0]);
      const texts = [...sheets[0]!.cells.values()].map(({ value }) => value.replace(/^'/, ''));
      const isOfAll = !path.includes('/score');
      expect(formulas.filter((name) => texts.includes(name))).toEqual(isOfAll ? formulas : []);
    },
  );

  it('would be found to hold one, of either kind', async () => {
    const cells = new Map<string, Partial<Cell>>([
      ['0,0', { formula: '1+1' }],
      ['0,1', { value: 'text' }],
    ]);
    const files = {
      'x.xlsx': await writeXlsx({ sheets: [{ name: 'x', cells }] }),
      'x.csv': Buffer.from('=1+1,text\r\n'),
    };
    for (const [name, bytes] of Object.entries(files)) {
      const { sheets } = await readXlsx(await office.saveAs(name, bytes, 'xlsx'));
      expect(sheets[0]!.formulas, name).toBe(1);
    }
  });

  it('has the scores of the answer as numbers', async () => {
    const { body } = await get('/ranking?basis=claimed');
    const rows = await table('/ranking?basis=claimed');
    const scores = rows.map((row) => row[3]!);
    expect(scores.every(({ kind }) => kind === 'number')).toBe(true);
    expect(scores.map(({ value }) => Number(value))).toEqual(
      body.rows.map(({ score }: { score: string }) => Number(score)),
    );
    expect(rows[0]!.map(({ kind }) => kind)).toEqual(['number', 'text', 'text', ...Array(8).fill('number')]);
  });

  it('adds up to the answer’s total, district by district', async () => {
    const { body } = await get('/summary?basis=claimed');
    const rows = await table('/summary?basis=claimed');
    // The headings of the summary are two rows.
    const [, ...districts] = rows;
    expect(districts).toHaveLength(formulas.length);
    districts.forEach((row, index) => {
      const numbers = row
        .slice(4)
        .map(({ kind, value }) => (kind === 'number' ? Math.round(Number(value) * 100) : NaN));
      const total = numbers.at(-1)!;
      expect(numbers.slice(0, -1).reduce((sum, points) => sum + points, 0)).toBe(total);
      expect((total / 100).toFixed(2)).toBe(body.items[index].score);
    });
  });
});
