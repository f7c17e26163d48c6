import { describe, expect, it } from 'vitest';
import { widthOf } from '../../lib/terminal/shown-text.ts';
import { type Column, layOut } from '../../lib/terminal/table.ts';

const columns: Column[] = [
  { head: '名次', align: 'right' },
  { head: 'district', shrinksTo: 6 },
  { head: '', spare: 1 },
  { head: 'Organization and leadership', align: 'right', spare: 2 },
  { head: '携手奔小康', align: 'right', spare: 2 },
  { head: 'claimed', align: 'right' },
];
const rows = [
  ['1', '上海市浦东新区', 'pudong', '10.00', '14.39', '57.52'],
  ['10', 'Jimei', 'jimei', '0.00', '0.00', '3.00'],
];

describe('a table', () => {
  it('is as wide as what stands in it, where there is room', () => {
    expect(layOut(columns, rows, 100)).toEqual([
      '名次  district                Organization and leadership  携手奔小康  claimed',
      '────  ──────────────  ──────  ───────────────────────────  ──────────  ───────',
      '   1  上海市浦东新区  pudong                        10.00       14.39    57.52',
      '  10  Jimei           jimei                          0.00        0.00     3.00',
    ]);
  });

  it('lets heads take several lines before anything else gives way', () => {
    expect(layOut(columns, rows, 60)).toEqual([
      '                              Organization',
      '                                       and    携手',
      '名次  district                  leadership  奔小康  claimed',
      '────  ──────────────  ──────  ────────────  ──────  ───────',
      '   1  上海市浦东新区  pudong         10.00   14.39    57.52',
      '  10  Jimei           jimei           0.00    0.00     3.00',
    ]);
  });

  it.each([100, 79, 60, 50, 44, 40, 36])('is never wider than %i columns', (width) => {
    const lines = layOut(columns, rows, width);
    expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(width);
    expect(lines.join('\n')).toContain('57.52');
  });

  it('leaves out what is spare, all of one kind together, and columns in which nothing stands', () => {
    const narrow = layOut(columns, rows, 44).join('\n');
    expect(narrow).toContain('pudong');
    expect(narrow).not.toMatch(/10\.00|14\.39/);
    expect(layOut([{ head: 'a' }, { head: '' }, { head: 'b' }], [['1', '', '2']], 80)).toEqual([
      'a  b',
      '─  ─',
      '1  2',
    ]);
  });

  it('is there even on a terminal that is too narrow for it', () => {
    expect(layOut(columns, rows, 10).join('\n')).toContain('57.52');
  });

  it('keeps on one line what just fits, wrapped or not', () => {
    expect(layOut([{ head: '', isWrapped: true }], [['现场抽查得分']], 80).at(-1)).toBe('现场抽查得分');
  });

  it('has below a row the lines that are given for it', () => {
    const below = (row: number) => (row === 0 ? ['  first', '  more'] : []);
    expect(layOut([{ head: 'a' }], [['1'], ['2']], 80, below)).toEqual(['a', '─', '1', '  first', '  more', '2']);
  });

  it('goes on on the next line where a column is wrapped', () => {
    const wrapped: Column[] = [{ head: 'row' }, { head: 'why', isWrapped: true, shrinksTo: 10 }];
    expect(layOut(wrapped, [['3', 'the value is no number']], 18)).toEqual([
      'row  why',
      '───  ─────────────',
      '3    the value',
      '     is no',
      '     number',
    ]);
  });

  it('paints a cell, and measures it unpainted', () => {
    const paint = (text: string) => `<${text}>`;
    expect(layOut([{ head: 'no.', align: 'right' }, { head: 'x' }], [[{ text: '7', paint }, 'y']], 80)[2]).toBe(
      '  <7>  y',
    );
  });
});
