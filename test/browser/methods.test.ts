import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { admin, assessor, portalOf } from '../support/city.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { expectAccessible, type SeatOptions, useBrowser } from './support/browser.ts';

const runs = useLocalRuns();
const sit = useBrowser();
const cycle = '2031';
const example = new URL('../../lib/schemes/examples/staffing-efficiency.json', import.meta.url);

/** Made up: two districts of a group each, with a coefficient that only some methods read. */
const districts = [
  { id: 'fengqing', name: { zh: '枫青区', en: 'Fengqing' }, group: 'large', coefficients: { difficulty: '1.15' } },
  { id: 'hengyu', name: { zh: '衡屿区', en: 'Hengyu' }, group: 'large', coefficients: { difficulty: '1' } },
  { id: 'lantang', name: { zh: '蓝塘县', en: 'Lantang' }, group: 'small', coefficients: { difficulty: '1.2' } },
  { id: 'shuxi', name: { zh: '树溪县', en: 'Shuxi' }, group: 'small', coefficients: { difficulty: '1' } },
];

/** The example with a deduction beside the maximum: half a point for each complaint, down to two below zero. */
function method() {
  const document = JSON.parse(readFileSync(example, 'utf8'));
  const name = { zh: '信访投诉', en: 'Complaints' };
  const component = {
    ...{ id: '14', name, fullPoints: '0', lowestPoints: '-2', unit: { zh: '件', en: 'complaints' } },
    ...{ target: { kind: 'none' }, filledBy: 'assessor', evidence: [], onSite: false },
    rule: { kind: 'per-unit', base: '0', from: '0', above: { points: '-0.5', per: '1', units: 'full' } },
  };
  const indicator = {
    id: '14',
    name,
    clause: '每发生1件扣0.5分，最多扣2分。',
    maxPoints: '0',
    components: [component],
  };
  const category = { id: 'minus', name: { zh: '扣分项', en: 'Points off' }, maxPoints: '0', onTop: true };
  return { ...document, categories: [...document.categories, { ...category, indicators: [indicator] }] };
}

let run: LocalRun;

const at = (district: string) => `/v1/cycles/${cycle}/districts/${district}`;
const record = (district: string, component: string, value: string) =>
  run.client.expect(assessor, 'POST', `${at(district)}/components/${component}/assessments`, {
    ...{ decision: 'record', value, reason: '据通报录入。' },
  });
const claim = (district: string, component: string, value: string) =>
  run.client.expect(portalOf(district), 'PUT', `${at(district)}/components/${component}/claim`, { value });
const setTargets = (district: string, targets: object) =>
  run.client.expect(assessor, 'PUT', `${at(district)}/targets`, { targets });

beforeAll(async () => {
  run = await runs.start();
  await run.client.expect(admin, 'PUT', '/v1/schemes/staffing-efficiency', method());
  await run.client.expect(admin, 'POST', '/v1/cycles', {
    ...{ id: cycle, scheme: 'staffing-efficiency', year: 2031, timeZone: 'Asia/Shanghai', evidenceRequired: false },
    ...{ submissionsCloseAt: '2031-12-20T18:00:00+08:00', finalizeAt: '2031-12-31T18:00:00+08:00', districts },
  });
  for (const district of ['fengqing', 'hengyu', 'lantang'])
    await setTargets(district, { '3': '10', '9': '200', '10': '2' });
  const claims = {
    fengqing: { '3': '9', '4.2': '90', '5.1': '4000', '6.1': '5', '7.1': '900', '10': '2' },
    hengyu: { '4.2': '95', '5.1': '3000', '7.1': '1400' },
  };
  for (const [district, values] of Object.entries(claims))
    for (const [component, value] of Object.entries(values)) await claim(district, component, value);
  const recorded = { '1': '92', '2': '93', '4.1': '100', '11': '2' };
  for (const [component, value] of Object.entries(recorded)) await record('fengqing', component, value);
  await record('hengyu', '4.1', '100');
  await record('shuxi', '14', '3');
});

