import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { City } from '../support/city.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { expectAccessible, useBrowser } from './support/browser.ts';

const runs = useLocalRuns();
const sit = useBrowser();
const cycle = '2030';
const many = 120;

let run: LocalRun;
let city: City;

beforeAll(async () => {
  run = await runs.start();
  city = new City(run.client);
  await city.openCycle(cycle);
  for (const district of ['binjiang', 'gongshu', 'shangcheng', 'xihu'])
    await city.setTargets(cycle, district, { '5': '20', '8': '1000' });
  await city.claimAll(cycle, 'binjiang', { '5': '16', '8': '500' });
});

describe('the ranking', () => {
  it('moves while one looks, and says what moved and why', async () => {
    const { page, complaints } = await sit(`${run.url}/?basis=claimed`);
    const first = page.locator('table.ranks tbody tr').first();
    await expect.poll(() => first.textContent()).toContain('滨江区');
    const before = page.url();
    await city.claimAll(cycle, 'xihu', { '5': '20', '8': '1000' });
    await expect.poll(() => first.textContent()).toContain('西湖区');
    expect(await first.getAttribute('class')).toBe('moved');
    // Before the first claim all were first.
    const [gongshu, binjiang] = ['拱墅区', '滨江区'].map((name) => page.locator('tbody tr').filter({ hasText: name }));
    const trendOf = (row = first) => row.locator('button.trend');
    await expect.poll(() => trendOf(binjiang).textContent()).toBe('▼ 1');
    const whys = page.locator('tr.causes li');
    await trendOf().click();
    await expect.poll(() => whys.allTextContents()).toContainEqual(expect.stringContaining('本区、县（市）台账变动'));
    await trendOf().click();
    // It has no points of its own that moved: the others' have passed it.
    await trendOf(gongshu).click();
    await expect.poll(() => whys.allTextContents()).toEqual([expect.stringContaining('本身得分未变')]);
    expect(page.url()).toBe(before);
    // By one component alone, with its causes alone.
    await page.goto(`${run.url}/?cycle=${cycle}&basis=claimed&by=component:5&since=all`);
    await expect.poll(() => trendOf(gongshu).textContent()).toBe('▼ 2');
    await trendOf(binjiang).click();
    await expect.poll(() => whys.allTextContents()).toEqual([expect.stringMatching(/^5：0\.00 → 2\.40/)]);
    const waiting = page.waitForEvent('download');
    await page.getByRole('button', { name: /CSV/ }).click();
    const [header, ...lines] = readFileSync(await (await waiting).path(), 'utf8').split('\r\n');
    expect(header).toMatch(/^\uFEFF名次,变化,区、县（市）,.*,变化原因$/);
    expect(lines.filter((line) => line.includes('滨江区'))).toEqual([
      expect.stringMatching(/^2,-1,滨江区,2\.40,.*,5：0\.00 → 2\.40/),
    ]);
    expect(complaints).toEqual([]);
  });

  it.each(['zh', 'en'] as const)('breaks no rule of accessibility (%s)', async (language) => {
    const { page } = await sit(run.url, { language });
    await page.locator('table.ranks tbody tr').first().waitFor();
    await expectAccessible(page);
  });

  it('prints as a sheet: what is for the screen only stays away', async () => {
    const { page } = await sit(run.url);
    await page.locator('table.ranks tbody tr').first().waitFor();
    const isSeen = (selector: string) => page.locator(selector).first().isVisible();
    expect([await isSeen('nav'), await isSeen('.controls'), await isSeen('.actions')]).toEqual([true, true, true]);
    await page.emulateMedia({ media: 'print' });
    expect([await isSeen('nav'), await isSeen('.controls'), await isSeen('.actions')]).toEqual([false, false, false]);
    expect([await isSeen('table.ranks'), await isSeen('.banner')]).toEqual([true, true]);
    const sheet = await page.pdf({ preferCSSPageSize: true });
    // A4 across, in points.
    expect(sheet.toString('latin1')).toMatch(/\/MediaBox\s*\[\s*0 0 84[0-9.]+ 59[0-9.]+\s*\]/);
  });
});

describe('the ranking of many districts', () => {
  beforeAll(async () => {
    const districts = Array.from({ length: many }, (_, index) => ({
      id: `d${index}`,
      name: { zh: `第${index}区`, en: `District ${index}` },
    }));
    await city.openCycle('many', { districts });
    await city.setTargets('many', 'd0', { '5': '20' });
    await city.setTargets('many', 'd1', { '5': '20' });
    await city.claim('many', 'd0', '5', '10');
    await city.claim('many', 'd1', '5', '5');
  });

  const open = async () => {
    const { page } = await sit(`${run.url}/?cycle=many&basis=claimed`);
    await expect.poll(() => page.locator('table.ranks tbody tr').count()).toBe(many);
    return page;
  };
  const drawnOf = (page: Page) =>
    page.evaluate<number>(
      `[...document.querySelectorAll('table.ranks th[scope=row]')].filter((cell) => cell.checkVisibility({ contentVisibilityAuto: true })).length`,
    );

  it('draws the rows near the window alone, and all of them on paper', async () => {
    const page = await open();
    await expect.poll(() => drawnOf(page)).toBeGreaterThan(5);
    expect(await drawnOf(page)).toBeLessThan(many / 2);
    await page.emulateMedia({ media: 'print' });
    expect(await drawnOf(page)).toBe(many);
    const sheets = (await page.pdf({ preferCSSPageSize: true })).toString('latin1').match(/\/Type\s*\/Page\b/g);
    expect(sheets!.length).toBeGreaterThan(3);
  });

  it('finds what is not drawn yet, and tells readers the whole table', async () => {
    const page = await open();
    const last = page.locator('table.ranks th[scope=row]').last();
    expect(await page.evaluate(`find(${JSON.stringify(await last.textContent())})`)).toBe(true);
    await expect.poll(() => last.evaluate((cell) => cell.getBoundingClientRect().top)).toBeLessThan(900);
    await page.evaluate('scrollTo(0, 0)');
    const table = page.getByRole('table');
    expect(await table.getByRole('row').count()).toBe(many + 1);
    expect(await table.getByRole('rowheader').count()).toBe(many);
    await expectAccessible(page);
  });

  it('touches no row of which nothing has changed', async () => {
    const page = await open();
    // What moved before is read after the rows.
    await expect.poll(() => page.locator('table.ranks td:empty').count()).toBe(0);
    await page.evaluate(`
      window.touched = new Set();
      new MutationObserver((changes) => {
        for (const { target, addedNodes } of changes)
          for (const node of [target, ...addedNodes]) {
            const row = (node.closest ? node : node.parentElement)?.closest('tbody tr');
            if (row) touched.add(row.querySelector('th').textContent);
          }
      }).observe(document.querySelector('table.ranks'), { subtree: true, childList: true, attributes: true, characterData: true });
    `);
    // It passes the first; nobody else has another rank for that.
    await city.claim('many', 'd1', '5', '12');
    await page.locator('tr.moved').first().waitFor();
    // The mark goes again, too.
    await expect.poll(() => page.locator('tr.moved').count()).toBe(0);
    expect((await page.evaluate<string[]>('[...touched]')).sort()).toEqual(['第0区', '第1区']);
  });
});
