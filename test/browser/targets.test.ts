import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { admin, assessor, City } from '../support/city.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { expectAccessible, type SeatOptions, useBrowser } from './support/browser.ts';

const runs = useLocalRuns();
const sit = useBrowser();
const cycle = '2030';

let run: LocalRun;
let city: City;

beforeAll(async () => {
  run = await runs.start();
  city = new City(run.client);
  await city.openCycle(cycle);
  await city.setTargets(cycle, 'xihu', { '5': '20', '6': '10' });
});

async function open(options: SeatOptions = {}, id = cycle) {
  const context = { permissions: ['clipboard-read', 'clipboard-write'] };
  const seat = await sit(`${run.url}/?view=targets&cycle=${id}`, { person: 'assessor-1', context, ...options });
  await seat.page.locator('.grid tbody td').first().waitFor();
  return seat;
}

async function paste(page: Page, cell: number, text: string) {
  await page.locator('.grid tbody td').nth(cell).click();
  await page.evaluate((copied) => Reflect.get(navigator, 'clipboard').writeText(copied), text);
  await page.keyboard.press('Control+V');
}

async function save(page: Page) {
  await page.getByRole('button', { name: '核对并保存' }).click();
  await page.getByRole('button', { name: '确认保存' }).click();
}

async function targetsOf(district: string, id = cycle): Promise<Record<string, string>> {
  const path = `/v1/cycles/${id}/districts/${district}/book`;
  const { components } = await run.client.expect<{ components: { component: string; target: string | null }[] }>(
    assessor,
    'GET',
    path,
  );
  return Object.fromEntries(components.flatMap(({ component, target }) => (target ? [[component, target]] : [])));
}

describe('targets', () => {
  it('are pasted as a table of an office, looked through, and saved at once', async () => {
    const { page, complaints } = await open();
    await paste(page, 0, '区县\t5\t20.1\t备注\n滨江区\t１２\t1,200\t甲\n西湖区\t20.0\t7\t乙\n合计\t32\t1207\t');
    await expect.poll(() => page.locator('.targets .banner').first().textContent()).toMatch(/已粘贴 4 格.*合计.*备注/s);
    await page.getByRole('button', { name: '核对并保存' }).click();
    const rows = page.locator('dialog tbody tr');
    // 20.0 is what 西湖区 has.
    expect((await rows.allTextContents()).map((text) => text.replace(/\s+/g, ' '))).toEqual([
      expect.stringMatching(/滨江区.*无.*12.*１２/),
      expect.stringMatching(/滨江区.*无.*1200.*1,200/),
      expect.stringMatching(/西湖区.*无.*7/),
    ]);
    await page.getByRole('button', { name: '确认保存' }).click();
    await expect.poll(() => page.getByRole('status').last().textContent()).toContain('已保存 2 个');
    expect(await targetsOf('binjiang')).toMatchObject({ '5': '12', '20.1': '1200' });
    expect(await targetsOf('xihu')).toMatchObject({ '5': '20', '6': '10', '20.1': '7' });
    await expect.poll(() => page.locator('.grid .edited').count()).toBe(0);
    await expect.poll(() => page.locator('.grid').textContent()).toContain('1200');
    expect(complaints).toEqual([]);
  });

  it('that are refused stay where they were typed and say why, and what was saved is not sent again', async () => {
    const { page } = await open();
    const sent: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'PUT') sent.push(/districts\/([a-z]+)\//.exec(request.url())![1]!);
    });
    await paste(page, 0, '\t8\n拱墅区\t1234567890123456\n上城区\t900');
    await save(page);
    const refused = page.locator('.grid .edited');
    await expect.poll(() => refused.locator('.why').textContent()).toContain('15');
    await expect.poll(() => refused.count()).toBe(1);
    expect(await targetsOf('shangcheng')).toMatchObject({ '8': '900' });
    await refused.click();
    await page.keyboard.type('800');
    await page.keyboard.press('Enter');
    await save(page);
    await expect.poll(() => targetsOf('gongshu')).toMatchObject({ '8': '800' });
    expect(sent.sort()).toEqual(['gongshu', 'gongshu', 'shangcheng']);
  });

  it('are typed by keys alone, and given up by Escape', async () => {
    const { page } = await open();
    await page.locator('.grid tbody td').first().focus();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    await page.keyboard.type('x');
    await page.keyboard.press('Escape');
    const last = page.locator('.grid tbody tr').nth(2).locator('td').last();
    expect(await last.evaluate((cell) => cell.matches(':focus'))).toBe(true);
    await page.keyboard.press('F2');
    await page.keyboard.type('三');
    await page.keyboard.press('Tab');
    await expect.poll(() => page.locator('.grid .edited').allTextContents()).toEqual(['3', '三不是能识别的数字']);
    await page.locator('.grid .edited').last().focus();
    await page.keyboard.press('Delete');
    await expect.poll(() => page.locator('.grid .edited').count()).toBe(1);
    // Another screen and back: nothing typed is lost.
    await page.getByRole('link', { name: '排名' }).click();
    await page.locator('table.ranks').waitFor();
    await page.getByRole('link', { name: '任务下达' }).click();
    await expect.poll(() => page.locator('.grid .edited').allTextContents()).toEqual(['3']);
  });

  it('that nothing has answered are sent again under the same key', async () => {
    const { page } = await open();
    const keys: (string | undefined)[] = [];
    // The page hears of nothing either.
    await page.route('**/changes?*', (route) => route.abort());
    await page.reload();
    await page.route('**/targets', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      // Carried out, and the answer is lost.
      await route.fetch();
      await route.abort();
    });
    await paste(page, 0, '\t7\n拱墅区\t70');
    await save(page);
    await expect.poll(() => page.getByRole('alert').textContent(), { timeout: 30_000 }).toContain('没有收到答复');
    await expect.poll(() => page.locator('.grid .edited').allTextContents()).toEqual(['70']);
    await page.unroute('**/targets');
    const again = page.waitForRequest((request) => request.method() === 'PUT');
    await save(page);
    keys.push((await again).headers()['idempotency-key']);
    await expect.poll(() => page.locator('.grid .edited').count()).toBe(0);
    expect(new Set(keys).size).toBe(1);
    expect(await targetsOf('gongshu')).toMatchObject({ '7': '70' });
  });

  it('that a fault of the system has answered are sent again under the same key, too', async () => {
    const { page } = await open();
    const keys: (string | undefined)[] = [];
    let isFailing = true;
    // The page hears of nothing either.
    await page.route('**/changes?*', (route) => route.abort());
    await page.reload();
    await page.route('**/targets', async (route) => {
      keys.push(route.request().headers()['idempotency-key']);
      // Carried out, and what answers on the way says that it failed.
      const answer = await route.fetch();
      await route.fulfill(isFailing ? { status: 502, body: 'Bad Gateway' } : { response: answer });
    });
    await paste(page, 0, '\t9\n拱墅区\t90');
    await save(page);
    // The page tries again by itself, and gives up.
    await expect.poll(() => keys.length).toBeGreaterThan(1);
    await expect.poll(() => page.getByRole('button', { name: '核对并保存' }).isEnabled()).toBe(true);
    isFailing = false;
    await save(page);
    await page.getByText('已保存 1 个').waitFor();
    expect(new Set(keys).size).toBe(1);
    expect(await targetsOf('gongshu')).toMatchObject({ '9': '90' });
  });

  it('are only looked at by an auditor', async () => {
    const { page } = await open({ person: 'auditor' });
    await paste(page, 0, '99');
    await page.keyboard.type('9');
    await expect.poll(() => page.locator('.grid input, .edited').count()).toBe(0);
  });

  it.each(['zh', 'en'] as const)('break no rule of accessibility (%s)', async (language) => {
    const { page } = await open({ language });
    await paste(page, 0, '5\t三');
    await expectAccessible(page);
    await page.locator('.typed button').first().click();
    await page.locator('dialog').waitFor();
    await expectAccessible(page);
  });
});

