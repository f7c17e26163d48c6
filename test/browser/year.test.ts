import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { admin, City } from '../support/city.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { expectAccessible, useBrowser } from './support/browser.ts';

const runs = useLocalRuns();
const sit = useBrowser();

let run: LocalRun;
let city: City;

beforeAll(async () => {
  run = await runs.start();
  city = new City(run.client);
});

const at = (view: string, cycle: string, more = '') => `${run.url}/?view=${view}&cycle=${cycle}${more}`;
const name = '<script>alert(1)</script>区';

/** Fills the form of a new cycle but for its districts. */
async function fillYear(page: Page, id: string): Promise<void> {
  await page.getByLabel('编号', { exact: true }).fill(id);
  await page.getByLabel('年度', { exact: true }).fill('2031');
  await page.getByLabel('申报截止').fill('2032-01-01T00:00');
  await page.getByLabel('定稿时刻').fill('2032-02-01T12:30');
  await page.getByLabel('定稿时有未决事项').selectOption('verified-only');
  await page.getByLabel('申报必须引用佐证材料').uncheck();
}

describe('a year', () => {
  it('is opened by an administrator where there is none, with districts pasted from a spreadsheet', async () => {
    const { page, complaints } = await sit(run.url, { person: 'admin-1' });
    await page.getByRole('link', { name: '年度' }).last().click();
    await page.getByRole('button', { name: '新建' }).click();
    await expect.poll(() => page.getByText('请填写编号').count()).toBe(1);
    await expectAccessible(page);
    await fillYear(page, 'y2031');
    const districts = page.getByLabel('区、县（市）名单');
    await districts.fill(`编号\t中文\t英文\nxihu\t西湖区\tXihu\nXH\t下沙区\tXiasha\nbinjiang\t${name}\t`);
    await page.getByRole('button', { name: '新建' }).click();
    await expect
      .poll(() => page.locator('.errors li').allTextContents())
      .toEqual([
        '名单有 2 处问题，改正后才能新建：',
        '第 3 行：编号“XH”须为小写字母、数字和连字符，最多 32 个字符。',
        '第 4 行：缺少英文名。',
      ]);
    await districts.fill(`编号\t中文\t英文\nxihu\t西湖区\tXihu\nbinjiang\t${name}\tBinjiang\turban`);
    await expect.poll(() => page.getByText('即 2032-02-01T12:30:00+08:00').count()).toBe(1);
    await page.getByRole('button', { name: '新建' }).click();
    await page.getByText('年度 y2031 已建立').waitFor();
    expect(await run.client.expect(admin, 'GET', '/v1/cycles/y2031')).toMatchObject({
      year: 2031,
      timeZone: 'Asia/Shanghai',
      submissionsCloseAt: '2032-01-01T00:00:00+08:00',
      finalizeAt: '2032-02-01T12:30:00+08:00',
      onBlockers: 'verified-only',
      evidenceRequired: false,
      districts: [
        { id: 'binjiang', name: { zh: name, en: 'Binjiang' }, group: 'urban' },
        { id: 'xihu', name: { zh: '西湖区', en: 'Xihu' }, group: null },
      ],
    });
    expect(complaints).toEqual([]);
  });

  it('under an id that is taken is refused, and what was typed stays', async () => {
    const { page } = await sit(at('cycles', 'y2031'), { person: 'admin-1' });
    await page.getByLabel('从已有年度复制名单').selectOption('y2031');
    await fillYear(page, 'y2031');
    await page.getByRole('button', { name: '新建' }).click();
    await page.locator('.fault').getByText('y2031').waitFor();
    await expect.poll(() => page.getByLabel('区、县（市）名单').inputValue()).toContain('西湖区\tXihu');
    await page.getByLabel('申报截止').fill('2020-01-01T00:00');
    await page.getByLabel('编号', { exact: true }).fill('y2032');
    await page.getByRole('button', { name: '新建' }).click();
    const field = page.locator('.form-field', { has: page.getByLabel('申报截止') });
    await expect.poll(() => field.locator('.errors').textContent()).toContain('截止时刻已过');
  });

  it('is sealed behind a dialog, corrected by a second person, and shows what that changed', async () => {
    await city.setTargets('y2031', 'xihu', { '5': '20' });
    const claimed = await city.claim('y2031', 'xihu', '5', '16');
    await city.assess('y2031', 'xihu', '5', { decision: 'verify', claimRevision: claimed.revision });
    const { page, complaints } = await sit(at('year', 'y2031'), { person: 'admin-1' });
    await seal(page);
    await page.getByText('第 1 次结果 · 现行结果').waitFor();
    const { sha256 } = await run.client.expect<{ sha256: string }>(admin, 'GET', '/v1/cycles/y2031/final');
    await page.getByText('如何验证').click();
    await expect.poll(() => page.locator('.command').first().textContent()).toContain(`--sha256 ${sha256}`);
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'result.xlsx' }).click();
    expect((await saved).suggestedFilename()).toBe('2031年度考核结果.xlsx');

    const second = await sit(at('year', 'y2031'), { person: 'admin-2' });
    await second.page.getByText('没有申请').waitFor();
    await page.getByRole('button', { name: '申请更正……' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: '提交申请' }).click();
    await expect
      .poll(() => dialog.locator('.errors li').allTextContents())
      .toEqual(['请至少选择一个区、县（市）。', '请至少选择一项考核内容。', '请写明理由。', '请填写开放到何时。']);
    await expectAccessible(page);
    await dialog.getByLabel('西湖区').check();
    await dialog.getByLabel('5 选派专业技术人才').check();
    await dialog.getByLabel('理由').fill('漏计 <b>9</b> 人');
    await dialog.getByLabel('开放到').fill('2032-03-01T00:00');
    await dialog.getByRole('button', { name: '提交申请' }).click();
    await page.getByText('您是申请人，须由另一位管理员批准').waitFor();
    await expect.poll(() => page.getByRole('button', { name: '批准……' }).count()).toBe(0);

    // Nobody loads a page again here: each is to notice what the other does.
    await second.page.getByText('漏计 <b>9</b> 人').waitFor({ timeout: 45_000 });
    await second.page.getByRole('button', { name: '批准……' }).click();
    await second.page.getByRole('button', { name: '批准并开放' }).click();
    await second.page.getByText('第 1 次更正').waitFor();
    await page.getByText('第 1 次更正').waitFor({ timeout: 45_000 });
    const again = await city.claim('y2031', 'xihu', '5', '25');
    await city.assess('y2031', 'xihu', '5', { decision: 'verify', claimRevision: again.revision });
    await second.page.getByText('预览之后数据又有变动').waitFor();
    const before = await second.page.locator('code').first().textContent();
    await second.page.getByRole('button', { name: '重新预览' }).click();
    await expect.poll(() => second.page.locator('code').first().textContent()).not.toBe(before);
    await seal(second.page);
    await second.page.getByText('第 2 次结果与第 1 次结果的差异').waitFor();
    await second.page.locator('table.differences').waitFor();
    await expect
      .poll(() => second.page.locator('table.differences tr').allTextContents())
      .toEqual([
        '区、县（市）项目原为现为',
        '西湖区总分2.403.00',
        '5 选派专业技术人才 · 申报值1625',
        '5 选派专业技术人才 · 核定值1625',
        '5 选派专业技术人才 · 得分2.403.00',
      ]);
    await second.page.getByLabel('查看').selectOption('1');
    await second.page.getByText('已被第 2 次结果更正').waitFor();
    expect([complaints, second.complaints]).toEqual([[], []]);
  });

  it('shows a district its own paper and nobody’s request to correct', async () => {
    const { page } = await sit(at('year', 'y2031'), { person: 'district:xihu' });
    await page.getByRole('link', { name: '考核结果通知单：西湖区' }).waitFor();
    await expect
      .poll(() => page.locator('.result-files a').allTextContents())
      .toEqual(['考核结果通知单：西湖区', 'public.json', 'ranking.csv']);
    await expect.poll(() => page.locator('.result-files small').allTextContents()).toHaveLength(3);
    for (const size of await page.locator('.result-files small').allTextContents()) expect(size).toMatch(/\d (B|KB)$/);
    await expect.poll(() => page.getByText('更正（重新开放）').count()).toBe(0);
    await expect.poll(() => page.getByText('定稿预览').count()).toBe(0);
  });

  it('that is sealed says why nothing can be set or decided any more, and offers nothing', async () => {
    const { page } = await sit(at('targets', 'y2031'), { person: 'assessor-1' });
    await expect.poll(() => page.locator('.targets .lead').textContent()).toContain('本周期已定稿');
    await page.locator('.grid tbody td').first().click();
    await page.keyboard.type('7');
    expect(await page.locator('.grid input').count()).toBe(0);
    await page.goto(at('work', 'y2031', '&item=xihu%3A5'));
    await page.getByText('本周期已定稿').waitFor();
    expect(await page.locator('#decision').count()).toBe(0);
  });
});

