import type { oas31 } from 'zod-openapi';
import { escapeHtml } from '../../lib/exports/html.ts';
import { type AsyncApiDocument, asyncApiDocument } from './asyncapi-document.ts';
import { docsStyle } from './docs-style.ts';
import { type OpenApiDocument, openApiDocument } from './openapi-document.ts';
import type { Route } from './route.ts';
import { type JsonSchema, limitsOf, shapeOf } from './schema-shape.ts';

type Operation = oas31.OperationObject;
type Listed = { readonly method: string; readonly path: string; readonly operation: Operation };

/** The contract as its readers get it: as an OpenAPI document and as a page. */
export interface ShownContract {
  readonly openApi: OpenApiDocument;
  readonly asyncApi: AsyncApiDocument;
  readonly docs: string;
}

/** Makes document and page of all routes. It takes all stories along: a function is given what was made before. */
export function showContract(routes: readonly Route[]): ShownContract {
  const openApi = openApiDocument(routes);
  return { openApi, asyncApi: asyncApiDocument(), docs: docsPage(openApi) };
}

/** The contract as one page in HTML. It has no script and asks for nothing, so it is whole without a network. */
export function docsPage(document: OpenApiDocument): string {
  const { info, tags = [], components } = document;
  const operations = operationsOf(document);
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(tag.name));
    return `${heading(tag.name, tag.description)}${own.map(showOperation).join('')}`;
  });
  const schemas = Object.entries(components?.schemas ?? {}).map(([name, schema]) =>
    showNamed(name, schema as JsonSchema),
  );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(info.title)} · API</title>
<style>${docsStyle}</style>
</head>
<body>
<h1>${escapeHtml(info.title)} <small>API ${escapeHtml(info.version)} · <a href="/openapi.json">OpenAPI 3.1</a> · <a href="/asyncapi.json">AsyncAPI 3</a></small></h1>
${prose(info.description ?? '')}
<nav>${[...tags.map(({ name }) => name), 'Schemas'].map((name) => `<a href="#${name}">${name}</a>`).join('')}</nav>
${sections.join('\n')}
${heading('Schemas', '共用的数据结构')}${schemas.join('')}
</body>
</html>
`;
}

function operationsOf({ paths = {} }: OpenApiDocument): Listed[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    (['get', 'put', 'post', 'delete'] as const).flatMap((method) => {
      const operation = item[method] as Operation | undefined;
      return operation ? [{ method: method.toUpperCase(), path, operation }] : [];
    }),
  );
}

function heading(name: string, description: string | undefined): string {
  return `<h2 id="${escapeHtml(name)}">${escapeHtml(name)} ${escapeHtml(description ?? '')}</h2>\n`;
}

function showOperation({ method, path, operation }: Listed): string {
  const body = (operation.requestBody as oas31.RequestBodyObject | undefined)?.content['application/json']?.schema;
  return `<details><summary><b>${method}</b> <code>${escapeHtml(path)}</code><small>${escapeHtml(operation.summary ?? '')}</small></summary>
<p id="${escapeHtml(operation.operationId ?? '')}">${escapeHtml(operation.description ?? '')}</p>
${showParameters((operation.parameters ?? []) as oas31.ParameterObject[])}
${body ? `<h3>Body 请求体</h3>${shape(body as JsonSchema)}` : ''}
<h3>Answers 应答</h3>
<table>${Object.entries(operation.responses ?? {})
    .map(([status, response]) => showResponse(status, response))
    .join('')}</table>
</details>
`;
}

function showParameters(parameters: readonly oas31.ParameterObject[]): string {
  const rows = parameters.map(({ name, in: place, required, description, schema }) => {
    const limits = [description, limitsOf({ ...(schema as JsonSchema), description: undefined })]
      .filter(Boolean)
      .join('; ');
    const given = `${place}${required ? ', required 必填' : ''}`;
    return `<tr><td><code>${escapeHtml(name)}</code><small>${given}</small></td><td><code>${shapeOf(schema as JsonSchema)}</code><small>${escapeHtml(limits)}</small></td></tr>`;
  });
  return `<h3>Parameters 参数</h3><table>${rows.join('')}</table>`;
}

function showResponse(status: string, { description, headers = {}, content = {} }: oas31.ResponseObject): string {
  const names = Object.keys(headers).map((name) => `<code>${escapeHtml(name)}</code>`);
  // All problems have the one shape that stands under Schemas; their slugs are in the description.
  const bodies = Object.entries(content).map(([type, { schema }]) =>
    type === 'application/problem+json' ? '' : `<small>${escapeHtml(type)}</small>${shape(schema as JsonSchema)}`,
  );
  return `<tr><td>${status}</td><td>${prose(description)}${bodies.join('')}${names.length ? `<small>Headers 响应头：${names.join(' ')}</small>` : ''}</td></tr>`;
}

function showNamed(name: string, schema: JsonSchema): string {
  const limits = limitsOf(schema);
  return `<details><summary><code>${escapeHtml(name)}</code></summary>
<div id="schema-${escapeHtml(name)}">${limits && `<small>${escapeHtml(limits)}</small>`}${shape(schema)}</div>
</details>
`;
}

function shape(schema: JsonSchema): string {
  return `<pre>${shapeOf(schema)}</pre>`;
}

/** The little Markdown that the descriptions use: lines, list items, code. */
function prose(text: string): string {
  const lines = escapeHtml(text)
    .replace(/`([^`]+)`/g, '<code>$1</code>')
    .split('\n');
  const shown = lines.map((line) => (line.startsWith('* ') ? `<li>${line.slice(2)}</li>` : `${line.trimEnd()}<br>`));
  return shown
    .join('\n')
    .replace(/(<li>[\s\S]*<\/li>)/, '<ul>$1</ul>')
    .replace(/<br>$/, '');
}
