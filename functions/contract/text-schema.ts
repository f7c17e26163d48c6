import * as z from 'zod';
import { once } from '../../lib/domain/once.ts';
import type { Text } from '../../lib/domain/text.ts';
import { refusalIssue } from './refusals.ts';

/** Limits of a text field: its length in characters (code points) after normalisation. */
export interface TextLimits {
  readonly max: number;
}

/** Lone surrogates, noncharacters (which XML cannot hold) and all controls. */
const lineFaulty = once(() => /[\p{Cc}\p{Cs}\p{Noncharacter_Code_Point}\p{Cf}\u2028\u2029]/u);
/** As for a line, but TAB, LF and CR are text, and so are joiners and marks of direction. */
const noteFaulty = once(() => /[^\P{Cc}\t\n\r]|[\p{Cs}\p{Noncharacter_Code_Point}]/u);
/** More accents in a row than any language stacks (UAX 15, stream-safe); they also make normalising quadratic. */
const marksRun = once(() => /\p{M}{31}/u);

/**
 * A name: one line without controls, zero-width characters or marks of direction. Gives it trimmed and in NFC. Refuses
 * with `required` where nothing is left, else with `text-invalid`.
 */
export function lineText(limits: TextLimits) {
  return boundedText(limits, lineFaulty, 'line').overwrite((text) => text.normalize('NFC').trim());
}

/**
 * A note or reason: text with tabs and line breaks but no other control. Gives it in NFC, otherwise as it was written.
 * Refuses with `required` where it is blank, else with `text-invalid`.
 */
export function noteText(limits: TextLimits) {
  return boundedText(limits, noteFaulty, 'note').overwrite((text) => text.normalize('NFC'));
}

const required: Text = { en: 'A text is required here.', zh: '此处必须填写文本。' };

const faulty: Record<'line' | 'note', Text> = {
  line: {
    en: 'Must be one line without control characters, zero-width characters, marks of direction or incomplete characters.',
    zh: '必须是单行文本，不得包含控制字符、零宽字符、文字方向符或不完整的字符。',
  },
  note: {
    en: 'Must be without control characters (other than tabs and line breaks) or incomplete characters.',
    zh: '不得包含控制字符（制表符和换行除外）或不完整的字符。',
  },
};

function boundedText({ max }: TextLimits, forbidden: () => RegExp, kind: 'line' | 'note') {
  const tooLong: Text = { en: `Must be at most ${max} characters long.`, zh: `最多 ${max} 个字符。` };
  return z
    .string()
    .superRefine((text, context) => {
      if (forbidden().test(text) || marksRun().test(text)) context.addIssue(refusalIssue('text-invalid', faulty[kind]));
      else if (text.trim() === '') context.addIssue(refusalIssue('required', required));
      else if (lengthOf(text, kind) > max) context.addIssue(refusalIssue('text-invalid', tooLong));
    })
    .meta({ minLength: 1, maxLength: max });
}

function lengthOf(text: string, kind: 'line' | 'note'): number {
  const stored = text.normalize('NFC');
  return Array.from(kind === 'line' ? stored.trim() : stored).length;
}

const fileNameMax = 255;
/** Controls, marks of direction and other format characters, lone surrogates, and what separates folders. */
const nameFaulty = once(() => /[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}\u2028\u2029/\\]/u);
/** Fillers and joiners that nobody sees; the selectors of variants are part of some names' characters. */
const invisible = once(() => /(?!\p{Variation_Selector})\p{Default_Ignorable_Code_Point}/u);

const notAName: Text = {
  zh: `文件名须为 1 至 ${fileNameMax} 个字符，不得包含控制字符、不可见字符、文字方向符或斜杠。`,
  en: `A file name is 1 to ${fileNameMax} characters without controls, invisible characters, marks of direction or slashes.`,
};

/** The name of a file, in NFC. It is data for people: no object is ever named by it. Refuses with `filename-invalid`. */
export const fileNameText = () =>
  z
    .string()
    .superRefine((name, context) => {
      const isShort = name.length <= 4 * fileNameMax;
      const isFaulty =
        !isShort || [nameFaulty, invisible, marksRun].some((fault) => fault().test(name)) || name.trim() === '';
      if (isFaulty || Array.from(name.normalize('NFC')).length > fileNameMax)
        context.addIssue(refusalIssue('filename-invalid', notAName));
    })
    .overwrite((name) => name.normalize('NFC'))
    .meta({ minLength: 1, maxLength: fileNameMax });
