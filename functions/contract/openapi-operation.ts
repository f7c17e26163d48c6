import * as z from 'zod';
import type { ZodOpenApiOperationObject, ZodOpenApiResponseObject } from 'zod-openapi';
import type { Text } from '../../lib/domain/text.ts';
import type { Examples, OperationExamples, RecordedExamples } from './examples.ts';
import { isTransient, type Slug, statusOf, titleOf } from './refusal-slugs.ts';
import type { PathParameters, Route } from './route.ts';
import { isKeptToOwnDistrict, refusalsOf } from './route-refusals.ts';
import { componentIdSchema, fileMediaTypes, idempotencyKeyPattern, idSchema } from './schemas.ts';

type Headers = NonNullable<Extract<ZodOpenApiResponseObject['headers'], { ETag?: unknown }>>;

/** One route as an OpenAPI operation, by the very schemas that validate its requests, with the examples that there are. */
export function operationOf(route: Route, { operations, refusals }: RecordedExamples): ZodOpenApiOperationObject {
  const shown = operations[route.name] ?? noExamples;
  return {
    operationId: route.name,
    tags: [tagOf(route).name],
    summary: both(route.summary),
    description: both(whoMayCall(route)),
    security: route.roles === 'public' ? [] : [{ bearer: [] }],
    requestParams: {
      ...(route.path.includes('{') && { path: pathOf(route) }),
      ...(route.query && { query: route.query() }),
      header: z.object(requestHeaders(route)),
    },
    ...(route.body && {
      requestBody: {
        required: true,
        content: {
          'application/json': { schema: route.body(), ...examplesIn(shown.bodies) },
          ...filesOf(route.bodyFiles ?? []),
        },
      },
    }),
    responses: { ...successes(route, shown), ...problemResponses(route, refusals) },
  };
}

const noExamples: OperationExamples = { parameters: {}, bodies: {}, replies: {} };

function examplesIn(examples: Examples = {}) {
  return Object.keys(examples).length > 0 && { examples: { ...examples } };
}

/** Both languages on one line. */
function both({ zh, en }: Text): string {
  return `${en} · ${zh}`;
}

function whoMayCall(route: Route): Text {
  if (route.roles === 'public') return { zh: '公开，无需令牌。', en: 'Public: needs no token.' };
  const ofOwn = isKeptToOwnDistrict(route);
  return {
    zh: `角色：${route.roles.join('、')}。${ofOwn ? '区县只能访问本区县。' : ''}`,
    en: `Roles: ${route.roles.join(', ')}.${ofOwn ? ' A district reaches only its own.' : ''}`,
  };
}

const pathParameters: Record<keyof PathParameters, z.ZodType> = {
  scheme: idSchema().meta({ description: 'Id of a scheme · 考核办法编号' }),
  cycle: idSchema().meta({ description: 'Id of a cycle · 考核周期编号' }),
  district: idSchema().meta({ description: 'Id of a district · 区县编号' }),
  component: componentIdSchema().meta({ description: 'Id of a component · 考核内容编号' }),
  id: idSchema().meta({ description: 'Id of what the address names · 地址所指内容的编号' }),
};

function pathOf({ path }: Route) {
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as keyof PathParameters);
  return z.object(Object.fromEntries(names.map((name) => [name, pathParameters[name]])));
}

function requestHeaders(route: Route) {
  const optional = (schema: z.ZodString, description: string) => schema.optional().meta({ description });
  if (route.method === 'GET')
    return { 'If-None-Match': optional(z.string(), 'ETags that the reader has already · 客户端已有版本的 ETag') };
  const text =
    'The same key with the same request gives the first reply again: 2 to 255 visible ASCII characters without a comma · 同一键与同一请求得到首次的应答；2 至 255 个可见 ASCII 字符，不含逗号';
  return {
    'Idempotency-Key': optional(z.string().regex(idempotencyKeyPattern), text),
    ...(isBookWrite(route) && { 'If-Match': optional(z.string(), 'The ETag of the book as read · 所读台账的 ETag') }),
  };
}

/** Only what writes a book can meet another revision of it than the caller knows. */
function isBookWrite({ method, refusals }: Route): boolean {
  return method !== 'GET' && (refusals?.includes('revision-conflict') ?? false);
}

function successes(
  route: Route,
  { replies }: OperationExamples,
): Record<`${2 | 3}${string}`, ZodOpenApiResponseObject> {
  const { status, schema, contentType = 'application/json', again, later, isTable } = route.reply;
  const headers = replyHeaders(route);
  const json = { schema: schema(), ...examplesIn(replies[status]) };
  const content = { [contentType]: json, ...(isTable && filesOf(Object.values(fileMediaTypes))) };
  const success = { description: both({ zh: '成功', en: 'Success' }), headers, content };
  const already = both({ zh: '早已如此', en: 'It was so already' });
  const unchanged = both({ zh: '客户端已有此版本', en: 'The reader has this version already' });
  return {
    [`${status}` as '200']: success,
    ...(again && {
      200: {
        ...{ description: already, headers },
        content: { [contentType]: { schema: again(), ...examplesIn(replies[200]) } },
      },
    }),
    ...(later && { 202: laterResponse(later(), headers, replies[202]) }),
    ...(route.method === 'GET' && { 304: { description: unchanged, headers } }),
  };
}

