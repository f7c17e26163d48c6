import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { demoTimeout, type LocalRun, useLocalRuns, welcomeOf } from '../support/local-run.ts';
import { type Seat, useBrowser } from './support/browser.ts';

const runs = useLocalRuns();
const sit = useBrowser();
const auditor = { role: 'auditor', subject: 'e2e-auditor' } as const;
const folder = fileURLToPath(new URL('pictures', import.meta.url));

let run: LocalRun;
const seats: Seat[] = [];

const get = <Body>(path: string) => run.client.expect<Body>(auditor, 'GET', `/v1/cycles/${path}`);

/** A screen of the demo, opened by somebody it is for. */
async function open(view: string, person: string, more: string, cycle = 'demo'): Promise<Page> {
  const seat = await sit(`${run.url}/?view=${view}&cycle=${cycle}${more}`, { person });
  seats.push(seat);
  return seat.page;
}

/** With PICTURES=write, saves what is to be seen for the README. */
async function save(page: Page, name: string): Promise<void> {
  if (process.env.PICTURES !== 'write') return;
  mkdirSync(folder, { recursive: true });
  // A picture is of the page, not of where the mouse or the keys have been.
  await page.evaluate('document.activeElement.blur()');
  await page.mouse.move(0, 0);
  // The browser's viewer of PDFs does not say when it has drawn a page.
  await page.waitForTimeout(3_000);
  await page.screenshot({ path: `${folder}/${name}.png` });
}

const textOf = (page: Page, selector: string) => page.locator(selector).first().textContent();
const expectText = (page: Page, selector: string, text: string) =>
  expect.poll(() => textOf(page, selector)).toContain(text);
const expectCount = (page: Page, selector: string, count: number) =>
  expect.poll(() => page.locator(selector).count()).toBe(count);