const phone = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };
const open = (view: string, options: SeatOptions = {}) => sit(`${run.url}/?cycle=${cycle}&view=${view}`, options);
const rowOf = (page: Page, name: string) => page.locator('table tbody tr').filter({ hasText: name }).first();
const textOf = (page: Page, selector: string) => page.locator(selector).first().textContent();

describe('a value that an assessor records', () => {
  it('is asked for on the work list, recorded there with its reason, and gone from it', async () => {
    const { page, complaints } = await open('work&district=fengqing', { person: 'assessor-1' });
    await page.getByRole('heading', { name: '待录入' }).waitFor();
    await page.getByRole('link', { name: '12 超编进人' }).click();
    await expect.poll(() => textOf(page, 'h1')).toBe('枫青区 · 12 超编进人');
    await page.getByLabel('数值 (人)').fill('１');
    await page.getByLabel('常用理由').selectOption('据主管部门通报录入。');
    await page.getByLabel('核验日期').fill('2026-01-05');
    await page.getByLabel('参加人员（每行一人）').fill('甲、乙');
    await expectAccessible(page);
    await page.getByRole('button', { name: '提交', exact: true }).click();
    await expect.poll(() => page.getByRole('status').first().textContent()).toBe('已提交“录入”：枫青区 12 超编进人。');
    const { components } = await run.client.expect<{ components: { component: string; verification: object }[] }>(
      ...([assessor, 'GET', `${at('fengqing')}/book`] as const),
    );
    expect(components.find(({ component }) => component === '12')!.verification).toMatchObject({
      ...{ value: '1', reason: '据主管部门通报录入。' },
      onSite: { visitedOn: '2026-01-05', participants: ['甲', '乙'] },
    });
    await page.getByRole('button', { name: '返回列表' }).click();
    await page.getByRole('link', { name: '13 重大违纪问题' }).waitFor();
    await expect.poll(() => page.getByRole('link', { name: '12 超编进人' }).count()).toBe(0);
    // From the score sheet it is recorded anew: the form begins with what stands.
    await page.goto(`${run.url}/?cycle=${cycle}&view=score&district=fengqing&open=12`);
    await page.getByRole('link', { name: '重新录入' }).click();
    await expect.poll(() => page.getByLabel('数值 (人)').inputValue()).toBe('1');
    expect(complaints).toEqual([]);
  });
});

describe('a veto and points below zero', () => {
  it('are told by name in the ranking and on the sheet, in the language of who reads', async () => {
    await record('fengqing', '12', '1');
    const { page, complaints } = await open('ranking&basis=claimed');
    await expect.poll(() => rowOf(page, '枫青区').textContent()).toMatch(/[合格较差]+因否决项降等：12 超编进人/);
    await expect.poll(() => rowOf(page, '树溪县').textContent()).toContain('-1.50');
    const heads = await page.locator('table.ranks thead th.category').allTextContents();
    expect(heads.map((head) => head.split(' ')[0])).toEqual(['履职成效', '编制使用', '编制管理', '加分项', '扣分项']);
    await page.getByLabel('分组').selectOption('small');
    await expect.poll(() => page.locator('table.ranks tbody tr').count()).toBe(2);
    await expectAccessible(page);
    await page.goto(`${run.url}/?cycle=${cycle}&view=score&district=shuxi`);
    await expect
      .poll(() => textOf(page, '.banner'))
      .toMatch(/申报 -1\.50 \/ 100 分，第 4 名，等次：较差.*系数 difficulty 1 · 第/);
    expect(complaints).toEqual([]);
    const english = await open('ranking&basis=claimed', { language: 'en', context: phone });
    await expect
      .poll(() => rowOf(english.page, 'Fengqing').textContent())
      .toMatch(/lowered by a veto: 12 Persons hired beyond the posts/);
    const isWide = (of: string) => english.page.evaluate(`${of}.scrollWidth > ${of}.clientWidth`);
    expect(await isWide('document.documentElement')).toBe(false);
    // Grade and veto stand within the table, too: nothing of them is cut off at the edge of a phone.
    expect(await isWide("document.querySelector('.ranks').parentElement")).toBe(false);
    await expectAccessible(english.page);
  });
});

