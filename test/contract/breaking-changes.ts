import type { JsonSchema as Shape } from '../../lib/console/docs/open-api.ts';

/** As much of an OpenAPI document as is compared. */
export interface ContractDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Shape>> };
}

interface Operation {
  readonly operationId: string;
  readonly parameters?: readonly {
    readonly in: string;
    readonly name: string;
    readonly required?: boolean;
    readonly schema: Shape;
  }[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<
    Record<string, { readonly headers?: Readonly<Record<string, unknown>>; readonly content?: Content }>
  >;
}

type Content = Readonly<Record<string, { readonly schema: Shape }>>;

/**
 * What of a later contract breaks clients of an earlier one, a line each. A request that was good stays good: nothing
 * that it may hold goes, gets narrower or becomes required. A reply keeps all that it always had: no field, word or type
 * goes, and none may be missing or `null` that never was. Free are new addresses, optional parameters, fields, and words of
 * a list in a reply; and which refusals an address has, for `type` is one of all there are.
 */
export function breakingChanges(before: ContractDocument, after: ContractDocument): string[] {
  const found = new Set<string>();
  const tell = (at: string, what: string) => found.add(`${at}: ${what}`);
  for (const name of Object.keys(before.components.schemas))
    if (!after.components.schemas[name]) tell(name, 'this name of a schema is gone, and with it a type of clients');
  for (const [path, operations] of Object.entries(before.paths))
    for (const [method, operation] of Object.entries(operations)) {
      const at = `${method.toUpperCase()} ${path}`;
      const now = after.paths[path]?.[method];
      if (now) compareOperations(new Comparison(before, after, tell), at, operation, now);
      else tell(at, 'is gone');
    }
  const problem = { $ref: '#/components/schemas/Problem' };
  if (before.components.schemas.Problem)
    new Comparison(before, after, tell).compare('a refusal', 'reply', problem, problem);
  return [...found];
}

type Tell = (at: string, what: string) => void;

function compareOperations(comparison: Comparison, at: string, before: Operation, after: Operation): void {
  const { tell } = comparison;
  if (before.operationId !== after.operationId) tell(at, `is called ${after.operationId} now`);
  compareParameters(comparison, at, before, after);
  if (after.requestBody?.required && !before.requestBody?.required) tell(at, 'needs a body now');
  for (const [type, { schema }] of Object.entries(before.requestBody?.content ?? {})) {
    const now = after.requestBody?.content[type];
    if (now) comparison.compare(`${at} body`, 'request', schema, now.schema);
    else tell(at, `no longer takes ${type}`);
  }
  for (const [status, response] of Object.entries(before.responses).filter(([code]) => code < '400')) {
    const now = after.responses[status];
    if (!now) tell(at, `no longer answers ${status}`);
    for (const name of Object.keys(response.headers ?? {}))
      if (now && !now.headers?.[name]) tell(`${at} ${status}`, `no longer has the header ${name}`);
    for (const [type, { schema }] of Object.entries(response.content ?? {})) {
      const shown = now?.content?.[type];
      if (shown) comparison.compare(`${at} ${status}`, 'reply', schema, shown.schema);
      else if (now) tell(`${at} ${status}`, `no longer comes as ${type}`);
    }
  }
}

function compareParameters(comparison: Comparison, at: string, before: Operation, after: Operation): void {
  const given = before.parameters ?? [];
  const now = after.parameters ?? [];
  const same = (one: (typeof given)[number]) => now.find((other) => other.in === one.in && other.name === one.name);
  for (const parameter of given) {
    const kept = same(parameter);
    const place = `${at} ${parameter.in} ${parameter.name}`;
    if (kept) comparison.compare(place, 'request', parameter.schema, kept.schema);
    else comparison.tell(place, 'is gone');
  }
  for (const { in: place, name, required } of now) {
    const old = given.find((one) => one.in === place && one.name === name);
    if (required && !old?.required) comparison.tell(`${at} ${place} ${name}`, 'is required now');
  }
}

/** Bounds by whether a request is narrower with a smaller (-1) or a larger (1) one. */
const bounds = { maxLength: -1, maxItems: -1, maximum: -1, minLength: 1, minItems: 1, minimum: 1 } as const;

class Comparison {
  readonly #before: ContractDocument;
  readonly #after: ContractDocument;
  readonly tell: Tell;

  constructor(before: ContractDocument, after: ContractDocument, tell: Tell) {
    this.#before = before;
    this.#after = after;
    this.tell = tell;
  }

