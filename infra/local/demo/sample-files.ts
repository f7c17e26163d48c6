import { crc32, deflateSync } from 'node:zlib';

/** A one-page PDF that says it is a sample. The same district gives the same bytes. */
export function samplePdf(district: string): Uint8Array {
  const lines = ['SAMPLE - generated for the demonstration', `District: ${district}`, 'This is not real evidence.'];
  const text = lines.map((line, index) => `BT /F1 18 Tf 72 ${720 - 36 * index} Td (${line}) Tj ET`).join('\n');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
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

/** Rows of 5 × 7 letters, a bit a dot from the left. */
const letters: Readonly<Record<string, readonly number[]>> = {
  S: [0x0f, 0x10, 0x10, 0x0e, 0x01, 0x01, 0x1e],
  A: [0x0e, 0x11, 0x11, 0x1f, 0x11, 0x11, 0x11],
  M: [0x11, 0x1b, 0x15, 0x15, 0x11, 0x11, 0x11],
  P: [0x1e, 0x11, 0x11, 0x1e, 0x10, 0x10, 0x10],
  L: [0x10, 0x10, 0x10, 0x10, 0x10, 0x10, 0x1f],
  E: [0x1f, 0x10, 0x10, 0x1e, 0x10, 0x10, 0x1f],
};
const word = 'SAMPLE';
const dot = 8;
const width = (word.length * 6 + 1) * dot;
const height = 9 * dot;

/** A picture of the word SAMPLE; its shade goes with the district, so that no two districts hold the same bytes. */
export function samplePng(district: string): Uint8Array {
  const shade = crc32(district) & 0xffffff;
  const row = 1 + width * 3;
  const pixels = Buffer.alloc(row * height);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      pixels.writeUIntBE(isInk(x, y) ? 0x202020 : shade | 0x808080, y * row + 1 + x * 3, 3);
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

function isInk(x: number, y: number): boolean {
  const column = Math.floor(x / dot) - 1;
  const line = Math.floor(y / dot) - 1;
  const rows = letters[word[Math.floor(column / 6)] ?? ''];
  return ((rows?.[line] ?? 0) >> (4 - (column % 6))) & 1 ? column % 6 < 5 : false;
}

function chunk(type: string, data: Buffer): Buffer {
  const content = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const check = Buffer.alloc(4);
  check.writeUInt32BE(crc32(content));
  return Buffer.concat([length, content, check]);
}
