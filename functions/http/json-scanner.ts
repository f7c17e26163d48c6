import type { Path } from '../../lib/domain/rejection.ts';
import type { Text } from '../../lib/domain/text.ts';

/** Why a text is refused before it is parsed; `offset` counts UTF-16 units from its start. */
export interface JsonFault {
  readonly slug: 'malformed-json' | 'too-deep' | 'duplicate-key';
  readonly offset: number;
  /** What the grammar wants at the offset. */
  readonly expected: Text;
  /** The property that is given twice, or the container that is nested too deep. */
  readonly path: Path;
}

/** What a scan finds in a text that may be parsed. */
export interface JsonScan {
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
export function scanJson(text: string, depthMax: number): JsonFault | JsonScan {
  const scanner = new JsonScanner(text, depthMax);
  return scanner.scan() ?? { forbiddenKeys: scanner.forbiddenKeys };
}

type Awaited = 'value' | 'first-item' | 'first-key' | 'key' | 'colon' | 'next' | 'end';

const expectations: Record<Awaited | 'string', Text> = {
  value: { en: 'a value', zh: '一个值' },
  'first-item': { en: 'a value or "]"', zh: '一个值或 "]"' },
  'first-key': { en: 'a property name or "}"', zh: '属性名或 "}"' },
  key: { en: 'a property name', zh: '属性名' },
  colon: { en: '":"', zh: '":"' },
  next: { en: '"," or the end of the list or object', zh: '"," 或列表、对象的结尾' },
  end: { en: 'the end of the body', zh: '请求体的结尾' },
  string: { en: 'a well-formed string', zh: '格式正确的字符串' },
};

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

  #malformed(expected: keyof typeof expectations = this.#awaited): JsonFault {
    return this.#fault('malformed-json', this.#offset, expected);
  }

  #fault(
    slug: JsonFault['slug'],
    offset = this.#offset,
    expected: keyof typeof expectations = this.#awaited,
  ): JsonFault {
    return { slug, offset, expected: expectations[expected], path: this.#path() };
  }
}
