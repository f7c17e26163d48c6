import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { fileMediaTypes } from '../../functions/contract/schemas.ts';
import { City } from '../support/city.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { readXlsx } from '../support/read-xlsx.ts';
import { expectAccessible, type SeatOptions, useBrowser } from './support/browser.ts';

const runs = useLocalRuns();
const sit = useBrowser();
const cycle = '2030';

let run: LocalRun;

beforeAll(async () => {
  run = await runs.start();
  const city = new City(run.client);
  await city.openCycle(cycle);
  await city.setTargets(cycle, 'xihu', { '5': '20', '6': '10' });
  await city.claimAll(cycle, 'xihu', { '5': '10' });
});

const open = (view: string, options: SeatOptions = {}) =>
  sit(`${run.url}/?view=${view}&cycle=${cycle}`, { person: 'assessor-1', ...options });

async function saved(page: Page, button: string) {
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: button }).first().click();
  const download = await waiting;
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

/** Opens the panel and chooses a file, whose findings are then shown. */
async function choose(page: Page, text: string) {
  const panel = page.locator('details.import');
  if ((await panel.getAttribute('open')) === null) await panel.locator('summary').click();
  const file = { name: 'table.csv', mimeType: fileMediaTypes.csv, buffer: Buffer.from(text) };
  await panel.locator('input[type=file]').setInputFiles(file);
  return panel;
}

describe('files', () => {
  it.each([
    ['work', '待核定清单'],
    ['progress', '汇总表'],
  ])('of the screen %s are those of the API, under their own names', async (view, name) => {
    const { page, complaints } = await open(view);
    const workbook = await saved(page, '下载表格 XLSX');
    expect(workbook.name).toMatch(new RegExp(`^2030年度${name}_暂定（未定稿）\\.xlsx$`));
    const { sheets } = await readXlsx(workbook.bytes);
    expect(sheets[0]!.name).toBe(name);
    const list = await saved(page, '下载表格 CSV');
    expect(list.bytes.toString('utf8')).toContain('暂定（未定稿）');
    expect(complaints).toEqual([]);
  });
});

describe('a filled table', () => {
  it('of targets is tried row by row, shown with what is wrong, and written once it is right', async () => {
    const { page, complaints } = await open('targets');
    await page.locator('.grid tbody td').first().waitFor();
    const panel = await choose(page, '区县,序号,任务数\n西湖区,5,３０\n西湖区,99,1\n滨江区,5,十\n');
    await expect.poll(() => panel.locator('[role=status]').textContent()).toContain('有 2 处不能导入');
    const rows = (await panel.locator('tbody tr').allTextContents()).join('\n');
    expect(rows).toMatch(/3序号.*\n4任务数.*\n2任务数３０30/s);
    expect(await panel.getByRole('button', { name: /写入/ }).count()).toBe(0);
    await expectAccessible(page);
    await choose(page, '区县,序号,任务数\n西湖区,5,30\n滨江区,5,10\n西湖区,6,10.0\n');
    await panel.getByRole('button', { name: '写入这 2 行' }).click();
    await expect.poll(() => panel.locator('[role=status]').textContent()).toBe('已写入 2 行，1 行与现有相同。');
    expect(complaints).toEqual([]);
    const template = await saved(page, '下载模板 CSV');
    expect(template.name).toBe('2030年度任务导入模板.csv');
    expect(template.bytes.toString('utf8')).toMatch(/西湖区,5,[^\n]*,30\r\n/);
  });

  it('of claims is written into the own book, and the book shows them', async () => {
    const { page, complaints } = await open('book', { person: 'district:xihu' });
    const panel = await choose(page, '序号,申报值\n5,12\n6,7\n');
    await panel.getByRole('button', { name: '写入这 2 行' }).click();
    await expect.poll(() => panel.locator('[role=status]').textContent()).toContain('已写入 2 行');
    const book = await run.client.expect<{ components: { component: string; claim: { value: string } | null }[] }>(
      { role: 'district', district: 'xihu' },
      'GET',
      `/v1/cycles/${cycle}/districts/xihu/book`,
    );
    expect(book.components.flatMap(({ component, claim }) => (claim ? [[component, claim.value]] : []))).toEqual([
      ['5', '12'],
      ['6', '7'],
    ]);
    expect(complaints).toEqual([]);
  });
});
