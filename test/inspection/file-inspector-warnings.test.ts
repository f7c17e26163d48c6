import { deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FileInspector } from '../../lib/inspection/file-inspector.ts';
import { contentOf } from '../support/counted-content.ts';
import { noise } from '../support/noise.ts';
import * as sample from '../support/sample-files.ts';
import { objectStream, pageObjects, pdfOf, streamOf } from '../support/sample-pdfs.ts';
import { writeZip, type ZipEntry } from '../support/zip-writer.ts';

const inspector = new FileInspector();
/** The warnings of a file, or why it is refused. */
async function look(bytes: Uint8Array, contentType: string, pieceBytes?: number): Promise<readonly string[] | string> {
  const { fault, warnings } = await inspector.inspect(contentOf(bytes, pieceBytes), contentType);
  return fault ?? warnings;
}

const eicar = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$', 'EICAR-STANDARD-', 'ANTIVIRUS-TEST-FILE', '!$H+H*'].join('');
const inPdf = (...more: (string | Buffer)[]) => look(pdfOf([...pageObjects, ...more]), 'application/pdf');
const inDocx = (...more: ZipEntry[]) => look(sample.officeFile(sample.docx, more), sample.docx);
const relations = (...list: string[]) =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${list.join('')}</Relationships>`;
const related = (type: string, target: string, mode = '') =>
  `<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}" ${mode}/>`;
const outside = (type: string, target: string) => related(type, target, 'TargetMode="External"');

describe('an ordinary PDF', () => {
  it.each<[string, Buffer]>([
    ['with links, outlines and a place to open at', pdfOf(pageObjects)],
    [
      'that is written once more behind its end',
      Buffer.concat([
        pdfOf(pageObjects),
        Buffer.from('7 0 obj\n<< /V (x) >>\nendobj\nxref\n0 0\ntrailer\n<< /Root 1 0 R >>\nstartxref\n9\n%%EOF\n'),
      ]),
    ],
    [
      'with objects in streams',
      pdfOf([...pageObjects, objectStream(['<< /Type /Font >>', '[/JSX /Launcher /Embedded]', '(/JS)'])]),
    ],
    [
      'with pictures that only look like names',
      pdfOf([
        ...pageObjects,
        streamOf(Buffer.concat([noise(50_000), Buffer.from(' /JS /Launch ')]), '/Filter /DCTDecode', { packed: false }),
      ]),
    ],
    ['with a long signature in hex', pdfOf([...pageObjects, `<< /Type /Sig /Contents <${'00ab'.repeat(200_000)}> >>`])],
    [
      'with comments and blanks behind its end',
      Buffer.concat([pdfOf(pageObjects), Buffer.from('% page 3\n\0\0\n'), Buffer.alloc(5000)]),
    ],
    [
      'of many streams whose lengths stand elsewhere',
      pdfOf([...pageObjects, ...Array.from({ length: 500 }, () => streamOf(noise(200), '', { length: '4 0 R' }))]),
    ],
    [
      'whose streams lack a checksum or are damaged',
      pdfOf([
        ...pageObjects,
        streamOf(deflateSync(noise(500)).subarray(0, -4), '/Filter /FlateDecode', { packed: false }),
        streamOf('no', '/Filter /FlateDecode', { packed: false }),
      ]),
    ],
  ])('%s has no warnings', async (_, bytes) => {
    expect(await look(bytes, 'application/pdf')).toEqual([]);
  });
});

