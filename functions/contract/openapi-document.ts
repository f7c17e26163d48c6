import { createDocument, type oas31, type ZodOpenApiOverride } from 'zod-openapi';
import { type RecordedExamples, recordedExamples } from './examples.ts';
import { notations } from './notations.ts';
import { examplesOfRefusals, operationOf, tagsOf } from './openapi-operation.ts';
import { problemSchema } from './problem-schema.ts';
import type { Route } from './route.ts';
import { schemeWords } from './scheme-words.ts';

/** Version of the contract; it is part of every address. */
export const apiVersion = '1';

export type OpenApiDocument = ReturnType<typeof createDocument>;

const description = `Scores the districts of a city by a published evaluation method. 按公开的考核办法为区县评分。

* Quantities, points and scores are decimal text such as "12.50"; instants are ISO 8601 with an offset. 数值、分值、得分均为十进制文本；时刻为带时区的 ISO 8601。
* Bodies are closed: an unknown property is refused. 请求体不接受未知属性。
* Refusals are problem details (RFC 9457), in English or Chinese by Accept-Language; branch on \`type\`. 拒绝以 RFC 9457 表示，语言由 Accept-Language 决定；程序应按 \`type\` 判断。
* Every write takes an Idempotency-Key: repeat a request under the same key and it happens once. 写操作可带 Idempotency-Key，同键重发只生效一次。
* A list goes on where \`nextCursor\` is given: send it back as \`cursor\`. 应答中有 \`nextCursor\` 时，以 \`cursor\` 参数取下一页。
* Answers over 1 KB are compressed by gzip for those who take it by Accept-Encoding; their ETag is the same in both forms. 超过 1 KB 的应答按 Accept-Encoding 以 gzip 压缩，ETag 不因压缩而变。
* Whoever asks the administrator about an answer quotes its header \`apigw-requestid\`; it stands in every line of the log. A problem tells it in \`instance\`, too. 向管理员询问某次应答时，请提供其响应头 \`apigw-requestid\`，每行日志都带有它；拒绝中的 \`instance\` 也写明。
* 401, 413, 429 and 503 may also come from the gateway in front of the service, then as \`{"message": …}\`, of 429 without Retry-After: wait a second or two, and longer each time. 401、413、429、503 也可能来自服务前的网关，此时应答为 \`{"message": …}\`，其中 429 不带 Retry-After：请先等一两秒再重发，以后逐次延长。`;

/** The OpenAPI 3.1 document of the routes, made of the schemas that validate their requests, with recorded examples. */
export function openApiDocument(routes: readonly Route[], recorded = recordedExamples()): OpenApiDocument {
  const paths: Record<string, Record<string, ReturnType<typeof operationOf>>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: operationOf(route, recorded) };
  }
  const document = createDocument(
    {
      openapi: '3.1.0',
      info: {
        title: 'Kaohe 考核',
        version: apiVersion,
        description,
        contact: { name: 'Administrator of this installation · 本系统管理员' },
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/' }],
      tags: tagsOf(routes).map((tag) => ({ ...tag })),
      paths,
      components: {
        // All others are named where they are made; this one the answers name by its address.
        schemas: { Problem: problemSchema() },
        examples: { ...examplesOfRefusals(recorded.refusals) },
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            bearerFormat: 'JWT',
            description:
              'Claims: role (district, assessor, auditor or admin) and, for district, district. 令牌须载明 role（district、assessor、auditor 或 admin）；role 为 district 的，还须载明 district。',
          },
        },
      },
    },
    { override: sayPatternInWords },
  );
  addParameters(document, recorded);
  addWords(document);
  return document;
}

function addParameters(document: OpenApiDocument, { operations }: RecordedExamples): void {
  for (const { operationId = '', parameters = [] } of operationsOf(document))
    for (const parameter of parameters as oas31.ParameterObject[]) {
      const example = operations[operationId]?.parameters[parameter.name];
      if (example !== undefined) parameter.example = example;
    }
}

function addWords({ components }: OpenApiDocument): void {
  for (const [name, fields] of Object.entries(schemeWords))
    for (const [field, { zh, en }] of Object.entries(fields)) {
      const property = (components?.schemas?.[name] as oas31.SchemaObject | undefined)?.properties?.[field];
      if (property) property.description = `${en} ${zh}`;
    }
}

function operationsOf({ paths = {} }: OpenApiDocument): oas31.OperationObject[] {
  return Object.values(paths).flatMap((item) => Object.values(item) as oas31.OperationObject[]);
}

/** A pattern says nothing to people: what refuses such text in words describes it, too, where nothing else does. */
const sayPatternInWords: ZodOpenApiOverride = ({ zodSchema, jsonSchema }) => {
  if (jsonSchema.pattern === undefined || jsonSchema.description !== undefined) return;
  for (const { _zod: check } of zodSchema._zod.def.checks ?? []) {
    const words = notations[String(check.def.error?.({} as never))];
    if (words) jsonSchema.description = `${words.en} ${words.zh}`;
  }
};