  /** Compares two schemas at a place. In a request nothing may get narrower; in a reply nothing may go or get looser. */
  compare(at: string, side: 'request' | 'reply', from: Shape, to: Shape): void {
    const [whole, now] = [resolved(this.#before, from), resolved(this.#after, to)];
    this.#compareTypes(at, side, whole, now);
    this.#compareOptions(at, side, whole, now);
    const before = onlyOptionOf(this.#before, whole);
    const after = onlyOptionOf(this.#after, now);
    if (before !== whole || after !== now) this.#compareTypes(at, side, before, after);
    this.#compareProperties(at, side, before, after);
    if (before.items && after.items) this.compare(`${at}[]`, side, before.items, after.items);
    const [values, others] = [before.additionalProperties, after.additionalProperties];
    if (typeof values === 'object' && typeof others === 'object') this.compare(`${at}.*`, side, values, others);
    else if (values !== false && others === false) this.tell(at, 'takes no other properties now');
  }

  #compareTypes(at: string, side: 'request' | 'reply', before: Shape, after: Shape): void {
    const [had, has] = [typesOf(this.#before, before), typesOf(this.#after, after)];
    const gone = had.filter((type) => !has.includes(type));
    const added = has.filter((type) => !had.includes(type));
    if (side === 'request' && has.length > 0 && gone.length > 0) this.tell(at, `is no longer ${gone.join(' or ')}`);
    if (side === 'reply' && had.length > 0 && added.length > 0) this.tell(at, `may be ${added.join(' or ')} now`);
    const words = wordsOf(after);
    const lost = words ? (wordsOf(before) ?? ['any other value']).filter((word) => !words.includes(word)) : [];
    if (lost.length > 0) this.tell(at, `no longer knows ${lost.join(', ')}`);
    if (side === 'request') this.#compareBounds(at, before, after);
  }

  #compareBounds(at: string, before: Shape, after: Shape): void {
    for (const keyword of ['pattern', 'format'] as const)
      if (after[keyword] !== undefined && after[keyword] !== before[keyword]) this.tell(at, `has another ${keyword}`);
    for (const [keyword, narrower] of Object.entries(bounds)) {
      const [old, now] = [before[keyword], after[keyword]] as (number | undefined)[];
      if (now !== undefined && (old === undefined || Math.sign(now - old) === narrower))
        this.tell(at, `${keyword} is ${now} now`);
    }
  }

  #compareProperties(at: string, side: 'request' | 'reply', before: Shape, after: Shape): void {
    for (const [name, property] of Object.entries(before.properties ?? {})) {
      const now = after.properties?.[name];
      if (now) this.compare(`${at}.${name}`, side, property, now);
      else this.tell(`${at}.${name}`, 'is gone');
    }
    const [had, has] = [before.required ?? [], after.required ?? []];
    if (side === 'request')
      for (const name of has.filter((one) => !had.includes(one))) this.tell(`${at}.${name}`, 'is required now');
    else
      for (const name of had.filter((one) => !has.includes(one)))
        if (after.properties?.[name]) this.tell(`${at}.${name}`, 'may be missing now');
  }

  /** Alternatives are the same by their name; those without one are compared by their types alone. */
  #compareOptions(at: string, side: 'request' | 'reply', before: Shape, after: Shape): void {
    const now = optionsOf(after);
    if (now.length === 0) return;
    for (const option of optionsOf(before).filter(({ $ref }) => $ref)) {
      const name = option.$ref!.split('/').at(-1);
      const same = now.find(({ $ref }) => $ref === option.$ref);
      if (!same) this.tell(at, `is no longer ${name}`);
      else if (now.length > 1) this.compare(`${at} as ${name}`, side, option, same);
    }
  }
}

/** Alternatives that are not `null`. */
function optionsOf({ anyOf, oneOf }: Shape): readonly Shape[] {
  return (oneOf ?? anyOf ?? []).filter(({ type }) => type !== 'null');
}

/** The types that JSON may have there; empty where it may have any. */
function typesOf(document: ContractDocument, { type, anyOf, oneOf }: Shape): string[] {
  const options = oneOf ?? anyOf;
  if (!options) return [type ?? []].flat() as string[];
  return [...new Set(options.flatMap((option) => typesOf(document, resolved(document, option))))];
}

function wordsOf({ enum: words, const: only }: Shape): readonly unknown[] | undefined {
  return only === undefined ? words : [only];
}

function resolved(document: ContractDocument, shape: Shape): Shape {
  const name = shape.$ref?.split('/').at(-1);
  return name === undefined ? shape : document.components.schemas[name]!;
}

/** What may be `null`, without that; several alternatives stay as they are. */
function onlyOptionOf(document: ContractDocument, shape: Shape): Shape {
  const [only, ...others] = optionsOf(shape);
  return only && others.length === 0 ? resolved(document, only) : shape;
}
