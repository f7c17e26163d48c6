import { describe, expect, it } from 'vitest';
import { servePublic } from './public-request.ts';

const page = await servePublic('GET /docs');

/** Names lower-cased, as the gateway sends them. */
function headersOf({ headers }: { headers: Record<string, string> }): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

describe('the docs page', () => {
  it('is HTML, open to everybody', () => {
    expect(page).toMatchObject({ statusCode: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.body).toMatch(/^<!doctype html>/);
  });

  it('is not sent again to a reader who has it', async () => {
    const again = await servePublic('GET /docs', { 'if-none-match': page.headers.etag! });
    expect(again).toMatchObject({ statusCode: 304, body: '' });
  });

  it('may run its own scripts, apply its own styles and ask this API, and nothing else', () => {
    const policies = Object.entries(page.headers).filter(([name]) => name.toLowerCase() === 'content-security-policy');
    expect(policies).toHaveLength(1);
    expect(policies[0]![1].split('; ').sort()).toEqual([
      "base-uri 'none'",
      "connect-src 'self'",
      "default-src 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
      'img-src data:',
      "script-src 'self'",
      "style-src 'self'",
    ]);
  });
});

describe('every other answer', () => {
  it.each(['GET /v1/health', 'GET /openapi.json', 'GET /nowhere'])('may run and load nothing: %s', async (routeKey) => {
    const policy = headersOf(await servePublic(routeKey))['content-security-policy']!;
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).not.toContain("src 'self'");
  });
});

describe('security headers', () => {
  it.each([
    ['a success', 200, () => servePublic('GET /v1/health')],
    ['a page', 200, () => servePublic('GET /docs')],
    ['a refusal', 404, () => servePublic('GET /nowhere')],
    ['an answer that was not modified', 304, () => servePublic('GET /docs', { 'if-none-match': '*' })],
  ])('come with %s', async (_, status, ask) => {
    const answer = await ask();
    expect(answer.statusCode).toBe(status);
    expect(headersOf(answer)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy': expect.stringMatching(/^default-src 'none'; .*frame-ancestors 'none'/),
      'strict-transport-security': 'max-age=31536000',
    });
  });
});
