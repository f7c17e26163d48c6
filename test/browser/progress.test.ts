import { beforeAll, describe, expect, it } from 'vitest';
import { City } from '../support/city.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { expectAccessible, useBrowser } from './support/browser.ts';

const runs = useLocalRuns();
const sit = useBrowser();
const cycle = '2030';
const labor = '16';

let run: LocalRun;
let city: City;

beforeAll(async () => {
  run = await runs.start();
  city = new City(run.client);
  await city.openCycle(cycle);
  for (const district of ['binjiang', 'gongshu', 'shangcheng', 'xihu'])
    await city.setTargets(cycle, district, { '5': '20', [labor]: '1000' });
  const { revision } = await city.claimAll(cycle, 'binjiang', { '5': '16', [labor]: '500' });
  await city.claimAll(cycle, 'gongshu', { [labor]: '1250' });
  await city.claimAll(cycle, 'xihu', { [labor]: '400' });
  await city.assess(cycle, 'binjiang', '5', { decision: 'verify', claimRevision: revision });
});

const open = (query = '', options?: Parameters<typeof sit>[1]) => sit(`${run.url}/?view=progress${query}`, options);

describe('progress', () => {
  it('counts components by state, names who has handed in nothing, and moves while one looks', async () => {
    const { page, complaints } = await open();
    const verified = page.locator('.counts li').filter({ hasText: '已核定' }).locator('strong');
    await expect.poll(() => verified.textContent()).toBe('1');
    await expect
      .poll(() => page.locator('.counts li').filter({ hasText: '待核定' }).locator('strong').textContent())
      .toBe('3');
    await expect.poll(() => page.locator('.names').textContent()).toBe('上城区');
    await city.claimAll(cycle, 'shangcheng', { '5': '1' });
    await expect.poll(() => page.locator('.progress').textContent()).toContain('每个区、县（市）都已开始申报');
    expect(complaints).toEqual([]);
  });

  it('leads from a cell to where something can be done about it', async () => {
    const { page } = await open('', { person: 'assessor-1' });
    const cell = page.getByRole('link', { name: /滨江区 16 .*：待核定 500 \/ 1000/ });
    await cell.click();
    const { searchParams } = new URL(page.url());
    expect(Object.fromEntries(searchParams)).toMatchObject({ view: 'work', district: 'binjiang', component: labor });
    const { page: other } = await open();
    await other.getByRole('link', { name: /滨江区 16 / }).click();
    expect(new URL(other.url()).searchParams.get('view')).toBe('score');
  });

  it('is walked by arrows, and left by one tabulator', async () => {
    const { page } = await open();
    const first = page.getByRole('link', { name: /滨江区 1 / });
    await first.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    expect(await page.locator(':focus').getAttribute('aria-label')).toMatch(/^拱墅区 2 /);
    await page.keyboard.press('Tab');
    await expect.poll(() => page.locator('table :focus').count()).toBe(0);
  });

  it('shows one component against its target and its competition', async () => {
    const { page, complaints } = await open(`&basis=claimed&component=${labor}`);
    const bars = page.getByRole('img', { name: /完成率/ });
    await expect.poll(() => bars.textContent()).toContain('125%');
    const strip = page.getByRole('img', { name: /前 2 名/ });
    await expect.poll(() => strip.textContent()).toContain('分界 500 人');
    expect(await strip.textContent()).not.toContain('西湖区');
    await page.getByLabel('标出').selectOption('xihu');
    await expect.poll(() => strip.textContent()).toContain('西湖区');
    await page.locator('.chart-numbers summary').nth(1).click();
    await expect
      .poll(() => page.locator('.chart-numbers tbody tr').allTextContents())
      .toEqual(['拱墅区1250是', '滨江区500是', '西湖区400否']);
    await page.getByText('从申报到核定（漏斗图）').click();
    await expect.poll(() => page.getByRole('img', { name: /项数/ }).textContent()).toContain('已核定  1  (1%)');
    expect(complaints).toEqual([]);
  });

  it.each(['zh', 'en'] as const)('breaks no rule of accessibility (%s)', async (language) => {
    const { page } = await open(`&basis=claimed&component=${labor}&show=rate`, { language });
    await expect.poll(() => page.locator('.drawing svg').count()).toBe(2);
    await page.locator('.on-demand summary').click();
    await expect.poll(() => page.locator('.drawing svg').count()).toBe(3);
    await page.locator('.chart-numbers summary').first().click();
    await expectAccessible(page);
  });

  it('is not for districts', async () => {
    const { page } = await open('', { person: 'district:xihu' });
    await expect.poll(() => page.locator('main').textContent()).toContain('当前身份不能打开此页面');
  });
});

describe('the ranking’s picture', () => {
  it('is read when it is wanted, and has the categories of both bases in its table', async () => {
    const { page, complaints } = await sit(`${run.url}/?basis=claimed`);
    await page.getByText('总分由哪些类别构成（图）').click();
    await expect.poll(() => page.locator('.drawing svg path').count()).toBeGreaterThan(3);
    await page.locator('.chart-numbers summary').click();
    const row = page.locator('.chart-numbers tbody tr').filter({ hasText: '滨江区' });
    await expect.poll(() => row.textContent()).toContain('2.40 / 2.40');
    expect(complaints).toEqual([]);
    await expectAccessible(page);
  });
});
