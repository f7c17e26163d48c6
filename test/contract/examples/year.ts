import '../../support/quiet.ts';
import { createHash } from 'node:crypto';
import { S3Client } from '@aws-sdk/client-s3';
import { arazzoDocument } from '../../../functions/contract/arazzo-document.ts';
import { asyncApiDocument } from '../../../functions/contract/asyncapi-document.ts';
import { openApiDocument } from '../../../functions/contract/openapi-document.ts';
import { postmanCollection } from '../../../functions/contract/postman-collection.ts';
import { openDoor } from '../../../functions/open-door/open-door.ts';
import { registerEvidence } from '../../../functions/register-evidence/register-evidence.ts';
import { endpoints } from '../../../functions/routes.ts';
import { sweep } from '../../../functions/sweep/sweep.ts';
import districts from '../../../infra/local/demo/districts.json' with { type: 'json' };
import { S3EvidenceFiles } from '../../../lib/adapters/s3/evidence-files.ts';
import { objectKeyOf } from '../../../lib/domain/evidence.ts';
import type { SchemeDocument } from '../../../lib/domain/scheme-document.ts';
import type { Text } from '../../../lib/domain/text.ts';
import { shippedSchemes } from '../../../lib/schemes/shipped-schemes.ts';
import { keys } from '../../../lib/stores/table.ts';
import { apiClient } from '../../support/api-client.ts';
import { type MemoryDependencies, memoryDependencies } from '../../support/memory/dependencies.ts';
import { overriding } from '../../support/overriding.ts';
import { portal } from '../../support/sample-service.ts';
import { arrivalEvent } from '../../support/uploads.ts';
import { type EventLine, eventLine } from '../../support/webhook-service.ts';
import { ExampleRecorder } from './recorder.ts';

/** Addresses and a caller that the demo has, too, so that an example can be tried there. */
export const cycle = '/v1/cycles/demo';
export const book = `${cycle}/districts/zhenhai`;
export const district = portal('zhenhai');

/** A service in memory with a cycle and districts of the demo, by an excerpt of its method; time passes when it is set. */
export interface ExampleYear {
  readonly recorder: ExampleRecorder;
  readonly needs: MemoryDependencies;
  readonly events: EventLine;
  /** Sets the clock to a day and hour of the year, such as `'10-12T09:30'`. */
  readonly at: (moment: string) => void;
  /** The board applies what was written, and events are published and delivered. */
  readonly settle: () => Promise<void>;
  /** What the bucket does once a ticket was used: the file is registered. */
  readonly arrive: (id: string, bytes: Uint8Array, of?: string) => Promise<void>;
}

/** Opens the year; what is random elsewhere is counted here, so that the same year gives the same examples. */
export async function exampleYear(language: keyof Text): Promise<ExampleYear> {
  const clock = { time: 0 };
  const at = (moment: string) => {
    clock.time = Date.parse(`2026-${moment}:00+08:00`);
  };
  const needs = addressed({ ...memoryDependencies({ clock: { now: () => clock.time } }), newId: numbered() });
  for (const name of ['cursor-signing-key', 'commitment-key'])
    needs.table.place({ ...keys.secret(name), value: digestOf(name) });
  at('09-01T09:00');
  const events = eventLine(needs);
  const arrive = async (id: string, bytes: Uint8Array, of = 'zhenhai') => {
    const version = needs.files.upload(objectKeyOf('demo', of, id), bytes);
    await registerEvidence(needs, arrivalEvent(id, version, { cycle: 'demo', district: of, at: clock.time }));
  };
  const settle = async () => {
    await sweep(needs);
    await events.publishAll();
    await events.deliverAll();
  };
  const recorder = new ExampleRecorder(apiClient(needs, shortContract), language);
  recorder.stand('?X-Amz-Signature=…', /\?[^"]*X-Amz-Signature[^"]*/g);
  return { recorder, needs, events, at, settle, arrive };
}

const resultsUrl = 'https://kaohe-results.s3.cn-north-1.amazonaws.com.cn';

/** Links look as those of the deployed stores, and tickets name the headers that these ask for. */
function addressed(needs: MemoryDependencies): MemoryDependencies {
  const credentials = { accessKeyId: 'example', secretAccessKey: 'example' };
  const client = new S3Client({ region: 'cn-north-1', credentials });
  const files = new S3EvidenceFiles(client, 'kaohe-evidence', needs.clock);
  const presignUpload: typeof files.presignUpload = async (...given) => {
    // What is uploaded then is of the type that was announced.
    await needs.files.presignUpload(...given);
    return files.presignUpload(...given);
  };
  const presignDownload: typeof files.presignDownload = (...given) => files.presignDownload(...given);
  const links: typeof needs.results.links = async (prefix, given) => {
    const expiresAt = new Date(needs.clock.now() + 300_000).toISOString();
    return given.map(({ name }) => ({ name, url: `${resultsUrl}/${prefix}/${name}?X-Amz-Signature=…`, expiresAt }));
  };
  return {
    ...needs,
    files: overriding(needs.files, { presignUpload, presignDownload }),
    results: overriding(needs.results, { links }),
  };
}

/** A digest of this text, for what is made by chance elsewhere. */
export function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function numbered(): () => string {
  let number = 0;
  return () => digestOf(`example ${++number}`).slice(0, 24);
}

/** The beginnings of the documents: an example of a document is not the document, which would hold itself. */
const shortContract = [
  ...openDoor(() => {
    const { openapi, info, servers } = openApiDocument([], { operations: {}, refusals: {} });
    const { asyncapi, info: about } = asyncApiDocument();
    const openApi = { openapi, info, servers, paths: {} };
    const arazzo = { ...arazzoDocument(), workflows: [] };
    return { openApi, asyncApi: { asyncapi, info: about }, arazzo, postman: postmanCollection(openApi) } as never;
  }),
  ...endpoints.filter(({ route }) => route.function !== 'open-door'),
];

/** Four components of the shipped method, one of each kind of rule and one that is checked on the spot. */
export async function excerpt(): Promise<SchemeDocument> {
  const whole = await shippedSchemes[0]!.load();
  const kept = ['5', '12', '16', '19'];
  const categories = whole.categories.flatMap((category) => {
    const indicators = category.indicators.filter(({ id }) => kept.includes(id));
    // One of each, so that the indicator's points are all that the category has.
    return indicators.length > 0 ? [{ ...category, maxPoints: indicators[0]!.maxPoints, indicators }] : [];
  });
  const title = {
    zh: '东西扶贫协作工作年度指标评价（节选，演示用）',
    en: 'Excerpt of the annual evaluation, for examples',
  };
  return { ...whole!, id: 'excerpt', title, maxPoints: '11', categories };
}

/** The body that opens the cycle of the examples. */
export function opening(id: string, scheme: string, of: readonly string[] = ['songjiang', 'yuhang', 'zhenhai']) {
  return {
    id,
    scheme,
    year: 2026,
    timeZone: 'Asia/Shanghai',
    districts: districts.filter((one) => of.includes(one.id)),
    submissionsCloseAt: '2026-12-01T00:00:00+08:00',
    finalizeAt: '2027-01-01T00:00:00+08:00',
    onBlockers: 'verified-only',
    evidenceRequired: true,
  };
}
