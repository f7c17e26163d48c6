import { chromium, type Page } from 'playwright-core';
import { chromiumPath } from '../support/chromium.ts';
import { assessor, portalOf } from '../support/city.ts';
import type { LocalClient } from '../support/local-client.ts';
import { onOwnLocalRun } from './own-local-run.ts';
import { quantile } from './quantile.ts';

const cohorts = [15, 300];
const loads = 5;
const updates = 5;
const slowdown = 4;
const admin = { role: 'admin', subject: 'bench-admin' } as const;

/** Kept by the page from its first moment on: when the first row stood there, and every task of more than 50 ms. */
const watch = `
  window.tasks = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
  const seen = new MutationObserver(() => {
    if (window.shownAt || !document.querySelector('table.ranks tbody tr')) return;
    window.shownAt = performance.now();
    seen.disconnect();
  });
  seen.observe(document, { childList: true, subtree: true });`;

/** Prints what the console's first screen costs a browser whose processor is slowed four times, for small and large cohorts. */
export async function measureConsole(): Promise<void> {
  for (const districts of cohorts) await measureCohort(districts);
}

async function measureCohort(districts: number): Promise<void> {
  await onOwnLocalRun(async (client, url) => {
    await fill(client, districts);
    const browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
    try {
      const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
      await page.addInitScript(watch);
      const session = await page.context().newCDPSession(page);
      await session.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
      console.log(`\nthe console's ranking of ${districts} districts, processor slowed ${slowdown} times`);
      await measurePage(page, client, url);
    } finally {
      await browser.close();
    }
  });
}

async function measurePage(page: Page, client: LocalClient, url: string): Promise<void> {
  const shown: number[] = [];
  for (let load = 0; load < loads; load++) {
    await page.goto(`${url}/?basis=claimed`);
    await page.locator('table.ranks tbody tr').first().waitFor();
    shown.push(await page.evaluate<number>('shownAt'));
  }
  const compressed = await page.evaluate<number>(
    `performance.getEntriesByType('resource').filter(({ name }) => name.includes('/console/')).reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
  );
  const longest = () => page.evaluate<number>('Math.max(0, ...tasks.splice(0))');
  const atLoad = await longest();
  const tasks: number[] = [];
  for (let update = 0; update < updates; update++) {
    const district = `d${update}`;
    await client.expect(portalOf(district), 'PUT', claimOf(district), { value: String(900 + update) });
    await page.locator('tr.moved').first().waitFor();
    tasks.push(await longest());
  }
  await page.mouse.move(700, 500);
  for (let wheel = 0; wheel < 40; wheel++) await page.mouse.wheel(0, 300);
  await page.waitForTimeout(500);
  console.log(`  scripts and styles of the first screen, compressed: ${(compressed / 1000).toFixed(1)} KB`);
  console.log(`  from the address to the first row: median ${quantile(shown, 0.5).toFixed(0)} ms of ${loads} loads`);
  console.log(`  longest task of a load: ${atLoad.toFixed(0)} ms`);
  console.log(`  longest task of an update: ${tasks.map((task) => task.toFixed(0)).join(', ')} ms`);
  console.log(`  longest task of scrolling: ${(await longest()).toFixed(0)} ms`);
}

const claimOf = (district: string) => `/v1/cycles/bench/districts/${district}/components/5/claim`;

async function fill(client: LocalClient, districts: number): Promise<void> {
  const ids = Array.from({ length: districts }, (_, position) => `d${position}`);
  await client.expect(admin, 'POST', '/v1/cycles', {
    id: 'bench',
    scheme: 'east-west-70',
    year: 2030,
    timeZone: 'Asia/Shanghai',
    districts: ids.map((id, position) => ({ id, name: { zh: `第${position}区`, en: `District ${position}` } })),
    submissionsCloseAt: '2031-01-01T00:00:00+08:00',
    finalizeAt: '2031-02-01T00:00:00+08:00',
    evidenceRequired: false,
  });
  for (const [position, id] of ids.entries()) {
    await client.expect(assessor, 'PUT', `/v1/cycles/bench/districts/${id}/targets`, { targets: { 5: '1000' } });
    await client.expect(portalOf(id), 'PUT', claimOf(id), { value: String(position) });
  }
}
