import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cut, visible, widthOf, wrap } from '../../lib/terminal/shown-text.ts';

/** Whatever could be in a name or a note: Chinese, what steers a terminal, marks over marks. */
const anything = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      '区',
      '考核',
      'a',
      ' ',
      '，',
      '。',
      '\x1b',
      '\x07',
      '\u202e',
      '\u200b',
      '\n',
      '\u0301',
      '👩‍👩‍👧',
      '９',
      '-',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  ),
});

describe('a text from elsewhere', () => {
  it.each([
    ['an escape sequence', '\x1b[2J\x1b[1;1H', '�[2J�[1;1H'],
    ['a title sequence', '\x1b]0;x\x07', '�]0;x�'],
    ['a C1 control', '\u009b31m', '�31m'],
    ['a turn of direction', '东区\u202e1.00', '东区�1.00'],
    ['what is not seen', 'a\u200b\u2066b\ufeff', 'a��b�'],
    ['lines', '一\r\n二\n\n三', '一 二 三'],
    ['marks over marks', `e${'\u0301'.repeat(40)}`, 'e\u0301\u0301'],
    ['an ordinary name', '杭州市江干区 Jianggan–Ü', '杭州市江干区 Jianggan–Ü'],
  ])('is shown without %s', (_, text, shown) => expect(visible(text)).toBe(shown));

  it('never holds what a terminal obeys', () => {
    fc.assert(
      fc.property(anything, (text) => {
        expect(visible(text)).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }),
    );
  });
});

describe('a text that is cut', () => {
  it('takes no more columns than there are, Chinese characters two', () => {
    expect(widthOf('考核 ab')).toBe(7);
    expect(cut('上海市浦东新区', 9)).toBe('上海市浦…');
    expect(cut('上海市浦东新区', 14)).toBe('上海市浦东新区');
    fc.assert(
      fc.property(anything, fc.integer({ min: 1, max: 20 }), (text, columns) => {
        expect(widthOf(cut(visible(text), columns))).toBeLessThanOrEqual(columns);
      }),
    );
  });
});

describe('a text that is wrapped', () => {
  it('breaks between words, and loses none', () => {
    expect(wrap('the first two places end here', 12)).toEqual(['the first', 'two places', 'end here']);
    expect(wrap('数值第二，得三分。', 10)).toEqual(['数值第二，', '得三分。']);
  });

  it('never exceeds the width, and keeps every character', () => {
    fc.assert(
      fc.property(anything, fc.integer({ min: 6, max: 30 }), (text, columns) => {
        const shown = visible(text);
        const lines = wrap(shown, columns);
        expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(columns);
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(shown.replaceAll(/\s/g, ''));
      }),
    );
  });
});
