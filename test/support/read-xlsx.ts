import { SaxesParser } from 'saxes';
import { fromBuffer } from 'yauzl';

/** A cell as the file has it: `n` a number, `s` a shared text, `inlineStr` a text of its own. */
export interface ReadCell {
  readonly type: string;
  readonly value: string;
  readonly format: string;
}

/** A sheet as the file has it. */
export interface ReadSheet {
  readonly name: string;
  readonly xml: string;
  readonly cells: ReadonlyMap<string, ReadCell>;
  readonly merges: readonly string[];
  readonly formulas: number;
}

/** An element of a parsed part, with its text. */
interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  text: string;
}

/** Reads a workbook without the library that wrote it: the ZIP, then well-formed XML, part by part. */
export async function readXlsx(
  bytes: Uint8Array,
): Promise<{ sheets: ReadSheet[]; parts: ReadonlyMap<string, string> }> {
  const parts = await unzipped(Buffer.from(bytes));
  for (const [name, text] of parts) if (/\.(xml|rels)$/.test(name)) elementsOf(text);
  const targets = new Map(
    elementsOf(parts.get('xl/_rels/workbook.xml.rels')!)
      .filter(({ name }) => name === 'Relationship')
      .map(({ attributes }) => [attributes.Id!, `xl/${attributes.Target!.replace(/^\/xl\//, '')}`]),
  );
  const texts = sharedTexts(parts.get('xl/sharedStrings.xml')!);
  const formats = cellFormats(parts.get('xl/styles.xml')!);
  const sheets = elementsOf(parts.get('xl/workbook.xml')!)
    .filter(({ name }) => name === 'sheet')
    .map(({ attributes }) =>
      readSheet(attributes.name!, parts.get(targets.get(attributes['r:id']!)!)!, texts, formats),
    );
  return { sheets, parts };
}

function readSheet(name: string, xml: string, texts: readonly string[], formats: readonly string[]): ReadSheet {
  const cells = new Map<string, ReadCell>();
  const elements = elementsOf(xml);
  let cell: Element | null = null;
  for (const element of elements) {
    if (element.name === 'c') cell = element;
    if (!cell || (element.name !== 'v' && element.name !== 't')) continue;
    const { r, t = 'n', s = '0' } = cell.attributes;
    const value = t === 's' ? texts[Number(element.text)]! : element.text;
    cells.set(r!, { type: t, value, format: formats[Number(s)]! });
  }
  const merges = elements.filter((element) => element.name === 'mergeCell').map(({ attributes }) => attributes.ref!);
  return { name, xml, cells, merges, formulas: elements.filter((element) => element.name === 'f').length };
}

function sharedTexts(xml: string): string[] {
  const texts: string[] = [];
  for (const { name, text } of elementsOf(xml)) {
    if (name === 'si') texts.push('');
    if (name === 't') texts[texts.length - 1] += text;
  }
  return texts;
}

/** The number format of each cell style: the file's own, or the number of a built-in one. */
function cellFormats(xml: string): string[] {
  const elements = elementsOf(xml);
  const own = new Map(
    elements
      .filter(({ name }) => name === 'numFmt')
      .map(({ attributes: { numFmtId, formatCode } }) => [numFmtId, formatCode!]),
  );
  const from = elements.findIndex(({ name }) => name === 'cellXfs');
  const to = elements.findIndex(({ name }) => name === 'cellStyles');
  return elements
    .slice(from, to < 0 ? undefined : to)
    .filter(({ name }) => name === 'xf')
    .map(({ attributes: { numFmtId } }) => own.get(numFmtId!) ?? numFmtId!);
}

/** All elements in document order; throws where the XML is not well-formed. */
function elementsOf(xml: string): Element[] {
  const elements: Element[] = [];
  const open: Element[] = [];
  const parser = new SaxesParser();
  parser.on('error', (fault) => {
    throw fault;
  });
  parser.on('opentag', ({ name, attributes }) => {
    const element = { name, attributes: attributes as Record<string, string>, text: '' };
    elements.push(element);
    open.push(element);
  });
  parser.on('text', (text) => {
    const current = open.at(-1);
    if (current) current.text += text;
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(xml).close();
  return elements;
}

function unzipped(bytes: Buffer): Promise<Map<string, string>> {
  const { promise, resolve, reject } = Promise.withResolvers<Map<string, string>>();
  const parts = new Map<string, string>();
  fromBuffer(bytes, { lazyEntries: true }, (fault, zip) => {
    if (fault) return reject(fault);
    zip.on('error', reject);
    zip.on('end', () => resolve(parts));
    zip.on('entry', (entry) => {
      zip.openReadStream(entry, (broken, stream) => {
        if (broken) return reject(broken);
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('error', reject);
        stream.on('end', () => {
          parts.set(entry.fileName, Buffer.concat(chunks).toString('utf8'));
          zip.readEntry();
        });
      });
    });
    zip.readEntry();
  });
  return promise;
}
