import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { City } from '../support/city.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { expectAccessible, type Seat, useBrowser } from './support/browser.ts';

const runs = useLocalRuns();
const sit = useBrowser();
let run: LocalRun;

beforeAll(async () => {
  run = await runs.start();
  const city = new City(run.client);
  await city.openCycle('2030');
  await city.setTargets('2030', 'xihu', { '5': '20' });
});

/** The docs page at a place of it, once it shows one. */
async function read(place: string, context: object = {}): Promise<Seat> {
  const seat = await sit(`${run.url}/docs${place}`, { context });
  await seat.page.locator('main h1').waitFor();
  return seat;
}

const panel = (page: Page) => page.getByRole('region', { name: '试一试' });
const answer = (page: Page) => panel(page).getByRole('status', { name: '应答' });

describe('the docs page', () => {
  it('takes a token by a button, sends a request and shows what comes of it', async () => {
    const { page, complaints } = await read('#getBook');
    await page.getByLabel('区县编号').fill('xihu');
    await page.getByRole('button', { name: '区县' }).click();
    await page.getByText('当前身份：district xihu').waitFor();
    const form = panel(page);
    await form.getByLabel('cycle').fill('2030');
    await form.getByLabel('district').fill('xihu');
    await form.getByRole('button', { name: '发送请求' }).click();
    await expect.poll(() => answer(page).textContent()).toContain('"district": "xihu"');
    expect(await answer(page).textContent()).toMatch(/^200 .*etag"1"/s);
    const kept = await page.evaluate(
      'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href])',
    );
    expect(kept + (await page.content())).not.toContain('eyJ');
    expect(complaints).toEqual([]);
  });

  it('begins with a body that is an example, shows a refusal as it was sent, and tells the request for a shell', async () => {
    const { page } = await read('#submitClaim');
    await page.getByRole('button', { name: '审计人员' }).click();
    await page.getByText('当前身份：auditor').waitFor();
    const form = panel(page);
    const sent = JSON.parse(await form.getByLabel('请求体').inputValue());
    expect(sent).toHaveProperty('value');
    for (const [name, value] of Object.entries({ cycle: '2030', district: 'xihu', component: '20.1' }))
      await form.getByLabel(name).fill(value);
    await form.getByRole('button', { name: '发送请求' }).click();
    await expect.poll(() => answer(page).textContent()).toContain('/problems/forbidden');
    expect(await answer(page).textContent()).toContain('403');
    const shell = await form.getByRole('region', { name: '同一请求的 curl 命令' }).textContent();
    expect(shell).toContain(`curl -X PUT '${run.url}/v1/cycles/2030/districts/xihu/components/20.1/claim'`);
    expect(shell).toContain('"Authorization: Bearer $TOKEN"');
  });

  it('says what is missing instead of sending half an address', async () => {
    const { page } = await read('#getWebhook');
    await panel(page).getByLabel('id', { exact: false }).fill('');
    await panel(page).getByRole('button', { name: '发送请求' }).click();
    await expect.poll(() => panel(page).getByRole('alert').textContent()).toBe('请先填写：id。');
    expect(await answer(page).textContent()).toBe('');
  });

  it('offers a file of an answer to be saved', async () => {
    const { page, complaints } = await read('#getRanking');
    await page.getByRole('button', { name: '管理员' }).click();
    await page.getByText('当前身份：admin').waitFor();
    await panel(page).getByLabel('cycle').fill('2030');
    await panel(page).getByLabel('format').selectOption('csv');
    await panel(page).getByRole('button', { name: '发送请求' }).click();
    const saved = page.waitForEvent('download');
    await answer(page).getByRole('link').click();
    expect((await saved).suggestedFilename()).toMatch(/\.csv$/);
    expect(complaints).toEqual([]);
  });

  it('finds operations by words of their address, sentences and refusals, in either language', async () => {
    const { page } = await read('');
    const links = page.getByRole('navigation').getByRole('link');
    const search = page.getByLabel('查找接口');
    for (const [words, name] of [
      ['申报 一项', /PUT 申报一项考核内容的数值/],
      ['put claim', /PUT 申报一项考核内容的数值/],
      ['resync-needed', /读取得分与排名的变动/],
    ] as const) {
      await search.fill(words);
      await expect.poll(() => links.filter({ hasText: name }).count(), { message: words }).toBe(1);
      expect(await links.count(), words).toBeLessThan(8);
    }
    await search.fill('没有这样的接口');
    await expect.poll(() => page.getByRole('navigation').getByRole('status').textContent()).toMatch(/^找到 0 个/);
  });

  it('speaks the language of the address, else of the browser, and the other at a button', async () => {
    const heading = (page: Page) => page.locator('main h1').textContent();
    const { page } = await read('?lang=en#getRanking');
    expect(await heading(page)).toBe('Read the ranking');
    await page.getByRole('button', { name: '中文' }).click();
    await expect.poll(() => heading(page)).toBe('读取排名');
    expect(await page.evaluate('document.documentElement.lang')).toBe('zh-CN');
    expect(page.url()).toContain('?lang=zh#getRanking');
    await page.getByRole('link', { name: '跳到正文' }).press('Enter');
    await expect.poll(() => page.url()).toContain('#content');
    expect(await heading(page)).toBe('读取排名');
    const { page: other } = await read('#getRanking', { locale: 'en-GB' });
    expect(await heading(other)).toBe('Read the ranking');
    // Districts have names, in examples as elsewhere.
    const said = await other
      .locator('main :is(h1, h2, h3, p, small, .type, .meaning, summary, dt, dd)')
      .allTextContents();
    expect(said.length).toBeGreaterThan(50);
    expect(said.filter((text) => !text.includes('{') && /\p{Script=Han}/u.test(text))).toEqual([]);
  });

  it('leads through a portal’s year step by step, in either language, and from each step to its operation', async () => {
    const { page, complaints } = await read('#walk');
    const steps = page.locator('ol.walk > li');
    await steps.first().waitFor();
    const said = await steps.allTextContents();
    expect(said.length).toBeGreaterThan(10);
    expect(said.find((text) => text.includes('重新申报'))).toContain('更正后的数值');
    await expectAccessible(page);
    await page.getByRole('button', { name: 'English' }).click();
    await expect.poll(() => page.locator('main').textContent()).not.toMatch(/\p{Script=Han}/u);
    await steps.filter({ hasText: 'sealed result' }).last().getByRole('link').click();
    await expect.poll(() => page.locator('main h1').textContent()).toMatch(/^Read the sealed result/);
    expect(complaints).toEqual([]);
  });

  it('tells where the contract is to who runs no scripts', async () => {
    const seat = await sit(`${run.url}/docs`, { context: { javaScriptEnabled: false } });
    expect(await seat.page.locator('#docs').innerHTML()).toContain('href="/openapi.json"');
  });

  it.each(['zh', 'en'] as const)('breaks no rule of accessibility, and fits a phone (%s)', async (lang) => {
    const context = { viewport: { width: 360, height: 720 } };
    for (const [place, at] of [
      ['', {}],
      ['#submitClaim', {}],
      ['#submitClaim', context],
    ] as const) {
      const { page, complaints } = await read(`?lang=${lang}${place}`, at);
      if (place) {
        await page.getByRole('button', { name: /^(发送请求|Send)$/ }).click();
        await expect.poll(() => page.locator('.answer').textContent()).toContain('401');
        const closed = page.locator('main details:not([open]) > summary');
        while ((await closed.count()) > 0) await closed.first().click();
      }
      await expectAccessible(page);
      const wide = 'document.documentElement.scrollWidth - document.documentElement.clientWidth';
      expect(await page.evaluate(wide), place).toBeLessThanOrEqual(0);
      expect(complaints).toEqual([]);
    }
  });
});
