import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { assessor, City } from '../support/city.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { pdfNumber } from '../support/uploads.ts';
import { expectAccessible, useBrowser } from './support/browser.ts';

const runs = useLocalRuns();
const sit = useBrowser();
const cycle = '2030';

let run: LocalRun;
let city: City;

beforeAll(async () => {
  run = await runs.start();
  city = new City(run.client);
  await city.openCycle(cycle, { evidenceRequired: true });
  for (const district of ['binjiang', 'gongshu', 'shangcheng', 'xihu'])
    await city.setTargets(cycle, district, { '5': '20', '8': '1000' });
});

const address = (of = cycle) => `${run.url}/?view=book&cycle=${of}`;
const open = (district: string, of = cycle, more: Parameters<typeof sit>[1] = {}) =>
  sit(address(of), { person: `district:${district}`, ...more });

/** The form of a component. */
const formOf = (page: Page, component: string) => page.locator(`article[aria-labelledby="name-${component}"]`);

/** A file as a dialog gives it. */
const fileNamed = (name: string, bytes: Uint8Array) => ({
  name,
  mimeType: '',
  buffer: Buffer.from(bytes),
});

const contains = (page: Page, component: string, text: string) =>
  expect.poll(() => formOf(page, component).textContent()).toContain(text);

