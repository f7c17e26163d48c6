import { crc32, deflateSync } from 'node:zlib';
import { writeZip, type ZipEntry } from './zip-writer.ts';

const office = 'application/vnd.openxmlformats-officedocument';

export const docx = `${office}.wordprocessingml.document`;
export const xlsx = `${office}.spreadsheetml.sheet`;
export const pptx = `${office}.presentationml.presentation`;

const mainParts: Readonly<Record<string, string>> = {
  [docx]: 'word/document.xml',
  [xlsx]: 'xl/workbook.xml',
  [pptx]: 'ppt/presentation.xml',
};

/** The entries of the smallest office document of a type; `mainType` replaces the type of its main part. */
export function officeEntries(type: string, mainType = `${type}.main+xml`): readonly ZipEntry[] {
  const main = mainParts[type]!;
  return [
    {
      name: '[Content_Types].xml',
      bytes:
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>' +
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">' +
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>' +
        `<Override PartName="/${main}" ContentType="${mainType}"/></Types>`,
    },
    { name: '_rels/.rels', bytes: relationships(main) },
    { name: main, bytes: '<document/>' },
  ];
}

/** The relationships of a package whose main part is this one. */
export function relationships(main: string): string {
  return (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" ' +
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" ' +
    `Target="${main}"/></Relationships>`
  );
}

export function officeFile(type: string, more: readonly ZipEntry[] = []): Buffer {
  return writeZip([...officeEntries(type), ...more]);
}

export function ofdFile(more: readonly ZipEntry[] = []): Buffer {
  const root = '<ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016" Version="1.0" DocType="OFD"/>';
  const bytes = `<?xml version="1.0" encoding="UTF-8"?>${root}`;
  return writeZip([{ name: 'OFD.xml', bytes }, { name: 'Doc_0/Document.xml', bytes: '<Document/>' }, ...more]);
}

export const pdfFile = Buffer.from(
  '%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n',
);

/** One grey pixel. */
export function pngFile(): Buffer {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.from([0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0]);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  const data = deflateSync(Buffer.from([0, 128]));
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', data), chunk('IEND', Buffer.alloc(0))]);
}

export const jpegFile = Buffer.concat([
  Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0x00, 0x10]),
  Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1'),
  Buffer.from([0xff, 0xd9]),
]);

export const mp4File = Buffer.concat([
  Buffer.from([0, 0, 0, 0x18]),
  Buffer.from('ftypisom\0\0\x02\0isommp42', 'latin1'),
  Buffer.from([0, 0, 0, 8]),
  Buffer.from('mdat', 'latin1'),
]);

/** A Windows program: the two headers by which it is known. */
export function programFile(): Buffer {
  const program = Buffer.alloc(256);
  program.write('MZ', 0, 'latin1');
  program.writeUInt32LE(0x80, 0x3c);
  program.write('PE\0\0', 0x80, 'latin1');
  return program;
}
