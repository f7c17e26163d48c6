import * as z from 'zod';
import type { Text } from '../text.ts';

/** Points in a scheme document. */
export const pointsText = () => z.string().regex(/^(0|[1-9][0-9]{0,4})(\.[0-9]{1,4})?$/, 'points');

/** Points in a scheme document that may be below zero. */
export const signedPointsText = () => z.string().regex(/^-?(0|[1-9][0-9]{0,4})(\.[0-9]{1,4})?$/, 'points');

const notSigned: Text = {
  zh: '须为十进制文本表示的数值，可为负，例如 "-0.5"，整数最多 15 位，小数最多 6 位。',
  en: 'must be decimal text, such as "-0.5", with at most 15 digits before the point and 6 after it',
};

/** A number of any sign, with the decimals of a quantity. */
export const signedText = () =>
  z.string().refine((text) => /^-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$/.test(text), {
    error: notSigned.en,
    params: { text: notSigned },
  });

/** Which way is better: at least so much, or at most. At least where a document says nothing. */
export const orderSchema = () => z.enum(['at-least', 'at-most']);

/** The name of a way. */
export type Order = z.infer<ReturnType<typeof orderSchema>>;

const notQuantity: Text = {
  zh: '须为十进制文本表示的数值，例如 "12.5"，整数最多 15 位，小数最多 6 位。',
  en: 'must be a quantity as decimal text, such as "12.5", with at most 15 digits before the point and 6 after it',
};

/** A quantity in a scheme document. */
export const quantityText = () =>
  z.string().refine((text) => /^(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$/.test(text), {
    error: notQuantity.en,
    params: { text: notQuantity },
  });

/** Which claims meet a target of 0: any submitted value, even 0, or only one above 0 [D 9]. */
export const zeroTarget = () => z.enum(['any', 'positive']);

/** What a claim of 0 is worth where the target is 0 [D 9]. */
export type ZeroTarget = z.infer<ReturnType<typeof zeroTarget>>;
