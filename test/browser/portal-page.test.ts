import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { admin, City, claimPath, portalOf } from '../support/city.ts';
import { type LocalRun, useLocalRuns } from '../support/local-run.ts';
import { useBrowser } from './support/browser.ts';

const runs = useLocalRuns();
const sit = useBrowser();
const sites: Server[] = [];
let [portal, foreign] = ['', ''];
let run: LocalRun;

beforeAll(async () => {
  [portal, foreign] = [await startSite(), await startSite()];
  run = await runs.start({ environment: { PORTAL_ORIGINS: portal } });
  await new City(run.client).openCycle('2030');
});
afterAll(() => {
  for (const site of sites) site.close();
});

/** A site with an empty page, of an origin of its own. */
async function startSite(): Promise<string> {
  const site = createServer((_, response) => {
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>portal</title>');
  });
  sites.push(site);
  await once(site.listen(0, '127.0.0.1'), 'listening');
  return `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
}

/** What comes of a request that the page itself sends: status, body and headers, or that the browser let nothing through. */
function sendFrom(page: Page, path: string, init: object) {
  return page.evaluate(
    async ([url, options]) => {
      try {
        const answer = await fetch(url as string, options as RequestInit);
        return { status: answer.status, etag: answer.headers.get('etag'), body: await answer.json() };
      } catch {
        return 'nothing';
      }
    },
    [`${run.url}${path}`, init] as const,
  );
}

const claimOf = (token: string, value: string) => ({
  method: 'PUT',
  headers: {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'idempotency-key': `key-${value}`,
    'if-match': '"0"',
  },
  body: JSON.stringify({ value }),
});
const path = claimPath('2030', 'xihu', '13');
const revision = async () =>
  (await run.client.expect<{ revision: number }>(admin, 'GET', '/v1/cycles/2030/districts/xihu/book')).revision;

describe('a page in a browser', () => {
  it('of another origin reads and writes nothing, even with a token', async () => {
    const { page } = await sit(foreign);
    const token = await run.client.token(portalOf('xihu'));
    expect(await sendFrom(page, path, claimOf(token, '3'))).toBe('nothing');
    expect(await revision()).toBe(0);
    const headers = { authorization: `Bearer ${token}` };
    expect(await sendFrom(page, '/v1/cycles', { headers })).toBe('nothing');
    expect(await sendFrom(page, '/v1/health', {})).toBe('nothing');
  });

  it('of a named portal uses the API with keys, conditions and tags, and reads refusals', async () => {
    const { page } = await sit(portal);
    const token = await run.client.token(portalOf('xihu'));
    expect(await sendFrom(page, path, claimOf(token, '3'))).toMatchObject({
      status: 200,
      etag: '"1"',
      body: { revision: 1 },
    });
    expect(await sendFrom(page, path, claimOf(token, '4'))).toMatchObject({
      status: 412,
      body: { type: '/problems/revision-conflict' },
    });
    expect(await sendFrom(page, '/v1/cycles', {})).toMatchObject({ status: 401 });
  });

  it('gets no token from the local run, wherever it comes from', async () => {
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"role":"admin"}',
    };
    for (const site of [portal, foreign]) {
      const { page } = await sit(site);
      expect(await sendFrom(page, '/local/tokens', init)).toBe('nothing');
      expect(await sendFrom(page, '/local/tokens', { ...init, mode: 'no-cors', headers: {} })).toBe('nothing');
    }
  });
});