describe('a number that is measured', () => {
  it('has no field in the book, which says who gives what, and its formula on the sheet', async () => {
    const { page, complaints } = await open('book', { person: 'district:fengqing', context: phone });
    const article = (id: string) => page.locator(`article[aria-labelledby="name-${id}"]`);
    await expect.poll(() => article('4.3').textContent()).toContain('由系统测算，无须填报。');
    await expect.poll(() => article('4.3').textContent()).toContain('90 %');
    expect(await article('4.3').locator('input').count()).toBe(0);
    await expect.poll(() => article('1').textContent()).toContain('由考核人员录入，本单位不填报。');
    expect(await article('1').locator('input').count()).toBe(0);
    expect(await article('4.2').getByLabel('申报数值（人）').count()).toBe(1);
    expect(await page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    await page.goto(`${run.url}/?cycle=${cycle}&view=score&district=fengqing&open=4.3`);
    await expect.poll(() => textOf(page, '.row-details')).toContain('测算值 = ');
    expect(complaints).toEqual([]);
  });

  it('says of whose numbers the mean was moved, and not that places were', async () => {
    const { page } = await open('changes&basis=claimed&component=4.4&district=hengyu', { language: 'en' });
    await claim('fengqing', '4.2', '97');
    await expect
      .poll(() => page.locator('ol.feed').textContent())
      .toMatch(/4\.4 Posts in use against the mean.*Fengqing changed, which moved the mean/s);
  });
});

describe('what does not apply to a district', () => {
  const cell = (page: Page, name: string) => rowOf(page, name).locator('td').last();
  const save = async (page: Page) => {
    await page.getByRole('button', { name: '核对并保存' }).click();
    await page.getByRole('button', { name: '确认保存' }).click();
  };

  it('is pasted into the targets, shown everywhere, and taken back by a number', async () => {
    const { page, complaints } = await open('targets', {
      person: 'assessor-1',
      context: { permissions: ['clipboard-read', 'clipboard-write'] },
    });
    await cell(page, '衡屿区').click();
    await page.evaluate((copied) => Reflect.get(navigator, 'clipboard').writeText(copied), '不适用\n不适用');
    await page.keyboard.press('Control+V');
    await expect.poll(() => cell(page, '蓝塘县').textContent()).toBe('2不适用');
    await save(page);
    await expect.poll(() => cell(page, '蓝塘县').textContent()).toBe('不适用');
    await expectAccessible(page);
    const progress = await open('progress', { person: 'assessor-1' });
    await expect.poll(() => progress.page.locator('.counts').textContent()).toMatch(/未录入\d+.*不适用2/);
    const book = await open('book', { person: 'district:lantang', language: 'en' });
    const article = book.page.locator('article[aria-labelledby="name-10"]');
    await expect.poll(() => article.textContent()).toContain('This does not apply to you: nothing to claim');
    expect(await article.locator('input').count()).toBe(0);
    await cell(page, '蓝塘县').click();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    await save(page);
    await expect.poll(() => cell(page, '蓝塘县').textContent()).toBe('3');
    await expect.poll(() => article.locator('input').count()).toBeGreaterThan(0);
    expect([...complaints, ...progress.complaints, ...book.complaints]).toEqual([]);
  });
});

describe('the method', () => {
  it('shows its grades, its formulas, who gives a number, and how low points may go', async () => {
    const { page, complaints } = await open('method', { language: 'en' });
    await expect.poll(() => textOf(page, 'main')).toContain('90 and more');
    const text = await textOf(page, '#component-4\\.3');
    expect(text).toContain('Nobody fills it in; measured: 100 ×');
    expect(text).not.toContain('Evidence');
    expect(await textOf(page, '#component-14')).toContain('-2 points');
    await expectAccessible(page);
    const narrow = await open('method', { context: phone });
    await expect.poll(() => textOf(narrow.page, 'main')).toContain('80 分及以上，90 分以下');
    expect(await narrow.page.evaluate('document.documentElement.scrollWidth > innerWidth')).toBe(false);
    expect(complaints).toEqual([]);
  });
});