describe('a PDF', () => {
  it.each<[string, string | Buffer, string]>([
    ['a script', '<< /S /JavaScript /JS (app.alert\\(1\\)) >>', 'javascript'],
    ['a script whose name is written with escapes', '<< /S /J#61va#53cript /#4aS 9 0 R >>', 'javascript'],
    ['a form that brings its own program', '<< /AcroForm << /XFA [(template) 9 0 R] >> >>', 'javascript'],
    ['an action that starts a program', '<< /S /Launch /F (calc.exe) >>', 'launch-action'],
    ['an attachment', '<< /Names << /EmbeddedFiles << /Names [(a) 9 0 R] >> >> >>', 'embedded-file'],
    ['an attachment that only its entry shows', '<< /F (a.exe) /EF << /F 9 0 R >> >>', 'embedded-file'],
    ['an attached note', '<< /Subtype /FileAttachment /FS 9 0 R >>', 'embedded-file'],
    ['a form that is sent away', '<< /S /SubmitForm /F (https://example.org) >>', 'external-link'],
    ['a jump into another file', '<< /S /GoToR /F (\\\\\\\\host\\\\share\\\\a.pdf) >>', 'external-link'],
    [
      'a script in a stream of objects',
      objectStream(['<< /Type /Font >>', '<< /S /JavaScript /JS (x) >>']),
      'javascript',
    ],
    ['a script in such a stream without its type', objectStream(['<< /S /JavaScript >>'], ''), 'javascript'],
    [
      'a script in such a stream with escapes everywhere',
      objectStream(['<< /S /#4cau#6ech >>'], '/Type /Obj#53tm', {}),
      'launch-action',
    ],
    [
      'a script in such a stream that is not packed',
      objectStream(['<< /S /JavaScript >>'], '/Type /ObjStm', { packed: false }),
      'javascript',
    ],
    [
      'a script in such a stream with a wrong length',
      objectStream(['<< /S /JavaScript >>'], '/Type /ObjStm', { length: '3' }),
      'javascript',
    ],
    [
      'a stream of objects in a packing of its own',
      objectStream(['<<>>'], '/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]'),
      'not-inspected',
    ],
    [
      'a stream of objects with predicted bytes',
      objectStream(['<<>>'], '/Type /ObjStm /DecodeParms << /Predictor 12 >>'),
      'not-inspected',
    ],
    [
      'a damaged stream of objects',
      streamOf('no', '/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode', { packed: false }),
      'not-inspected',
    ],
    [
      'an object in a comment, for a reader that goes by the table',
      '(x)\nendobj\n% 9 0 obj << /S /JavaScript >> endobj\n8 0 obj\n(y)',
      'javascript',
    ],
    [
      'an object in a stream of another kind',
      streamOf('9 0 obj << /S /Launch >> endobj', '', { packed: false }),
      'launch-action',
    ],
    [
      'an object behind a string without an end',
      '(never closed << >>\nendobj\n9 0 obj\n<< /S /JavaScript >>',
      'javascript',
    ],
    ['an object behind words that look like a stream', '<< /T (\nstream\n) /S /JavaScript >>', 'javascript'],
    ['an object numbered with a comment', '(x)\nendobj\n9%x\n0%y\nobj << /S /JavaScript >>', 'javascript'],
  ])('with %s is told', async (_, object, warning) => {
    expect(await inPdf(object)).toEqual([warning]);
  });

  it('is told the same however its bytes are cut', async () => {
    const bytes = pdfOf([...pageObjects, '<< /S /J#61vaScript >>', objectStream(['<< /S /Launch >>'])]);
    for (let pieceBytes = 1; pieceBytes < 60; pieceBytes += 7)
      expect(await look(bytes, 'application/pdf', pieceBytes)).toEqual(['javascript', 'launch-action']);
  });

  it('is told wherever an object lies on the border of what is read at once', async () => {
    const scripted = (filler: number) =>
      pdfOf([...pageObjects, streamOf(Buffer.alloc(filler, 7), '', { packed: false }), '<< /S /JavaScript >>']);
    const behind = 1024 * 1024 - scripted(1_000_000).lastIndexOf('8 0 obj');
    for (let shift = -4; shift < 30; shift += 1) {
      const bytes = scripted(1_000_000 + behind - shift);
      expect(bytes.lastIndexOf('8 0 obj')).toBe(1024 * 1024 - shift);
      expect(await look(bytes, 'application/pdf')).toEqual(['javascript']);
    }
  });

  it('that is encrypted is said so, and not that its streams are damaged', async () => {
    const hidden = streamOf(noise(300), '/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode', { packed: false });
    expect(await look(pdfOf([...pageObjects, hidden], '/Encrypt 9 0 R'), 'application/pdf')).toEqual(['encrypted']);
  });

  it.each<[string, Buffer]>([
    ['a zip behind it', Buffer.concat([pdfOf(pageObjects), writeZip([{ name: 'a', bytes: 'abc' }])])],
    ['a zip within it whose comment covers the rest', zipAround()],
    ['a page for a browser at its beginning', pdfOf(['(<html><script>1</script>)', ...pageObjects])],
    ['a page for a browser behind it', Buffer.concat([pdfOf(pageObjects), Buffer.from('<script>1</script>')])],
    ['a program behind it', Buffer.concat([pdfOf(pageObjects), noise(3000)])],
    ['more behind it than is looked through', Buffer.concat([pdfOf(pageObjects), noise(1024 * 1024 + 1)])],
  ])('with %s hides something', async (_, bytes) => {
    expect(await look(bytes, 'application/pdf')).toEqual(['hidden-data']);
  });

  it('with known malware in a packed stream is refused, in a stream of objects too', async () => {
    expect(await inPdf(streamOf(`q ${eicar} Q`))).toBe('malware-found');
    expect(await inPdf(objectStream([`(${eicar})`]))).toBe('malware-found');
  });

  it('that would take too much work is left, and said so', async () => {
    const swallowing = Array.from({ length: 100_000 }, (_, number) => `${number} 0 obj<</Length 9 0 R>>stream\n`);
    expect(await look(Buffer.from(`%PDF-1.7\n${swallowing.join('')}%%EOF`), 'application/pdf')).toEqual([
      'not-inspected',
    ]);
    const strings = '9 0 obj(%(('.repeat(100_000);
    expect(await look(Buffer.from(`%PDF-1.7\n${strings}\n%%EOF`), 'application/pdf')).toEqual(['not-inspected']);
    const bomb = objectStream(['<<>>', ' '.repeat(70 * 1024 * 1024), '<< /S /JavaScript >>']);
    expect(await inPdf(bomb)).toEqual(['not-inspected']);
  });

  it('that had any byte changed is read without a fault of the machine', async () => {
    const whole = pdfOf([...pageObjects, objectStream(['<< /S /Launch >>'])]);
    for (let at = 5; at < whole.length; at += 1) {
      const changed = Buffer.from(whole);
      changed[at]! ^= 0xff;
      await expect(look(changed, 'application/pdf')).resolves.toBeDefined();
    }
  });

  it('holds little of a large file, and throws what the store throws', async () => {
    const content = contentOf(pdfOf([...pageObjects, streamOf(noise(20 * 1024 * 1024), '', { packed: false })]));
    expect(await inspector.inspect(content, 'application/pdf')).toEqual({ fault: null, warnings: [] });
    expect(content.rangeBytesMost).toBeLessThanOrEqual(1024 * 1024);
    expect(content.readBytes).toBeLessThan(3 * content.sizeBytes);
    const read = content.read.bind(content);
    content.reads = 0;
    content.read = async (start, end) => {
      if (content.reads === 5) throw new Error('the store is gone');
      return read(start, end);
    };
    await expect(inspector.inspect(content, 'application/pdf')).rejects.toThrow('the store is gone');
  });

  function zipAround(): Buffer {
    const start = Buffer.from('%PDF-1.7\n');
    const zip = writeZip([{ name: 'a', bytes: 'abc' }]);
    const rest = pdfOf(pageObjects).subarray(start.length);
    const far = Buffer.from(`% ${'.'.repeat(2000)}\n`);
    zip.writeUInt16LE(rest.length, zip.length - 2);
    return Buffer.concat([start, far, Buffer.from('99 0 obj\n<<>>\nstream\n'), zip, rest]);
  }
});