/** Seals what the preview shows: confirms by the first characters of its digest, after a try with other ones. */
async function seal(page: Page): Promise<void> {
  await page.getByRole('button', { name: '立即定稿……' }).click();
  const dialog = page.getByRole('dialog');
  const digest = (await dialog.locator('code').textContent())!.replace('sha256:', '');
  const confirm = dialog.getByLabel('前 6 位');
  await confirm.fill('000000');
  await dialog.getByRole('button', { name: '定稿封存' }).click();
  await dialog.getByText('与摘要的前几位不符').waitFor();
  await confirm.fill(digest.slice(0, 6));
  await dialog.getByRole('button', { name: '定稿封存' }).click();
  await page.getByRole('link', { name: 'snapshot.json' }).waitFor();
}

describe('an order to seal', () => {
  it('that is under way can be closed, not called off, and goes on', async () => {
    const districts = [{ id: 'xihu', name: { zh: '西湖区', en: 'Xihu' } }];
    const dates = { submissionsCloseAt: '2032-01-01T00:00:00+08:00', finalizeAt: '2032-02-01T00:00:00+08:00' };
    const rules = { scheme: 'east-west-70', onBlockers: 'verified-only' };
    await run.client.expect(admin, 'POST', '/v1/cycles', { id: 'slow', year: 2032, districts, ...rules, ...dates });
    const { page, complaints } = await sit(at('year', 'slow'), { person: 'admin-1' });
    const held = Promise.withResolvers<void>();
    await page.route('**/finalization', async (route) => {
      if (route.request().method() === 'POST') await held.promise;
      await route.continue();
    });
    await page.getByRole('button', { name: '立即定稿……' }).click();
    const dialog = page.getByRole('dialog');
    const digest = (await dialog.locator('code').textContent())!.replace('sha256:', '');
    await dialog.getByLabel('前 6 位').fill(digest.slice(0, 6));
    const names = () => dialog.getByRole('button').allTextContents();
    expect(await names()).toEqual(['定稿封存', '取消']);
    await dialog.getByRole('button', { name: '定稿封存' }).click();
    await expect.poll(names).toEqual(['正在封存……', '关闭']);
    await dialog.getByRole('button', { name: '关闭' }).click();
    await expect.poll(() => dialog.count()).toBe(0);
    held.resolve();
    await page.getByText('第 1 次结果 · 现行结果').waitFor();
    expect(complaints).toEqual([]);
  });
});

