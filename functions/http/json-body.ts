import type { Path } from '../../lib/domain/rejection.ts';
import type { Text } from '../../lib/domain/text.ts';
import { NumberLiteral } from '../contract/number-literal.ts';
import { type JsonExpectation, type JsonFault, type JsonSource, jsonFaultDetail } from './json-messages.ts';

/** A body that was read. */
export interface ReadBody {
  /** Without the forbidden properties; numbers that JS would change are `NumberLiteral`s. */
  readonly value: unknown;
  /** Places of the properties named `__proto__`, `constructor` or `prototype`, at any depth. */
  readonly forbiddenKeys: readonly Path[];
}

/** A body that is JSON, or why it is none. */
export type BodyRead =
  | ({ readonly ok: true } & ReadBody)
  | { readonly ok: false; readonly slug: BodyFaultSlug; readonly detail: Text };

export type BodyFaultSlug = 'invalid-encoding' | JsonFault['slug'];

/** Bytes that a body may have. */
export const bodyBytesMax = 256 * 1024;

/** Objects and lists inside each other, unless a route takes more. */
export const bodyDepthMax = 20;

const requestBody: JsonSource = {
  name: { en: 'The body', zh: '请求体' },
  end: { en: 'the end of the body', zh: '请求体的结尾' },
};

/**
 * Reads the bytes of a request body as one JSON document: UTF-8 without a byte order mark, at most so many levels
 * deep, no property given twice. Never throws, and never repeats a value. The size is limited before this. Bytes from
 * elsewhere than a request are told of by their own name.
 */
export function readJsonBody(
  bytes: Uint8Array | null,
  depthMax: number = bodyDepthMax,
  source: JsonSource = requestBody,
): BodyRead {
  const text = decodeUtf8(bytes ?? new Uint8Array());
  if (text === null) return { ok: false, slug: 'invalid-encoding', detail: encodingDetail(source) };
  const scan = scanJson(text, depthMax);
  if ('slug' in scan) return { ok: false, slug: scan.slug, detail: jsonFaultDetail(text, scan, depthMax, source) };
  return { ok: true, value: JSON.parse(text, keepExact as Reviver), forbiddenKeys: scan.forbiddenKeys };
}

