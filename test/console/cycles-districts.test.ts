import { describe, expect, it } from 'vitest';
import { coefficientsOf } from '../../lib/console/coefficients.ts';
import { pastedRows } from '../../lib/console/pasted-table.ts';
import { readDistricts } from '../../lib/console/screens/cycles-districts.ts';

describe('pasted cells', () => {
  it('are those between tabs, in the rows that hold any', () => {
    expect(pastedRows('\uFEFFa\tb\r\n\r\n\t\r\n c \t\td\n')).toEqual([
      { row: 1, cells: ['a', 'b'] },
      { row: 4, cells: ['c', '', 'd'] },
    ]);
  });

  it('stand in quotation marks where they hold what separates cells', () => {
    expect(pastedRows('"a\tb"\t"c\nd ""e"""\t"f" g\t""\r\nh')).toEqual([
      { row: 1, cells: ['a\tb', 'c\nd "e"', '"f" g', ''] },
      { row: 2, cells: ['h'] },
    ]);
  });

  it('with a quotation mark that nothing ends are taken as they are', () => {
    expect(pastedRows('5" pipe\tb\n"open\tc')).toEqual([
      { row: 1, cells: ['5" pipe', 'b'] },
      { row: 2, cells: ['"open', 'c'] },
    ]);
  });

  it('are none in nothing', () => {
    expect(pastedRows(' \n\t\n')).toEqual([]);
  });

  it('are read in time that grows with them, also of what only begins with quotation marks', () => {
    const begun = performance.now();
    pastedRows('"'.repeat(50_000));
    pastedRows('"a\n'.repeat(20_000));
    expect(performance.now() - begun).toBeLessThan(2_000);
  });
});

describe('pasted districts', () => {
  it('have id, both names, and a group or none, below a head that is left out', () => {
    expect(readDistricts('编号\t中文名\t英文名\t组别\nxihu\t西湖区\tXihu\turban\ntonglu\t桐庐县\tTonglu', [])).toEqual({
      districts: [
        { row: 2, id: 'xihu', name: { zh: '西湖区', en: 'Xihu' }, group: 'urban' },
        { row: 3, id: 'tonglu', name: { zh: '桐庐县', en: 'Tonglu' } },
      ],
      faults: [],
    });
  });

  it.each([
    ['an id in capitals', 'Xihu\t西湖区\tXihu', 'id', 'Xihu'],
    ['an id in Chinese', '西湖\t西湖区\tXihu', 'id', '西湖'],
    ['no id', '\t西湖区\tXihu', 'id', ''],
    ['no Chinese name', 'xihu\t\tXihu', 'zh', ''],
    ['no English name', 'xihu\t西湖区', 'en', ''],
    ['a mark of direction in a name', 'xihu\t西\u202E湖区\tXihu', 'letters', '西\u202E湖区'],
    ['a name of more than 100 characters', `xihu\t${'区'.repeat(101)}\tXihu`, 'long', '区'.repeat(101)],
    ['a group with a space', 'xihu\t西湖区\tXihu\tmain city', 'group', 'main city'],
    ['more columns', 'xihu\t西湖区\tXihu\turban\t浙江', 'columns', '浙江'],
  ])('are complained of for %s, with their row', (_, text, problem, content) => {
    const row = `tonglu\t桐庐县\tTonglu\n${text}`;
    expect(readDistricts(row, []).faults).toEqual([{ row: 2, problem, content }]);
  });

  it('are complained of where an id comes again', () => {
    expect(readDistricts('a\t甲\tA\n\nb\t乙\tB\na\t丙\tC', []).faults).toEqual([
      { row: 4, problem: 'again', content: 'a' },
    ]);
  });

  it('may have names of 100 characters outside the first plane', () => {
    expect(readDistricts(`a\t${'𠮷'.repeat(100)}\tA`, []).faults).toEqual([]);
  });

  it('have behind the group a number for each coefficient that the method reads, and are complained of without one', () => {
    const read = readDistricts('a\t甲\tA\t\t１.15\t2\nb\t乙\tB\turban\t难\nc\t丙\tC\t\t1\t1\t9', [
      'difficulty',
      'size',
    ]);
    expect(read.districts[0]).toEqual({
      ...{ row: 1, id: 'a', name: { zh: '甲', en: 'A' } },
      coefficients: { difficulty: '1.15', size: '2' },
    });
    expect(read.faults).toEqual([
      { row: 2, problem: 'coefficient', content: 'difficulty' },
      { row: 2, problem: 'coefficient', content: 'size' },
      { row: 3, problem: 'columns', content: '9' },
    ]);
  });
});

describe('the coefficients of a method', () => {
  it('are those that any formula of it reads, each once', () => {
    const formula = { multiply: [{ value: '1' }, { coefficient: 'difficulty' }] };
    const from = { mean: { divide: [{ coefficient: 'size' }, { coefficient: 'difficulty' }] } };
    expect(coefficientsOf({ categories: [{ measure: formula, rule: { from } }] })).toEqual(['difficulty', 'size']);
    expect(coefficientsOf({ categories: [{ id: 'coefficient' }] })).toEqual([]);
  });
});
