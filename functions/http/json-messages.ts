import type { Path } from '../../lib/domain/rejection.ts';
import type { Text } from '../../lib/domain/text.ts';
import { jsonPointer } from './json-pointer.ts';

/** What the grammar of JSON can want at a place. */
export type JsonExpectation = 'value' | 'first-item' | 'first-key' | 'key' | 'colon' | 'next' | 'end' | 'string';

/** Why a text is refused before it is parsed; `offset` counts UTF-16 units from its start. */
export interface JsonFault {
  readonly slug: 'malformed-json' | 'too-deep' | 'duplicate-key';
  readonly offset: number;
  /** What the grammar wants at the offset. */
  readonly expected: JsonExpectation;
  /** The property that is given twice, or the container that is nested too deep. */
  readonly path: Path;
}

const expectations: Record<Exclude<JsonExpectation, 'end'>, Text> = {
  value: { en: 'a value', zh: '一个值' },
  'first-item': { en: 'a value or "]"', zh: '一个值或 "]"' },
  'first-key': { en: 'a property name or "}"', zh: '属性名或 "}"' },
  key: { en: 'a property name', zh: '属性名' },
  colon: { en: '":"', zh: '":"' },
  next: { en: '"," or the end of the list or object', zh: '"," 或列表、对象的结尾' },
  string: { en: 'a well-formed string', zh: '格式正确的字符串' },
};

/** What the text is that is read. */
export interface JsonSource {
  /** As a sentence begins with it. */
  readonly name: Text;
  /** Its end. */
  readonly end: Text;
}

/**
 * What text is told that is no JSON, or not as we take it. Line and column count from 1; the column counts characters.
 */
export function jsonFaultDetail(
  text: string,
  { slug, offset, expected, path }: JsonFault,
  depthMax: number,
  { name, end }: JsonSource,
): Text {
  const lines = text.slice(0, offset).split('\n');
  const line = lines.length;
  const column = Array.from(lines.at(-1)!).length + 1;
  const en = `line ${line}, column ${column}`;
  const zh = `第 ${line} 行第 ${column} 列`;
  if (slug === 'malformed-json') {
    const wanted = expected === 'end' ? end : expectations[expected];
    return {
      en: `${name.en} is not JSON: ${en} needs ${wanted.en}.`,
      zh: `${name.zh}不是合法的 JSON：${zh}应为${wanted.zh}。`,
    };
  }
  if (slug === 'too-deep')
    return {
      en: `${name.en} has more than ${depthMax} levels (${en}).`,
      zh: `${name.zh}嵌套超过 ${depthMax} 层（${zh}）。`,
    };
  const pointer = jsonPointer(path);
  return { en: `A property is given twice: ${pointer} (${en}).`, zh: `属性重复：${pointer}（${zh}）。` };
}
