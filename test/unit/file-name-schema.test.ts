import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { fileNameText } from '../../functions/contract/text-schema.ts';
import { validateBody } from '../../functions/http/body-faults.ts';

const body = z.strictObject({ fileName: fileNameText() });
const read = (fileName: unknown) => validateBody(body, { value: { fileName }, forbiddenKeys: [] });
const nameOf = (fileName: string) => {
  const found = read(fileName);
  return found.ok ? found.value.fileName : null;
};

describe('a file name is taken', () => {
  it.each([
    '任职文件（2019）.pdf',
    'a',
    '=1+1.csv',
    '-rf *.pdf',
    'CON.pdf',
    '..',
    "Robert'); DROP TABLE.pdf",
    '<script>.pdf',
    '😀.png',
    ' 前后有空格 ',
    '葛\u{e0100}城区.pdf',
    'ไฟล์.pdf',
    '\u{20bb7}野家.pdf',
  ])('as it is: %j', (name) => {
    expect(nameOf(name)).toBe(name.normalize('NFC'));
  });

  it('in NFC, so that the same name is written in one way', () => {
    expect(nameOf('re\u0301sume\u0301.pdf')).toBe('r\u00e9sum\u00e9.pdf');
    expect(nameOf('\u1112\u1161\u11ab')).toBe('\ud55c');
  });

  it('with 255 characters, counted as people count', () => {
    for (const character of ['a', '文', '\u{20bb7}', 'e\u0301']) {
      expect(Array.from(nameOf(character.repeat(255))!)).toHaveLength(255);
      expect(nameOf(character.repeat(256))).toBeNull();
    }
  });
});

describe('a file name is refused', () => {
  it.each([
    ['a reversal of reading', 'a\u202efdp.exe'],
    ['an isolate', 'a\u2067b\u2069.pdf'],
    ['a mark of direction', 'a\u200fb.pdf'],
    ['a zero-width space', 'a\u200bb.pdf'],
    ['a zero-width joiner', 'a\u200db.pdf'],
    ['a word joiner', 'a\u2060b.pdf'],
    ['a byte order mark', '\ufeffa.pdf'],
    ['a soft hyphen', 'a\u00adb.pdf'],
    ['a combining joiner', 'a\u034fb.pdf'],
    ['a filler', 'a\u3164b.pdf'],
    ['a tag character', 'a\u{e0041}b.pdf'],
    ['NUL', 'a\u0000.pdf'],
    ['a line break', 'a\nb.pdf'],
    ['a return', 'a\r\nSet-Cookie: b'],
    ['a tab', 'a\tb.pdf'],
    ['DEL', 'a\u007f.pdf'],
    ['a C1 control', 'a\u0085.pdf'],
    ['a line separator', 'a\u2028b.pdf'],
    ['a paragraph separator', 'a\u2029b.pdf'],
    ['half a surrogate pair', 'a\ud800.pdf'],
    ['a noncharacter', 'a\uffff.pdf'],
    ['a slash', '../../etc/passwd'],
    ['a backslash', 'a\\b.pdf'],
    ['nothing', ''],
    ['blanks alone', ' \u3000 '],
    ['300 characters', 'a'.repeat(300)],
    ['a tower of accents', `a${'\u0301'.repeat(31)}.pdf`],
    ['200 KB of accents', '\u0301'.repeat(100_000)],
  ])('with %s', (_, name) => {
    expect(read(name)).toMatchObject({ ok: false, errors: [{ path: ['fileName'], code: 'filename-invalid' }] });
  });

  it('as no text', () => {
    expect(read(7)).toMatchObject({ errors: [{ code: 'type' }] });
    expect(read(undefined)).toMatchObject({ errors: [{ code: 'required' }] });
  });

  it('without repeating it', () => {
    expect(JSON.stringify(read('张三 110101199001011234\u202e.pdf'))).not.toMatch(/张三|110101/);
  });
});
