import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { httpHandler } from '../../functions/http/http-handler.ts';
import { answerUnmatched } from '../../functions/http/unmatched-route.ts';
import { type ConsoleSettings, consoleIn, consoleSettingsOf } from '../../functions/open-door/console-files.ts';
import type { Dependencies } from '../../functions/protocols/dependencies.ts';
import { servePublic } from './public-request.ts';

const folder = mkdtempSync(join(tmpdir(), 'kaohe-console-'));
afterAll(() => rmSync(folder, { recursive: true }));

// Too much chance in it to become small: what is compressed already must not be compressed again.
const script = `console.log("考核", "${randomBytes(3000).toString('hex')}");`;
writeFileSync(join(folder, 'page.html'), '<meta name="kaohe-settings" content="{{settings}}">');
writeFileSync(join(folder, 'console-AAAA1111.js.gz'), gzipSync(script));

const files = 'https://files.example';
const signIn = { issuer: 'https://id.example/realms/city', clientId: 'a"b&c', scopes: 'openid' };

function ask(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  settings: Partial<ConsoleSettings> = {},
) {
  const answer = consoleIn(folder, () => ({ isLocal: false, signIn, filesOrigin: files, ...settings }));
  const handler = httpHandler(
    [],
    () => ({}) as Dependencies,
    (event) => answer(event) ?? answerUnmatched([], event),
  );
  return servePublic(`${method} ${path}`, headers, handler);
}

const headersOf = ({ headers }: { readonly headers: Record<string, string> }) =>
  Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);

describe('the console’s page', () => {
  it('is told where to sign in, whatever stands in the settings', async () => {
    const { body, statusCode } = await ask('/');
    const [, content] = /content="([^"]*)"/.exec(body)!;
    expect(statusCode).toBe(200);
    expect(JSON.parse(content!.replaceAll('&quot;', '"').replaceAll('&amp;', '&'))).toEqual({ isLocal: false, signIn });
  });

  it('runs nothing but its own scripts, and speaks to nobody but API, files and issuer', async () => {
    const policies = headersOf(await ask('/')).filter(([name]) => name === 'content-security-policy');
    expect(policies).toHaveLength(1);
    const rules = new Map(policies[0]![1].split('; ').map((rule) => [rule.split(' ')[0], rule]));
    expect(rules.get('default-src')).toBe("default-src 'none'");
    expect(rules.get('script-src')).toBe("script-src 'self'");
    expect(rules.get('connect-src')).toBe(`connect-src 'self' ${files} https://id.example`);
    expect(rules.get('frame-src')).toBe(`frame-src ${files}`);
    expect(rules.get('frame-ancestors')).toBe("frame-ancestors 'none'");
    expect(policies[0]![1]).not.toContain('unsafe');
  });

  it('speaks also to where the issuer gives out tokens, where that is somewhere else', async () => {
    const settings = { signInOrigins: 'https://tokens.example' };
    const policy = new Map(headersOf(await ask('/', {}, 'GET', settings))).get('content-security-policy')!;
    expect(policy).toContain(`connect-src 'self' ${files} https://id.example https://tokens.example;`);
  });

  it('is asked for anew each time, and carries the headers of every answer', async () => {
    const headers = new Map(headersOf(await ask('/')));
    expect(headers.get('cache-control')).toBe('no-cache');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  it('leaves the policy of every other answer as it is', async () => {
    const policies = headersOf(await ask('/nothing')).filter(([name]) => name === 'content-security-policy');
    expect(policies).toHaveLength(1);
    expect(policies[0]![1]).toMatch(/default-src 'none'/);
    expect(policies[0]![1]).not.toContain(files);
  });
});

describe('a file of the console', () => {
  it('is sent compressed to who takes that, and as it is to who does not', async () => {
    const compressed = await ask('/console/console-AAAA1111.js', { 'accept-encoding': 'br, gzip' });
    expect(compressed.headers['content-encoding']).toBe('gzip');
    expect(gunzipSync(Buffer.from(compressed.body, 'base64')).toString()).toBe(script);
    const refused = { 'accept-encoding': 'br, gzip;q=0' };
    expect((await ask('/console/console-AAAA1111.js', refused)).headers['content-encoding']).toBeUndefined();
    const plain = await ask('/console/console-AAAA1111.js');
    expect([compressed, plain].map(({ headers }) => headers.vary)).toEqual(['accept-encoding', 'accept-encoding']);
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(Buffer.from(plain.body, 'base64').toString()).toBe(script);
    expect(plain.headers['content-type']).toBe('text/javascript; charset=utf-8');
  });

  it('is kept for a year, since its name changes with it', async () => {
    const { headers } = await ask('/console/console-AAAA1111.js');
    expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
  });

  it.each(['/console/', '/console/none.js', '/console/page.html', '/console/../page.html', '/console/%2e%2e/x'])(
    'is nothing else: %s is not found',
    async (path) => {
      expect((await ask(path)).statusCode).toBe(404);
    },
  );

  it('is read and never written', async () => {
    expect((await ask('/console/console-AAAA1111.js', {}, 'POST')).statusCode).toBe(404);
    expect((await ask('/', {}, 'POST')).statusCode).toBe(404);
  });
});

describe('the settings of a deployment', () => {
  it('name no way to sign in unless a client was named', () => {
    const origin = { EVIDENCE_ORIGIN: files };
    expect(consoleSettingsOf(origin)).toEqual({ isLocal: false, signIn: null, signInOrigins: '', filesOrigin: files });
    const environment = {
      ...origin,
      SIGN_IN_ISSUER: 'https://id.example',
      SIGN_IN_CLIENT: 'console',
      SIGN_IN_SCOPES: 'openid kaohe',
    };
    expect(consoleSettingsOf(environment).signIn).toEqual({
      issuer: 'https://id.example',
      clientId: 'console',
      scopes: 'openid kaohe',
    });
  });
});
