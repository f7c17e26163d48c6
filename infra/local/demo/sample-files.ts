import { crc32, deflateSync } from 'node:zlib';

/** A PDF that says on every page that it is a sample, and what of. The same words give the same bytes. */
export function samplePdf(words: readonly string[], pages: number): Uint8Array {
  const numbers = Array.from({ length: pages }, (_, index) => index);
  const kids = numbers.map((page) => `${4 + 2 * page} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...numbers.flatMap((page) => {
      const text = pageText([...sampleWords, ...words, `Page ${page + 1} of ${pages}`]);
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + 2 * page} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
        `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
      ];
    }),
  ];
  return pdfOf(objects);
}

const sampleWords = ['SAMPLE - generated for the demonstration', 'This is not real evidence.'];

function pageText(lines: readonly string[]): string {
  return lines.map((line, index) => `BT /F1 18 Tf 72 ${720 - 36 * index} Td (${line}) Tj ET`).join('\n');
}

function pdfOf(objects: readonly string[]): Uint8Array {
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const offset = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return String(offset).padStart(10, '0');
  });
  const entries = offsets.map((offset) => `${offset} 00000 n \n`).join('');
  const size = objects.length + 1;
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(`${body}xref\n0 ${size}\n0000000000 65535 f \n${entries}${trailer}`, 'latin1');
}

/** Rows of 5 × 7 dots, two hexadecimal digits a row. */
const letters: Readonly<Record<string, string>> = {
  A: '0e11111f111111',
  B: '1e11111e11111e',
  C: '0e11101010110e',
  D: '1e11111111111e',
  E: '1f10101e10101f',
  F: '1f10101e101010',
  G: '0e11101711110f',
  H: '1111111f111111',
  I: '0e04040404040e',
  J: '0702020202120c',
  K: '11121418141211',
  L: '1010101010101f',
  M: '111b1515111111',
  N: '11111915131111',
  O: '0e11111111110e',
  P: '1e11111e101010',
  Q: '0e11111115120d',
  R: '1e11111e141211',
  S: '0f10100e01011e',
  T: '1f040404040404',
  U: '1111111111110e',
  V: '11111111110a04',
  W: '11111115151b11',
  X: '11110a040a1111',
  Y: '11110a04040404',
  Z: '1f01020408101f',
};
const dot = 4;

/** A picture of the word SAMPLE and a line for each further word; its shade goes with the words. */
export function samplePng(words: readonly string[]): Uint8Array {
  const lines = ['SAMPLE', ...words.map((word) => word.toUpperCase())];
  const width = (6 * Math.max(...lines.map((line) => line.length)) + 3) * dot;
  const height = (10 * lines.length + 3) * dot;
  const shade = crc32(lines.join()) & 0xffffff;
  const row = 1 + width * 3;
  const pixels = Buffer.alloc(row * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      pixels.writeUIntBE(isInk(lines, x, y) ? 0x202020 : shade | 0x808080, y * row + 1 + x * 3, 3);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(pixels)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function isInk(lines: readonly string[], x: number, y: number): boolean {
  const column = Math.floor(x / dot) - 2;
  const row = Math.floor(y / dot) - 2;
  const rows = letters[lines[Math.floor(row / 10)]?.[Math.floor(column / 6)] ?? ''];
  if (!rows || row % 10 > 6 || column % 6 > 4) return false;
  const bits = Number.parseInt(rows.slice(2 * (row % 10), 2 * (row % 10) + 2), 16);
  return ((bits >> (4 - (column % 6))) & 1) === 1;
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, check]);
}
