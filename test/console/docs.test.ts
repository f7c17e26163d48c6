import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  examplesIn,
  found,
  inLanguage,
  type JsonSchema,
  type OpenApi,
  operationsOf,
  resolved,
} from '../../lib/console/docs/open-api.ts';
import { curlOf, type Filled, missingIn, requestOf } from '../../lib/console/docs/request.ts';
import { exampleOf, limitWords, typeWords } from '../../lib/console/docs/schema-words.ts';
import { docsEn } from '../../lib/console/docs/texts-en.ts';
import { docsZh } from '../../lib/console/docs/texts-zh.ts';

const file = new URL('../../functions/contract/openapi.json', import.meta.url);
const document = JSON.parse(readFileSync(file, 'utf8')) as OpenApi;
const operations = operationsOf(document);
const operationNamed = (name: string) => operations.find(({ operationId }) => operationId === name)!;

/** All schemas of the document, wherever they stand. */
function schemasIn(node: unknown): JsonSchema[] {
  if (typeof node !== 'object' || node === null) return [];
  return [node as JsonSchema, ...Object.values(node).flatMap(schemasIn)];
}

describe('a text in two languages', () => {
  it.each([
    ['Read the ranking · 读取排名', 'Read the ranking', '读取排名'],
    ['Bodies are closed. 请求体封闭。', 'Bodies are closed.', '请求体封闭。'],
    ['* Branch on `type`. 程序应按 `type` 判断。', '* Branch on `type`.', '* 程序应按 `type` 判断。'],
    ['A `{"message": …}`. 401、413 也可能如此。', 'A `{"message": …}`.', '401、413 也可能如此。'],
    ['`type` Wrong type · 类型错误', '`type` Wrong type', '`type` 类型错误'],
    ['This contract as OpenAPI · OpenAPI 描述', 'This contract as OpenAPI', 'OpenAPI 描述'],
    ['One.\nTwo · 二', 'One.\nTwo', 'One.\n二'],
    ['Only English', 'Only English', 'Only English'],
    ['只有中文', '只有中文', '只有中文'],
  ])('%s is read in either', (text, en, zh) => {
    expect([inLanguage(text, 'en'), inLanguage(text, 'zh')]).toEqual([en, zh]);
  });

  it('is every text of the contract', () => {
    const described = schemasIn({ ...document, tags: [] }).map(({ description }) => description);
    const texts = [
      ...operations.map(({ summary }) => summary),
      ...described.filter((text) => typeof text === 'string'),
    ];
    expect(texts.length).toBeGreaterThan(500);
    for (const text of texts) {
      expect(inLanguage(text, 'en')).not.toMatch(/\p{Script=Han}/u);
      for (const line of inLanguage(text, 'zh').split('\n').filter(Boolean)) expect(line).toMatch(/\p{Script=Han}/u);
    }
  });
});

describe('examples', () => {
  it('are shown in one language where there are some in each, with those that answers share', () => {
    const { requestBody, responses } = operationNamed('submitClaim');
    const body = requestBody!.content['application/json']!;
    const refused = responses['409']!.content!['application/problem+json']!;
    for (const [media, least] of [
      [body, 2],
      [refused, 2],
    ] as const) {
      const [zh, en] = [examplesIn(document, media, 'zh'), examplesIn(document, media, 'en')];
      expect(zh.length).toBeGreaterThanOrEqual(least);
      expect(zh.length + en.length).toBe(Object.keys(media.examples!).length);
      for (const { summary, value } of zh)
        expect([summary, JSON.stringify(value)]).toEqual(Array(2).fill(expect.stringMatching(/\p{Script=Han}/u)));
      expect(en.filter((example) => /\p{Script=Han}/u.test(JSON.stringify(example)))).toEqual([]);
    }
    const both = operationNamed('submitClaim').responses['200']!.content!['application/json']!;
    expect(examplesIn(document, both, 'zh')).toEqual(examplesIn(document, both, 'en'));
  });
});

describe('a search', () => {
  it('finds operations that hold all its words', () => {
    const names = (search: string) => found(operations, search).map(({ operationId }) => operationId);
    expect(names('PUT claim component')).toContain('submitClaim');
    expect(names('导入 表格 ')).toContain('importFile');
    expect(names('resync-needed')).toEqual(['getChanges']);
    expect(names('nothing of this kind')).toEqual([]);
    expect(names('')).toHaveLength(operations.length);
  });
});