describe('open points', () => {
  it('are over a thousand and lead to where they are settled, district by district', async () => {
    const districts = Array.from({ length: 60 }, (_, index) => ({
      id: `d-${String(index).padStart(3, '0')}`,
      name: { zh: `第${index}区`, en: `District ${index}` },
    }));
    const dates = { submissionsCloseAt: '2032-01-01T00:00:00+08:00', finalizeAt: '2032-02-01T00:00:00+08:00' };
    const body = { id: 'wide', scheme: 'east-west-70', year: 2032, districts, ...dates };
    await run.client.expect(admin, 'POST', '/v1/cycles', body);
    const { page, complaints } = await sit(at('year', 'wide'), { person: 'admin-1' });
    await page.getByText('未决事项（1380）').waitFor();
    await page.getByRole('button', { name: '立即定稿……' }).click();
    await expect.poll(() => page.getByRole('dialog').textContent()).toContain('还有 1380 项未决事项，现在不能定稿');
    await expect.poll(() => page.getByRole('button', { name: '定稿封存' }).count()).toBe(0);
    await page.keyboard.press('Escape');
    await page.getByLabel('只看').selectOption('d-059');
    await page.getByRole('link', { name: '任务未下达：第59区 13 ' }).click();
    await expect.poll(() => new URL(page.url()).search).toBe('?component=13&cycle=wide&district=d-059&view=targets');
    expect(complaints).toEqual([]);
  });
});

describe('the method', () => {
  it('reads clause by clause, and a link leads to one component', async () => {
    const { page, complaints } = await sit(at('method', 'y2031', '&component=20.2'));
    const part = page.locator('[id="component-20.2"]');
    await part.waitFor();
    await expect.poll(() => page.evaluate<string>('document.activeElement.id')).toBe('component-20.2');
    await expect.poll(() => part.textContent()).toContain('须现场核验');
    const top = await page.locator('[id="component-13"]').textContent();
    expect(top).toContain('数值列前 2 名的得 3 分；未进前 2 名而完成任务的得 2 分；其余得 0 分。');
    expect(top).toContain('数值相同的名次并列，其后空出名次（1、1、3）');
    await expect.poll(() => page.locator('.clause').count()).toBe(21);
    expect(complaints).toEqual([]);
  });
});

describe('accessibility and width', () => {
  const screens = [
    ['year', 'y2031', 'admin-2'],
    ['year', 'wide', 'auditor'],
    ['method', 'y2031', 'district:xihu'],
    ['cycles', 'y2031', 'admin-1'],
  ] as const;
  it.each(screens.flatMap((screen) => [[...screen, 'zh'] as const, [...screen, 'en'] as const]))(
    'no rule is broken by %s of %s for %s (%s), and no phone scrolls sideways',
    async (view, cycle, person, language) => {
      const { page } = await sit(at(view, cycle), { person, language });
      await page.locator('h2').first().waitFor();
      await expect.poll(() => page.locator('.loading').count()).toBe(0);
      await expectAccessible(page);
      await page.setViewportSize({ width: 360, height: 740 });
      const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect(beyond).toBeLessThanOrEqual(0);
    },
  );
});