function encodingDetail({ name }: JsonSource): Text {
  return {
    en: `${name.en} must be UTF-8 without a byte order mark.`,
    zh: `${name.zh}必须采用不带字节顺序标记（BOM）的 UTF-8 编码。`,
  };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text, or null for a byte order mark, for bytes that are not UTF-8, and for UTF-16 and UTF-32. */
function decodeUtf8(bytes: Uint8Array): string | null {
  // JSON begins with ASCII, so a zero among the first two bytes means wider units (RFC 4627, section 3).
  if (bytes[0] === 0 || bytes[1] === 0) return null;
  try {
    const text = utf8.decode(bytes);
    return text.startsWith('\ufeff') ? null : text;
  } catch {
    return null;
  }
}

/** The library's type does not know the third argument yet. */
type Reviver = (key: string, value: unknown) => unknown;

/** `undefined` removes the property; names of list items are digits and so never forbidden. */
function keepExact(key: string, value: unknown, context: { readonly source?: string }): unknown {
  if (forbiddenKeyNames.has(key)) return undefined;
  if (typeof value !== 'number' || String(value) === context.source) return value;
  return new NumberLiteral(context.source!);
}

/** What a scan finds in a text that may be parsed. */
interface JsonScan {
  /** Places of the properties with a forbidden name, in the order of the text; at most 100 of them. */
  readonly forbiddenKeys: readonly Path[];
}

/** Property names that could reach a prototype in careless code. No contract uses them. */
export const forbiddenKeyNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Checks a text against the JSON grammar (RFC 8259) in one pass without recursion: one document, at most `depthMax`
 * containers inside each other, no property twice in one object. Names are compared unescaped and in NFC. A text that
 * passes is one that `JSON.parse` accepts.
 */
function scanJson(text: string, depthMax: number): JsonFault | JsonScan {
  const scanner = new JsonScanner(text, depthMax);
  return scanner.scan() ?? { forbiddenKeys: scanner.forbiddenKeys };
}

type Awaited = Exclude<JsonExpectation, 'string'>;

const SPACE = /[ \t\n\r]*/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON strings exclude exactly these
const STRING = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
const SCALAR = /true|false|null|-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** Normalising takes quadratic time on crafted runs of accents; longer names are compared as they are. */
const NORMALISED_LENGTH_MAX = 256;
const FORBIDDEN_KEYS_MAX = 100;

/** An object or list whose end is yet to come. */
interface Container {
  /** The names so far; null for a list. */
  readonly names: Set<string> | null;
  /** The current property or item. */
  at: string | number;
}

class JsonScanner {
  readonly forbiddenKeys: Path[] = [];
  readonly #text: string;
  readonly #depthMax: number;
  readonly #open: Container[] = [];
  #offset = 0;
  #awaited: Awaited = 'value';

  constructor(text: string, depthMax: number) {
    this.#text = text;
    this.#depthMax = depthMax;
  }

  scan(): JsonFault | null {
    for (;;) {
      this.#take(SPACE);
      if (this.#offset === this.#text.length) return this.#awaited === 'end' ? null : this.#malformed();
      const fault = this.#step(this.#text.charAt(this.#offset));
      if (fault) return fault;
    }
  }

  #step(char: string): JsonFault | null {
    switch (this.#awaited) {
      case 'value':
        return this.#readValue(char);
      case 'first-item':
        return char === ']' ? this.#close() : this.#readValue(char);
      case 'first-key':
        return char === '}' ? this.#close() : this.#readKey(char);
      case 'key':
        return this.#readKey(char);
      case 'colon':
        return char === ':' ? this.#skipTo('value') : this.#malformed();
      case 'next':
        return this.#readNext(char);
      case 'end':
        return this.#malformed();
    }
  }

  #readValue(char: string): JsonFault | null {
    if (char === '{' || char === '[') return this.#openContainer(char);
    if (this.#take(char === '"' ? STRING : SCALAR) === '') return this.#malformed(char === '"' ? 'string' : undefined);
    return this.#endValue();
  }

  #openContainer(char: '{' | '['): JsonFault | null {
    if (this.#open.length === this.#depthMax) return this.#fault('too-deep');
    this.#open.push(char === '{' ? { names: new Set(), at: '' } : { names: null, at: 0 });
    return this.#skipTo(char === '{' ? 'first-key' : 'first-item');
  }

  #readKey(char: string): JsonFault | null {
    if (char !== '"') return this.#malformed();
    const start = this.#offset;
    const literal = this.#take(STRING);
    if (literal === '') return this.#malformed('string');
    const name: string = JSON.parse(literal);
    const container = this.#open.at(-1)!;
    container.at = name;
    const compared = name.length <= NORMALISED_LENGTH_MAX ? name.normalize('NFC') : name;
    if (container.names!.has(compared)) return this.#fault('duplicate-key', start);
    container.names!.add(compared);
    if (forbiddenKeyNames.has(name) && this.forbiddenKeys.length < FORBIDDEN_KEYS_MAX)
      this.forbiddenKeys.push(this.#path());
    this.#awaited = 'colon';
    return null;
  }

  #readNext(char: string): JsonFault | null {
    const container = this.#open.at(-1)!;
    if (char === (container.names ? '}' : ']')) return this.#close();
    if (char !== ',') return this.#malformed();
    if (typeof container.at === 'number') container.at += 1;
    return this.#skipTo(container.names ? 'key' : 'value');
  }

  #close(): null {
    this.#open.pop();
    this.#offset += 1;
    return this.#endValue();
  }

  #endValue(): null {
    this.#awaited = this.#open.length === 0 ? 'end' : 'next';
    return null;
  }

  #skipTo(awaited: Awaited): null {
    this.#offset += 1;
    this.#awaited = awaited;
    return null;
  }

  /** Moves past what the sticky pattern matches here and returns it; `""` where it matches nothing. */
  #take(pattern: RegExp): string {
    pattern.lastIndex = this.#offset;
    const taken = pattern.exec(this.#text)?.[0] ?? '';
    this.#offset += taken.length;
    return taken;
  }

  #path(): Path {
    return this.#open.map((container) => container.at);
  }

  #malformed(expected: JsonExpectation = this.#awaited): JsonFault {
    return this.#fault('malformed-json', this.#offset, expected);
  }

  #fault(slug: JsonFault['slug'], offset = this.#offset, expected: JsonExpectation = this.#awaited): JsonFault {
    return { slug, offset, expected, path: this.#path() };
  }
}
