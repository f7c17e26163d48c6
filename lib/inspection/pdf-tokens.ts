/** A name, without its slash and with its escapes resolved, or a bare word such as `stream` or `12`. */
export interface PdfToken {
  readonly kind: 'name' | 'word';
  readonly text: string;
  /** How many bytes end with it, from the first that was read. */
  readonly endsAt: number;
}

const plainToken =
  /[\0\t\n\f\r ]+|%[^\r\n]*[\r\n]|\/[^\0\t\n\f\r ()<>[\]{}/%]*|<[0-9A-Fa-f\0\t\n\f\r ]*>|[<>[\]{})]|[^\0\t\n\f\r ()<>[\]{}/%]+/y;

/** What has not ended after so many bytes is taken for junk: it must neither fill the memory nor hide what follows. */
const unfinishedBytesMax = 256 * 1024;

/** Splits PDF syntax into names and words, piece by piece. Strings and comments are passed over, as readers do. */
export class PdfTokens {
  #text = '';
  #before = 0;
  /** Up to here nothing opens a string or a comment: one that did had no end. */
  #junkEndsAt = 0;

  /** The tokens that end within what was read so far; with the last piece also the one that the end cuts off. */
  *read(piece: Uint8Array, isLast: boolean): Generator<PdfToken> {
    this.#text += Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1');
    let at = 0;
    while (at < this.#text.length) {
      const end = this.#endOf(at);
      const mayGoOn = end >= this.#text.length && !isLast;
      if (mayGoOn && this.#text.length - at <= unfinishedBytesMax) break;
      const hasEnd = end <= this.#text.length;
      if (!hasEnd) this.#junkEndsAt = this.#before + this.#text.length;
      const next = hasEnd ? end : at + 1;
      const token = this.#tokenOf(at, next);
      if (token) yield token;
      at = next;
    }
    this.#text = this.#text.slice(at);
    this.#before += at;
  }

  /** Where the token at a place ends; beyond the text if it goes on there. */
  #endOf(at: number): number {
    const first = this.#text[at];
    if ((first === '(' || first === '%') && this.#before + at < this.#junkEndsAt) return at + 1;
    if (first === '(') return this.#endOfString(at);
    plainToken.lastIndex = at;
    return plainToken.test(this.#text) ? plainToken.lastIndex : this.#text.length + 1;
  }

  #endOfString(from: number): number {
    let depth = 0;
    for (let at = from; at < this.#text.length; at += 1) {
      const character = this.#text[at];
      if (character === '\\') at += 1;
      else if (character === '(') depth += 1;
      else if (character === ')' && --depth === 0) return at + 1;
    }
    return this.#text.length + 1;
  }

  #tokenOf(at: number, end: number): PdfToken | null {
    const text = this.#text.slice(at, end);
    const endsAt = this.#before + end;
    if (text.startsWith('/')) return { kind: 'name', text: unescaped(text.slice(1)), endsAt };
    return /^[^\0\t\n\f\r ()<>[\]{}/%]/.test(text) ? { kind: 'word', text, endsAt } : null;
  }
}

function unescaped(name: string): string {
  return name.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
