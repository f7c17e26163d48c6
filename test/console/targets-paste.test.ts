import { describe, expect, it } from 'vitest';
import { isSameNumber, readNumber } from '../../lib/console/quantity-text.ts';
import { differencesOf, emptyDraft, withChanges, withoutSaved } from '../../lib/console/screens/targets-draft.ts';
import { cellsOf, readPasted } from '../../lib/console/screens/targets-paste.ts';
import { readTarget, sentTarget, standingTarget } from '../../lib/console/target-text.ts';

const districts = [
  { id: 'dongli', names: ['天津市东丽区', 'Dongli, Tianjin'] },
  { id: 'zhenhai', names: ['宁波市镇海区', 'Zhenhai, Ningbo'] },
  { id: 'xin-a', names: ['甲市新区', 'New District, A'] },
  { id: 'xin-b', names: ['乙市新区', 'New District, B'] },
];
const components = [
  { id: '5', names: ['选派专业技术人才', 'Professionals seconded'] },
  { id: '6', names: ['党政干部培训', 'Cadres trained'] },
  { id: '20.1', names: ['村企结对', 'Village–enterprise pairings'] },
];
const paste = (text: string, row = 0, column = 0) => {
  const { changes, ...rest } = readPasted(text, { districts, components, row, column });
  return { cells: changes.map(({ district, component, written }) => `${district} ${component} ${written}`), ...rest };
};

describe('a pasted block', () => {
  it.each<[string, string, string[][]]>([
    [
      'cells and rows',
      '1\t2\r\n3\t4\r\n',
      [
        ['1', '2'],
        ['3', '4'],
      ],
    ],
    ['empty cells', '\t2\n\n3', [['', '2'], [''], ['3']]],
    [
      'a cell of two lines',
      '"任务\n（人）"\t"a ""b"""\n1\t2',
      [
        ['任务\n（人）', 'a "b"'],
        ['1', '2'],
      ],
    ],
    ['one cell', '7', [['7']]],
    ['an open quote', '"7\t8', [['"7', '8']]],
  ])('has %s', (_, text, cells) => {
    expect(cellsOf(text)).toEqual(cells);
  });

  it('goes from the chosen cell on, and what lies beyond the grid is counted', () => {
    expect(paste('1\t2\n3\t4', 1, 1)).toEqual({
      cells: ['zhenhai 6 1', 'zhenhai 20.1 2', 'xin-a 6 3', 'xin-a 20.1 4'],
      unknownRows: [],
      unknownColumns: [],
      outside: 0,
    });
    expect(paste('1\t2\n3\t4', 3, 2)).toMatchObject({ cells: ['xin-b 20.1 1'], outside: 3 });
  });

  it('goes where names of districts and numbers of components say, whatever cell is chosen', () => {
    const table = '区县\t20.1\t5 选派专业技术人才\t备注\n镇海区\t3\t60\tx\n天津市东丽区\t\t1,200\t\n合计\t3\t1260\t';
    expect(paste(table, 3, 2)).toEqual({
      cells: ['zhenhai 20.1 3', 'zhenhai 5 60', 'dongli 5 1,200'],
      unknownRows: ['合计'],
      unknownColumns: ['备注'],
      outside: 0,
    });
  });

  it('with names of districts alone goes from the chosen column on', () => {
    expect(paste('zhenhai\t7\t8\n东丽区\t9', 2, 1).cells).toEqual(['zhenhai 6 7', 'zhenhai 20.1 8', 'dongli 6 9']);
  });

  it('with names of components alone goes from the chosen row on', () => {
    expect(paste('村企结对\t选派专业技术人才（人）\n1\t2', 1).cells).toEqual(['zhenhai 20.1 1', 'zhenhai 5 2']);
  });

  it('of bare numbers has no head, also where the first could be numbers of components', () => {
    expect(paste('5\t6\n7\t8').cells).toEqual(['dongli 5 5', 'dongli 6 6', 'zhenhai 5 7', 'zhenhai 6 8']);
  });

  it('goes nowhere where a name could be of two, or comes twice', () => {
    expect(paste('新区\t1\n镇海区\t2\n镇海区\t3')).toMatchObject({
      cells: ['zhenhai 5 2'],
      unknownRows: ['新区', '镇海区'],
    });
  });
});