describe('an ordinary office document', () => {
  it.each<[string, ZipEntry[]]>([
    [
      'links to the web, to mailboxes and to what is at hand',
      [
        {
          name: 'word/_rels/document.xml.rels',
          bytes: relations(
            outside('hyperlink', 'https://example.org/a?b:c'),
            outside('hyperlink', 'mailto:a@example.org'),
            outside('hyperlink', '#top'),
            outside('hyperlink', '附件/一.docx'),
            outside('hyperlink', 'file:///C:\\报告\\a.docx'),
            related('image', 'media/a.png'),
            related('styles', '/word/styles.xml'),
          ),
        },
      ],
    ],
    [
      'a template on a local drive',
      [
        {
          name: 'word/_rels/settings.xml.rels',
          bytes: relations(outside('attachedTemplate', 'file:///C:\\Users\\a\\Normal.dotm')),
        },
      ],
    ],
    [
      'a chart with its table',
      [
        {
          name: 'word/charts/_rels/chart1.xml.rels',
          bytes: relations(related('package', '../embeddings/Microsoft_Excel_Sheet1.xlsx')),
        },
        { name: 'word/embeddings/Microsoft_Excel_Sheet1.xlsx', bytes: sample.officeFile(sample.xlsx) },
      ],
    ],
    [
      'pictures, also compressed ones',
      [
        { name: 'word/media/a.png', bytes: sample.pngFile() },
        { name: 'word/media/b.emz', bytes: gzipSync('x') },
      ],
    ],
    [
      'relationships in UTF-16',
      [
        {
          name: 'word/_rels/a.xml.rels',
          bytes: Buffer.from(
            `\ufeff<?xml version="1.0" encoding="UTF-16"?>${relations(related('image', 'a'))}`,
            'utf16le',
          ),
        },
      ],
    ],
  ])('with %s has no warnings', async (_, entries) => {
    expect(await inDocx(...entries)).toEqual([]);
  });

  it('is none the worse for the descriptors that follow its entries', async () => {
    for (const type of [sample.docx, sample.xlsx, sample.pptx])
      expect(await look(sample.officeFile(type), type)).toEqual([]);
    expect(
      await look(sample.ofdFile([{ name: 'Doc_0/Attachs/original_invoice.xml', bytes: '<a/>' }]), 'application/ofd'),
    ).toEqual([]);
  });
});

