import { describe, expect, it } from 'vitest';
import {
  type ImportKind,
  importColumns,
  isImportHeader,
  readImportTable,
  tableKeyOf,
} from '../../lib/domain/import-table.ts';

const targets = ['区县', '序号', '任务数'];
const claims = ['序号', '申报值', '佐证材料', '备注'];

/** What is read below headings: rows as `row: district component value`, what was changed, and what is refused. */
function read(kind: ImportKind, header: readonly string[], ...below: readonly (readonly string[])[]) {
  const { rows, changed, faults } = readImportTable(kind, [header, ...below]);
  return {
    rows: rows.map(({ row, fields: { district, component, value } }) => `${row}: ${district} ${component} ${value}`),
    changed: changed.map(({ row, column, from, to }) => `${row} ${column}: ${from} → ${to}`),
    faults: faults.map(({ row, column, code }) => `${row} ${column}: ${code}`),
  };
}

/** The value that a cell is read as, and how its change is told, if it is. */
function readValue(cell: string) {
  const { rows, changed } = readImportTable('targets', [targets, ['east', '5', cell]]);
  return [rows[0]?.fields.value, ...changed.map(({ from, to }) => `${from} → ${to}`)];
}

describe('the headings of an import', () => {
  it('are those of the template, in either language', () => {
    const headingsOf = (kind: ImportKind) =>
      importColumns[kind].map(({ field, headings, isRequired }) => [field, ...headings, isRequired]);
    expect(headingsOf('claims')).toEqual([
      ['district', '区县', 'district', false],
      ['component', '序号', 'component', true],
      ['value', '申报值', 'value', true],
      ['evidence', '佐证材料', 'evidence', false],
      ['note', '备注', 'note', false],
    ]);
    expect(headingsOf('targets')).toEqual([
      ['district', '区县', 'district', true],
      ['component', '序号', 'component', true],
      ['value', '任务数', 'target', true],
    ]);
  });

  it('tell a row of headings by all that are required, whatever stands beside them and around them', () => {
    expect(isImportHeader('claims', [' 申报值 ', '其他', 'component'])).toBe(true);
    expect(isImportHeader('claims', ['序号', '备注'])).toBe(false);
    expect(isImportHeader('targets', ['序号', '任务数'])).toBe(false);
    expect(isImportHeader('targets', targets)).toBe(true);
    expect(isImportHeader('targets', [])).toBe(false);
  });

  it('are read in any order and in a mixture of languages; columns for people are left alone, and empty ones', () => {
    const header = ['target', '', ' 考核内容', '单位', '区县 ', '现任务', 'component'];
    expect(read('targets', header, ['20', 'x', '安置', '人', 'east', '18', '5'])).toEqual({
      rows: ['2: east 5 20'],
      changed: [],
      faults: [],
    });
    expect(read('claims', ['component', 'value'], ['5', '16']).rows).toEqual(['2:  5 16']);
  });

  it('are refused where one is missing, unknown or there twice, each by its name, and then no row is read', () => {
    expect(read('targets', ['序号', '任务', 'component', '任务数'], ['5', '1', '5', '1'])).toEqual({
      rows: [],
      changed: [],
      faults: ['1 区县: required', '1 任务: unknown-property', '1 component: duplicate-item'],
    });
    expect(read('targets', ['区县', 'district', '序号', 'component', '任务数']).faults).toEqual([
      '1 district: duplicate-item',
      '1 component: duplicate-item',
    ]);
    expect(readImportTable('claims', []).faults.map(({ column }) => column)).toEqual(['序号', '申报值']);
  });

  it('are refused in words that name the column and what to do', () => {
    const { faults } = readImportTable('targets', [['序号', '任务', '任务数', '序号']]);
    expect(faults.map(({ message: { zh, en } }) => [zh, en])).toEqual([
      ['第一行没有“区县”这一列。', 'The first row has no heading “district” (区县).'],
      [
        '不认识这一列；请改正列名，或删去这一列。',
        'This column is not known; correct its heading or leave the column out.',
      ],
      ['这一列出现了两次；请只留一列。', 'This column is there twice; leave one of them.'],
    ]);
  });

  it('are told of no more than 64 characters where they are unknown', () => {
    const { faults } = readImportTable('claims', [[...claims, '长'.repeat(65)]]);
    expect(faults.map(({ column }) => column)).toEqual(['长'.repeat(64)]);
  });

  it('name a field as the table does, and as the template where the table has no such column', () => {
    const { headingOf } = readImportTable('targets', [[' district ', '任务数', '任务数']]);
    expect([headingOf('district'), headingOf('value'), headingOf('component')]).toEqual(['district', '任务数', '序号']);
    expect(readImportTable('claims', [claims]).headingOf('district')).toBe('区县');
  });
});

