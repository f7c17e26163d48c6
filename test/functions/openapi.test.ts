import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { openApiDocument } from '../../functions/contract/openapi-document.ts';
import { statusOf } from '../../functions/contract/refusal-slugs.ts';
import type { Route } from '../../functions/contract/route.ts';
import { refusalsOf } from '../../functions/contract/route-refusals.ts';
import { fileMediaTypes } from '../../functions/contract/schemas.ts';
import { schemeWords } from '../../functions/contract/scheme-words.ts';
import { routes } from '../../functions/routes.ts';
import { breakingChanges } from '../contract/breaking-changes.ts';
import { committed, contractText } from '../contract/contract-files.ts';
import { servePublic } from './public-request.ts';

interface Parameter {
  readonly in: string;
  readonly name: string;
  readonly required?: boolean;
  readonly schema: { readonly pattern?: string };
}
interface Response {
  readonly description: string;
  readonly headers?: Readonly<Record<string, unknown>>;
  readonly content?: Readonly<Record<string, { readonly schema: { properties: { type: { enum: string[] } } } }>>;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
  readonly tags: readonly string[];
  readonly security: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, unknown>> };
  readonly responses: Readonly<Record<string, Response>>;
}

/** As a reader gets it: without what JSON drops. */
function documentOf(given: readonly Route[]) {
  return JSON.parse(JSON.stringify(openApiDocument(given)));
}

const document = documentOf(routes);

function operationOf({ path, method }: Pick<Route, 'path' | 'method'>): Operation {
  return document.paths[path]?.[method.toLowerCase()];
}

function namesIn(operation: Operation, place: string): string[] {
  return (operation.parameters ?? []).filter((parameter) => parameter.in === place).map(({ name }) => name);
}

/** Every `$ref` anywhere in a value. */
function referencesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '$ref' && typeof inner === 'string' ? [inner] : referencesOf(inner),
  );
}

interface Value {
  readonly [key: string]: unknown;
  readonly $ref?: string;
}

/** Every object anywhere in a value. */
function everyValue(value: unknown): Value[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value as Value, ...Object.values(value).flatMap(everyValue)];
}

/** Every schema with properties in a value. */
function shapesIn(value: unknown): Value[] {
  return everyValue(value).filter(({ properties }) => typeof properties === 'object');
}

