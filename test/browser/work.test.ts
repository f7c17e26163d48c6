import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { samplePdf, samplePng } from '../../infra/local/demo/sample-files.ts';
import { assessor, City } from '../support/city.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { PortalUploads } from '../support/portal-uploads.ts';
import { expectAccessible, type SeatOptions, useBrowser } from './support/browser.ts';

const runs = useLocalRuns();
const sit = useBrowser();
const cycle = '2030';
const hostileName = `<img src=x onerror=alert(1)>${'长'.repeat(60)}.pdf`;

let run: LocalRun;
let city: City;

beforeAll(async () => {
  run = await runs.start();
  city = new City(run.client);
  await city.openCycle(cycle);
  for (const district of ['binjiang', 'gongshu', 'shangcheng', 'xihu'])
    await city.setTargets(cycle, district, { '5': '20', '6': '10', '8': '1000', '19': '1' });
  const pdf = samplePdf(['shared'], 1);
  const picture = { contentType: 'image/png', fileName: '现场照片.png' };
  const xihu = new PortalUploads(run.client, cycle, 'xihu');
  const files = [await xihu.handIn(pdf, { fileName: hostileName }), await xihu.handIn(samplePng(['XIHU']), picture)];
  await xihu.claim(
    '5',
    '20',
    files.map(({ id }) => id),
  );
  const gongshu = new PortalUploads(run.client, cycle, 'gongshu');
  await gongshu.claim('8', '500', [(await gongshu.handIn(pdf)).id]);
  await city.claimAll(cycle, 'shangcheng', { '5': '4', '6': '5', '8': '300', '12': '0', '19': '1' });
  await city.claimAll(cycle, 'binjiang', { '5': '10', '6': '2', '8': '100' });
});

const open = (item: string, options: SeatOptions = {}) =>
  sit(`${run.url}/?view=work${item && `&item=${item}`}`, { person: 'assessor-1', ...options });
const titleOf = (page: Page) => page.locator('h1').textContent();
const choose = (page: Page, decision: string) => page.getByRole('radio', { name: new RegExp(`^${decision}`) }).check();
const submit = (page: Page) => page.getByRole('button', { name: '提交', exact: true }).click();
const reason = (page: Page) => page.getByLabel('理由', { exact: true });

async function judged(district: string, component: string) {
  const path = `/v1/cycles/${cycle}/districts/${district}/book`;
  const { components } = await run.client.expect<{
    components: { component: string; claim: { returned: boolean }; verification: Record<string, unknown> | null }[];
  }>(assessor, 'GET', path);
  return components.find((one) => one.component === component)!;
}

describe('the work list', () => {
  it('puts first what moves a rank most, filters, and marks what rests on another district’s file', async () => {
    const { page, complaints } = await open('');
    const rows = page.locator('table.work-list tbody tr');
    await expect.poll(() => rows.count()).toBe(10);
    await expect.poll(() => rows.first().textContent()).toContain('+');
    const shared = rows.filter({ hasText: '材料与其他区县相同' });
    await expect.poll(() => shared.count()).toBe(2);
    expect((await shared.allTextContents()).join()).toMatch(/拱墅区.*西湖区|西湖区.*拱墅区/s);
    await page.getByLabel('区、县（市）').selectOption('binjiang');
    await expect.poll(() => rows.count()).toBe(3);
    expect(page.url()).toContain('district=binjiang');
    await page.reload();
    await expect.poll(() => rows.count()).toBe(3);
    await page.getByLabel('考核内容').selectOption('19');
    await expect.poll(() => page.locator('main').textContent()).toContain('没有待核定的申报');
    expect(complaints).toEqual([]);
  });
});

