import type { CellContent } from './cell-content.ts';

/** What may not be broken at the end of a line: a word, or one character of a script that is written without spaces. */
const UNBROKEN = /[\u2e80-\uffff]|\s+|[^\s\u2e80-\uffff]+/gu;

/** Lines that a content takes in a column so many characters wide, broken as spreadsheets break them. */
export function linesOf(content: CellContent, width: number): number {
  const room = Math.max(2, width - 1);
  const paragraphs = content === null ? [] : String(content).split('\n');
  return paragraphs.reduce((lines, text) => lines + linesOfParagraph(text, room), 0);
}

function linesOfParagraph(text: string, room: number): number {
  let lines = 1;
  let used = 0;
  for (const [piece] of text.matchAll(UNBROKEN)) {
    const width = widthOf(piece);
    if (used + width > room && used > 0 && piece.trim() !== '') {
      lines++;
      used = 0;
    }
    used += width;
    if (used <= room) continue;
    // A word longer than a line is broken wherever it is full.
    const more = Math.ceil(used / room) - 1;
    lines += more;
    used -= more * room;
  }
  return lines;
}

/** In characters of the column's measure: Chinese fonts draw letters and signs of European scripts half as wide, × and ÷ not. */
function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += character < '\u0300' && character !== '×' && character !== '÷' ? 1 : 2;
  return width;
}
