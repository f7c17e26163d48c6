import * as z from 'zod';
import { notApplicable } from '../../lib/domain/book.ts';
import { named } from '../../lib/domain/named.ts';
import { type QuantityFault, readQuantity } from '../../lib/domain/quantity.ts';
import type { Text } from '../../lib/domain/text.ts';
import { NumberLiteral } from './number-literal.ts';
import { refusalIssue } from './refusals.ts';

const refusals: Record<QuantityFault | 'type', Text> = {
  required: { en: 'A quantity is required here, such as "12.5".', zh: '此处必须填写数值，例如 "12.5"。' },
  type: {
    en: 'Must be decimal text such as "12.5", or a JSON number.',
    zh: '必须是十进制文本（例如 "12.5"）或 JSON 数字。',
  },
  'value-syntax': {
    en: 'Must be a plain decimal number in ASCII digits, such as "12.5": no exponent, separator, unit or leading zero, at most 6 decimals.',
    zh: '必须是用半角数字书写的普通十进制数，例如 "12.5"：不得使用科学计数法、分隔符、单位或前导零，小数最多 6 位。',
  },
  'value-out-of-range': {
    en: 'Must be 0 or more, with at most 15 digits before the point; a JSON number may have at most 15 significant digits.',
    zh: '必须大于或等于 0，整数部分最多 15 位；JSON 数字最多 15 位有效数字。',
  },
};

const SIGNIFICANT_DIGITS_MAX = 15;
const WHOLE_MAX = 1e15;

/**
 * A claimed or verified value, or a target, in a body: decimal text, or a JSON number of at most 15 significant digits.
 * Gives the text as it was written (`1.50` stays `"1.50"`). Refuses with `required`, `type`, `value-syntax` or
 * `value-out-of-range`.
 */
export const quantityText = named(
  'QuantityGiven',
  (): z.ZodType<string> =>
    z
      .unknown()
      .transform(takeGiven)
      .pipe(z.string())
      .meta({
        description:
          'Decimal text such as "12.5", 0 or more, with at most 15 digits before the point and 6 after it; a JSON number is accepted where it has at most 15 significant digits. 十进制文本，如 "12.5"，不得为负，整数最多 15 位，小数最多 6 位；有效数字不超过 15 位的，也可用 JSON 数字。',
        override: { type: ['string', 'number'], pattern: '^(0|[1-9][0-9]{0,14})(\\.[0-9]{1,6})?$', minimum: 0 },
      }),
);

/** A target in a body: a quantity, or that the component does not apply to the district. Refuses as `quantityText` does. */
export const targetText = named(
  'TargetGiven',
  (): z.ZodType<string> =>
    z
      .unknown()
      .transform((given, context) => (given === notApplicable ? given : takeGiven(given, context)))
      .pipe(z.string())
      .meta({
        description:
          'The target, or `not-applicable` where the scheme says what the component earns then. 任务数；考核办法规定了不适用时如何计分的，可填 `not-applicable`。',
        override: {
          anyOf: [{ $ref: '#/components/schemas/QuantityGiven' }, { type: 'string', const: notApplicable }],
        },
      }),
);

function takeGiven(given: unknown, context: z.RefinementCtx): string {
  const read = readGiven(given);
  if (read.fault === null) return read.text;
  context.addIssue(refusalIssue(read.fault, refusals[read.fault]));
  return z.NEVER;
}

type Given = { readonly fault: null; readonly text: string } | { readonly fault: QuantityFault | 'type' };

function readGiven(given: unknown): Given {
  if (given === undefined) return { fault: 'required' };
  if (typeof given === 'string') return readText(given);
  if (typeof given === 'number') return readNumber(String(given));
  return given instanceof NumberLiteral ? readNumber(given.source) : { fault: 'type' };
}

function readText(text: string): Given {
  const read = readQuantity(text);
  return typeof read === 'string' ? { fault: read } : { fault: null, text: read.text };
}

/** Says `value-out-of-range` of a number too large, too small or too precise, however it is written. */
function readNumber(source: string): Given {
  if (significantDigits(source) > SIGNIFICANT_DIGITS_MAX) return { fault: 'value-out-of-range' };
  if (!/e/i.test(source)) return readText(source);
  const isInRange = !source.startsWith('-') && Number(source) < WHOLE_MAX;
  return { fault: isInRange ? 'value-syntax' : 'value-out-of-range' };
}

function significantDigits(source: string): number {
  const [mantissa = ''] = source.split(/e/i);
  return mantissa.replace(/[-.]/g, '').replace(/^0+/, '').length;
}