describe('the demo on the screens of the console', () => {
  beforeAll(async () => {
    run = await runs.start({ environment: { DEMO: 'on' } });
    await welcomeOf(run);
  }, demoTimeout);

  afterEach(async () => {
    const complaints = seats.flatMap((seat) => seat.complaints);
    for (const { page } of seats.splice(0)) await page.context().close();
    expect(complaints).toEqual([]);
  });

  it('ranks fifteen districts, two of them tied, and says what moved each', async () => {
    const page = await open('ranking', 'auditor', '&basis=claimed');
    await expectText(page, '.banner', '暂定排名');
    const { rows } = await get<{ rows: { rank: number; name: { zh: string }; score: string }[] }>(
      'demo/ranking?basis=claimed',
    );
    await expectCount(page, 'table.ranks tbody tr', 15);
    const shown = page.locator('table.ranks tbody tr');
    await expect.poll(() => shown.locator('th').allTextContents()).toEqual(rows.map(({ name }) => name.zh));
    await expect.poll(() => shown.locator('td.score').allTextContents()).toEqual(rows.map(({ score }) => score));
    const tied = shown.filter({ hasText: '并列' });
    expect((await tied.allTextContents()).map((text) => text.slice(0, 4))).toEqual(['7 并列', '7 并列']);
    // How many versions the demo comes to differs, and so does who moved within the latest; not that somebody's points did.
    const causes = page.locator('tr.causes li');
    const trends = page.locator('button.trend');
    for (let next = 0; !(await causes.allTextContents()).some((text) => /\d → [\d.]+（.+）/.test(text)); next++) {
      if (next > 0) await trends.nth(next - 1).click();
      await trends.nth(next).click();
      await causes.first().waitFor();
    }
    await save(page, 'ranking');
  });

  it('shows a district its sheet: all points on both bases and what the city has', async () => {
    const page = await open('score', 'district:pudong', '');
    await expectText(page, 'h1', '上海市浦东新区');
    const totals = await Promise.all(
      ['claimed', 'verified'].map((basis) =>
        get<{ score: string }>(`demo/districts/pudong/score?basis=${basis}`).then(({ score }) => score),
      ),
    );
    await expect.poll(() => page.locator('table.sheet tfoot td.number').allTextContents()).toEqual(['70', ...totals]);
    expect(Number(totals[0])).toBeGreaterThan(Number(totals[1]));
    await expect.poll(() => page.locator('table.sheet button.row').count()).toBe(25);
    await expectCount(page, 'table.medians tbody tr', 6);
  });

  it('lists what assessors have to decide, and shows the paper beside the claim', async () => {
    const page = await open('work', 'assessor-1', '');
    const { open: all } = await get<{ open: number }>('demo/completeness');
    expect(all).toBeGreaterThan(40);
    await expectCount(page, 'table.work-list tbody tr', all);
    expect(await textOf(page, '.lead')).toContain(`共 ${all} 项`);
    expect(await textOf(page, 'td.ranks-move')).toMatch(/第 \d+ 名 → 第 \d+ 名/);
    await page.locator('table.work-list a[href*="item=pudong%3A10&"]').click();
    await expectText(page, 'h1', '上海市浦东新区 · 10 企业实际投资额');
    await expectText(page, '.claimed-value', '17106 万元');
    await expectText(page, '.files', '-pudong.pdf');
    await expect.poll(() => page.frames().some((one) => one.url().startsWith('chrome-extension:'))).toBe(true);
    await page.getByRole('radio', { name: /^核定/ }).check();
    await save(page, 'assessing');
  });

  it('shows a district its book: what was returned stands first, what was handed in has its papers', async () => {
    const page = await open('book', 'district:pudong', '');
    await expectCount(page, 'article', 25);
    await expectText(page, 'article', '理由：演示');
    await expectText(page, 'article', '对口四省贫困人口到本地就业');
    const { components } = await get<{ components: { component: string; claim: { value: string } | null }[] }>(
      'demo/districts/pudong/book',
    );
    const { claim } = components.find(({ component }) => component === '10')!;
    const article = 'article[aria-labelledby="name-10"]';
    await expectText(page, article, `现申报${claim!.value} 万元`);
    expect(await textOf(page, article)).toContain('-pudong.');
  });

  it('shows the targets of all districts, and the one that is missing', async () => {
    const page = await open('targets', 'assessor-1', '');
    await expectCount(page, 'table.grid tbody tr', 15);
    const cells = await page.locator('table.grid tbody td').allTextContents();
    expect([cells.length, cells.filter((text) => text === '').length]).toEqual([15 * 23, 1]);
  });

  it('shows how far everybody is, state by state', async () => {
    const page = await open('progress', 'assessor-1', '');
    await expectCount(page, '.counts li', 6);
    const counts = (await page.locator('.counts strong').allTextContents()).map(Number);
    expect(counts.every((count) => count > 0)).toBe(true);
    expect(counts.reduce((sum, count) => sum + count)).toBe(15 * 25);
    await expect.poll(() => page.locator('table.heat tbody tr').count()).toBe(15);
    await page.getByText('从申报到核定（漏斗图）').click();
    await page.locator('.on-demand svg').first().waitFor();
  });

  it('tells what changed over the weeks, and draws how ranks went', async () => {
    const page = await open('changes', 'auditor', '');
    await expectCount(page, '.feed > li', 30);
    const { version } = await get<{ version: number }>('demo/ranking');
    expect(await textOf(page, '.feed > li')).toContain(`第 ${version} 版`);
    expect(await textOf(page, '.feed')).toMatch(/赶上或超过；总分 [\d.]+ → [\d.]+，第 \d+ 名降至第 \d+ 名/);
    await expect.poll(() => page.locator('.drawing svg path').count()).toBeGreaterThan(9);
  });

  it('shows an administrator what is still open, kind by kind', async () => {
    const page = await open('year', 'admin-1', '');
    const { blockers } = await get<{ blockers: [] }>('demo/finalization');
    expect(blockers.length).toBeGreaterThan(40);
    await page.getByRole('heading', { name: `未决事项（${blockers.length}）` }).waitFor();
  });

  it('shows how last year was sealed, corrected and sealed again, and what that changed', async () => {
    const page = await open('year', 'admin-1', '', 'demo-last-year');
    const { sha256 } = await get<{ sha256: string }>('demo-last-year/final');
    await page.getByText('第 2 次结果 · 现行结果 · 更正第 1 次结果').waitFor();
    expect(await textOf(page, 'dl.terms code')).toBe(sha256);
    await expect.poll(() => page.locator('.result-files').first().textContent()).toContain('differences.json');
    const songjiang = page.locator('table.differences tbody', { hasText: '上海市松江区' });
    await expect.poll(() => songjiang.textContent()).toContain('16 对口四省贫困人口就近就业 · 核定值610360');
    await page.getByText('重复计入 250 人').waitFor();
  });

  it('reads the method to a district, clause by clause', async () => {
    const page = await open('method', 'district:pudong', '');
    await expectCount(page, '.clause', 21);
    expect(await textOf(page, 'main')).toContain('满分 70 分，共 21 项指标、25 项考核内容');
  });

  it('lists both years, the open one first', async () => {
    const page = await open('cycles', 'admin-1', '');
    const rows = page.locator('.cycles table tbody tr');
    await expect.poll(() => rows.count()).toBe(2);
    await expect.poll(() => rows.nth(0).textContent()).toMatch(/^demo\d{4}申报中15/);
    await expect.poll(() => rows.nth(1).textContent()).toMatch(/^demo-last-year\d{4}已定稿15/);
  });
});