describe('targets of 300 districts', () => {
  it('are pasted and typed without the page standing still', async () => {
    const districts = Array.from({ length: 300 }, (_, index) => {
      const id = `d${String(index).padStart(3, '0')}`;
      return { id, name: { zh: `第${index}区`, en: `District ${index}` } };
    });
    await run.client.expect(admin, 'POST', '/v1/cycles', {
      ...{ id: 'large', scheme: 'east-west-70', year: 2031, timeZone: 'Asia/Shanghai', districts },
      ...{ submissionsCloseAt: '2032-01-01T00:00:00+08:00', finalizeAt: '2032-02-01T00:00:00+08:00' },
    });
    const { page } = await open({}, 'large');
    const longest = await watchTasks(page);
    await page.locator('.grid tbody td').first().click();
    await page.keyboard.type('12');
    await page.keyboard.press('Enter');
    await page.keyboard.type('13');
    await expect.poll(() => page.locator('.grid input').count()).toBe(1);
    await page.keyboard.press('Enter');
    const typing = await longest();
    const block = districts
      .map(
        ({ name }, row) =>
          `${name.zh}\t${Array(23)
            .fill(row + 1)
            .join('\t')}`,
      )
      .join('\n');
    await page.locator('.grid tbody td').first().dblclick();
    await paste(page, 0, block);
    await expect.poll(() => page.locator('.grid .edited').count()).toBe(300 * 23);
    const pasting = await longest();
    await save(page);
    // How fast the rest follows is the machine's affair.
    await expect.poll(() => page.locator('.grid tbody tr:not(:has(.edited))').count()).toBeGreaterThan(10);
    const saving = await longest();
    console.log(`longest task (ms) of 300 × 23 targets: typing ${typing}, pasting ${pasting}, saving ${saving}`);
    expect(await targetsOf('d000', 'large')).toMatchObject({ '1': '1', '21.3': '1' });
    // Pasting makes every row anew, typing the one that is written in: so it is on any machine.
    expect(typing).toBeLessThan(pasting / 2);
  });
});

/** Watches tasks that hold the page up; asked, it gives the longest since it was asked last, 0 for none over 50 ms. */
async function watchTasks(page: Page): Promise<() => Promise<number>> {
  await page.evaluate(`
    globalThis.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) globalThis.longest = Math.max(globalThis.longest, duration);
    }).observe({ type: 'longtask' });
  `);
  return () => page.evaluate('[globalThis.longest, globalThis.longest = 0][0]');
}
