import { readdirSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { publishedEvent } from '../../events/index.ts';

type EventContract = (typeof publishedEvent.options)[number];

const description = `What happened to books, scores, rankings and cycles. 台账、得分、排名、考核周期的变动。

Every event comes at least once: drop what came before, by \`id\` and \`type\`. 每个事件至少送达一次，应按 \`id\` 与 \`type\` 去重。A published version never changes; an incompatible one is a new version beside it. 已发布的版本不再更改，不兼容的更改另立新版本。`;

/** The AsyncAPI 3 document of the events, made of the contracts that they are parsed by. */
export function asyncApiDocument() {
  const published = publishedEvent.options;
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
    },
    operations: {
      publish: { action: 'send', channel: { $ref: '#/channels/bus' } },
    },
    components: {
      messages: namedBy(published, messageOf),
      schemas: namedBy(published, schemaOf),
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

function namedBy<T>(events: readonly EventContract[], make: (event: EventContract) => T) {
  return Object.fromEntries(events.map((event) => [nameOf(event), make(event)]));
}

function messageOf(event: EventContract) {
  return {
    name: typeOf(event).type,
    title: nameOf(event),
    summary: event.meta()?.description,
    payload: { $ref: `#/components/schemas/${nameOf(event)}` },
    examples: [{ payload: sampleOf(event) }],
  };
}

/** In the dialect of AsyncAPI's own schemas, which is that of draft 7. Open: a consumer takes what is added later. */
function schemaOf(event: EventContract): object {
  const { $schema: _, ...schema } = z.toJSONSchema(event, { target: 'draft-7', io: 'input' });
  return schema;
}

const samples = new URL('../../events/samples/', import.meta.url);

function sampleOf(event: EventContract): unknown {
  const { type, version } = typeOf(event);
  const kept = readdirSync(samples).map((file) => JSON.parse(readFileSync(new URL(file, samples), 'utf8')));
  return kept.find((sample) => sample.type === type && sample.version === version);
}
