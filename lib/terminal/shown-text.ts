import stringWidth from 'string-width';

/** Marks on one character that are shown at most; more of them would run over the lines above and below. */
const overlaid = /(\p{M}{2})\p{M}+/gu;
const steering = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/**
 * A text from elsewhere as it can be put on a terminal: what would move the cursor, turn the direction of writing or is
 * not seen at all becomes �, one line stays one line.
 */
export function visible(text: string): string {
  return text
    .replace(/\s*[\r\n]+\s*/g, ' ')
    .replace(steering, '�')
    .replace(overlaid, '$1');
}

/** How many columns of a terminal a text takes; a Chinese character takes two. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

const characters = new Intl.Segmenter('zh', { granularity: 'grapheme' });
const words = new Intl.Segmenter('zh', { granularity: 'word' });

/** The text, or as much of it as fits into so many columns, with … at its end. */
export function cut(text: string, columns: number): string {
  return widthOf(text) <= columns ? text : `${headOf(text, columns - 1)}…`;
}

/** As many whole characters from the beginning of a text as fit into so many columns. */
function headOf(text: string, columns: number): string {
  let head = '';
  for (const { segment } of characters.segment(text)) {
    if (widthOf(head + segment) > columns) break;
    head += segment;
  }
  return head;
}

/** The text in lines of at most so many columns, broken between words; Chinese has no spaces, and needs none. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const { segment, isWordLike } of words.segment(text)) {
    // A mark stays with what it follows: two columns are kept for it.
    const room = isWordLike || segment.trim() === '' ? columns - 2 : columns;
    if (widthOf(line + segment) > room && line !== '') {
      lines.push(line.trimEnd());
      line = '';
    }
    line += line === '' ? segment.trimStart() : segment;
    while (widthOf(line) > columns) {
      const head = headOf(line, columns);
      lines.push(head);
      line = line.slice(head.length);
    }
  }
  return line.trim() === '' && lines.length > 0 ? lines : [...lines, line.trimEnd()];
}
