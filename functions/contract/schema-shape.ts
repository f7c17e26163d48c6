import { escapeHtml } from '../../lib/exports/html.ts';

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

const referencePrefix = '#/components/schemas/';

/** A schema to read, as HTML: `{ value: string, evidence?: string[] }`, with what limits it in a line above each property. */
export function shapeOf(schema: JsonSchema, indent = ''): string {
  const { $ref, enum: choices, anyOf, oneOf = anyOf, items, properties, additionalProperties, type } = schema;
  if ($ref) return referenceTo($ref.slice(referencePrefix.length));
  if ('const' in schema) return literal(schema.const);
  if (choices) return choices.map(literal).join(' | ');
  if (oneOf) return oneOf.map((option) => shapeOf(option, indent)).join(' | ');
  if (items) return `${bracketed(shapeOf(items, indent))}[]`;
  if (properties) return shapeOfProperties(schema, indent);
  if (typeof additionalProperties === 'object') return `{ [name]: ${shapeOf(additionalProperties, indent)} }`;
  return [type ?? 'any'].flat().join(' | ');
}

/** What limits a value besides its shape, in words and symbols; empty where nothing does. A pattern is told by its description. */
export function limitsOf(schema: JsonSchema): string {
  const { description, format } = schema;
  const bounds = [
    ['≥', schema.minimum],
    ['≤', schema.maximum],
    ['length ≥', schema.minLength],
    ['length ≤', schema.maxLength],
    ['items ≥', schema.minItems],
    ['items ≤', schema.maxItems],
    ['default', 'default' in schema ? JSON.stringify(schema.default) : undefined],
  ].flatMap(([sign, bound]) => (bound === undefined || isNoBound(bound) ? [] : [`${sign} ${bound}`]));
  return [description, format, ...bounds].filter((part) => part !== undefined).join('; ');
}

/** Every whole number is within these. */
function isNoBound(bound: unknown): boolean {
  return typeof bound === 'number' && Math.abs(bound) === Number.MAX_SAFE_INTEGER;
}

function shapeOfProperties({ properties = {}, required = [] }: JsonSchema, indent: string): string {
  const inner = `${indent}  `;
  const lines = Object.entries(properties).map(([name, property]) => {
    const limits = property.$ref ? '' : limitsOf(property);
    const above = limits && `${inner}<i>// ${escapeHtml(limits)}</i>\n`;
    return `${above}${inner}${escapeHtml(name)}${required.includes(name) ? '' : '?'}: ${shapeOf(property, inner)}\n`;
  });
  return `{\n${lines.join('')}${indent}}`;
}

function referenceTo(name: string): string {
  return `<a href="#schema-${escapeHtml(name)}">${escapeHtml(name)}</a>`;
}

function bracketed(shape: string): string {
  return shape.includes(' | ') && !shape.startsWith('{') ? `(${shape})` : shape;
}

function literal(value: unknown): string {
  return escapeHtml(JSON.stringify(value));
}
