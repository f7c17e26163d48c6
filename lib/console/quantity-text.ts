/** A number as somebody wrote it, and as the API takes it. */
export interface ReadNumber {
  /** In the API's notation; `null` where it can't be read without a doubt. */
  readonly text: string | null;
  /** Whether it was written otherwise: full-width digits, thousands apart. */
  readonly isChanged: boolean;
}

const plain = /^[0-9]+(\.[0-9]+)?$/;
const grouped = /^[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$/;

/**
 * Reads a number as offices write it: `１２`, `1,200`, `1，200.50`, ` 12 `. What could be read in two ways (`1,20`, `1 2`) is none. Digits
 * stay as they are: nothing is rounded.
 */
export function readNumber(written: string): ReadNumber {
  const narrow = written
    .replace(/[\uFF01-\uFF5E]/g, (character) => String.fromCharCode(character.charCodeAt(0) - 0xfee0))
    .trim();
  const isNumber = plain.test(narrow) || grouped.test(narrow);
  if (!isNumber) return { text: null, isChanged: false };
  const text = narrow.replaceAll(',', '').replace(/^0+(?=[0-9])/, '');
  return { text, isChanged: text !== written };
}

/** Whether two texts in the API's notation are the same number: `30` and `30.0`. */
export function isSameNumber(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return one === other;
  return shortest(one) === shortest(other);
}

function shortest(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
