/** What a cell may hold here: a number, or a text. Never a formula, a link or markup. */
export type CellContent = string | number | null;

/** Characters that XML 1.0 has no way to write. */
const UNWRITABLE = /[\p{Cc}\uFFFE\uFFFF]/gu;

/** Text that a workbook can hold: line ends and tabs stay, other control characters become `�`. */
export function cellText(text: string): string {
  return text.toWellFormed().replace(UNWRITABLE, (character) => (/[\t\n\r]/.test(character) ? character : '�'));
}

/** Significant digits that spreadsheets keep of a number. */
const digitsMax = 15;

/** A decimal text as a number where a spreadsheet keeps all its digits, else as the text: nothing is rounded silently. */
export function cellNumber(decimal: string): CellContent {
  const digits = decimal.replace('.', '').replace(/^0+/, '');
  const significant = decimal.includes('.') ? digits.replace(/0+$/, '') : digits;
  return significant.length <= digitsMax ? Number(decimal) : decimal;
}

/** The number format for points with so many places: 2 → `0.00`. */
export function pointsFormat(places: number): string {
  return places === 0 ? '0' : `0.${'0'.repeat(places)}`;
}
