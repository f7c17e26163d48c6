import { beforeAll, describe, expect, it } from 'vitest';
import { City } from '../support/city.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
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
    const second = page.locator('table.ranks tbody tr').nth(1);
    await expect.poll(() => second.locator('summary').textContent()).toBe('▼ 1');
    await first.locator('summary').click();
    await expect
      .poll(() => first.locator('.change li').allTextContents())
      .toContainEqual(expect.stringContaining('本区、县（市）台账变动'));
    // It has no points of its own that moved: the others' have passed it.
    const third = page.locator('table.ranks tbody tr').nth(2);
    await third.locator('summary').click();
    await expect
      .poll(() => third.locator('.change li').allTextContents())
      .toEqual([expect.stringContaining('本身得分未变')]);
    expect(page.url()).toBe(before);
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
