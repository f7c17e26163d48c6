import { Decimal } from 'decimal.js';

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
  return new Decimal(decimal).precision(true) <= digitsMax ? Number(decimal) : decimal;
}

/** The number format for points with so many places: 2 → `0.00`. */
export function pointsFormat(places: number): string {
  return places === 0 ? '0' : `0.${'0'.repeat(places)}`;
}

/** A percentage text as a number that the format `0.00%` shows as the same text: `80.00%` → 0.8; else the text. */
export function cellPercent(percent: string | null): CellContent {
  if (percent === null) return null;
  const decimal = percent.slice(0, -1);
  return typeof cellNumber(decimal) === 'number' ? Number(`${decimal}e-2`) : percent;
}

/** The number format that shows a rank as papers name it: 10 → `第 10 名` or `并列第 10 名`. */
export function rankFormat(isTied: boolean): string {
  return `"${isTied ? '并列' : ''}第 "0" 名"`;
}