describe('a schema in words', () => {
  const words = (schema: JsonSchema, texts = docsEn) => [
    typeWords(document, schema, texts),
    limitWords(document, schema, texts),
  ];

  it('says types and limits in either language', () => {
    expect(words({ type: 'integer', minimum: 1, maximum: 100 })).toEqual(['whole number', '1 to 100']);
    expect(words({ type: 'integer', minimum: 1, maximum: 100 }, docsZh)).toEqual(['整数', '1 至 100']);
    expect(words({ type: ['string', 'null'], maxLength: 9 })).toEqual(['text or null', 'at most 9 characters']);
    expect(words({ type: 'array', minItems: 2, items: { type: 'boolean' } })).toEqual([
      'list (true or false)',
      'at least 2 items',
    ]);
    expect(words({ enum: ['a', 'b'], default: 'a' })).toEqual(['"a" or "b"', '"a" unless given']);
    expect(words({ const: 3 })).toEqual(['3', '']);
    expect(words({ anyOf: [{ type: 'string', minLength: 1 }, { type: 'null' }] })).toEqual([
      'text or null',
      'at least 1 characters',
    ]);
    expect(words({ type: 'object', additionalProperties: { type: 'number' } })).toEqual([
      'object by name (number)',
      '',
    ]);
    expect(words({ type: 'array', items: { type: 'string', maxLength: 4 } })[1]).toBe('each: at most 4 characters');
  });

  it('says no bound of all whole numbers', () => {
    expect(words({ type: 'integer', minimum: 0, maximum: Number.MAX_SAFE_INTEGER })[1]).toBe('at least 0');
    expect(words({ minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })[1]).toBe('');
  });

  it('shows no pattern', () => {
    const patterned = schemasIn(document).filter(({ pattern }) => typeof pattern === 'string');
    expect(patterned.length).toBeGreaterThan(50);
    for (const schema of patterned) expect(words(schema).join()).not.toMatch(/[\\^$[]/);
  });

  it('gives an example of every body that is sent, with all that it must hold', () => {
    for (const { operationId, requestBody } of operations) {
      const schema = requestBody?.content['application/json']?.schema;
      if (schema) expect(missingFrom(exampleOf(document, schema), schema), operationId).toEqual([]);
    }
  });
});

/** What an example must hold and does not. */
function missingFrom(value: unknown, given: JsonSchema, at = ''): string[] {
  const { anyOf, oneOf = anyOf, properties, required = [], items } = resolved(document, given);
  if (oneOf) return missingFrom(value, oneOf[0]!, at);
  if (items) return (value as unknown[]).flatMap((one) => missingFrom(one, items, `${at}/0`));
  if (!properties) return value === undefined ? [at] : [];
  const fields = Object.entries(value as Record<string, unknown>);
  const missing = required.filter((name) => !fields.some(([field]) => field === name)).map((name) => `${at}/${name}`);
  return [...missing, ...fields.flatMap(([name, one]) => missingFrom(one, properties[name]!, `${at}/${name}`))];
}

describe('a request that was filled in', () => {
  const claim = operationNamed('submitClaim');
  const filled = (parameters: Record<string, string>, body: string | null = null): Filled => ({
    parameters,
    contentType: body === null ? null : 'application/json',
    body,
  });
  const path = { 'path:cycle': '2030', 'path:district': 'x/y', 'path:component': '20.1' };

  it('holds what was filled in, encoded, and leaves out what is empty', () => {
    const given = { ...path, 'header:Idempotency-Key': 'key-1', 'header:If-Match': '' };
    expect(requestOf(claim, filled(given, '{}'), 'zh')).toEqual({
      method: 'PUT',
      address: '/v1/cycles/2030/districts/x%2Fy/components/20.1/claim',
      headers: { 'Accept-Language': 'zh', 'Content-Type': 'application/json', 'Idempotency-Key': 'key-1' },
      body: '{}',
    });
    const query = { 'path:cycle': '2030', 'query:min': 'a@1,b@2', 'query:group': '' };
    expect(requestOf(operationNamed('getRanking'), filled(query), 'en').address).toBe(
      '/v1/cycles/2030/ranking?min=a%401%2Cb%402',
    );
  });

  it('says what must be filled in and is not', () => {
    expect(missingIn(claim, filled({ 'path:cycle': '2030' }))).toEqual(['district', 'component']);
    expect(missingIn(claim, filled(path))).toEqual([]);
  });

  it('is told for a shell without its token, and with nothing in it that a shell would read', () => {
    const request = requestOf(claim, filled(path, `{"note":"it's $HOME"}`), 'en');
    expect(curlOf(claim, request, 'http://127.0.0.1:8787')).toBe(
      [
        "curl -X PUT 'http://127.0.0.1:8787/v1/cycles/2030/districts/x%2Fy/components/20.1/claim' \\",
        '  -H "Authorization: Bearer $TOKEN" \\',
        "  -H 'Accept-Language: en' \\",
        "  -H 'Content-Type: application/json' \\",
        `  --data-raw '{"note":"it'\\''s $HOME"}'`,
      ].join('\n'),
    );
    const health = operationNamed('getHealth');
    expect(curlOf(health, requestOf(health, filled({}), 'en'), 'http://x')).not.toContain('TOKEN');
    const sent = { ...request, body: new File(['a'], 'table.csv') };
    expect(curlOf(claim, sent, 'http://x')).toContain("--data-binary '@table.csv'");
  });
});
