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
  const parser = new SaxesParser({ xmlns: true });
  parser.on('error', (error) => {
    throw notXml(error.message);
  });
  parser.on('doctype', () => {
    throw notXml('it has a document type');
  });
  parser.on('opentag', ({ local, attributes }) => {
    if (elements.length === elementsMax) throw new InspectionRefusal('archive-unsafe', 'a part has too many elements');
    const pairs = Object.values(attributes).map((attribute) => [attribute.local, attribute.value] as const);
    elements.push({ name: local, attributes: Object.fromEntries(pairs) });
  });
  parser.write(decode(bytes)).close();
  return elements;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (error) {
    throw notXml((error as Error).message);
  }
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  const declaration = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  return /^<\?xml[^>]*?\sencoding\s*=\s*["']([A-Za-z0-9._-]+)["']/.exec(declaration)?.[1] ?? 'utf-8';
}

function notXml(reason: string): InspectionRefusal {
  return new InspectionRefusal('content-mismatch', `not the XML it should be: ${reason}`);
}
