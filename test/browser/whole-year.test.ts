import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { samplePng } from '../../infra/local/demo/sample-files.ts';
import { City } from '../support/city.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { type Seat, useBrowser } from './support/browser.ts';

const runs = useLocalRuns();
const sit = useBrowser();
const cycle = '2030';

let run: LocalRun;

/** Pages that stand open all the time, on either basis. */
let watched: Record<'claimed' | 'verified', Seat>;

beforeAll(async () => {
  run = await runs.start();
  const city = new City(run.client);
  await city.openCycle(cycle, { evidenceRequired: true });
  for (const district of ['binjiang', 'gongshu', 'shangcheng', 'xihu'])
    await city.setTargets(cycle, district, { '5': '20' });
  watched = { claimed: await watch('claimed'), verified: await watch('verified') };
});

/** The ranking as somebody leaves it open, with a mark that no reload would leave. */
async function watch(basis: string): Promise<Seat> {
  const seat = await sit(`${run.url}/?view=ranking&cycle=${cycle}&basis=${basis}`);
  await rowOf(seat.page, '滨江区').waitFor();
  await seat.page.evaluate(`window.leftOpen = '${basis}'`);
  return seat;
}

const rowOf = (page: Page, name: string) =>
  page.locator('table.ranks tbody tr', { has: page.locator('th', { hasText: name }) });

/** Rank and total of a district, as the page shows them. */
async function standing(basis: keyof typeof watched, name: string): Promise<string[]> {
  const row = rowOf(watched[basis].page, name);
  return row.locator('td.rank, td.score').allTextContents();
}

const expectStanding = (basis: keyof typeof watched, name: string, rank: string, total: string) =>
  expect.poll(() => standing(basis, name), { message: `${name} on the ${basis} basis` }).toEqual([rank, total]);

describe('a claim on its way from the district to the ranking', () => {
  it('moves the claimed ranking in another window when it is handed in with a file', async () => {
    await expectStanding('claimed', '滨江区', '1 并列', '0.00');
    const { page, complaints } = await sit(`${run.url}/?view=book&cycle=${cycle}`, { person: 'district:binjiang' });
    const form = page.locator('article[aria-labelledby="name-5"]');
    await form.getByLabel('申报数值（人）').fill('16');
    const photo = { name: '任职现场.png', mimeType: 'image/png', buffer: Buffer.from(samplePng(['BINJIANG'])) };
    await form.locator('input[type=file]').setInputFiles([photo]);
    await form.getByRole('button', { name: '不引用 任职现场.png' }).waitFor();
    await form.getByRole('button', { name: '申报此项' }).click();
    await expect.poll(() => form.textContent()).toContain('待核定');
    await expectStanding('claimed', '滨江区', '1', '2.40');
    await expectStanding('claimed', '西湖区', '2 并列', '0.00');
    await expectStanding('verified', '滨江区', '1 并列', '0.00');
    expect(complaints).toEqual([]);
  });

  it('moves the verified ranking when an assessor, with the file in view, verifies it', async () => {
    const { page, complaints } = await sit(`${run.url}/?view=work&cycle=${cycle}`, { person: 'assessor-1' });
    const listed = page.locator('table.work-list tbody tr', { hasText: '滨江区' });
    await listed.getByRole('link', { name: '5 选派专业技术人才' }).click();
    await expect.poll(() => page.locator('.claimed-value').textContent()).toBe('16 人');
    const preview = page.getByRole('img', { name: /任职现场\.png/ });
    await expect.poll(() => preview.evaluate((image) => Reflect.get(image, 'naturalWidth'))).toBeGreaterThan(0);
    await page.getByRole('radio', { name: /^核定/ }).check();
    await page.getByRole('button', { name: '提交', exact: true }).click();
    await expect.poll(() => page.getByRole('status').textContent()).toContain('滨江区 5 选派专业技术人才');
    await expectStanding('verified', '滨江区', '1', '2.40');
    await expectStanding('verified', '西湖区', '2 并列', '0.00');
    expect(complaints).toEqual([]);
  });

  it('shows the district its points verified, and no window was ever loaded again', async () => {
    const { page } = await sit(`${run.url}/?view=score&cycle=${cycle}`, { person: 'district:binjiang' });
    const row = page.locator('table.sheet tr', { has: page.locator('th', { hasText: '选派专业技术人才' }) });
    await expect
      .poll(() => row.first().locator('td').allTextContents())
      .toEqual(expect.arrayContaining(['2.40', '80.00%', '已核定']));
    for (const basis of ['claimed', 'verified'] as const) {
      const { page: left, complaints } = watched[basis];
      expect(new URL(left.url()).search).toBe(`?view=ranking&cycle=${cycle}&basis=${basis}`);
      expect(await left.evaluate('window.leftOpen')).toBe(basis);
      expect(complaints).toEqual([]);
    }
  });
});