describe('an office document', () => {
  const linked = (...list: string[]) => inDocx({ name: 'word/_rels/settings.xml.rels', bytes: relations(...list) });

  it.each<[string, string, string]>([
    ['a template from the web', outside('attachedTemplate', 'https://example.org/a.dotm'), 'remote-template'],
    ['a template from a server', outside('attachedTemplate', '\\\\host\\share\\a.dotm'), 'remote-template'],
    ['a template from a server, as an address', outside('attachedTemplate', 'file://host/a.dotm'), 'remote-template'],
    ['a picture from the web', outside('image', 'https://example.org/a.png'), 'external-link'],
    ['another workbook', outside('externalLinkPath', 'file:///C:\\a.xlsx'), 'external-link'],
    ['an object from the web', outside('oleObject', 'https://example.org/a'), 'external-link'],
    ['a link that runs something', outside('hyperlink', 'javascript:alert(1)'), 'external-link'],
    ['a link to a server of files', outside('hyperlink', '\\\\host\\share\\a'), 'external-link'],
    ['an object of another program', related('oleObject', 'embeddings/oleObject1.bin'), 'embedded-object'],
    ['a control', related('control', 'activeX/activeX1.xml'), 'embedded-object'],
    ['a package in its text', related('package', 'embeddings/a.bin'), 'embedded-object'],
    ['a page that is taken in', related('aFChunk', 'a.html'), 'embedded-file'],
    ['relationships that are no XML', '<broken', 'not-inspected'],
  ])('with %s is told', async (_, list, warning) => {
    expect(await linked(list)).toEqual([warning]);
  });

  it('with a mode or a type in other letters, another prefix or escapes is told the same', async () => {
    const strict =
      '<x:Relationships xmlns:x="http://purl.oclc.org/ooxml/package/relationships"><x:Relationship Id="r" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/ATTACHEDTEMPLATE" Target="&#104;ttp://example.org" TargetMode="external"/></x:Relationships>';
    expect(await inDocx({ name: 'word/_rels/SETTINGS.XML.RELS', bytes: strict })).toEqual(['remote-template']);
  });

  it('with relationships that are too large to be read is told', async () => {
    const bytes = Buffer.concat([Buffer.from(relations()), Buffer.alloc(8 * 1024 * 1024, noise(60_000))]);
    expect(await inDocx({ name: 'word/_rels/a.rels', bytes, stored: true })).toEqual(['not-inspected']);
  });

  it.each<[string, ZipEntry, string]>([
    [
      'a storage of an object',
      { name: 'word/media/a.png', bytes: Buffer.from('d0cf11e0a1b11ae1', 'hex') },
      'embedded-object',
    ],
    [
      'a document that is no chart’s table',
      { name: 'word/embeddings/a.xlsx', bytes: sample.officeFile(sample.xlsx) },
      'embedded-object',
    ],
    ['a PDF', { name: 'word/a.bin', bytes: sample.pdfFile }, 'embedded-file'],
    ['a program', { name: 'word/a.bin', bytes: sample.programFile() }, 'embedded-file'],
    ['RTF', { name: 'word/a.bin', bytes: '{\\rtf1 a}' }, 'embedded-file'],
  ])('with %s inside is told', async (_, entry, warning) => {
    expect(await inDocx(entry)).toEqual([warning]);
  });

  it('is told of what the documents inside it hold', async () => {
    const inner = sample.officeFile(sample.xlsx, [
      { name: 'xl/_rels/workbook.xml.rels', bytes: relations(outside('externalLinkPath', 'https://example.org')) },
    ]);
    const chart = {
      name: 'word/charts/_rels/chart1.xml.rels',
      bytes: relations(related('package', '/word/embeddings/a.xlsx')),
    };
    expect(await inDocx({ name: 'word/embeddings/a.xlsx', bytes: inner }, chart)).toEqual(['external-link']);
  });

  it('with bytes that no entry accounts for hides something', async () => {
    const plain = sample.officeFile(sample.docx);
    const directoryAt = plain.readUInt32LE(plain.length - 6);
    const hidden = Buffer.concat([plain.subarray(0, directoryAt), noise(100), plain.subarray(directoryAt)]);
    hidden.writeUInt32LE(directoryAt + 100, hidden.length - 6);
    expect(await look(hidden, sample.docx)).toEqual(['hidden-data']);
    const [first, ...others] = sample.officeEntries(sample.docx);
    const secret = writeZip([first!, { name: 'b', bytes: noise(200), stored: true }, ...others]);
    const listed = writeZip([first!, { name: 'b', bytes: noise(200), stored: true, isUnlisted: true }, ...others]);
    expect([secret.length > listed.length, await look(listed, sample.docx)]).toEqual([true, ['hidden-data']]);
    const commented = Buffer.concat([plain, Buffer.from('secret')]);
    commented.writeUInt16LE(6, plain.length - 2);
    expect(await look(commented, sample.docx)).toEqual(['hidden-data']);
  });

  it.each([sample.docx, sample.xlsx, sample.pptx, 'application/ofd'])(
    'of the type %s with known malware inside is refused',
    async (type) => {
      const entry = { name: 'a/b.bin', bytes: Buffer.concat([noise(70_000), Buffer.from(eicar)]) };
      for (const stored of [true, false]) {
        const more = [{ ...entry, stored }];
        expect(
          await look(type === 'application/ofd' ? sample.ofdFile(more) : sample.officeFile(type, more), type),
        ).toBe('malware-found');
      }
    },
  );

  it('with known malware in a document inside is refused', async () => {
    const inner = sample.officeFile(sample.xlsx, [{ name: 'xl/a.bin', bytes: eicar }]);
    expect(await inDocx({ name: 'word/embeddings/a.xlsx', bytes: inner })).toBe('malware-found');
  });
});

