import type { Text } from '../../lib/domain/text.ts';

/**
 * What text must be like, in words, for a pattern says nothing to people. By zod's name of the format, or by the name that
 * a schema of ours gives its pattern as its message.
 */
export const notations: Readonly<Record<string, Text>> = {
  datetime: {
    en: 'Must be an instant with its offset, such as 2020-01-01T00:00:00+08:00.',
    zh: '必须是带时区偏移的时刻，例如 2020-01-01T00:00:00+08:00。',
  },
  date: { en: 'Must be a calendar date, such as 2020-01-31.', zh: '必须是日期，例如 2020-01-31。' },
  id: {
    en: 'Must be an id: 1 to 32 lower-case letters, digits or hyphens, beginning with a letter or digit.',
    zh: '必须是编号：1 至 32 个小写字母、数字或连字符，以字母或数字开头。',
  },
  'component id': {
    en: 'Must be the id of a component, such as 5 or 20.1.',
    zh: '必须是考核内容编号，例如 5 或 20.1。',
  },
  points: {
    en: 'Must be points as decimal text, such as "2.5", with at most 5 digits before the point and 4 after it.',
    zh: '必须是十进制文本表示的分值，例如 "2.5"，整数最多 5 位，小数最多 4 位。',
  },
  decimal: {
    en: 'Must be decimal text, such as "-0.5", of at most 60 characters.',
    zh: '必须是十进制文本，例如 "-0.5"，最多 60 个字符。',
  },
  count: { en: 'Must be a whole number in digits.', zh: '必须是用数字书写的整数。' },
  sha256: { en: 'Must be a SHA-256 in hex: 64 digits.', zh: '必须是十六进制的 SHA-256，共 64 位。' },
  awaited: {
    en: 'Must be a district and a revision, such as east@9; several joined by commas.',
    zh: '必须是区县编号和台账修订号，例如 east@9；多个用逗号连接。',
  },
};