function laterResponse(schema: z.ZodType, headers: Headers, examples?: Examples): ZodOpenApiResponseObject {
  const address = 'Where its state and its end are told · 查询进度与结果的地址';
  return {
    description: both({ zh: '已受理，稍后完成', en: 'Taken, and goes on' }),
    headers: {
      ...headers,
      Location: { description: address, schema: { type: 'string' } },
      'Retry-After': { description: 'Seconds · 秒', schema: { type: 'integer' } },
    },
    content: { 'application/json': { schema, ...examplesIn(examples) } },
  };
}

/** Files have no schema. */
function filesOf(types: readonly string[]) {
  return Object.fromEntries(types.map((type) => [type, { schema: { type: 'string' as const } }]));
}

function replyHeaders(route: Route): Headers {
  const text = (description: string) => ({ description, schema: { type: 'string' as const } });
  if (route.method === 'GET') return { ETag: text('Version of the answer, where it has one · 应答的版本（如有）') };
  return {
    'Idempotent-Replayed': text('"true": the kept first reply · 为 true 时是保存的首次应答'),
    ...(isBookWrite(route) && { ETag: text("The book's revision in quotes · 带引号的台账修订号") }),
    ...(route.reply.status === 201 && {
      Location: text('Address of the new thing, where it has one · 新建内容的地址（如有）'),
    }),
  };
}

type Problems = Record<`${4 | 5}${string}`, ZodOpenApiResponseObject>;

/** The problem answers of a route by status, each with the slugs that it may have; 500 is a fault of ours. */
function problemResponses(route: Route, shown: RecordedExamples['refusals']): Problems {
  const byStatus = Object.groupBy(refusalsOf(route), statusOf);
  const refusals = Object.entries(byStatus).map(([status, slugs]) => [status, refusalResponse(slugs!, shown)]);
  return { ...Object.fromEntries(refusals), 500: problem('An internal fault · 系统内部出错', ['fault']) };
}

function refusalResponse(slugs: readonly Slug[], shown: RecordedExamples['refusals']): ZodOpenApiResponseObject {
  const lines = slugs.map((slug) => `\`${slug}\` ${titleOf(slug).en} · ${titleOf(slug).zh}`);
  const headers = {
    ...(slugs.some(isTransient) && {
      'Retry-After': { description: 'Seconds · 秒', schema: { type: 'integer' as const } },
    }),
    ...(slugs.includes('revision-conflict') && {
      ETag: { description: "The book's current revision · 台账的当前修订号", schema: { type: 'string' as const } },
    }),
  };
  const names = slugs.filter((slug) => shown[slug]).flatMap((slug) => [`${slug}-zh`, `${slug}-en`]);
  const examples = Object.fromEntries(names.map((name) => [name, { $ref: `#/components/examples/${name}` }]));
  return { ...problem(lines.join('  \n'), slugs, examples), ...(Object.keys(headers).length > 0 && { headers }) };
}

/** Problem documents of all refusals, to which the answers refer. */
export function examplesOfRefusals(shown: RecordedExamples['refusals']): Examples {
  const all = Object.entries(shown).flatMap(([slug, { zh, en }]) => {
    const title = titleOf(slug as Slug);
    return [
      [`${slug}-zh`, { summary: title.zh, value: zh }],
      [`${slug}-en`, { summary: title.en, value: en }],
    ];
  });
  return Object.fromEntries(all);
}

function problem(description: string, slugs: readonly string[], examples = {}): ZodOpenApiResponseObject {
  const type = { enum: slugs.map((slug) => `/problems/${slug}`) };
  const schema = { $ref: '#/components/schemas/Problem', properties: { type } };
  return { description, content: { 'application/problem+json': { schema, ...examplesIn(examples) } } };
}

/** A part of the contract under which routes are listed. */
export interface Tag {
  readonly name: string;
  readonly description: string;
}

/** By the address; the first that fits. */
const tags: readonly (Tag & { readonly pattern: RegExp })[] = [
  { name: 'Results', description: '得分、排名及其变动', pattern: /\/(score|ranking|changes)$/ },
  { name: 'Finalization', description: '定稿与重新开放', pattern: /\/(finalization|final|reopenings)\b/ },
  { name: 'Files', description: '整表导入与模板', pattern: /\/(imports|import-template)\b/ },
  { name: 'Evidence', description: '佐证材料', pattern: /\/evidence\b/ },
  { name: 'Audit', description: '变更记录与全量比对', pattern: /\/(history|integrity)$/ },
  { name: 'Books', description: '区县台账：任务、申报、核定', pattern: /\/districts\// },
  { name: 'Cycles', description: '考核周期', pattern: /^\/v1\/cycles\b/ },
  { name: 'Schemes', description: '考核办法', pattern: /^\/v1\/schemes\b/ },
  { name: 'Webhooks', description: '事件投递', pattern: /^\/v1\/webhooks\b/ },
  { name: 'Service', description: '服务本身', pattern: /^/ },
];

/** The part of the contract that a route belongs to. */
export function tagOf({ path }: Pick<Route, 'path'>): Tag {
  const { name, description } = tags.find(({ pattern }) => pattern.test(path))!;
  return { name, description };
}

/** The parts that the routes belong to, as the routes come. */
export function tagsOf(routes: readonly Route[]): Tag[] {
  return [...new Map(routes.map(tagOf).map((tag) => [tag.name, tag])).values()];
}
