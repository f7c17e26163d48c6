import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { publishedEvent, type SentEvent } from '../../events/index.ts';
import { asyncApiDocument } from '../../functions/contract/asyncapi-document.ts';
import { cloudEventOf } from '../../lib/domain/webhooks/cloud-event.ts';
import { servePublic } from './public-request.ts';

// Formats are looked at where events are parsed; the specification's own schemas name some that no library knows.
const options = { strict: false, validateFormats: false, allErrors: true };
const specification = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json');
const isAsyncApi = new Ajv(options).compile(specification);

/** As a reader gets it: without what JSON drops. */
const document = JSON.parse(JSON.stringify(asyncApiDocument()));
const types = publishedEvent().options.map(({ shape }) => shape.type.value);
const samples = new URL('../../events/samples/', import.meta.url);
const events: SentEvent[] = [
  ...readdirSync(samples).map((file) => JSON.parse(readFileSync(new URL(file, samples), 'utf8'))),
  { type: 'WebhookTested', version: 1, id: 'w/tested/1', at: '2019-11-05T03:12:40.000Z', data: { webhook: 'w' } },
];

function schemaNamed(name: string) {
  return new Ajv(options).compile({ ...document, $ref: `#/components/schemas/${name}` });
}

/** Every `$ref` anywhere in a value. */
function referencesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => (key === '$ref' ? [String(inner)] : referencesOf(inner)));
}

describe('the document of events', () => {
  it('is AsyncAPI 3, by the schema of the specification', () => {
    expect(isAsyncApi(document) ? [] : isAsyncApi.errors).toEqual([]);
    expect(isAsyncApi({ ...document, channels: { bus: { messages: 7 } } })).toBe(false);
  });

  it('has every published event on the bus and for webhooks, and the trial for webhooks alone', () => {
    expect(Object.keys(document.channels.bus.messages)).toEqual(types);
    expect(Object.keys(document.channels.webhooks.messages)).toEqual([...types, 'WebhookTested']);
  });

  it('has no reference that leads nowhere', () => {
    const lost = referencesOf(document).filter((reference) => {
      const steps = reference.replace(/^#\//, '').split('/');
      return steps.reduce((inner, step) => inner?.[step], document) === undefined;
    });
    expect(lost).toEqual([]);
  });

  it.each(types)('says of %s what it tells in both languages, with an example', (type) => {
    const message = document.components.messages[type];
    expect(message.summary).toMatch(/^[A-Z].* · \p{Script=Han}/u);
    expect(message.examples).toHaveLength(1);
  });

  it('is served without a token, with an entity tag by which it need not be sent twice', async () => {
    const answer = await servePublic('GET /asyncapi.json');
    expect(JSON.parse(answer.body)).toEqual(document);
    expect(await servePublic('GET /asyncapi.json', { 'if-none-match': answer.headers.etag! })).toMatchObject({
      statusCode: 304,
    });
  });
});

describe.each(events)('$type', (event) => {
  it('is as its schema says, on the bus and as a CloudEvent', () => {
    const [plain, cloud] = [schemaNamed(event.type), schemaNamed(`${event.type}CloudEvent`)];
    expect(plain(event) ? [] : plain.errors).toEqual([]);
    expect(plain({ ...event, version: 2 })).toBe(false);
    expect(cloud(cloudEventOf(event)) ? [] : cloud.errors).toEqual([]);
    expect(cloud({ ...cloudEventOf(event), data: {} })).toBe(false);
  });
});