describe('an item', () => {
  it('shows a PDF and a picture beside the claim, each from the store and in no sandbox of ours', async () => {
    const { page, complaints } = await open('xihu:5');
    const frame = page.locator('iframe.preview');
    await frame.waitFor();
    await expect.poll(() => page.frames().some((one) => one.url().startsWith('chrome-extension:'))).toBe(true);
    expect(new URL((await frame.getAttribute('src'))!).origin).not.toBe(run.url);
    await expect.poll(() => page.locator('.files').textContent()).toContain(hostileName);
    await page.getByRole('button', { name: '查看 现场照片.png' }).click();
    const picture = page.locator('img.preview');
    await expect.poll(() => picture.evaluate((image) => Reflect.get(image, 'naturalWidth'))).toBeGreaterThan(0);
    await expect.poll(() => page.locator('.claimed-value').textContent()).toBe('20 人');
    expect(complaints).toEqual([]);
  });

  it('is decided and left for the next by keys alone', async () => {
    const { page } = await open('', { person: 'assessor-2' });
    await page.getByLabel('区、县（市）').selectOption('binjiang');
    const rows = page.locator('table.work-list tbody tr');
    await expect.poll(() => rows.count()).toBe(3);
    const names = await rows.locator('th a').allTextContents();
    await rows.locator('th a').first().press('Enter');
    await expect.poll(() => titleOf(page)).toContain(names[0]);
    await page.locator('.decision').waitFor();
    await page.keyboard.press('Alt+ArrowDown');
    await expect.poll(() => titleOf(page)).toContain(names[1]);
    await page.keyboard.press('Alt+ArrowUp');
    await expect.poll(() => titleOf(page)).toContain(names[0]);
    await page.locator('.decision').waitFor();
    await page.keyboard.press('Alt+Enter');
    await page.keyboard.press('Space');
    await expect.poll(() => reason(page).inputValue()).toBe('与佐证材料一致，予以核定。');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => titleOf(page)).toContain(names[1]);
    await expect.poll(() => page.getByRole('status').textContent()).toContain(names[0]);
    const component = names[0]!.split(' ')[0]!;
    expect((await judged('binjiang', component)).verification).toMatchObject({ by: 'local-assessor-2' });
    // In a field the arrows are the field's own.
    await page.locator('.decision').waitFor();
    await choose(page, '更正');
    await reason(page).press('Alt+ArrowDown');
    expect(await titleOf(page)).toContain(names[1]);
  });

  it('says what another has decided meanwhile, and keeps what was typed', async () => {
    const { page } = await open('shangcheng:5');
    await choose(page, '更正');
    await page.getByLabel('更正为').fill('３');
    await reason(page).fill('两人不符合条件');
    const { claim } = (await judged('shangcheng', '5')) as unknown as { claim: { revision: number } };
    await city.assess(cycle, 'shangcheng', '5', {
      decision: 'return',
      claimRevision: claim.revision,
      reason: '材料不清',
    });
    const notice = page.locator('.moved-item');
    await expect.poll(() => notice.textContent()).toMatch(/e2e-assessor 于 .*退回.*理由：材料不清/s);
    await expect.poll(() => page.getByRole('button', { name: '提交', exact: true }).isDisabled()).toBe(true);
    await page.getByRole('button', { name: '已知悉' }).click();
    expect([await page.getByLabel('更正为').inputValue(), await reason(page).inputValue()]).toEqual([
      '3',
      '两人不符合条件',
    ]);
    await submit(page);
    await expect
      .poll(async () => (await judged('shangcheng', '5')).verification)
      .toMatchObject({
        value: '3',
        reason: '两人不符合条件',
      });
  });

  it('is not decided over what this page has not heard of, and is where only others have moved', async () => {
    const { page } = await open('shangcheng:6');
    await page.locator('.decision').waitFor();
    // From here on the page hears of nothing.
    await page.route('**/changes?*', (route) => route.abort());
    await page.route('**/changes', (route) => route.abort());
    const { claim } = (await judged('shangcheng', '6')) as unknown as { claim: { revision: number } };
    await choose(page, '核定');
    const judgement = { claimRevision: claim.revision, decision: 'correct', value: '4', reason: '少一人' };
    await city.assess(cycle, 'shangcheng', '6', judgement);
    await submit(page);
    await expect.poll(() => page.locator('.moved-item').textContent()).toContain('更正为 4');
    expect((await judged('shangcheng', '6')).verification).toMatchObject({ value: '4', by: 'e2e-assessor' });
    await page.getByRole('button', { name: '已知悉' }).click();
    await city.setTargets(cycle, 'shangcheng', { '7': '5' });
    await submit(page);
    await expect
      .poll(async () => (await judged('shangcheng', '6')).verification)
      .toMatchObject({
        value: '5',
        by: 'local-assessor-1',
      });
  });

  it('takes a visit where the method asks for one, and a deduction where it leaves one to judge', async () => {
    const { page } = await open('shangcheng:19');
    await choose(page, '核定');
    await page.getByLabel('核验日期').fill('2026-01-05');
    await page.getByLabel('参加人员').fill('张三、李四');
    await submit(page);
    const onSite = { visitedOn: '2026-01-05', participants: ['张三', '李四'] };
    await expect.poll(async () => (await judged('shangcheng', '19')).verification).toMatchObject({ onSite });
    await page.goto(`${run.url}/?view=work&item=shangcheng:12`);
    await expect.poll(() => page.getByRole('radio').count()).toBe(0);
    await page.locator('.decision').waitFor();
    await expect.poll(() => page.getByRole('radio', { name: '更正' }).count()).toBe(0);
    await choose(page, '酌情扣分');
    await page.getByRole('textbox', { name: /^扣分/ }).fill('3.01');
    await submit(page);
    await expect.poll(() => page.getByRole('alert').textContent()).toContain('不能超过');
    await page.getByRole('textbox', { name: /^扣分/ }).fill('1.5');
    await submit(page);
    await expect.poll(async () => (await judged('shangcheng', '12')).verification).toMatchObject({ deduction: '1.5' });
  });

  it('is only looked at by an auditor', async () => {
    const { page } = await open('gongshu:8', { person: 'auditor' });
    await expect.poll(() => page.locator('main').textContent()).toContain('只能查看');
    await expect.poll(() => page.locator('form').count()).toBe(0);
  });

  it.each(['zh', 'en'] as const)('and the list break no rule of accessibility (%s)', async (language) => {
    const { page } = await open('', { language });
    await page.locator('table.work-list tbody tr').first().waitFor();
    await expectAccessible(page);
    await page.goto(`${run.url}/?view=work&item=xihu:5`);
    await page.locator('iframe.preview').waitFor();
    await page.getByRole('radio').nth(1).check();
    await expectAccessible(page);
  });
});
