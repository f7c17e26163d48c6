import type { Path } from '../../lib/domain/rejection.ts';
import type { Text } from '../../lib/domain/text.ts';
import { NumberLiteral } from '../contract/number-literal.ts';
import { jsonPointer } from './json-pointer.ts';
import { forbiddenKeyNames, type JsonFault, scanJson } from './json-scanner.ts';

/** A body that is JSON, or why it is none. */
export type BodyRead =
  | {
      readonly ok: true;
      /** Without the forbidden properties; numbers that JS would change are `NumberLiteral`s. */
      readonly value: unknown;
      /** Places of the properties named `__proto__`, `constructor` or `prototype`, at any depth. */
      readonly forbiddenKeys: readonly Path[];
    }
  | { readonly ok: false; readonly slug: BodyFaultSlug; readonly detail: Text };

export type BodyFaultSlug = 'invalid-encoding' | JsonFault['slug'];

/** Objects and lists inside each other; the deepest body of the contract has far fewer. */
export const bodyDepthMax = 20;

/**
 * Reads the bytes of a request body as one JSON document: UTF-8 without a byte order mark, at most 20 levels deep, no
 * property given twice. Never throws, and never repeats a value. The size is limited before this.
 */
export function readJsonBody(bytes: Uint8Array | null): BodyRead {
  const text = decodeUtf8(bytes ?? new Uint8Array());
  if (text === null) return { ok: false, slug: 'invalid-encoding', detail: encodingDetail };
  const scan = scanJson(text, bodyDepthMax);
  if ('slug' in scan) return { ok: false, slug: scan.slug, detail: faultDetail(text, scan) };
  return { ok: true, value: JSON.parse(text, keepExact as Reviver), forbiddenKeys: scan.forbiddenKeys };
}

const encodingDetail: Text = {
  en: 'The body must be UTF-8 without a byte order mark.',
  zh: '请求体必须采用不带字节顺序标记（BOM）的 UTF-8 编码。',
};

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

/** Line and column count from 1; the column counts characters. */
function faultDetail(text: string, { slug, offset, expected, path }: JsonFault): Text {
  const lines = text.slice(0, offset).split('\n');
  const line = lines.length;
  const column = Array.from(lines.at(-1)!).length + 1;
  const en = `line ${line}, column ${column}`;
  const zh = `第 ${line} 行第 ${column} 列`;
  if (slug === 'malformed-json')
    return {
      en: `The body is not JSON: ${en} needs ${expected.en}.`,
      zh: `请求体不是合法的 JSON：${zh}应为${expected.zh}。`,
    };
  if (slug === 'too-deep')
    return {
      en: `The body has more than ${bodyDepthMax} levels (${en}).`,
      zh: `请求体嵌套超过 ${bodyDepthMax} 层（${zh}）。`,
    };
  const pointer = jsonPointer(path);
  return { en: `A property is given twice: ${pointer} (${en}).`, zh: `属性重复：${pointer}（${zh}）。` };
}

/** The library's type does not know the third argument yet. */
type Reviver = (key: string, value: unknown) => unknown;

/** `undefined` removes the property; names of list items are digits and so never forbidden. */
function keepExact(key: string, value: unknown, context: { readonly source?: string }): unknown {
  if (forbiddenKeyNames.has(key)) return undefined;
  if (typeof value !== 'number' || String(value) === context.source) return value;
  return new NumberLiteral(context.source!);
}
