import { readXlsx, writeXlsx } from 'hucre/xlsx';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fileMediaTypes } from '../../functions/contract/schemas.ts';
import { Office } from '../support/office.ts';
import { admin, assessor, cycleBody, type SampleService, sampleService } from '../support/sample-service.ts';

const office = new Office();
afterAll(() => office.close());

const address = '/v1/cycles/2020';
let service: SampleService;
beforeAll(async () => {
  service = await sampleService();
  const districts = Array.from({ length: 100 }, (_, at) => {
    return { id: `d-${at}`, name: { zh: `第${at}区`, en: `District ${at}` }, group: null };
  });
  await service.send('POST /v1/cycles', { caller: admin, body: { ...cycleBody, id: '2020', districts } });
});

const template = () => service.send(`GET ${address}/import-template?kind=targets&format=xlsx`, { caller: assessor });
const send = (body: Uint8Array, query = '') =>
  service.send(`POST ${address}/imports${query}`, {
    caller: assessor,
    body,
    headers: { 'content-type': fileMediaTypes.xlsx },
  });

it('the template opens with its headings, its lists of choices and its limits', async () => {
  const { bytes } = await template();
  const sheets = [...(await office.open('template.xlsx', bytes)).values()];
  const table = sheets.find(([first]) => first?.[0]?.value === '区县')!;
  expect(table[0]!.map(({ value }) => value)).toEqual(['区县', '序号', '考核内容', '单位', '任务数']);
  expect(table[1]!.slice(0, 2)).toEqual([
    { kind: 'text', value: '第0区' },
    { kind: 'text', value: '1' },
  ]);
  const [sheet] = (await readXlsx(await office.saveAs('template.xlsx', bytes, 'xlsx'))).sheets;
  const kinds = new Set(sheet!.dataValidations!.map(({ type }) => type));
  expect([...kinds].sort()).toEqual(['decimal', 'list']);
});

it('the template, filled in for a hundred districts and saved by the program, is imported by five seconds of work', async () => {
  const [sheet] = (await readXlsx((await template()).bytes)).sheets;
  const rows = sheet!.rows.map((row, at) => (at === 0 ? row : [...row.slice(0, 4), at + 0.29]));
  const filled = await writeXlsx({ sheets: [{ name: '任务', rows }] });
  const saved = await office.saveAs('filled.xlsx', filled, 'xlsx');
  expect(rows.length).toBeGreaterThan(2000);
  expect(saved.length).toBeLessThan(256 * 1024);
  expect((await send(saved, '?dryRun=true')).body.accepted).toHaveLength(rows.length - 1);
  // Not the time that passes, which depends on what else the machine does.
  const before = process.cpuUsage();
  const { status, body } = await send(saved);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000);
  expect(status).toBe(200);
  expect(body.accepted).toHaveLength(rows.length - 1);
  const values = new Map(body.accepted.map(({ row, value }: { row: number; value: string }) => [row, value]));
  expect([values.get(2), values.get(100)]).toEqual(['1.29', '99.29']);
  expect((await send(saved)).body.unchanged).toHaveLength(rows.length - 1);
});
