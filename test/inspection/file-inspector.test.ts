import { crc32, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { evidenceExtensions } from '../../lib/domain/evidence.ts';
import { FileInspector } from '../../lib/inspection/file-inspector.ts';
import { contentOf, generatedContent } from '../support/counted-content.ts';
import { noise } from '../support/noise.ts';
import * as sample from '../support/sample-files.ts';
import { writeZip, type ZipEntry } from '../support/zip-writer.ts';

const inspector = new FileInspector();
const inspect = async (bytes: Uint8Array, contentType: string) =>
  (await inspector.inspect(contentOf(bytes), contentType)).fault;
const inDocx = (...more: ZipEntry[]) => inspect(sample.officeFile(sample.docx, more), sample.docx);
const zeros = (sizeBytes: number) => Buffer.alloc(sizeBytes);

const files: Readonly<Record<string, Buffer>> = {
  'application/pdf': sample.pdfFile,
  'application/ofd': sample.ofdFile(),
  'image/jpeg': sample.jpegFile,
  'image/png': sample.pngFile(),
  [sample.docx]: sample.officeFile(sample.docx),
  [sample.xlsx]: sample.officeFile(sample.xlsx),
  [sample.pptx]: sample.officeFile(sample.pptx),
  'video/mp4': sample.mp4File,
  'text/csv': Buffer.from('地区,收入\n甲,1.5\n'),
};

describe('the declared type', () => {
  it('is held against the bytes for every pair of allowed types', async () => {
    for (const declared of Object.keys(evidenceExtensions)) {
      for (const [actual, bytes] of Object.entries(files)) {
        const expected = declared === actual ? null : 'content-mismatch';
        // A small PDF is text too, but text that begins as a PDF.
        expect([declared, actual, await inspect(bytes, declared)]).toEqual([declared, actual, expected]);
      }
    }
  });

  it.each([
    ['a Windows program', sample.programFile()],
    ['HTML', Buffer.from('<!DOCTYPE html><script>fetch("/")</script>')],
    ['SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
    ['nothing', Buffer.alloc(0)],
    ['a program with a PDF behind it', Buffer.concat([sample.programFile(), sample.pdfFile])],
    ['a sound with a PDF behind it', Buffer.concat([Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1'), sample.pdfFile])],
  ])('application/pdf refuses %s', async (_, bytes) => {
    expect(await inspect(bytes, 'application/pdf')).toBe('content-mismatch');
  });

  it('refuses every file of a type that evidence cannot have', async () => {
    expect(await inspect(Buffer.from('<html></html>'), 'text/html')).toBe('content-mismatch');
    expect(await inspect(sample.officeFile(sample.docx), 'application/x-zip')).toBe('content-mismatch');
  });

  it('refuses an archive that is no document', async () => {
    const plain = writeZip([{ name: 'a.txt', bytes: 'a' }]);
    expect(await inspect(plain, sample.docx)).toBe('content-mismatch');
    expect(await inspect(plain, 'application/ofd')).toBe('content-mismatch');
  });

  it('does not take an image with a long description before its pixels for something else', async () => {
    const png = sample.pngFile();
    const text = Buffer.concat([Buffer.from('tEXt'), Buffer.alloc(9000, 'a')]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(9000, 0);
    frame.writeUInt32BE(crc32(text), 4);
    const long = Buffer.concat([png.subarray(0, 33), frame.subarray(0, 4), text, frame.subarray(4), png.subarray(33)]);
    expect(await inspect(long, 'image/png')).toBeNull();
  });
});

describe('a CSV', () => {
  it.each([
    ['UTF-8', Buffer.from('\ufeff区,值\r\n甲,"一\t二"\r\n')],
    ['GB18030', Buffer.from([0xb5, 0xd8, 0xc7, 0xf8, 0x2c, 0x81, 0x30, 0x84, 0x36, 0x0a])],
    ['ASCII that begins with < and Chinese', Buffer.from('<地区>,值\n')],
  ])('may be in %s, however its bytes are cut', async (_, bytes) => {
    for (const pieceBytes of [1, 2, 3, 1000]) {
      expect((await inspector.inspect(contentOf(bytes, pieceBytes), 'text/csv')).fault).toBeNull();
    }
  });

  it.each([
    ['a byte 0', Buffer.from('a,b\n1,\0\n')],
    ['an escape character', Buffer.from('a,b\n1,\x1b[2J\n')],
    ['bytes of no encoding', Buffer.from([0x61, 0x2c, 0xff, 0xff, 0x0a])],
    ['half a character at its end', Buffer.from([0x61, 0x2c, 0xb5])],
    ['a Windows program', sample.programFile()],
    ['HTML', Buffer.from('\ufeff \n<HTML><body>')],
    ['XML', Buffer.from('<?xml version="1.0"?><a/>')],
    ['a script', Buffer.from('#!/bin/sh\nexit\n')],
    ['RTF', Buffer.from('{\\rtf1 a}')],
    ['nothing', Buffer.alloc(0)],
  ])('is refused for %s', async (_, bytes) => {
    expect(await inspect(bytes, 'text/csv')).toBe('content-mismatch');
  });

  it('is read to its end', async () => {
    const bytes = Buffer.concat([Buffer.from('a,b\n'.repeat(100_000)), Buffer.from([0])]);
    expect(await inspect(bytes, 'text/csv')).toBe('content-mismatch');
  });
});

describe('an office document', () => {
  it('may have its main part typed by the ending of its name, in UTF-16 or with a byte order mark', async () => {
    const [, ...rest] = sample.officeEntries(sample.docx);
    const types = `<Types><Default Extension="xml" ContentType="${sample.docx}.main+xml"/></Types>`;
    const utf16 = Buffer.from(`\ufeff<?xml version="1.0" encoding="UTF-16"?>${types}`, 'utf16le');
    for (const bytes of [types, `\ufeff${types}`, utf16]) {
      expect(await inspect(writeZip([{ name: '[Content_Types].xml', bytes }, ...rest]), sample.docx)).toBeNull();
    }
  });

  it('needs its main part, and one only', async () => {
    const [types, relations] = sample.officeEntries(sample.docx);
    expect(await inspect(writeZip([types!, relations!]), sample.docx)).toBe('content-mismatch');
    const doubled = sample.relationships('word/document.xml').replace(/<Relationship .*\/>/, '$&$&');
    const [, , main] = sample.officeEntries(sample.docx);
    const two = writeZip([types!, { name: '_rels/.rels', bytes: doubled }, main!]);
    expect(await inspect(two, sample.docx)).toBe('content-mismatch');
  });

  it.each([
    ['a document type', '<!DOCTYPE Types><Types/>'],
    ['broken XML', '<Types><Default></Types>'],
    ['an encoding that its bytes are not in', Buffer.from([0x3c, 0x61, 0xff, 0x2f, 0x3e])],
    ['an encoding that nobody knows', '<?xml version="1.0" encoding="x-none"?><Types/>'],
  ])('is refused for %s in its table of types', async (_, bytes) => {
    const [, ...rest] = sample.officeEntries(sample.docx);
    const file = writeZip([{ name: '[Content_Types].xml', bytes }, ...rest]);
    expect(await inspect(file, sample.docx)).toBe('content-mismatch');
  });

  it('may not have a table of types that fills the memory', async () => {
    const [, ...rest] = sample.officeEntries(sample.docx);
    const file = writeZip([{ name: '[Content_Types].xml', bytes: `<Types>${'<a/>'.repeat(20_001)}</Types>` }, ...rest]);
    expect(await inspect(file, sample.docx)).toBe('archive-unsafe');
  });
});

describe('macros', () => {
  const storage = (text: string) => Buffer.concat([Buffer.alloc(70_000, 7), Buffer.from(text, 'utf16le')]);

  it.each([
    ['under their usual name', { name: 'word/vbaProject.bin', bytes: 'x' }],
    ['under that name in other letters', { name: 'word/VBAPROJECT2.BIN', bytes: 'x' }],
    ['in a storage under another name', { name: 'word/media/image1.png', bytes: storage('_VBA_PROJECT') }],
  ])('are found %s', async (_, entry) => {
    expect(await inDocx(entry)).toBe('macro-found');
  });

  it.each([
    'application/vnd.ms-word.document.macroEnabled.main+xml',
    'application/vnd.ms-word.document.macro&#69;nabled.main+xml',
    'application/vnd.ms-excel.macrosheet+xml',
  ])('are found by the type %s', async (type) => {
    const file = writeZip(sample.officeEntries(sample.docx, type));
    expect(await inspect(file, sample.docx)).toBe('macro-found');
  });

  it('are found in a document within the document', async () => {
    const inner = sample.officeFile(sample.xlsx, [{ name: 'xl/vbaProject.bin', bytes: 'x' }]);
    expect(await inDocx({ name: 'word/embeddings/a.xlsx', bytes: inner })).toBe('macro-found');
  });

  it('are not seen in storages without them', async () => {
    expect(await inDocx({ name: 'word/embeddings/oleObject1.bin', bytes: storage('Equation Native') })).toBeNull();
  });
});

describe('an archive inside a document', () => {
  const embedded = (bytes: Uint8Array, name = 'word/embeddings/a.xlsx') => inDocx({ name, bytes, stored: true });

  it('may be an office document', async () => {
    expect(await embedded(sample.officeFile(sample.xlsx))).toBeNull();
  });

  it('may be a compressed picture', async () => {
    expect(await embedded(gzipSync('picture'), 'word/media/image1.emz')).toBeNull();
  });

  it.each([
    ['a plain zip', writeZip([{ name: 'a.txt', bytes: 'a' }])],
    ['an OFD', sample.ofdFile()],
    ['an empty zip', writeZip([])],
    ['RAR', Buffer.from('Rar!\x1a\x07\x01\0', 'latin1')],
    ['7z', Buffer.from([0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c, 0, 4])],
    ['gzip', gzipSync('a')],
    ['an office document that holds another', nestedTwice()],
    ['an office document of which the end is missing', sample.officeFile(sample.xlsx).subarray(0, -30)],
    ['an office document that is too large to look into', sample.officeFile(sample.xlsx, [large(9 * 1024 * 1024)])],
  ])('may not be %s', async (_, bytes) => {
    expect(await embedded(bytes)).toBe('archive-unsafe');
  });

  it('counts towards the limits of the whole', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `e/${at}`, bytes: '' }));
    const inner = { name: 'word/a.xlsx', bytes: sample.officeFile(sample.xlsx, many(5000)), stored: true };
    expect(await inDocx(...many(4993), inner)).toBeNull();
    expect(await inDocx(...many(4994), inner)).toBe('archive-unsafe');
  });

  it('may not inflate to far too much together with the document around it, though neither does so alone', async () => {
    const pattern = Buffer.alloc(1024 * 1024, noise(7000));
    const inner = sample.officeFile(
      sample.xlsx,
      Array.from({ length: 40 }, (_, at) => ({ name: `e/${at}`, bytes: pattern })),
    );
    expect(await inspect(inner, sample.xlsx)).toBeNull();
    expect(await inDocx({ name: 'word/a.xlsx', bytes: inner, stored: true })).toBeNull();
    expect(await inDocx({ name: 'word/a.xlsx', bytes: inner })).toBe('archive-unsafe');
  });

  function nested(bytes: Uint8Array): ZipEntry {
    return { name: 'word/embeddings/a.xlsx', bytes, stored: true };
  }
  function nestedTwice(): Buffer {
    return sample.officeFile(sample.xlsx, [nested(sample.officeFile(sample.xlsx))]);
  }
  function large(sizeBytes: number): ZipEntry {
    return { name: 'xl/media/a.bin', bytes: Buffer.alloc(sizeBytes, 7), stored: true };
  }
});

describe('an archive', () => {
  it.each<readonly [string, ZipEntry]>([
    ['a bomb', { name: 'a', bytes: zeros(20_000_000) }],
    ['a bomb that claims to be small', { name: 'a', bytes: zeros(20_000_000), claimedBytes: 1000 }],
    ['a size that is a byte too large', { name: 'a', bytes: 'abc', claimedBytes: 4 }],
    ['a size that is a byte too small', { name: 'a', bytes: 'abc', claimedBytes: 2 }],
    ['a size of 4 GB', { name: 'a', bytes: Buffer.alloc(100, 7), claimedBytes: 0xfffffffe }],
    ['another checksum', { name: 'a', bytes: 'abc', claimedChecksum: 1 }],
    ['bytes behind the end of an entry', { name: 'a', bytes: 'abc', appended: Buffer.from('hidden') }],
    ['damaged compression', { name: 'a', bytes: Buffer.alloc(100, 0xff), stored: true, method: 8 }],
    ['unknown compression', { name: 'a', bytes: 'abc', method: 12 }],
    ['encryption', { name: 'a', bytes: 'abc', flags: 1 }],
    ['strong encryption', { name: 'a', bytes: 'abc', flags: 0x40 }],
    ['a masked directory', { name: 'a', bytes: 'abc', flags: 0x2000 }],
    ['a link', { name: 'a', bytes: '/etc/passwd', unixMode: 0o120777 }],
    ['a path out of its folder', { name: '../a', bytes: 'abc' }],
    ['such a path with backslashes', { name: 'word\\..\\..\\a', bytes: 'abc' }],
    ['an absolute path', { name: '/etc/passwd', bytes: 'abc' }],
    ['a drive letter', { name: 'C:\\a', bytes: 'abc' }],
    ['a byte 0 in a name', { name: 'a.xml\0.exe', bytes: 'abc' }],
    ['an empty name', { name: '', bytes: 'abc' }],
    ['a name that differs in letter case only', { name: 'WORD/document.xml', bytes: 'abc' }],
    ['another name at the entry', { name: 'a', bytes: 'abc', localName: 'b' }],
    ['another size at the entry', { name: 'a', bytes: 'abc', localClaimedBytes: 2 }],
  ])('is refused for %s', async (_, entry) => {
    expect(await inDocx(entry)).toBe('archive-unsafe');
  });

  it('is not inflated any further than an entry claims', async () => {
    const liar = { name: 'word/media/a', bytes: noise(10 * 1024 * 1024), claimedBytes: 1000 };
    const content = contentOf(sample.officeFile(sample.docx, [liar]));
    expect((await inspector.inspect(content, sample.docx)).fault).toBe('archive-unsafe');
    expect(content.readBytes).toBeLessThan(5 * 1024 * 1024);
  });

  it('is refused for many small bombs that are one together', async () => {
    const entries = Array.from({ length: 30 }, (_, at) => ({ name: `e/${at}`, bytes: zeros(1_000_000) }));
    expect(await inDocx(...entries)).toBe('archive-unsafe');
  });

  it('is refused for bytes that serve two entries', async () => {
    const inner: ZipEntry = { name: 'inner', bytes: 'abc' };
    const record = writeZip([inner]).subarray(0, 30 + 5 + 5);
    const outer = {
      name: 'a',
      bytes: Buffer.concat([Buffer.from('outer'), record, Buffer.from('outer')]),
      stored: true,
    };
    expect(await inDocx(outer, { ...inner, within: { entry: 3, offset: 30 + 1 + 5 } })).toBe('archive-unsafe');
    expect(await inDocx(outer, inner)).toBeNull();
  });

  it('takes blank pictures that deflate well, up to a mebibyte', async () => {
    expect(await inDocx({ name: 'word/media/blank.bmp', bytes: zeros(1024 * 1024) })).toBeNull();
    expect(await inDocx({ name: 'word/media/blank.bmp', bytes: zeros(1024 * 1024 + 1) })).toBe('archive-unsafe');
  });

  it('has at most 10 000 entries', async () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => ({ name: `e/${at}`, bytes: '' }));
    expect(await inDocx(...many(9997))).toBeNull();
    expect(await inDocx(...many(9998))).toBe('archive-unsafe');
  });

  it('may not have a directory that fills the memory', async () => {
    const names = Array.from({ length: 80 }, (_, at) => ({ name: `${at}`.padEnd(60_000, 'a'), bytes: '' }));
    expect(await inDocx(...names)).toBe('archive-unsafe');
  });

  it('may not have entries that its directory does not count', async () => {
    const entries = [...sample.officeEntries(sample.docx), { name: 'a', bytes: 'abc' }];
    expect(await inspect(writeZip(entries, 3), sample.docx)).toBe('archive-unsafe');
    expect(await inspect(writeZip(entries, 5), sample.docx)).toBe('archive-unsafe');
  });

  it('may not begin with something that its directory does not list', async () => {
    const hidden = writeZip([{ name: 'a', bytes: 'abc' }]).subarray(0, 36);
    const visible = sample.officeFile(sample.docx);
    const shifted = Buffer.concat([hidden, visible]);
    const directoryAt = visible.readUInt32LE(visible.length - 6);
    shifted.writeUInt32LE(directoryAt + hidden.length, shifted.length - 6);
    let at = directoryAt + hidden.length;
    for (const { name } of sample.officeEntries(sample.docx)) {
      shifted.writeUInt32LE(shifted.readUInt32LE(at + 42) + hidden.length, at + 42);
      at += 46 + name.length;
    }
    expect(await inspect(shifted, sample.docx)).toBe('archive-unsafe');
  });

  it('that was cut off anywhere is refused', async () => {
    const whole = sample.officeFile(sample.docx);
    for (let length = 0; length < whole.length; length += 1) {
      expect(await inspect(whole.subarray(0, length), sample.docx)).toBe('content-mismatch');
    }
  });

  it('that had any byte changed is refused or read without a fault of the machine', async () => {
    const whole = sample.officeFile(sample.docx, [
      { name: 'word/embeddings/a.xlsx', bytes: sample.officeFile(sample.xlsx) },
    ]);
    for (let at = 0; at < whole.length; at += 1) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 0xff;
      await expect(inspect(changed, sample.docx)).resolves.toSatisfy(
        (fault) => fault === null || typeof fault === 'string',
      );
    }
  });
});

