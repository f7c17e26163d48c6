import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, it } from 'vitest';
import { fileMediaTypes } from '../../functions/contract/schemas.ts';
import { wantedFile } from '../../functions/http/answer.ts';
import { type ReadSheet, readXlsx } from '../support/read-xlsx.ts';
import {
  admin,
  assessor,
  auditor,
  book,
  brief,
  cycleBody,
  portal,
  type SampleService,
  sampleService,
} from '../support/sample-service.ts';

const formula = '=HYPERLINK("http://x")';
const cycle = '/v1/cycles/2020';
let service: SampleService;

/** A cycle in which a district has a name that a spreadsheet would run. */
beforeAll(async () => {
  service = await sampleService();
  const [first, ...others] = cycleBody.districts;
  const districts = [{ ...first!, id: 'danger', name: { zh: formula, en: '+danger' } }, ...others];
  const body = { ...cycleBody, id: '2020', districts };
  expect((await service.send('POST /v1/cycles', { caller: admin, body })).status).toBe(201);
  const write = (path: string, caller: object, sent: object, method = 'PUT') =>
    service.send(`${method} ${book('east', '2020')}${path}`, { caller, body: sent });
  await write('/targets', assessor, { targets: { 5: '30', 6: '7.25' } });
  await write('/components/5/claim', portal(), { value: '16.10', note: '-1+1' });
  await write('/components/6/claim', portal(), { value: '7' });
  await write('/components/5/assessments', assessor, { decision: 'verify', claimRevision: 2, reason: 'r' }, 'POST');
  await service.settle();
});

const get = (path: string, headers: Record<string, string> = {}, caller: object = auditor) =>
  service.send(`GET ${cycle}${path}`, { caller, headers: { 'accept-language': 'zh', ...headers } });
const csv = async (path: string, headers: Record<string, string> = {}) => {
  const { bytes } = await get(path, { accept: 'text/csv', ...headers });
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  return parse(bytes, { bom: true }) as string[][];
};
const nameOf = (header: string | undefined) => decodeURIComponent(/filename\*=UTF-8''(.*)$/.exec(header ?? '')![1]!);

const lists: [string, string][] = [
  ['/ranking', '2019年度排名_暂定（未定稿）'],
  ['/districts/east/score', '2019年度得分表_east区_暂定（未定稿）'],
  ['/summary', '2019年度汇总表_暂定（未定稿）'],
  ['/completeness', '2019年度待核定清单_暂定（未定稿）'],
  ['/districts/east/completeness', '2019年度完成情况_east区_暂定（未定稿）'],
];

describe('a list as a file', () => {
  it.each(lists)(
    '%s is one by format and by Accept, under a Chinese name that says it is provisional',
    async (path, name) => {
      for (const format of ['csv', 'xlsx'] as const) {
        const byQuery = await get(`${path}?format=${format}`);
        const byHeader = await get(path, { accept: fileMediaTypes[format] });
        expect(byQuery.headers['content-type']).toMatch(fileMediaTypes[format]);
        expect(nameOf(byQuery.headers['content-disposition'])).toBe(`${name}.${format}`);
        expect(byHeader.bytes.equals(byQuery.bytes)).toBe(true);
        const again = await get(`${path}?format=${format}`, { 'if-none-match': byQuery.headers.etag! });
        expect(again).toMatchObject({ status: 304, text: '' });
      }
      const json = await get(path);
      expect(json.headers).toMatchObject({
        'content-type': 'application/json; charset=utf-8',
        vary: 'accept, accept-language, accept-encoding',
      });
      expect(await get(`${path}?format=json`, { accept: 'text/csv' })).toMatchObject({ body: json.body });
      expect(brief(await get(`${path}?format=pdf`))).toBe('422 value-out-of-range');
    },
  );

  it.each(lists)('%s says in itself that it is provisional', async (path) => {
    const { bytes } = await get(`${path}?format=xlsx`);
    const { sheets } = await readXlsx(bytes);
    expect(sheets[0]!.cells.get('A2')!.value).toContain('暂定（未定稿）');
    const [header, ...rows] = await csv(path);
    expect(header!.at(-1)).toBe('结果性质');
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.every((row) => row.at(-1) === '暂定（未定稿）' && row.length === header!.length)).toBe(true);
  });

  it.each(lists)('%s comes in the language that is asked for', async (path) => {
    const english = await csv(path, { 'accept-language': 'en' });
    expect(english[0]!.join()).not.toMatch(/名次|序号|结果性质/);
    expect(english[1]!.at(-1)).toBe('provisional (not final)');
    const chineseMarks = /[\p{Script=Han}（）～：，；。、]/u;
    expect(english.flat().filter((text) => chineseMarks.test(text))).toEqual([]);
    const { bytes } = await get(`${path}?format=xlsx`, { 'accept-language': 'en' });
    const [{ cells, xml }] = (await readXlsx(bytes)).sheets as [ReadSheet];
    expect([...cells.values()].map(({ value }) => value).filter((text) => chineseMarks.test(text))).toEqual([]);
    expect(xml).toContain('Page &amp;P of &amp;N');
    expect((await readXlsx((await get(`${path}?format=xlsx`)).bytes)).sheets[0]!.xml).toContain(
      '第 &amp;P 页，共 &amp;N 页',
    );
  });

  it('shows nobody more than the answer does', async () => {
    expect(brief(await get('/summary?format=csv', {}, portal()))).toBe('403 forbidden');
    expect(brief(await get('/districts/danger/score?format=csv', {}, portal()))).toBe('403 wrong-district');
  });
});

