import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { publishedEvent, webhookTested } from '../../events/index.ts';
import { cloudEventType } from '../../lib/domain/webhooks/cloud-event.ts';

type EventContract = ReturnType<typeof publishedEvent>['options'][number] | ReturnType<typeof webhookTested>;

const description = `What happened to books, scores, rankings and cycles. 台账、得分、排名、考核周期的变动。

Every event comes at least once: drop what came before, by \`id\` and \`type\`. 每个事件至少送达一次，应按 \`id\` 与 \`type\` 去重。A published version never changes; an incompatible one is a new version beside it. 已发布的版本不再更改，不兼容的更改另立新版本。`;

/** The AsyncAPI 3 document of the events, made of the contracts that they are parsed by. */
export function asyncApiDocument() {
  const published = publishedEvent().options;
  const sent = [...published, webhookTested()];
  return {
    asyncapi: '3.0.0',
    info: { title: 'Kaohe 考核', version: '1', description, license: { name: 'Apache-2.0' } },
    defaultContentType: 'application/json',
    channels: {
      bus: {
        address: null,
        title: 'Event bus · 事件总线',
        description:
          'The EventBridge bus that the stack prints the name of: source `kaohe`, the type as detail-type, the event as detail. Subscribe with a rule.',
        messages: namedBy(published, (event) => ({ $ref: `#/components/messages/${nameOf(event)}` })),
      },
      webhooks: {
        address: null,
        title: 'Webhooks',
        description:
          'The addresses registered under /v1/webhooks: CloudEvents 1.0 in structured JSON, in order, signed as Standard Webhooks asks. 按序投递到登记的地址。',
        messages: namedBy(sent, (event) => ({ $ref: `#/components/messages/${nameOf(event)}CloudEvent` })),
      },
    },
    operations: {
      publish: { action: 'send', channel: { $ref: '#/channels/bus' } },
      deliver: { action: 'send', channel: { $ref: '#/channels/webhooks' } },
    },
    components: {
      messages: {
        ...namedBy(published, (event) => messageOf(event, nameOf(event), 'application/json', sampleOf(event))),
        ...namedBy(sent, (event) => cloudMessageOf(event), 'CloudEvent'),
      },
      schemas: { ...namedBy(sent, schemaOf), ...namedBy(sent, cloudEventSchema, 'CloudEvent') },
    },
  } as const;
}

/** The document as readers get it. */
export type AsyncApiDocument = ReturnType<typeof asyncApiDocument>;

function typeOf({ shape }: EventContract): { readonly type: string; readonly version: number } {
  return { type: shape.type.value, version: shape.version.value };
}

/** Versions beside each other need names of their own. */
function nameOf(event: EventContract): string {
  const { type, version } = typeOf(event);
  return version === 1 ? type : `${type}${version}`;
}

function namedBy<T>(events: readonly EventContract[], make: (event: EventContract) => T, suffix = '') {
  return Object.fromEntries(events.map((event) => [`${nameOf(event)}${suffix}`, make(event)]));
}

function messageOf(event: EventContract, schema: string, contentType: string, example: unknown) {
  return {
    name: typeOf(event).type,
    title: nameOf(event),
    summary: event.meta()?.description,
    contentType,
    payload: { $ref: `#/components/schemas/${schema}` },
    ...(example !== undefined && { examples: [{ payload: example }] }),
  };
}

function cloudMessageOf(event: EventContract) {
  const signed = (text: string) => ({ type: 'string', description: text });
  const headers = {
    type: 'object',
    required: ['webhook-id', 'webhook-timestamp', 'webhook-signature'],
    properties: {
      'webhook-id': signed('The id of the event, the same each time that it is sent'),
      'webhook-timestamp': signed('When it was sent this time, in seconds since 1970'),
      'webhook-signature': signed('v1 and an HMAC-SHA256 of id, timestamp and body, by the secret of the webhook'),
    },
  };
  const message = messageOf(event, `${nameOf(event)}CloudEvent`, 'application/cloudevents+json', undefined);
  return { ...message, headers };
}

/** In the dialect of AsyncAPI's own schemas, which is that of draft 7. Open: a consumer takes what is added later. */
function schemaOf(event: EventContract): object {
  const { $schema: _, ...schema } = z.toJSONSchema(event, { target: 'draft-7', io: 'input' });
  return schema;
}

function cloudEventSchema(event: EventContract): object {
  const text = { type: 'string' };
  return {
    type: 'object',
    required: ['specversion', 'id', 'source', 'type', 'time', 'datacontenttype', 'data'],
    properties: {
      specversion: { const: '1.0' },
      id: text,
      source: { type: 'string', format: 'uri-reference' },
      type: { const: cloudEventType(typeOf(event)) },
      time: { type: 'string', format: 'date-time' },
      datacontenttype: { const: 'application/json' },
      subject: { ...text, description: 'The district that it is about, if it is about one' },
      data: { $ref: `#/components/schemas/${nameOf(event)}/properties/data` },
    },
  };
}

const samples = new URL('../../events/samples/', import.meta.url);

function sampleOf(event: EventContract): unknown {
  const { type, version } = typeOf(event);
  const kept = readdirSync(samples).map((file) => JSON.parse(readFileSync(new URL(file, samples), 'utf8')));
  return kept.find((sample) => sample.type === type && sample.version === version);
}