describe('a picture', () => {
  const scan = Buffer.from([0xff, 0xda, 0, 4, 1, 1, 0x12, 0xff, 0, 0xff, 0xd0, 0x34, 0xff, 0xff, 0]);
  const jpeg = Buffer.concat([
    sample.jpegFile.subarray(0, -2),
    scan,
    noise(3000).map((byte) => byte & 0x7f),
    Buffer.from([0xff, 0xd9]),
  ]);
  const commented = (text: string | Uint8Array) => {
    const bytes = Buffer.from(text as string);
    const head = Buffer.from([0xff, 0xfe, (bytes.length + 2) >> 8, (bytes.length + 2) & 0xff]);
    return Buffer.concat([jpeg.subarray(0, 2), head, bytes, jpeg.subarray(2)]);
  };

  it.each<[string, Buffer, string]>([
    ['PNG', sample.pngFile(), 'image/png'],
    ['PNG with padding', Buffer.concat([sample.pngFile(), Buffer.alloc(5000)]), 'image/png'],
    ['JPEG', jpeg, 'image/jpeg'],
    ['JPEG with a remark and padding', Buffer.concat([commented('一张照片 <b> PK'), Buffer.alloc(100)]), 'image/jpeg'],
    ['JPEG with a preview in its remarks', commented(jpeg), 'image/jpeg'],
    [
      'JPEG with further pictures behind it, as cameras write them',
      Buffer.concat([jpeg, Buffer.alloc(16), jpeg, jpeg]),
      'image/jpeg',
    ],
    ['JPEG that breaks off', jpeg.subarray(0, -100), 'image/jpeg'],
    ['PNG that breaks off', sample.pngFile().subarray(0, -4), 'image/png'],
  ])('that is an ordinary %s has no warnings', async (_, bytes, type) => {
    expect(await look(bytes, type)).toEqual([]);
  });

  it('hides something wherever it lies on the border of what is read at once', async () => {
    const remark = Buffer.concat([Buffer.from([0xff, 0xfe, 0xff, 0xff]), Buffer.alloc(0xffff - 2, 1)]);
    const filler = Buffer.concat([jpeg.subarray(0, 2), ...Array.from({ length: 16 }, () => remark)]);
    expect(filler.length).toBeGreaterThan(1024 * 1024);
    for (let shift = 0; shift < 12; shift += 1) {
      const bytes = Buffer.concat([filler, jpeg.subarray(2)]);
      bytes.write('%PDF-1.7', 1024 * 1024 - shift, 'latin1');
      expect(await look(bytes, 'image/jpeg')).toEqual(['hidden-data']);
    }
  });

  it.each<[string, Buffer, string]>([
    ['PNG with data behind it', Buffer.concat([sample.pngFile(), Buffer.from('x')]), 'image/png'],
    [
      'PNG with a zip behind it',
      Buffer.concat([sample.pngFile(), writeZip([{ name: 'a', bytes: 'abc' }])]),
      'image/png',
    ],
    ['JPEG with data behind it', Buffer.concat([jpeg, Buffer.alloc(3), noise(10)]), 'image/jpeg'],
    ['JPEG with data behind a further picture', Buffer.concat([jpeg, jpeg, Buffer.from('x')]), 'image/jpeg'],
    ['JPEG with a PDF in its remarks', commented(sample.pdfFile), 'image/jpeg'],
    ['JPEG with a page in its remarks', commented('--><HTML ><script>'), 'image/jpeg'],
    ['JPEG with a zip in its remarks', commented(writeZip([{ name: 'a', bytes: 'abc' }])), 'image/jpeg'],
    [
      'JPEG that breaks off within a zip',
      Buffer.concat([jpeg.subarray(0, -2), writeZip([{ name: 'a', bytes: 'abc' }])]),
      'image/jpeg',
    ],
  ])('that is a %s hides something', async (_, bytes, type) => {
    for (const pieceBytes of [undefined, 5]) expect(await look(bytes, type, pieceBytes)).toEqual(['hidden-data']);
  });
});