describe('a form of the book', () => {
  it('takes a value and a file, and shows the points once they are counted', async () => {
    const { page, complaints } = await open('binjiang');
    const form = formOf(page, '5');
    await form.getByLabel('申报数值（人）').fill('１６');
    await form.getByLabel('材料类别').selectOption({ label: '干部任免文件' });
    await form.locator('input[type=file]').setInputFiles([fileNamed('任职文件.pdf', pdfNumber(1))]);
    await form.getByRole('button', { name: '不引用 任职文件.pdf' }).waitFor();
    await form.getByRole('button', { name: '申报此项' }).click();
    await contains(page, '5', '按申报得分2.40');
    await contains(page, '5', '待核定');
    await contains(page, '5', '✓ 干部任免文件 1 份');
    const book = await run.client.expect<{ components: { component: string; claim: object | null }[] }>(
      assessor,
      'GET',
      `/v1/cycles/${cycle}/districts/binjiang/book`,
    );
    const { claim } = book.components.find(({ component }) => component === '5')!;
    expect(claim).toMatchObject({ value: '16', evidence: [expect.any(String)] });
    expect(complaints).toEqual([]);
  });

  it('sends a claim again under the same key after a fault, which says nothing of whether it was carried out', async () => {
    const { page } = await open('xihu');
    const form = formOf(page, '7');
    const keys: (string | undefined)[] = [];
    await page.route('**/components/7/claim', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      const fault = { type: '/problems/fault', title: '内部错误', status: 500, detail: '系统内部出错' };
      await route.fulfill({ status: 500, contentType: 'application/problem+json', json: fault });
    });
    await form.locator('input.number').fill('33');
    await form.getByRole('button', { name: '申报此项' }).click();
    await form.getByRole('alert').first().waitFor();
    await expect.poll(() => form.locator('input.number').inputValue()).toBe('33');
    await page.unroute('**/components/7/claim');
    const again = page.waitForResponse((response) => response.url().endsWith('/components/7/claim'));
    await form.getByRole('button', { name: '申报此项' }).click();
    const answer = await again;
    keys.push(answer.request().headers()['idempotency-key']);
    expect(new Set(keys).size).toBe(1);
    expect(answer.status()).toBe(200);
  });

  it('shows why a file was not taken', async () => {
    const { page } = await open('binjiang');
    const form = formOf(page, '8');
    await form.locator('input[type=file]').setInputFiles([fileNamed('假的.pdf', Buffer.from('no such thing'))]);
    await contains(page, '8', '未接受：文件内容与其类型不符');
    await form.locator('input[type=file]').setInputFiles([fileNamed('程序.exe', Buffer.from('MZ'))]);
    await contains(page, '8', '不接受这种类型的文件');
  });

  it('goes on with an upload whose connection has broken, and loses nothing that was typed', async () => {
    const { page } = await open('gongshu');
    let broken = 0;
    await page.route(
      ({ pathname }) => pathname.startsWith('/kaohe-evidence/'),
      async (route) => {
        if (route.request().method() !== 'PUT') return route.continue();
        broken++;
        // The first time nothing arrives; the second time all arrives, and the answer is lost.
        if (broken > 1) await route.fetch();
        return route.abort('connectionreset');
      },
    );
    const form = formOf(page, '5');
    await form.getByLabel('申报数值').fill('7');
    await form.locator('input[type=file]').setInputFiles([fileNamed('名单.pdf', pdfNumber(2))]);
    await contains(page, '5', '网络中断，正在自动重试');
    await form.getByRole('button', { name: '不引用 名单.pdf' }).waitFor();
    expect(broken).toBe(2);
    await expect.poll(() => form.getByLabel('申报数值').inputValue()).toBe('7');
    page.on('dialog', (dialog) => void dialog.accept());
    await page.reload();
    await contains(page, '5', '名单.pdf');
    await expect.poll(() => form.getByLabel('申报数值').inputValue()).toBe('7');
  });

  it('takes files that are dropped', async () => {
    const { page } = await open('gongshu');
    const form = formOf(page, '6');
    await form.locator('.drop').waitFor();
    const dropped = await page.evaluateHandle(`(() => {
      const transfer = new DataTransfer();
      transfer.items.add(new File(['序号,姓名\\n1,甲\\n'], '花名册.csv'));
      transfer.items.add(new File(['序号,姓名\\n1,乙\\n'], '花名册二.csv'));
      return transfer;
    })()`);
    await form.locator('.drop').dispatchEvent('drop', { dataTransfer: dropped });
    await form.getByRole('button', { name: '不引用 花名册.csv' }).waitFor();
    await form.getByRole('button', { name: '不引用 花名册二.csv' }).waitFor();
    await contains(page, '6', '已改动，未提交');
  });

  it('says so where the claim has changed while somebody typed', async () => {
    const { page } = await open('gongshu');
    await formOf(page, '7').getByLabel('申报数值').fill('12');
    await city.claim(cycle, 'gongshu', '7', '11');
    await contains(page, '7', '现申报11 人');
    await contains(page, '7', '您填写期间，这一项的申报已有变动');
    await expect.poll(() => formOf(page, '7').getByLabel('申报数值').inputValue()).toBe('12');
  });

  it('hands in all changes at once, and marks what was refused at its component', async () => {
    const { page } = await open('shangcheng');
    await formOf(page, '5').getByLabel('申报数值').fill('20');
    await formOf(page, '8').getByLabel('申报数值').fill('1,000');
    await page.getByRole('button', { name: '一次提交 2 项' }).click();
    await contains(page, '8', '必须是用半角数字书写的普通十进制数');
    await contains(page, '5', '未申报');
    await formOf(page, '8').getByLabel('申报数值').fill('1000');
    await page.getByRole('button', { name: '一次提交 2 项' }).click();
    await contains(page, '5', '按申报得分3.00');
    await contains(page, '8', '按申报得分4.00');
  });

  it('stands before all others where its claim was returned, with the reason', async () => {
    const { revision } = await city.claim(cycle, 'xihu', '8', '900');
    const path = `/v1/cycles/${cycle}/districts/xihu/components/8/assessments`;
    const judgement = { decision: 'return', claimRevision: revision, reason: '请补充捐赠协议 <script>' };
    await run.client.expect(assessor, 'POST', path, judgement);
    const { page } = await open('xihu');
    const first = page.locator('article').first();
    await expect.poll(() => first.textContent()).toContain('理由：请补充捐赠协议 <script>');
    await expect.poll(() => first.textContent()).toContain('社会力量捐赠款物');
    await first.getByRole('button', { name: '申报此项' }).click();
    await contains(page, '8', '待核定');
    await expect.poll(() => page.getByText('已退回，须重新申报').count()).toBe(0);
  });

  it('keeps what was typed when the closing instant passes, and when the year is sealed', async () => {
    const now = Date.now();
    await city.openCycle('short', {
      submissionsCloseAt: new Date(now + 25_000).toISOString(),
      finalizeAt: new Date(now + 40_000).toISOString(),
      onBlockers: 'verified-only',
    });
    const { page } = await open('xihu', 'short');
    const ranking = await sit(`${run.url}/?cycle=short`);
    await formOf(page, '2').getByLabel('申报数值').fill('1');
    const says = (text: string) => expect.poll(() => page.locator('main').textContent()).toContain(text);
    await says('申报已截止，不再接收');
    await says('有 1 项填写后未提交');
    await expect.poll(() => formOf(page, '2').getByLabel('申报数值').inputValue()).toBe('1');
    await expect.poll(() => page.getByRole('button', { name: '申报此项' }).count()).toBe(0);
    await says('本年度已定稿');
    await expect.poll(() => formOf(page, '2').getByLabel('申报数值').inputValue()).toBe('1');
    await expect.poll(() => ranking.page.locator('.banner').first().textContent()).toContain('最终排名');
  });

  it('withdraws a file with a reason', async () => {
    const { page } = await open('binjiang');
    const form = formOf(page, '5');
    await form.getByRole('button', { name: '撤回 任职文件.pdf' }).click();
    await form.getByLabel('理由').fill('上传错了');
    const held = Promise.withResolvers<void>();
    await page.route('**/withdrawal', async (route) => {
      await held.promise;
      await route.continue();
    });
    const names = () => form.getByRole('dialog').getByRole('button').allTextContents();
    expect(await names()).toEqual(['撤回', '取消']);
    await form.getByRole('dialog').getByRole('button', { name: '撤回' }).click();
    await expect.poll(names).toEqual(['撤回', '关闭']);
    held.resolve();
    await contains(page, '5', '还没有引用材料');
    await contains(page, '5', '尚缺：佐证材料');
  });
});

describe('the book', () => {
  it.each(['zh', 'en'] as const)('breaks no rule of accessibility (%s)', async (language) => {
    // All of the page at once: what sticks to the window's edge while one scrolls covers nothing then.
    const context = { viewport: { width: 1400, height: 12_000 } };
    const { page } = await open('binjiang', cycle, { language, context });
    await formOf(page, '5').locator('input.number').fill('15');
    await expectAccessible(page);
  });

  it('fits a phone, whatever a file is called', async () => {
    const { page } = await open('gongshu', cycle, { context: { viewport: { width: 360, height: 740 } } });
    const name = `${'长'.repeat(60)}${'x'.repeat(100)}.pdf`;
    await formOf(page, '8')
      .locator('input[type=file]')
      .setInputFiles([fileNamed(name, pdfNumber(3))]);
    await contains(page, '8', `${name} 相关佐证材料`);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360);
  });
});
