import { TextDecoder } from 'node:util';
import { SaxesParser } from 'saxes';
import { InspectionRefusal } from './inspection-refusal.ts';

const elementsMax = 20_000;

/** An element without what it contains: its name and its attributes' values, both without namespace prefixes. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * The elements of a document in the order of their beginnings. Refuses as `content-mismatch` what is not well-formed XML
 * in the encoding it declares, and any document type: the formats inspected here forbid one. Refuses as `archive-unsafe`
 * more than 20 000 elements.
 */
export function readXml(bytes: Uint8Array): readonly XmlElement[] {
  const elements: XmlElement[] = [];
  const reader = new XmlReader((element) => {
    if (elements.length === elementsMax) throw new InspectionRefusal('archive-unsafe', 'a part has too many elements');
    elements.push(element);
  });
  reader.write(bytes);
  reader.close();
  return elements;
}

/** How many bytes tell the encoding of a document. */
const declarationBytes = 200;

/** Reads a document piece by piece and keeps nothing of it. Refuses as `content-mismatch` what `readXml` does. */
export class XmlReader {
  readonly #parser = new SaxesParser({ xmlns: true });
  #head: Buffer | null = Buffer.alloc(0);
  #decoder: TextDecoder | null = null;

  constructor(onElement: (element: XmlElement) => void) {
    this.#parser.on('error', (error) => {
      throw notXml(error.message);
    });
    this.#parser.on('doctype', () => {
      throw notXml('it has a document type');
    });
    this.#parser.on('opentag', ({ local, attributes }) => {
      const pairs = Object.values(attributes).map((attribute) => [attribute.local, attribute.value] as const);
      onElement({ name: local, attributes: Object.fromEntries(pairs) });
    });
  }

  write(piece: Uint8Array): void {
    if (this.#head === null) {
      this.#parse(piece);
      return;
    }
    this.#head = Buffer.concat([this.#head, piece]);
    if (this.#head.length >= declarationBytes) this.#begin();
  }

  close(): void {
    this.#begin();
    this.#parse(undefined);
    this.#parser.close();
  }

  #begin(): void {
    const head = this.#head;
    if (head === null) return;
    this.#head = null;
    this.#parse(head);
  }

  /** `undefined` ends the text: half a character must not be left over. */
  #parse(bytes: Uint8Array | undefined): void {
    this.#parser.write(this.#decode(bytes));
  }

  #decode(bytes: Uint8Array | undefined): string {
    try {
      this.#decoder ??= new TextDecoder(encodingOf(bytes ?? new Uint8Array(0)), { fatal: true });
      return this.#decoder.decode(bytes, { stream: bytes !== undefined });
    } catch (error) {
      throw notXml((error as Error).message);
    }
  }
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const declaration = Buffer.from(bytes.subarray(0, declarationBytes)).toString('latin1');
  return /^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(declaration)?.[1] ?? 'utf-8';
}

function notXml(reason: string): InspectionRefusal {
  return new InspectionRefusal('content-mismatch', `not the XML it should be: ${reason}`);
}
