import type { EvidenceWarning } from '../domain/evidence.ts';
import type { PdfToken } from './pdf-tokens.ts';

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
