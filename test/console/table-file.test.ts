import { describe, expect, it } from 'vitest';
import { csvOf, decimal } from '../../lib/console/table-file.ts';

describe('a table as text for a spreadsheet', () => {
  it('begins with the mark by which Excel and WPS know UTF-8, and keeps numbers with their places', () => {
    expect(csvOf({ columns: ['名次', '得分'], rows: [[decimal('1'), decimal('65.20')]] })).toBe(
      '\uFEFF名次,得分\r\n1,65.20\r\n',
    );
  });

  it.each(['=1+1', '+86', '-5', '@x', '\tx'])('takes the text %j for no formula', (text) => {
    expect(csvOf({ columns: [], rows: [[text]] })).toBe(`\uFEFF\r\n'${text}\r\n`);
  });

  it('quotes what would end a field', () => {
    expect(csvOf({ columns: [], rows: [['a,b', 'say "x"', 'two\nlines', null]] })).toBe(
      '\uFEFF\r\n"a,b","say ""x""","two\nlines",\r\n',
    );
  });

  it('does not take a negative number for a formula', () => {
    expect(csvOf({ columns: [], rows: [[decimal('-3.00')]] })).toBe('\uFEFF\r\n-3.00\r\n');
  });
});
