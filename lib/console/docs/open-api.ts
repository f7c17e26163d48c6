/** As much of a JSON Schema as the contract uses. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly items?: JsonSchema;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly required?: readonly string[];
  readonly [annotation: string]: unknown;
}

/** Something that is sent besides the body. */
export interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly example?: unknown;
  readonly schema: JsonSchema;
}

/** An example of a body; a reference is to one that several answers share. */
export interface Example {
  readonly $ref?: string;
  readonly summary?: string;
  readonly value?: unknown;
}

/** A body of one media type. */
export interface MediaType {
  readonly schema: JsonSchema;
  readonly examples?: Readonly<Record<string, Example>>;
}

/** Bodies by media type. */
export type Content = Readonly<Record<string, MediaType>>;

/** An answer to an operation. */
export interface Reply {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly description?: string }>>;
  readonly content?: Content;
}

/** An operation as the document has it. */
export interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Reply>>;
}

/** The OpenAPI document of this product, as far as the page reads it. */
export interface OpenApi {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, JsonSchema>>;
    readonly examples?: Readonly<Record<string, Example>>;
  };
}

/** An operation with its address. */
export interface Listed extends Operation {
  readonly method: string;
  readonly path: string;
}

/** All operations, as the document lists them. */
export function operationsOf({ paths }: OpenApi): Listed[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );
}

const referencePrefix = '#/components/schemas/';

/** The name of what a schema refers to; `null` where it is no reference. */
export function referredName({ $ref }: JsonSchema): string | null {
  return $ref ? $ref.slice(referencePrefix.length) : null;
}

/** A schema with what it refers to; what stands beside the reference goes before. */
export function resolved({ components }: OpenApi, schema: JsonSchema): JsonSchema {
  const name = referredName(schema);
  if (name === null) return schema;
  const { $ref: _, ...beside } = schema;
  return { ...resolved({ components } as OpenApi, components.schemas[name] ?? {}), ...beside };
}

/** Examples of a body; where there are some in each language, those in this one. */
export function examplesIn({ components }: OpenApi, { examples = {} }: MediaType, language: 'zh' | 'en'): Example[] {
  const other = language === 'zh' ? '-en' : '-zh';
  return Object.entries(examples)
    .filter(([name]) => !name.endsWith(other))
    .flatMap(([, example]) => (example.$ref ? components.examples?.[example.$ref.split('/').at(-1)!] : example) ?? []);
}

/** Whether a token must come with it. */
export function needsToken({ security = [] }: Operation): boolean {
  return security.length > 0;
}

const HAN = /\p{Script=Han}/u;
/** What both languages of a line have in common: the dot of a list, and the word that a program branches on. */
const SHARED = /^(?:\* )?(?:`[^`]+` )?/;

/**
 * One language of a text that has both: the document writes `English · 中文`, or the Chinese sentence behind the English
 * one. A text that has only one stays as it is.
 */
export function inLanguage(text: string, language: 'zh' | 'en'): string {
  const lines = text.split('\n').map((line) => {
    const shared = SHARED.exec(line)![0];
    const rest = line.slice(shared.length).trimEnd();
    const han = rest.search(HAN);
    const before = rest.slice(0, Math.max(han, 0));
    const dot = before.lastIndexOf(' · ');
    const end = dot >= 0 ? dot : before.lastIndexOf('. ') + 1;
    if (end <= 0) return line;
    return shared + (language === 'en' ? rest.slice(0, end) : rest.slice(end).replace(/^ (?:· )?/, ''));
  });
  return lines.join('\n');
}

/** The operations in which all words of a search occur: in address, name, sentences, parameters, refusals or fields. */
export function found(operations: readonly Listed[], search: string): Listed[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return operations.filter((operation) => {
    const text = searchTextOf(operation);
    return words.every((word) => text.includes(word));
  });
}

const texts = new WeakMap<Listed, string>();

function searchTextOf(operation: Listed): string {
  const known = texts.get(operation);
  if (known !== undefined) return known;
  const { responses, requestBody, parameters = [], method, path, operationId, summary, description, tags } = operation;
  const schemas = [requestBody?.content ?? {}, ...Object.values(responses).map(({ content = {} }) => content)];
  const names = schemas.flatMap((content) => Object.values(content).map(({ schema }) => referredName(schema)));
  const refusals = Object.values(responses).map((reply) => reply.description);
  const sent = parameters.flatMap((parameter) => [parameter.name, parameter.description]);
  const all = [method, path, operationId, summary, description, ...tags, ...sent, ...names, ...refusals];
  const text = all.join(' ').toLowerCase();
  texts.set(operation, text);
  return text;
}
