import type { ContentWindows } from './content-windows.ts';

/** Numbers of an object before its keyword; readers take comments for blanks. */
const numbered = /[0-9](?:[\0\t\n\f\r ]|%[^\r\n]*[\r\n])+[0-9]+(?:[\0\t\n\f\r ]|%[^\r\n]*[\r\n])*$/;
const numberBytesMax = 64;
const keywords = ['obj', 'trailer'] as const;

/**
 * Every place behind the keyword of an object or a trailer, wherever it stands: within streams, comments and what no table
 * lists too. A reader goes where the file's own table sends it, so that nothing that looks like an object is passed over.
 */
export async function* objectStarts(windows: ContentWindows): AsyncGenerator<number> {
  let before = Buffer.alloc(0);
  let at = 0;
  for await (const piece of windows.stream(0, windows.sizeBytes)) {
    const bytes = Buffer.concat([before, piece]);
    const from = at - before.length;
    // A keyword that ends within the bytes from before was found with them.
    for (const end of keywordEnds(bytes)) if (end > before.length) yield from + end;
    at += piece.length;
    before = Buffer.from(bytes.subarray(-numberBytesMax - 'trailer'.length));
  }
}

function* keywordEnds(bytes: Buffer): Generator<number> {
  for (const keyword of keywords)
    for (let found = bytes.indexOf(keyword); found >= 0; found = bytes.indexOf(keyword, found + 1)) {
      const numbers = bytes.subarray(Math.max(0, found - numberBytesMax), found).toString('latin1');
      if (keyword === 'trailer' || numbered.test(numbers)) yield found + keyword.length;
    }
}
