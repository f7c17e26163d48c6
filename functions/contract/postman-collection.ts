import type { oas31 } from 'zod-openapi';
import type { OpenApiDocument } from './openapi-document.ts';

type Operation = oas31.OperationObject;
type Parameter = oas31.ParameterObject;

/** The name of the format, by which importers know it. */
const format = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json';

/**
 * The OpenAPI document as a collection for Postman and for what else imports that format, a folder for each tag. What several
 * requests need is a variable of the collection: address, token, and what paths name. A write has a new key each time.
 */
export function postmanCollection({ info, tags = [], paths = {} }: OpenApiDocument) {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item as Readonly<Record<string, Operation>>).map(([method, operation]) => ({
      ...{ path, method: method.toUpperCase(), operation, parameters: (operation.parameters ?? []) as Parameter[] },
    })),
  );
  const shared = operations.flatMap(({ parameters }) => parameters.filter(isShared));
  return {
    info: { name: info.title, description: info.description ?? '', schema: format },
    auth: { type: 'bearer', bearer: [{ key: 'token', value: '{{token}}', type: 'string' }] },
    variable: [
      { key: 'baseUrl', value: 'http://127.0.0.1:8787' },
      { key: 'token', value: '' },
      ...[...new Map(shared.map((one) => [one.name, exampleOf(one)]))].map(([key, value]) => ({ key, value })),
    ],
    item: tags.map(({ name, description }) => ({
      name: `${name} · ${description}`,
      item: operations.filter(({ operation }) => operation.tags?.includes(name)).map(requestOf),
    })),
  };
}

/** What the Postman collection is. */
export type PostmanCollection = ReturnType<typeof postmanCollection>;

/** Ids of single things are of one request only. */
function isShared({ in: place, name }: Parameter): boolean {
  return place === 'path' && name !== 'id';
}

function exampleOf({ example, schema }: Parameter): string {
  return String(example ?? (schema as oas31.SchemaObject).example ?? '');
}

interface Listed {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  readonly parameters: readonly Parameter[];
}

function requestOf({ method, path, operation, parameters }: Listed) {
  const of = (place: string) => parameters.filter((parameter) => parameter.in === place);
  const query = of('query').map((parameter) => ({
    ...{ key: parameter.name, value: exampleOf(parameter), description: parameter.description ?? '' },
    disabled: !parameter.required,
  }));
  const asked = query
    .filter(({ disabled }) => !disabled)
    .map(({ key, value }) => `${key}=${encodeURIComponent(value)}`);
  const steps = path
    .slice(1)
    .split('/')
    .map((step) => step.replace(/^\{(\w+)\}$/, ':$1'));
  const body = (operation.requestBody as oas31.RequestBodyObject | undefined)?.content['application/json'];
  return {
    name: operation.summary ?? '',
    request: {
      method,
      description: operation.description ?? '',
      ...(operation.security?.length === 0 && { auth: { type: 'noauth' } }),
      header: [
        ...(body ? [{ key: 'Content-Type', value: 'application/json' }] : []),
        ...of('header').map(({ name, description = '' }) =>
          name === 'Idempotency-Key'
            ? { key: name, value: '{{$guid}}', description }
            : { key: name, value: '', description, disabled: true },
        ),
      ],
      url: {
        raw: `{{baseUrl}}/${steps.join('/')}${asked.length > 0 ? `?${asked.join('&')}` : ''}`,
        host: ['{{baseUrl}}'],
        path: steps,
        query,
        variable: of('path').map((parameter) => ({
          ...{ key: parameter.name, description: parameter.description ?? '' },
          value: isShared(parameter) ? `{{${parameter.name}}}` : exampleOf(parameter),
        })),
      },
      ...(body && { body: { mode: 'raw', raw: bodyText(body), options: { raw: { language: 'json' } } } }),
    },
    response: [],
  };
}

/** The first example of a body. */
function bodyText({ examples = {} }: oas31.MediaTypeObject): string {
  const [first] = Object.values(examples) as oas31.ExampleObject[];
  return JSON.stringify(first?.value ?? {}, null, 2);
}
