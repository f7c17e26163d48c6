import type { z } from 'zod';
import type { Text } from '../../lib/domain/text.ts';

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

const formatNames: Readonly<Record<string, Text>> = {
  datetime: {
    en: 'Must be an instant with its offset, such as 2020-01-01T00:00:00+08:00.',
    zh: '必须是带时区偏移的时刻，例如 2020-01-01T00:00:00+08:00。',
  },
};

/** What text in the wrong notation is told. */
export function formatMessage({ format, pattern }: z.core.$ZodIssueInvalidStringFormat): Text {
  const named = formatNames[format];
  if (named) return named;
  return pattern === undefined || format !== 'regex'
    ? { en: `Must be in the format ${format}.`, zh: `格式必须是 ${format}。` }
    : { en: `Must match ${pattern}.`, zh: `必须符合 ${pattern}。` };
}

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

/** What a document is told whose parts contradict each other; `message` is the schema's own sentence. */
export function contradictionMessage(message: string): Text {
  return { en: message, zh: `与约束不符（${message}）。` };
}
