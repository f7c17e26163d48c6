import type * as z from 'zod';
import type { Path } from '../../lib/domain/rejection.ts';
import type { Text } from '../../lib/domain/text.ts';
import { notations } from '../contract/notations.ts';
import { jsonPointer } from './json-pointer.ts';

const typeNames: Readonly<Record<string, Text>> = {
  string: { en: 'text', zh: '文本' },
  number: { en: 'a number', zh: '数字' },
  int: { en: 'a whole number without point or exponent', zh: '不带小数点和指数的整数' },
  boolean: { en: 'true or false', zh: 'true 或 false' },
  array: { en: 'a list', zh: '列表' },
  tuple: { en: 'a list', zh: '列表' },
  object: { en: 'an object', zh: '对象' },
  record: { en: 'an object', zh: '对象' },
  null: { en: 'null', zh: 'null' },
};

/** What a value of another JSON type is told; `expected` are zod's names of types. */
export function typeMessage(expected: readonly string[]): Text {
  const names = [...new Set(expected)].flatMap((name) => typeNames[name] ?? []);
  if (names.length === 0) return { en: 'Is of the wrong type.', zh: '类型不正确。' };
  const en = [...new Set(names.map((name) => name.en))].join(' or ');
  const zh = [...new Set(names.map((name) => name.zh))].join('或');
  return { en: `Must be ${en}.`, zh: `必须是${zh}。` };
}

/** What stands at the place of a property that is not there. */
export const requiredMessage: Text = { en: 'Is required.', zh: '此处为必填。' };

/** What a property is told that the contract does not know. */
export const unknownPropertyMessage: Text = { en: 'Is not a property of this object.', zh: '此对象没有这一属性。' };

/** What a value outside a closed choice is told. */
export function choiceMessage(choices: readonly unknown[]): Text {
  return {
    en: `Must be one of: ${choices.map(String).join(', ')}.`,
    zh: `只能是：${choices.map(String).join('、')}。`,
  };
}

/** What text in the wrong notation is told: in words, for a pattern says nothing to people. */
export function formatMessage({ format, message }: z.core.$ZodIssueInvalidStringFormat): Text {
  return notations[format === 'regex' ? message : format] ?? anotherNotation;
}

const anotherNotation: Text = {
  en: 'Is not in the expected notation; /docs describes it.',
  zh: '格式不正确；正确的格式见 /docs。',
};

type SizeIssue = z.core.$ZodIssueTooBig | z.core.$ZodIssueTooSmall;

/** What a number, text or list outside its bounds is told. */
export function sizeMessage(issue: SizeIssue): Text {
  const measured = measures[issue.origin] ?? { en: 'Must be', zh: '' };
  const bound = issue.code === 'too_big' ? issue.maximum : issue.minimum;
  const { en, zh } = comparisons[`${issue.code} ${issue.inclusive === false ? 'strict' : 'inclusive'}`];
  return { en: `${measured.en} ${en} ${bound}.`, zh: `${measured.zh}${zh} ${bound}。` };
}

const comparisons = {
  'too_big inclusive': { en: 'at most', zh: '不得大于' },
  'too_big strict': { en: 'less than', zh: '必须小于' },
  'too_small inclusive': { en: 'at least', zh: '不得小于' },
  'too_small strict': { en: 'more than', zh: '必须大于' },
} as const;

/** A number itself is measured where none of these is. */
const measures: Readonly<Record<string, Text>> = {
  string: { en: 'The number of characters must be', zh: '字符数' },
  array: { en: 'The number of items must be', zh: '项数' },
  object: { en: 'The number of properties must be', zh: '属性数' },
};

/** What a number between the allowed steps is told. */
export function multipleMessage(divisor: number | bigint): Text {
  return { en: `Must be a multiple of ${divisor}.`, zh: `必须是 ${divisor} 的倍数。` };
}

/** What is told whose parts contradict each other: the schema's own sentence, where it has one. */
export function contradictionMessage(text: Text | undefined): Text {
  return text ?? { en: 'Its parts contradict each other; /docs describes it.', zh: '各部分互相矛盾；说明见 /docs。' };
}

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
