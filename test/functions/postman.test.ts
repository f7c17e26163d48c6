import { describe, expect, it } from 'vitest';
import { type PostmanCollection, postmanCollection } from '../../functions/contract/postman-collection.ts';
import { contract, routes } from '../../functions/routes.ts';
import { servePublic } from './public-request.ts';

const collection = postmanCollection(contract().openApi);
type Item = PostmanCollection['item'][number]['item'][number];
const items: readonly Item[] = collection.item.flatMap(({ item }) => item);

/** The item of a route: the one whose address is the route's. */
function itemOf(name: string): Item {
  const { method, path } = routes.find((route) => route.name === name)!;
  const address = path.slice(1).replace(/\{(\w+)\}/g, ':$1');
  return items.find(({ request }) => request.method === method && request.url.path.join('/') === address)!;
}

describe('the Postman collection', () => {
  it('has a request for every operation, in a folder for each tag', () => {
    expect(collection.info.schema).toBe('https://schema.getpostman.com/json/collection/v2.1.0/collection.json');
    expect(items).toHaveLength(routes.length);
    for (const { name } of routes) expect(itemOf(name), name).toBeDefined();
    expect(collection.item.map(({ name }) => name)).toContain('Books · 区县台账：任务、申报、核定');
  });

  it('sends a token with what needs one, and none with what does not', () => {
    expect(collection.auth).toEqual({ type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] });
    for (const { name, roles } of routes) expect('auth' in itemOf(name).request, name).toBe(roles === 'public');
  });

  it('asks each time for what paths name, by variables that it has, and leaves out what may be left out', () => {
    const variables = collection.variable.map(({ key }) => key);
    expect(variables).toEqual(expect.arrayContaining(['baseUrl', 'token', 'cycle', 'district', 'component', 'scheme']));
    const used = [...JSON.stringify(collection.item).matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!);
    expect(used.filter((name) => !variables.includes(name))).toEqual([]);
    const { url, header } = itemOf('submitClaim').request;
    expect(url.raw).toBe('{{baseUrl}}/v1/cycles/:cycle/districts/:district/components/:component/claim');
    expect(url.variable.map(({ key, value }) => [key, value])).toEqual([
      ['cycle', '{{cycle}}'],
      ['district', '{{district}}'],
      ['component', '{{component}}'],
    ]);
    expect(header.map((one) => [one.key, 'disabled' in one ? 'left out' : one.value])).toEqual([
      ['Content-Type', 'application/json'],
      ['Idempotency-Key', '{{$guid}}'],
      ['If-Match', 'left out'],
    ]);
    const template = itemOf('getImportTemplate').request.url;
    expect(template.raw).toMatch(/^\{\{baseUrl\}\}\/v1\/cycles\/:cycle\/import-template\?kind=\w*$/);
    expect(template.query.map(({ key, disabled }) => [key, disabled])).toEqual([
      ['kind', false],
      ['format', true],
    ]);
  });

  it('sends the contract’s own example of each body', () => {
    for (const [path, operations] of Object.entries(contract().openApi.paths!))
      for (const [method, operation] of Object.entries(operations)) {
        const examples = operation.requestBody?.content['application/json']?.examples;
        if (!examples) continue;
        const name = routes.find((route) => route.path === path && route.method === method.toUpperCase())!.name;
        const { body } = itemOf(name).request as { body?: { raw: string } };
        expect(JSON.parse(body!.raw), name).toEqual(Object.values<{ value: unknown }>(examples)[0]!.value);
      }
  });

  it('is served without a token', async () => {
    const answer = await servePublic('GET /postman.json');
    expect(answer.statusCode).toBe(200);
    expect(JSON.parse(answer.body)).toEqual(JSON.parse(JSON.stringify(collection)));
  });
});
