import type { EvidenceWarning } from '../domain/evidence.ts';
import type { ContentWindows } from './content-windows.ts';

/** Names that tell of something besides pages. Links to the web (`URI`) and jumps within the file are plain. */
const tellingNames: Readonly<Record<string, EvidenceWarning>> = {
  JavaScript: 'javascript',
  JS: 'javascript',
  XFA: 'javascript',
  Launch: 'launch-action',
  EmbeddedFile: 'embedded-file',
  EmbeddedFiles: 'embedded-file',
  EF: 'embedded-file',
  FileAttachment: 'embedded-file',
  RichMedia: 'embedded-file',
  GoToR: 'external-link',
  GoToE: 'external-link',
  SubmitForm: 'external-link',
  ImportData: 'external-link',
  Encrypt: 'encrypted',
};
const flateNames = ['FlateDecode', 'Fl'];
const otherFilters =
  /^(?:LZWDecode|LZW|ASCIIHexDecode|AHx|ASCII85Decode|A85|RunLengthDecode|RL|Crypt|DCTDecode|DCT|CCITTFaxDecode|CCF|JBIG2Decode|JPXDecode)$/;
const structure = ['ObjStm', 'N', 'First', 'Filter', ...flateNames];

/** What is known of one object of a PDF, up to the bytes of its stream. */
export class PdfObject {
  readonly #names = new Set<string>();
  readonly #numbers = new Map<string, string[]>();
  #last = '';
  #isFiltered = false;

  /** Takes the next token, and tells what it warns of. */
  take({ kind, text }: PdfToken): EvidenceWarning | undefined {
    if (kind === 'word') {
      const numbers = this.#numbers.get(this.#last);
      if (numbers && numbers.length < 3) numbers.push(text);
      return undefined;
    }
    this.#last = text;
    if (text === 'Length' || text === 'Predictor') this.#numbers.set(text, []);
    if (structure.includes(text)) this.#names.add(text);
    this.#isFiltered ||= otherFilters.test(text);
    return Object.hasOwn(tellingNames, text) ? tellingNames[text] : undefined;
  }

  /** The length of the stream, if it is given here and not by reference. */
  get lengthBytes(): number | null {
    const [number = '', , reference] = this.#numbers.get('Length') ?? [];
    return /^\d{1,10}$/.test(number) && reference !== 'R' ? Number(number) : null;
  }

  /** Whether the stream holds objects of its own. */
  get holdsObjects(): boolean {
    return this.#names.has('ObjStm') || (this.#names.has('N') && this.#names.has('First'));
  }

  /** How the stream is packed; `other` for everything that is not undone here. */
  get packing(): 'none' | 'flate' | 'other' {
    const [predictor = '1'] = this.#numbers.get('Predictor') ?? [];
    if (this.#isFiltered || predictor !== '1') return 'other';
    if (flateNames.some((name) => this.#names.has(name))) return 'flate';
    return this.#names.has('Filter') ? 'other' : 'none';
  }
}

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

/** A name, without its slash and with its escapes resolved, or a bare word such as `stream` or `12`. */
interface PdfToken {
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
