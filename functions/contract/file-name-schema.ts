import * as z from 'zod';
import { refusalIssue } from './refusal-issue.ts';

const characters = 255;
/** Controls, marks of direction and other format characters, lone surrogates, and what separates folders. */
const FAULTY = /[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}\u2028\u2029/\\]/u;
/** Fillers and joiners that nobody sees; the selectors of variants are part of some names' characters. */
const INVISIBLE = /(?!\p{Variation_Selector})\p{Default_Ignorable_Code_Point}/u;
const MARKS_RUN = /\p{M}{31}/u;

const message = {
  zh: `文件名须为 1 至 ${characters} 个字符，不得包含控制字符、不可见字符、文字方向符或斜杠。`,
  en: `A file name is 1 to ${characters} characters without controls, invisible characters, marks of direction or slashes.`,
};

/** The name of a file, in NFC. It is data for people: no object is ever named by it. Refuses with `filename-invalid`. */
export const fileNameText = () =>
  z
    .string()
    .superRefine((name, context) => {
      const isShort = name.length <= 4 * characters;
      const isFaulty =
        !isShort || [FAULTY, INVISIBLE, MARKS_RUN].some((fault) => fault.test(name)) || name.trim() === '';
      if (isFaulty || Array.from(name.normalize('NFC')).length > characters)
        context.addIssue(refusalIssue('filename-invalid', message));
    })
    .overwrite((name) => name.normalize('NFC'))
    .meta({ minLength: 1, maxLength: characters });
