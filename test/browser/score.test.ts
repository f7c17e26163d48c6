import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { admin, City } from '../support/city.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { PortalUploads } from '../support/portal-uploads.ts';
import { pdfNumber } from '../support/uploads.ts';
import { expectAccessible, useBrowser } from './support/browser.ts';

const runs = useLocalRuns();
const sit = useBrowser();
const cycle = '2030';

let run: LocalRun;
let city: City;

beforeAll(async () => {
  run = await runs.start();
  city = new City(run.client);
  await city.openCycle(cycle);
  for (const district of ['binjiang', 'gongshu', 'shangcheng', 'xihu'])
    await city.setTargets(cycle, district, { '5': '20', '8': '1000', '16': '300' });
  const uploads = new PortalUploads(run.client, cycle, 'binjiang');
  const { id } = await uploads.handIn(pdfNumber(1), { fileName: '名单<b>.pdf', kind: 'dispatch-paper' });
  const { body } = await uploads.claim('5', '16', [id]);
  await city.assess(cycle, 'binjiang', '5', { decision: 'correct', claimRevision: body.revision, value: '15' });
  await city.claimAll(cycle, 'binjiang', { '16': '260' });
  await city.claimAll(cycle, 'gongshu', { '16': '543' });
  await city.claimAll(cycle, 'xihu', { '16': '600' });
});

const address = (district: string, open = '') => `${run.url}/?view=score&district=${district}&open=${open}`;
const rowOf = (page: Page, name: string) =>
  page.locator('table.sheet tr', { has: page.locator('th', { hasText: name }) });
const cellsOf = (page: Page, name: string) => rowOf(page, name).first().locator('td').allTextContents();

describe('a score sheet', () => {
  it('shows both bases of a component, and moves while one looks', async () => {
    const { page, complaints } = await sit(address('binjiang'));
    await expect
      .poll(() => cellsOf(page, '选派专业技术人才'))
      .toEqual(expect.arrayContaining(['3.00', '2.40', '2.25', '20', '16', '15', '75.00%', '已核定']));
    await city.claimAll(cycle, 'binjiang', { '8': '500' });
    await expect.poll(() => cellsOf(page, '社会力量捐赠款物')).toContain('2.00');
    expect(complaints).toEqual([]);
  });

  it('opens a row into its steps, what would earn more, its evidence and its history', async () => {
    const { page } = await sit(address('binjiang'));
    await page.getByRole('button', { name: '对口四省贫困人口就近就业' }).click();
    const details = page.locator('tr.details').first();
    await expect.poll(() => details.textContent()).toContain('距完成任务还差 40 人，补足后得 2.00 分');
    expect(await details.textContent()).toContain('距前 2 名还差 283 人，补足后得 3.00 分');
    expect(page.url()).toContain('open=16');
    await page.goto(address('binjiang', '5'));
    await expect.poll(() => details.textContent()).toContain('名单<b>.pdf 选派文件');
    const download = page.waitForEvent('download');
    await details.getByRole('button', { name: '下载 名单<b>.pdf' }).click();
    expect(readFileSync(await (await download).path())).toEqual(Buffer.from(pdfNumber(1)));
    await details.getByText('变更记录').click();
    await expect
      .poll(() => details.locator('.history li').allTextContents())
      .toEqual([
        expect.stringMatching(/更正；核定 — → 15 人 · 与佐证一致/),
        expect.stringMatching(/申报；申报 — → 16 人/),
        expect.stringMatching(/下达任务；任务 — → 20 人/),
      ]);
  });

  it('compares categories with the exact median of the cohort', async () => {
    const { page } = await sit(address('xihu'));
    const labor = page.locator('table.medians tbody tr', { hasText: '劳务协作' });
    // 3.00 of two districts and 0.00 of two.
    await expect
      .poll(() => labor.locator('td.number').allTextContents())
      .toEqual(['18', '3.00', '1.50', '0.00', '0.00']);
  });

  it('shows a district of another only what the ranking shows, and the way back to its own', async () => {
    const { page } = await sit(address('binjiang'), { person: 'district:xihu' });
    await expect.poll(() => page.locator('main').textContent()).toContain('非本区县');
    await expect.poll(() => page.locator('table.medians').count()).toBe(1);
    await expect.poll(() => page.locator('table.sheet').count()).toBe(0);
    await page.getByRole('link', { name: '查看本单位得分单' }).click();
    await page.locator('table.sheet').waitFor();
    await expect.poll(() => page.locator('h1').textContent()).toContain('西湖区');
  });

  it('is saved as the table that it shows', async () => {
    const { page } = await sit(address('binjiang'));
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: '下载表格 CSV' }).click();
    const lines = readFileSync(await (await download).path(), 'utf8').split('\r\n');
    expect(lines[0]).toBe('\uFEFF序号,名称,指标,考核内容,分值,申报得分,核定得分,任务,申报值,核定值,完成率,状态');
    expect(lines[5]).toBe('5,人才支援,选派专业技术人才,选派专业技术人才（人）,3.00,2.40,2.25,20,16,15,75.00%,已核定');
    expect(lines.at(-2)).toMatch(/^,,,总分,70,/);
  });

  it.each(['zh', 'en'] as const)('breaks no rule of accessibility (%s)', async (language) => {
    const { page } = await sit(address('binjiang', '5,16'), { language });
    await page.locator('.file-list li').first().waitFor();
    await expectAccessible(page);
  });

  it('shows a hostile name as a name, and does not break by it', async () => {
    const name = `<script>alert(1)</script>${'x'.repeat(70)}`;
    await run.client.expect(admin, 'POST', '/v1/cycles', {
      id: 'hostile',
      scheme: 'east-west-70',
      year: 2029,
      timeZone: 'Asia/Shanghai',
      districts: [{ id: 'odd', name: { zh: name, en: name } }],
      submissionsCloseAt: '2031-01-01T00:00:00+08:00',
      finalizeAt: '2031-02-01T00:00:00+08:00',
      evidenceRequired: false,
    });
    for (const view of ['score', 'book']) {
      const { page, complaints } = await sit(`${run.url}/?view=${view}&cycle=hostile`, {
        person: 'district:odd',
        context: { viewport: { width: 360, height: 740 } },
      });
      await expect.poll(() => page.locator('h1').textContent()).toContain(name);
      await page.locator('h2').first().waitFor();
      expect(await page.evaluate('document.documentElement.scrollWidth'), view).toBe(360);
      expect(complaints).toEqual([]);
    }
  });

  it('prints its total once, at the end', async () => {
    const { page } = await sit(address('binjiang'));
    await page.locator('table.sheet tfoot').waitFor();
    await page.emulateMedia({ media: 'print' });
    // Browsers repeat what is the foot of a table on every page.
    const shownAs = "getComputedStyle(document.querySelector('table.sheet tfoot')).display";
    expect(await page.evaluate(shownAs)).toBe('table-row-group');
  });

  it('fits a phone', async () => {
    const { page } = await sit(address('binjiang', '5'), { context: { viewport: { width: 360, height: 740 } } });
    await page.locator('.file-list li').first().waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});
