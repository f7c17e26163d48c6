import { beforeAll, describe, expect, it } from 'vitest';
import { admin, City } from '../support/city.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { expectAccessible, useBrowser } from './support/browser.ts';

const runs = useLocalRuns();
const sit = useBrowser();
const rows = 'table.ranks tbody tr';

let run: LocalRun;
let city: City;

const long = '长'.repeat(100);
const hostile = [
  {
    id: 'script',
    name: { zh: '<script>document.title = "x"</script>', en: '<img src=x onerror="document.title = 1">' },
  },
  { id: 'arabic', name: { zh: 'שכונה مرحبا 区', en: 'مرحبا' } },
  { id: 'long', name: { zh: long, en: 'x'.repeat(100) } },
];

beforeAll(async () => {
  run = await runs.start();
  city = new City(run.client);
  await city.openCycle('2030');
  await run.client.expect(admin, 'POST', '/v1/cycles', {
    id: 'hostile',
    scheme: 'east-west-70',
    year: 2031,
    timeZone: 'Asia/Shanghai',
    districts: hostile,
    submissionsCloseAt: '2032-01-01T00:00:00+08:00',
    finalizeAt: '2032-02-01T00:00:00+08:00',
    evidenceRequired: false,
  });
});

describe('a link to what is not there', () => {
  it('says so, and the way on is a choice of what is', async () => {
    const { page, complaints } = await sit(`${run.url}/?cycle=none`);
    await page.getByRole('alert').waitFor();
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('没有');
    await page.getByLabel('考核年度').selectOption('2030');
    await page.locator(rows).first().waitFor();
    expect(complaints).toEqual([]);
  });

  it('opens the ranking where the screen has no such name', async () => {
    const { page } = await sit(`${run.url}/?view=nothing&cycle=2030`);
    await page.locator(rows).first().waitFor();
  });
});

describe('a lost connection', () => {
  it('is said, and what happened meanwhile is shown once it is back', async () => {
    const { page } = await sit(`${run.url}/?cycle=2030&basis=claimed`);
    await page.locator(rows).first().waitFor();
    await page.context().setOffline(true);
    await page.getByLabel('依据').selectOption('verified');
    await page.getByText('网络已断开').waitFor();
    await city.setTargets('2030', 'xihu', { '5': '20' });
    await city.claim('2030', 'xihu', '5', '20');
    await page.context().setOffline(false);
    await expect.poll(() => page.getByText('网络已断开').count()).toBe(0);
    await page.getByLabel('依据').selectOption('claimed');
    await expect.poll(() => page.locator(rows).first().textContent()).toContain('西湖区');
  });
});

describe('a way that ends what waits long', () => {
  it('leaves the page moving, by short requests, and saying of no connection that it is lost', async () => {
    const { page, complaints } = await sit(`${run.url}/?view=method&cycle=2030`);
    const said: string[] = [];
    await page.exposeFunction('says', (text: string) => said.push(text));
    await page.addInitScript(`addEventListener('DOMContentLoaded', () => new MutationObserver(() => {
      const banner = document.querySelector('.banner.lost');
      if (banner) says(banner.textContent);
    }).observe(document.body, { subtree: true, childList: true }))`);
    await page.route(/changes\?.*wait=[^0]/, async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 500));
      await route.abort('connectionreset');
    });
    // No request is left that was not ended.
    await page.goto(`${run.url}/?cycle=2030&basis=claimed`);
    await page.locator(rows).first().waitFor();
    await city.setTargets('2030', 'gongshu', { '6': '10' });
    await city.claim('2030', 'gongshu', '6', '9');
    await expect
      .poll(() => page.locator(rows).allTextContents(), { timeout: 45_000 })
      .toContainEqual(expect.stringMatching(/拱墅区.*2\.70/));
    expect([said, complaints]).toEqual([[], []]);
  });
});

describe('hostile names', () => {
  it.each(['zh', 'en'] as const)('are text and nothing else, and break no line (%s)', async (language) => {
    const { page, complaints } = await sit(`${run.url}/?cycle=hostile`, {
      language,
      context: { viewport: { width: 360, height: 800 } },
    });
    await page.locator(rows).first().waitFor();
    const names = await page.locator('table.ranks th[scope=row]').allTextContents();
    expect(names.sort()).toEqual(hostile.map(({ name }) => name[language]).sort());
    expect(await page.title()).toMatch(/Kaohe$/);
    const wider = 'document.documentElement.scrollWidth > innerWidth';
    expect(await page.evaluate(wider)).toBe(false);
    await expectAccessible(page);
    expect(complaints).toEqual([]);
  });
});
