import { deflateSync } from 'node:zlib';

/** A PDF of these objects, numbered from 1, with a table of where they are. `behind` stands before the end mark's line. */
export function pdfOf(objects: readonly (string | Buffer)[], trailer = ''): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const offsets: number[] = [];
  let at = parts[0]!.length;
  for (const [index, object] of objects.entries()) {
    const part = Buffer.concat([
      Buffer.from(`${index + 1} 0 obj\n`),
      Buffer.from(object as string),
      Buffer.from('\nendobj\n'),
    ]);
    offsets.push(at);
    parts.push(part);
    at += part.length;
  }
  const table = ['0000000000 65535 f ', ...offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n `)];
  const end = `xref\n0 ${table.length}\n${table.join('\n')}\ntrailer\n<< /Size ${table.length} /Root 1 0 R ${trailer} >>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.concat([...parts, Buffer.from(end)]);
}

/** An object with a stream; packed by Flate unless `entries` name another filter. */
export function streamOf(
  bytes: Uint8Array | string,
  entries = '',
  options: { packed?: boolean; length?: string } = {},
): Buffer {
  const { packed = true } = options;
  const data = packed ? deflateSync(bytes) : Buffer.from(bytes as string);
  const filter = packed && !entries.includes('/Filter') ? '/Filter /FlateDecode' : '';
  const head = `<< ${entries} ${filter} /Length ${options.length ?? data.length} >>\nstream\n`;
  return Buffer.concat([Buffer.from(head), data, Buffer.from('\nendstream')]);
}

/** A stream of objects, as writers keep small ones. */
export function objectStream(objects: readonly string[], entries = '/Type /ObjStm', more: object = {}): Buffer {
  const places = objects.map(
    (_, index) => `${10 + index} ${objects.slice(0, index).join(' ').length + (index > 0 ? 1 : 0)}`,
  );
  const table = `${places.join(' ')} `;
  return streamOf(table + objects.join(' '), `${entries} /N ${objects.length} /First ${table.length}`, more);
}

/** The objects of a page with text on it, as any writer makes them. */
export const pageObjects: readonly (string | Buffer)[] = [
  '<< /Type /Catalog /Pages 2 0 R /OpenAction [3 0 R /Fit] /Outlines 5 0 R >>',
  '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Annots [<< /Subtype /Link /Rect [0 0 9 9] /A << /S /URI /URI (https://example.org/a?b=c) >> >>] >>',
  streamOf('BT (see /JavaScript and /Launch) Tj ET'),
  '<< /Type /Outlines /First 6 0 R /Last 6 0 R /Count 1 >>',
  '<< /Title (On /JavaScript \\(and \\) /Launch, (nested) too) /Parent 5 0 R /Dest [3 0 R /Fit] >>',
];