describe('a number as offices write it', () => {
  it.each<[string, string | null, boolean]>([
    ['12', '12', false],
    ['1.50', '1.50', false],
    [' 12 ', '12', true],
    ['１２．５', '12.5', true],
    ['1,234,567.5', '1234567.5', true],
    ['1，200', '1200', true],
    ['007', '7', true],
    ['1,20', null, false],
    ['1 2', null, false],
    ['12人', null, false],
    ['-1', null, false],
    ['1e3', null, false],
    ['', null, false],
  ])('%j is read as %j', (written, text, isChanged) => {
    expect(readNumber(written)).toEqual({ text, isChanged });
  });

  it('is the same however many zeros follow its point', () => {
    expect([isSameNumber('30', '30.0'), isSameNumber('30', '3'), isSameNumber('1.50', '1.5')]).toEqual([
      true,
      false,
      true,
    ]);
    expect([isSameNumber(null, '0'), isSameNumber(null, null), isSameNumber('100', '1')]).toEqual([false, true, false]);
  });
});

describe('a draft of targets', () => {
  const standing = {
    targetOf: (_: string, component: string) =>
      component === '5' ? '20' : component === 'out' ? 'not-applicable' : null,
    read: (component: string, written: string) =>
      component === 'out' ? readTarget(free, written) : readTarget(assigned, written),
  };
  const change = (component: string, written: string) => ({ district: 'dongli', component, written });

  it('holds what differs from what stands, and lets go of what no longer does', () => {
    const draft = withChanges(emptyDraft, [change('5', '２0.0'), change('6', '1,000'), change('20.1', '三')], standing);
    expect(differencesOf(draft, ['dongli', 'zhenhai'], ['5', '6', '20.1'], standing)).toEqual([
      { district: 'dongli', component: '6', from: null, to: '1000', written: '1,000' },
      { district: 'dongli', component: '20.1', from: null, to: null, written: '三' },
    ]);
    expect(withChanges(draft, [change('6', ' '), change('20.1', '')], standing).edits.size).toBe(0);
  });

  it('keeps what was typed while it was being saved', () => {
    const draft = withChanges(emptyDraft, [change('5', '21'), change('6', '8'), change('20.1', '三')], standing);
    const left = withoutSaved(draft, 'dongli', { 5: '21', 6: '7' }, standing.read);
    expect([...left.edits.get('dongli')!]).toEqual([
      ['6', '8'],
      ['20.1', '三'],
    ]);
  });

  it('holds that something applies again as a change, and that it does not as none where it stands', () => {
    const taken = withChanges(emptyDraft, [change('out', '适用'), change('5', '不适用')], standing);
    expect(differencesOf(taken, ['dongli'], ['5', 'out'], standing).map(({ to }) => to)).toEqual([null, 'applicable']);
    expect(withChanges(taken, [change('out', '不适用'), change('5', '')], standing)).toEqual(emptyDraft);
  });
});

const assigned = { target: { kind: 'assigned' } } as const;
const either = { ...assigned, whenNotApplicable: 'mean' } as const;
const free = { target: { kind: 'fixed', value: '3' }, whenNotApplicable: 'full' } as const;

describe('what is written into a cell of targets', () => {
  it.each([
    ['a number where one is assigned', assigned, '１,200', '1200'],
    ['nothing where the component always applies', assigned, '不适用', null],
    ['the word in Chinese', either, ' 不适用 ', 'not-applicable'],
    ['the word in English', either, 'Not applicable', 'not-applicable'],
    ['its short form', either, 'N/A', 'not-applicable'],
    ['a number that takes it back', either, '20', '20'],
    ['nothing where a number is needed to take it back', either, '适用', null],
    ['the word that takes it back where no number is assigned', free, '适用', 'applicable'],
    ['no number where none is assigned', free, '20', null],
    ['nothing else', either, '不', null],
  ] as const)('is %s', (_, component, written, expected) => {
    expect(readTarget(component, written)).toBe(expected);
  });

  it('stands as the number, or as whether the component applies', () => {
    const cell = (state: string, target: string | null) => ({ state, target }) as never;
    expect(standingTarget(either, cell('claimed', '20'))).toBe('20');
    expect(standingTarget(either, cell('not-applicable', null))).toBe('not-applicable');
    expect(standingTarget(free, cell('verified', '3'))).toBe('applicable');
  });

  it('is sent as the API takes it: any number takes back what has none of its own', () => {
    expect(['not-applicable', 'applicable', '20'].map(sentTarget)).toEqual(['not-applicable', '0', '20']);
  });
});
