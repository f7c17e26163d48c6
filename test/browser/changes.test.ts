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
  await city.claimAll(cycle, 'binjiang', { [labor]: '500' });
  await city.claimAll(cycle, 'gongshu', { [labor]: '400' });
});

const open = (query = '', options?: Parameters<typeof sit>[1]) =>
  sit(`${run.url}/?view=changes&basis=claimed${query}`, options);

describe('changes', () => {
  it('say in sentences who gained and lost, and through whom, while one looks', async () => {
    const { page, complaints } = await open();
    const newest = page.locator('.feed > li').first();
    await expect.poll(() => newest.textContent()).toContain('拱墅区');
    await city.claimAll(cycle, 'xihu', { [labor]: '600' });
    // The third of two places: who was second is told who went past.
    await expect.poll(() => newest.textContent()).toMatch(/拱墅区 16 .*−3\.00：西湖区第 16 项赶上或超过/);
    await expect.poll(() => newest.textContent()).toMatch(/西湖区 16 .*\+3\.00：本区、县（市）台账变动/);
    expect(complaints).toEqual([]);
  });

  it('are filtered by district and component, and the address keeps it', async () => {
    const { page } = await open();
    await page.locator('.feed > li').first().waitFor();
    await page.getByRole('combobox', { name: '区、县（市）' }).selectOption({ label: '滨江区' });
    await expect.poll(() => page.locator('.moves > li').count()).toBe(1);
    await expect.poll(() => page.locator('.moves > li').textContent()).toContain('滨江区');
    await page.reload();
    await expect.poll(() => page.locator('.moves > li').count()).toBe(1);
    await page.getByRole('combobox', { name: '考核内容' }).selectOption('5');
    await expect.poll(() => page.locator('.changes').textContent()).toContain('没有符合条件的变动');
  });

  it('draw ranks over versions within the page’s policy, beside a table of the same numbers', async () => {
    const { page, complaints } = await open('&window=all');
    const picture = page.getByRole('img', { name: /名次走势/ });
    await expect.poll(() => picture.locator('svg path').count()).toBeGreaterThan(4);
    await expect.poll(() => picture.textContent()).toContain('滨江区');
    await page.getByText('以表格显示这些数字').click();
    const head = page.locator('.chart-numbers thead');
    await expect.poll(() => head.textContent()).toContain('滨江区');
    // All began as first, at version 0.
    await expect
      .poll(() => page.locator('.chart-numbers tbody tr').last().locator('td').allTextContents())
      .toEqual(expect.arrayContaining(['1', '1', '1', '1']));
    await page.getByText(/选择区、县（市）/).click();
    await page.getByRole('checkbox', { name: '上城区' }).check();
    await expect.poll(() => head.textContent()).not.toContain('滨江区');
    expect(new URL(page.url()).searchParams.get('lines')).toBe('shangcheng');
    expect(complaints).toEqual([]);
  });

  it.each(['zh', 'en'] as const)('break no rule of accessibility (%s)', async (language) => {
    const { page } = await open('', { language });
    await page.locator('.drawing svg').waitFor();
    await page.locator('.chart-numbers summary').click();
    await page.locator('.ticks summary').click();
    await expectAccessible(page);
  });
});
