import axe from 'axe-core';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { chromiumPath } from '../../support/chromium.ts';

const desk: BrowserContextOptions = { viewport: { width: 1400, height: 900 }, locale: 'zh-CN' };

/** A page of the console as a test has it. */
export interface Seat {
  readonly page: Page;
  /** What the page has complained of: errors thrown, refusals of its policy, requests to another machine. */
  readonly complaints: string[];
}

/** What `useBrowser` gives to the tests of a file. */
export interface SeatOptions {
  /** One of the persons of the local run, `district:<id>` among them. */
  readonly person?: string;
  readonly language?: 'zh' | 'en';
  readonly context?: BrowserContextOptions;
}

/** Call it once, at the top of a file: a browser for its tests. Each seat is a person with storage of their own. */
export function useBrowser(): (url: string, options?: SeatOptions) => Promise<Seat> {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({ executablePath: chromiumPath(), args: ['--no-sandbox'] });
  });
  afterAll(() => browser?.close());
  return async (url, { person = 'auditor', language = 'zh', context = {} } = {}) => {
    const opened = await browser.newContext({ ...desk, ...context });
    await opened.addInitScript(
      ([who, tongue]) => {
        // The browser's own viewer of PDFs is a frame without storage.
        if (Reflect.get(globalThis, 'top') !== globalThis) return;
        sessionStorage.setItem('kaohe-person', who!);
        localStorage.setItem('kaohe-language', tongue!);
      },
      [person, language],
    );
    const page = await opened.newPage();
    const complaints: string[] = [];
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('console', (message) => {
      // A refusal of the API is shown on the page; the browser reports it a second time.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
        complaints.push(message.text());
    });
    page.on('request', (request) => {
      const { hostname, protocol } = new URL(request.url());
      if (protocol.startsWith('http') && hostname !== '127.0.0.1') complaints.push(`foreign: ${request.url()}`);
    });
    await page.goto(url);
    return { page, complaints };
  };
}

/** Expects that a page breaks no rule of accessibility that can be found by a machine, in light and dark. */
export async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    // Colours that are still changing are no colours.
    await page.waitForTimeout(100);
    const found = await violationsOf(page);
    expect(found, `${page.url()} ${colorScheme}`).toEqual([]);
  }
}

/** By the debugger's way, which the page's policy does not hold. */
async function violationsOf(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  await session.send('Runtime.evaluate', { expression: axe.source });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })
      .then(({ violations }) => violations.map(({ id, help, nodes }) => id + ': ' + help + ' ' + nodes.map(({ html }) => html).slice(0, 3).join(' ')))`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  return result.value as string[];
}