describe('an inspection', () => {
  it('throws what the store throws, wherever it happens', async () => {
    const file = sample.officeFile(sample.docx, [{ name: 'a', bytes: Buffer.alloc(3 * 1024 * 1024, 7), stored: true }]);
    for (let failing = 1; ; failing += 1) {
      const content = contentOf(file);
      const read = content.read.bind(content);
      content.read = async (start, end) => {
        if (content.reads + 1 === failing) throw new Error('the store is gone');
        return read(start, end);
      };
      const outcome = await inspector.inspect(content, sample.docx).catch((error: Error) => error.message);
      if (typeof outcome === 'object') {
        expect(failing).toBeGreaterThan(4);
        return;
      }
      expect(outcome).toBe('the store is gone');
    }
  });

  it('holds a piece of a large CSV at once', async () => {
    const line = Buffer.from('甲区,16.25\n');
    const content = generatedContent(line.length * 4_000_000, (at) => line[at % line.length]!);
    expect((await inspector.inspect(content, 'text/csv')).fault).toBeNull();
    expect(content.outstandingBytesMost).toBeLessThanOrEqual(64 * 1024);
    expect(content.sizeBytes).toBeGreaterThan(40 * 1024 * 1024);
  });

  it('reads only the beginning of a large video', async () => {
    const content = generatedContent(50 * 1024 * 1024, (at) => sample.mp4File[at] ?? 0);
    expect((await inspector.inspect(content, 'video/mp4')).fault).toBeNull();
    expect(content.readBytes).toBeLessThan(64 * 1024);
  });
});
