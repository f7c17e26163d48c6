import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { City } from '../support/city.ts';
import { useLocalRuns } from '../support/local-run.ts';
import { expectAccessible, useBrowser } from './support/browser.ts';
import { type SignedInSite, useSignedInSite } from './support/signed-in-site.ts';

const runs = useLocalRuns();
const sit = useBrowser();
const startSite = useSignedInSite();

let site: SignedInSite;

beforeAll(async () => {
  const run = await runs.start();
  await new City(run.client).openCycle('2030');
  site = await startSite(run);
});

beforeEach(() => {
  site.renews = true;
});

const rows = 'table.ranks tbody tr';

describe('signing in at an issuer', () => {
  it('comes back to the address that one came with', async () => {
    const { page, complaints } = await sit(`${site.url}/?basis=claimed&cycle=2030`);
    await page.getByRole('button', { name: '登录' }).click();
    await page.locator(rows).first().waitFor();
    expect(page.url()).toBe(`${site.url}/?basis=claimed&cycle=2030`);
    await expect.poll(() => page.locator('header').textContent()).toContain('管理员 signed-in');
    expect(complaints).toEqual([]);
  });

  it('keeps no token where another page could find it', async () => {
    const { page } = await sit(site.url);
    await page.getByRole('button', { name: '登录' }).click();
    await page.locator(rows).first().waitFor();
    const everything = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])';
    const kept = await page.evaluate(everything);
    expect(kept).not.toMatch(/eyJ|again/);
  });

  it('renews a token that has ended without a word', async () => {
    const { page } = await sit(site.url);
    await page.getByRole('button', { name: '登录' }).click();
    await page.locator(rows).first().waitFor();
    const before = site.asked();
    const [signIns, renewals] = [before.signIns, before.renewals];
    site.endTokens();
    await page.getByLabel('依据').selectOption('claimed');
    await expect.poll(() => site.asked().renewals).toBe(renewals + 1);
    await page.locator(rows).first().waitFor();
    expect(site.asked().signIns).toBe(signIns);
    await expect.poll(() => page.getByRole('alert').count()).toBe(0);
  });

  it('asks again in a window of its own where it can’t, and leaves what is on the screen', async () => {
    const { page } = await sit(site.url);
    await page.getByRole('button', { name: '登录' }).click();
    await page.locator(rows).first().waitFor();
    site.renews = false;
    site.endTokens();
    await page.getByLabel('依据').selectOption('claimed');
    await page.getByText('登录已过期').waitFor();
    await expect.poll(() => page.locator('h1').textContent()).toBe('排名');
    const opened = page.waitForEvent('popup');
    await page.getByRole('button', { name: '登录' }).click();
    await (await opened).waitForEvent('close');
    await expect.poll(() => page.getByText('登录已过期').count()).toBe(0);
    expect(page.url()).toContain('basis=claimed');
    await page.locator(rows).first().waitFor();
  });

  it.each(['zh', 'en'] as const)('breaks no rule of accessibility (%s)', async (language) => {
    const { page } = await sit(site.url, { language });
    await page.getByRole('button').first().waitFor();
    await expectAccessible(page);
  });
});