describe('the rows of an import', () => {
  it('are counted from the headings, and left alone without a value, evidence and note', () => {
    const table = read('targets', targets, ['east', '5', '20'], ['east', '6', ' '], ['east', '7', '4'], ['west', '7']);
    expect(table).toEqual({ rows: ['2: east 5 20', '4: east 7 4'], changed: [], faults: [] });
    const rows = (...cells: string[]) => readImportTable('claims', [claims, cells]).rows.length;
    expect(rows('5', '', '', '')).toBe(0);
    expect(rows('5', ' ', ' ', ' \t')).toBe(0);
    expect(rows('5', '16', '', '')).toBe(1);
    expect(rows('5', '', 'e1', '')).toBe(1);
    expect(rows('5', '', '', '说明')).toBe(1);
  });

  it('have a text for each field, empty where a cell is not there', () => {
    const { rows } = readImportTable('claims', [claims, [' 5 ', ' 16 ', ' e1; e2 '], ['6', '', '', ' 说明 ']]);
    expect(rows.map(({ fields }) => fields)).toEqual([
      { district: '', component: '5', value: '16', evidence: 'e1; e2', note: '' },
      { district: '', component: '6', value: '', evidence: '', note: ' 说明 ' },
    ]);
  });

  it('tell what was read otherwise, but not of rows that are left alone, nor of blanks', () => {
    expect(read('targets', targets, [' east', '５', '1,000'], ['west', '６', ''], ['west', ' ', '２'])).toEqual({
      rows: ['2: east 5 1000', '4: west  2'],
      changed: ['2 区县:  east → east', '2 序号: ５ → 5', '2 任务数: 1,000 → 1000', '4 任务数: ２ → 2'],
      faults: [],
    });
  });

  it('tell no more than 100 characters of a cell', () => {
    const told = (length: number) =>
      readImportTable('claims', [
        ['序号', '申报值', '佐证材料'],
        ['5', '1', ` ${'x'.repeat(length)}`],
      ]).changed[0];
    expect(told(99)).toMatchObject({ from: ` ${'x'.repeat(99)}`, to: 'x'.repeat(99) });
    expect(told(100)).toMatchObject({ from: ` ${'x'.repeat(99)}…`, to: 'x'.repeat(100) });
    expect(told(101)).toMatchObject({ to: `${'x'.repeat(100)}…` });
  });
});

describe('a number of an import', () => {
  it('is read where no other could be meant, and told', () => {
    expect(readValue('20')).toEqual(['20']);
    expect(readValue('20.50')).toEqual(['20.50']);
    expect(readValue('２０．５')).toEqual(['20.5', '２０．５ → 20.5']);
    expect(readValue('９９')).toEqual(['99', '９９ → 99']);
    expect(readValue('1,234,567.25')).toEqual(['1234567.25', '1,234,567.25 → 1234567.25']);
    expect(readValue('12,345')).toEqual(['12345', '12,345 → 12345']);
    expect(readValue('１，０００')).toEqual(['1000', '１，０００ → 1000']);
  });

  it.each([
    ...['1,00', '1,0000', '1234,567', ',500', '1,000,', '1,,000', '1,000.', '1,000.x', 'a1,000', '1,000,00'],
    ...['1.2.3', '.5', '5.', '5x', 'x5', '-5', '+5', '1e3', '５个', '1，2', '一千', '=1+1', "'5"],
  ])('stays as it was written where it is none: %s', (text) => {
    expect(readValue(text)).toEqual([text]);
  });

  it('is looked for in values and components, in no other column', () => {
    const { rows } = readImportTable('claims', [claims, ['２０．１', '１', '１２', '１２']]);
    expect(rows[0]!.fields).toMatchObject({ component: '20.1', value: '1', evidence: '１２', note: '１２' });
    expect(read('targets', targets, ['１', '1', '1']).rows).toEqual(['2: １ 1 1']);
  });
});

describe('that a component does not apply', () => {
  it('is read of a target, in either language and without a word about it, and of no claim', () => {
    for (const cell of ['不适用', ' 不适用 ', 'not-applicable']) expect(readValue(cell)[0]).toBe('not-applicable');
    expect(readValue('不适用')).toEqual(['not-applicable']);
    expect(readValue('不 适用')).toEqual(['不 适用']);
    expect(read('claims', claims, ['5', '不适用', '', '']).rows).toEqual(['2:  5 不适用']);
  });
});

describe('a note of an import', () => {
  const noteOf = (cell: string) => readImportTable('claims', [claims, ['5', '1', '', cell]]).rows[0]!.fields.note;

  it.each(['=1', '+1', '-1', '@a', '＝1', '＋1', '－1', '＠a', '−1', '  =1', '\t=1', ' \u0001\t=1'])(
    'loses the sign that a list puts in front of what a spreadsheet would compute: %j',
    (text) => expect(noteOf(`'${text}`)).toBe(text),
  );

  it.each(["'a", "a'=1", "''=1", "'a=1", "'", '=1', ' a '])('stays as it is otherwise: %j', (text) => {
    expect(noteOf(text)).toBe(text);
  });
});

describe('the place of an uploaded table', () => {
  it('is the same for who asked for it, and another for anybody else, in another role or for another district', () => {
    const asked = { subject: 'portal', role: 'district', district: 'east' };
    const key = tableKeyOf('2019', asked, 'upload-1');
    expect(key).toMatch(/^imports\/2019\/[0-9a-f]{64}\/upload-1$/);
    expect(tableKeyOf('2019', { ...asked }, 'upload-1')).toBe(key);
    const others = [{ subject: 'another' }, { role: 'assessor' }, { district: 'west' }, { district: null }];
    for (const other of others) expect(tableKeyOf('2019', { ...asked, ...other }, 'upload-1')).not.toBe(key);
  });
});