describe('the numbers of a file', () => {
  it('of the ranking are those of the answer, as numbers with the places of points', async () => {
    const { body } = await get('/ranking?basis=claimed');
    const { sheets } = await readXlsx((await get('/ranking?basis=claimed&format=xlsx')).bytes);
    const { cells, formulas } = sheets[0]!;
    expect(formulas).toBe(0);
    body.rows.forEach(({ rank, score }: { rank: number; score: string }, index: number) => {
      expect(cells.get(`A${index + 4}`)).toMatchObject({ type: 'n', value: String(rank) });
      expect(cells.get(`D${index + 4}`)).toMatchObject({ type: 'n', format: '0.00' });
      expect(Number(cells.get(`D${index + 4}`)!.value)).toBe(Number(score));
    });
    const rows = (await csv('/ranking?basis=claimed')).slice(1);
    expect(rows.map((row) => row[3])).toEqual(body.rows.map(({ score }: { score: string }) => score));
  });

  it('of a score are followed by its sum, and negative ones stay numbers', async () => {
    const { body } = await get('/districts/east/score?basis=claimed');
    const rows = (await csv('/districts/east/score?basis=claimed')).slice(1);
    expect(rows.slice(0, -1).map((row) => [row[0], row[8]])).toEqual(
      body.components.map(({ component, points }: { component: string; points: string }) => [component, points]),
    );
    expect(rows.at(-1)).toEqual(expect.arrayContaining(['合计', '70', body.score]));
    const five = rows.find(([id]) => id === '5')!;
    expect(five.slice(4, 6)).toEqual(['30', '16.10']);
    const work = (await csv('/completeness')).slice(1);
    expect(work.map((row) => [row[0], row[2], row[5]])).toEqual([['east', '6', expect.stringMatching(/^\d+\.\d\d$/)]]);
  });

  it('of the summary stand under each component, for all districts however many', async () => {
    const { body } = await get('/summary?basis=claimed');
    const [header, ...rows] = await csv('/summary?basis=claimed');
    expect(header).toHaveLength(4 + 25 + 2);
    expect(rows).toHaveLength(4);
    expect((await csv('/summary?limit=2')).slice(1)).toHaveLength(2);
    expect(rows.map((row) => row.slice(4, -1))).toEqual(
      body.items.map(({ components, score }: { components: { points: string }[]; score: string }) => [
        ...components.map(({ points }) => points),
        score,
      ]),
    );
  });

  it('are never mixed with text that would be a formula', async () => {
    const [, ...rows] = await csv('/ranking');
    expect(rows.map((row) => row[2])).toContain(`'${formula}`);
    const { sheets } = await readXlsx((await get('/ranking?format=xlsx')).bytes);
    const name = [...sheets[0]!.cells.values()].find(({ value }) => value === formula)!;
    expect(['s', 'inlineStr']).toContain(name.type);
  });
});

describe('the format that a reader prefers', () => {
  it.each([
    [undefined, undefined, null],
    ['csv', 'application/json', 'csv'],
    ['json', 'text/csv', null],
    [undefined, '*/*', null],
    [undefined, 'text/html,application/xhtml+xml,*/*;q=0.8', null],
    [undefined, 'text/csv', 'csv'],
    [undefined, 'TEXT/CSV;charset=utf-8;header=present, */*;q=0.1', 'csv'],
    [undefined, 'application/json, text/csv', null],
    [undefined, 'application/json;q=0.5, text/csv;q=0.6', 'csv'],
    [undefined, `text/csv;q=0.2, ${fileMediaTypes.xlsx}`, 'xlsx'],
    [undefined, 'text/csv;q=0', null],
    [undefined, 'text/csv;q=2, ,;', null],
  ] as const)('format %s with Accept %s is %s', (format, accept, expected) => {
    expect(wantedFile(format, accept)).toBe(expected);
  });
});
