import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { docsPage } from '../../functions/contract/docs-page.ts';
import { openApiDocument } from '../../functions/contract/openapi-document.ts';
import { limitsOf, shapeOf } from '../../functions/contract/schema-shape.ts';
import { routes } from '../../functions/routes.ts';
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

  it('is whole without a network: no script, and nothing to fetch', () => {
    expect(page.body).not.toMatch(/<(script|link|img|iframe|object|embed|base)\b/i);
    expect(page.body).not.toMatch(/@import|url\(|\bsrc=|\bon\w+=/i);
    expect(
      [...page.body.matchAll(/href="([^"]*)"/g)].map(([, address]) => address!).filter((a) => !/^(#|\/)/.test(a)),
    ).toEqual([]);
  });

  it('shows every operation and every shared schema, and no link on it leads nowhere', () => {
    for (const { name, path, summary } of routes) {
      expect(page.body).toContain(`id="${name}"`);
      expect(page.body).toContain(`<code>${path}</code>`);
      expect(page.body).toContain(summary.zh);
    }
    const names = new Set([...page.body.matchAll(/id="([^"]*)"/g)].map(([, name]) => name));
    const wanted = [...page.body.matchAll(/href="#([^"]*)"/g)].map(([, name]) => name);
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
    expect(wanted).toContain('schema-QuantityGiven');
  });

  it('shows text as text, whatever is in it', () => {
    const [route] = routes;
    const summary = { zh: '<script>alert(1)</script>', en: 'a & "b"' };
    const shown = docsPage(openApiDocument([{ ...route!, summary }]));
    expect(shown).toContain('a &amp; &quot;b&quot; · &lt;script&gt;alert(1)&lt;/script&gt;');
    expect(shown).not.toContain('<script');
  });

  it('is not sent again to a reader who has it', async () => {
    const again = await servePublic('GET /docs', { 'if-none-match': page.headers.etag! });
    expect(again).toMatchObject({ statusCode: 304, body: '' });
  });

  it('may apply its own style sheet and nothing else', () => {
    const [, style = ''] = /<style>([\s\S]*)<\/style>/.exec(page.body)!;
    const hash = createHash('sha256').update(style).digest('base64');
    const policy = headersOf(page)['content-security-policy']!.split('; ');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`style-src 'sha256-${hash}'`);
    expect(policy.filter((directive) => /unsafe|\*|http/.test(directive))).toEqual([]);
    expect(policy.some((directive) => /^(script-src|sandbox|upgrade-insecure-requests)/.test(directive))).toBe(false);
    expect(page.body).not.toContain('style="');
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

describe('a schema in words', () => {
  it('names its parts, what is optional and what it may be', () => {
    const schema = {
      type: 'object',
      properties: {
        value: { $ref: '#/components/schemas/Quantity' },
        kinds: { type: 'array', items: { enum: ['a', 'b'] } },
        note: { anyOf: [{ type: 'string' }, { type: 'null' }] },
        counts: { type: 'object', additionalProperties: { type: 'integer' } },
        kind: { const: 'x', description: 'Which <one>' },
      },
      required: ['value'],
    };
    expect(shapeOf(schema)).toBe(`{
  value: <a href="#schema-Quantity">Quantity</a>
  kinds?: (&quot;a&quot; | &quot;b&quot;)[]
  note?: string | null
  counts?: { [name]: integer }
  <i>// Which &lt;one&gt;</i>
  kind?: &quot;x&quot;
}`);
  });

  it('says the limits that its shape leaves out', () => {
    expect(limitsOf({ type: 'integer', minimum: 0, maximum: 100, default: 50 })).toBe('≥ 0; ≤ 100; default 50');
    expect(limitsOf({ type: 'string', description: 'Letters', pattern: '^a$', maxLength: 3 })).toBe(
      'Letters; length ≤ 3',
    );
    expect(limitsOf({ type: 'string', format: 'date-time', pattern: '^[0-9]+$' })).toBe('date-time');
    expect(limitsOf({ type: 'integer', maximum: Number.MAX_SAFE_INTEGER })).toBe('');
  });
});