function resolve(reference: string): unknown {
  const steps = reference.replace(/^#\//, '').split('/');
  return steps.reduce<unknown>((inner, step) => (inner as Record<string, unknown> | undefined)?.[step], document);
}

describe('the document', () => {
  it('is OpenAPI 3.1 with a title, the version of the contract and an address that works anywhere', () => {
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\./),
      info: { title: 'Kaohe 考核', version: '1' },
      servers: [{ url: '/' }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    });
  });

  it('holds the operations of the route table and no others', () => {
    const operations = Object.entries<Record<string, Operation>>(document.paths).flatMap(([path, item]) =>
      Object.entries(item).map(([method, { operationId }]) => `${operationId} ${method.toUpperCase()} ${path}`),
    );
    expect(operations.sort()).toEqual(routes.map(({ name, method, path }) => `${name} ${method} ${path}`).sort());
    expect(new Set(routes.map(({ name }) => name)).size).toBe(routes.length);
  });

  it('has nothing of the notation in which it was written', () => {
    expect(everyValue(document.paths).filter((value) => 'param' in value)).toEqual([]);
  });

  it('has no reference that leads nowhere', () => {
    const references = referencesOf(document);
    expect(references).toContain('#/components/schemas/Problem');
    expect(references.filter((reference) => resolve(reference) === undefined)).toEqual([]);
  });

  it('describes every tag that an operation has', () => {
    const described = document.tags.map(({ name }: { name: string }) => name);
    expect([...new Set(routes.flatMap((route) => operationOf(route).tags))].sort()).toEqual([...described].sort());
  });

  it('is committed as it is: `npm run contract` writes it anew', () => {
    expect(committed('document')).toBe(contractText());
  });

  it('breaks no client of the one that was released', () => {
    expect(breakingChanges(JSON.parse(committed('released')), document)).toEqual([]);
  });

  it('has a name for each shape, so that generated code has one, too', () => {
    const own = Object.values(document.components.schemas).flatMap((schema) =>
      shapesIn(Object.values(schema as object)),
    );
    // Path by path, to which a refusal adds which of its types it may have there.
    const refusals = Object.values(document.paths)
      .flatMap((item) => shapesIn(item))
      .filter(({ $ref }) => $ref?.endsWith('/Problem'));
    expect(refusals.length).toBeGreaterThan(routes.length);
    expect(
      [...own, ...Object.values(document.paths).flatMap((item) => shapesIn(item))].filter(({ $ref }) => !$ref),
    ).toEqual([]);
  });

  it('says everything that it describes in both languages', () => {
    const described = everyValue(document).filter(
      (value) => typeof value.description === 'string' && !document.tags.includes(value),
    );
    expect(described.length).toBeGreaterThan(10 * routes.length);
    const isInBoth = ({ description }: Value) =>
      /\p{Script=Han}/u.test(String(description)) && /[a-z]{2}/i.test(String(description).replace(/`[^`]*`/g, ''));
    expect(described.filter((value) => !isInBoth(value))).toEqual([]);
    // A tag's name is the English of it.
    for (const { name, description } of document.tags)
      expect(isInBoth({ description: `${name} ${description}` })).toBe(true);
  });

  it('says of each parameter and each field of a body what it is', () => {
    const schemas: Record<string, Value> = document.components.schemas;
    const isDescribed = (value: Value): boolean =>
      value.description !== undefined ||
      // What tells alternatives apart is said by their names.
      value.const !== undefined ||
      (value.$ref !== undefined && isDescribed(resolve(value.$ref) as Value));
    const undescribed = (place: string, value: Value): string[] =>
      Object.entries((value.properties ?? {}) as Record<string, Value>).flatMap(([name, field]) =>
        isDescribed(field) ? [] : [`${place}.${name}`],
      );
    const parameters = routes.flatMap((route) => operationOf(route).parameters ?? []);
    expect(parameters.filter((one) => !isDescribed(one.schema as Value)).map(({ name }) => name)).toEqual([]);
    const bodies = routes.flatMap((route) => operationOf(route).requestBody?.content['application/json'] ?? []);
    const named = new Set<string>();
    const follow = (value: unknown) => {
      for (const reference of referencesOf(value).filter((one) => !named.has(one))) {
        named.add(reference);
        follow(resolve(reference));
      }
    };
    follow(bodies.map((body) => (body as { schema: unknown }).schema));
    expect(named.size).toBeGreaterThan(20);
    const names = [...named].map((reference) => reference.split('/').at(-1)!);
    expect(names.flatMap((name) => undescribed(name, schemas[name]!))).toEqual([]);
    for (const [name, fields] of Object.entries(schemeWords))
      expect(Object.keys(fields).filter((field) => !(field in (schemas[name]!.properties as object)))).toEqual([]);
  });

  it('says in words what a pattern asks for', () => {
    const patterned = everyValue(document).filter(({ pattern, format }) => typeof pattern === 'string' && !format);
    expect(patterned.length).toBeGreaterThan(routes.length);
    expect(patterned.filter(({ description }) => !description)).toEqual([]);
    for (const { description } of everyValue(document))
      if (typeof description === 'string') expect(description).not.toMatch(/\[[^\]]*[a-z]-[^\]]*\]|\^|\\[dws]|\{\d/);
  });

  it('tells alternatives apart by a field', () => {
    const unions = everyValue(document).filter(({ oneOf }) => Array.isArray(oneOf));
    expect(unions.length).toBeGreaterThan(2);
    expect(unions.filter(({ discriminator }) => !discriminator)).toEqual([]);
  });

  it('follows the schemas: another body makes another document', () => {
    const route = routes.find(({ body }) => body)!;
    const changed = documentOf([{ ...route, body: () => z.strictObject({ colour: z.string().max(7) }) }]);
    expect(JSON.stringify(changed)).not.toBe(JSON.stringify(documentOf([route])));
    expect(
      changed.paths[route.path][route.method.toLowerCase()].requestBody.content['application/json'].schema,
    ).toEqual({
      type: 'object',
      properties: { colour: { type: 'string', maxLength: 7 } },
      required: ['colour'],
      additionalProperties: false,
    });
  });

  it('is served without a token, with an entity tag by which it need not be sent twice', async () => {
    const answer = await servePublic('GET /openapi.json');
    expect(answer).toMatchObject({ statusCode: 200, headers: { 'content-type': 'application/json; charset=utf-8' } });
    expect(JSON.parse(answer.body)).toEqual(document);
    const again = await servePublic('GET /openapi.json', { 'if-none-match': answer.headers.etag! });
    expect(again).toMatchObject({ statusCode: 304, body: '' });
  });
});

describe.each(routes)('$method $path', (route) => {
  const operation = operationOf(route);
  const isWrite = route.method !== 'GET';

  it('says in both languages what it does and who may call it', () => {
    expect(operation.summary).toContain(route.summary.zh);
    expect(operation.summary).toContain(route.summary.en);
    for (const role of route.roles === 'public' ? ['Public', '公开'] : route.roles)
      expect(operation.description).toContain(role);
  });

  it(route.roles === 'public' ? 'needs no token' : 'needs a bearer token', () => {
    expect(operation.security).toEqual(route.roles === 'public' ? [] : [{ bearer: [] }]);
    expect('401' in operation.responses).toBe(route.roles !== 'public');
  });

  it('declares each parameter of its path, required and with a pattern', () => {
    const inPath = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
    expect(namesIn(operation, 'path')).toEqual(inPath);
    for (const parameter of operation.parameters?.filter((given) => given.in === 'path') ?? [])
      expect(parameter).toMatchObject({ required: true, schema: { pattern: expect.any(String) } });
  });

  it('declares the query and the body that it validates, and none otherwise', () => {
    expect(namesIn(operation, 'query').sort()).toEqual(Object.keys(route.query?.().shape ?? {}).sort());
    expect(Object.keys(operation.requestBody?.content ?? {})).toEqual(
      route.body ? ['application/json', ...(route.bodyFiles ?? [])] : [],
    );
  });

  it('offers the conditions and the key that its method has', () => {
    expect(namesIn(operation, 'header')).toEqual(
      isWrite
        ? ['Idempotency-Key', ...(route.refusals?.includes('revision-conflict') ? ['If-Match'] : [])]
        : ['If-None-Match'],
    );
    expect('304' in operation.responses).toBe(!isWrite);
  });

  it('shows its success with the headers that come with it', () => {
    const success = operation.responses[route.reply.status]!;
    const files = route.reply.isTable ? Object.values(fileMediaTypes) : [];
    const types = new Set([route.reply.contentType ?? 'application/json', ...files]);
    expect(Object.keys(success.content!)).toEqual([...types]);
    expect(Object.keys(success.headers!)).toContain(isWrite ? 'Idempotent-Replayed' : 'ETag');
  });

  it('lists every refusal, its own included, under its status as a problem document', () => {
    expect(refusalsOf(route)).toEqual(expect.arrayContaining([...(route.refusals ?? [])]));
    for (const slug of refusalsOf(route)) {
      const { content, description } = operation.responses[statusOf(slug)]!;
      expect(content!['application/problem+json']!.schema.properties.type.enum).toContain(`/problems/${slug}`);
      expect(description).toContain(`\`${slug}\``);
    }
    expect(operation.responses[500]!.content).toHaveProperty(['application/problem+json']);
  });
});

describe('an answer that may be worth another try', () => {
  it.each([
    ['getScore', 409],
    ['submitClaim', 503],
    ['submitClaim', 429],
  ])('%s %i says when', (name, status) => {
    const route = routes.find((candidate) => candidate.name === name)!;
    expect(operationOf(route).responses[status]!.headers).toHaveProperty('Retry-After');
  });

  it('a conflict of revisions shows the current one instead', () => {
    const { headers } = operationOf(routes.find(({ name }) => name === 'submitClaim')!).responses[412]!;
    expect(Object.keys(headers!)).toEqual(['ETag']);
  });
});
