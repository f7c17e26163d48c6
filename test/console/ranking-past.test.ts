import { describe, expect, it, vi } from 'vitest';

const { changes } = vi.hoisted(() => ({ changes: [] as object[] }));
vi.mock('../../lib/console/api.ts', () => ({ api: {} }));
vi.mock('../../lib/console/language.ts', () => ({
  say: ({ zh }: { zh: string }) => zh,
  language: { value: 'zh' },
  texts: {
    value: {
      changes: {
        ownBook: '本区',
        andMore: (count: number) => `等${count}个`,
        baselines: { mean: '平均值', best: '最高值' },
        baselinesMoved: (component: string, what: string) => `变动，第${component}项${what}随之变动`,
      },
    },
  },
}));
vi.mock('../../lib/console/feed.ts', () => ({ changesBetween: async () => changes }));

const { ranksBefore, readPast } = await import('../../lib/console/screens/ranking-standing.ts');

const rows = [
  { district: 'a', score: '10.00' },
  { district: 'b', score: '9.50' },
  { district: 'c', score: '9.00' },
  { district: 'd', score: '9.00' },
];

describe('where districts stood before', () => {
  const ranks = (...shifts: readonly (readonly [district: string, before: string, after: string])[]) =>
    Object.fromEntries(
      ranksBefore(
        rows,
        shifts.map(([district, before, after]) => ({ district, before, after })),
      ),
    );

  it('is where they stand while nothing has moved, equal ones sharing a rank', () => {
    expect(ranks()).toEqual({ a: 1, b: 2, c: 3, d: 3 });
  });

  it('goes by what they had before all that moved them, and by numbers: 10 is more than 9', () => {
    // a had 10.00 − 3.00 − 0.50 = 6.50; c had 9.00 + 1.50 = 10.50.
    const shifts = [
      ['a', '6.50', '7.00'],
      ['a', '0.00', '3.00'],
      ['c', '3.00', '1.50'],
    ] as const;
    expect(ranks(...shifts)).toEqual({ c: 1, b: 2, d: 3, a: 4 });
  });

  it('is exact: a tenth and two tenths are three', () => {
    // d had 9.00 + 0.10 + 0.20 − 0.30 + 0.50 = 9.50, as much as b.
    const shifts = [
      ['d', '0.10', '0.0'],
      ['d', '0.20', '0'],
      ['d', '0', '0.3'],
      ['d', '0.50', '0.00'],
    ] as const;
    expect(ranks(...shifts)).toEqual({ a: 1, b: 2, d: 2, c: 4 });
  });

  it('is told of the districts shown alone', () => {
    expect(ranks(['e', '99.00', '0.00'])).toEqual({ a: 1, b: 2, c: 3, d: 3 });
  });
});

describe('what moved the districts of a ranking', () => {
  const own = { kind: 'own-book' };
  const scheme = {
    categories: [
      { id: 'first', indicators: [{ components: [{ id: '1' }, { id: '2' }] }] },
      { id: 'second', indicators: [{ components: [{ id: '3' }] }] },
    ],
  } as never;
  const measured = { measure: { divide: [{ value: '1' }, { mean: { value: '1' } }] }, rule: { kind: 'proportional' } };
  const components = [
    { id: '4', ...measured },
    { id: '3', rule: { placePoints: ['1'] } },
  ] as never;
  const past = async (of: object) => {
    const main = { basis: 'claimed', version: 9, rows, ...of } as never;
    const context = { main, since: 'all', scheme, components, nameOf: (id: string) => ({ zh: `${id}区`, en: id }) };
    const { ranks, causes } = await readPast('2030', context, new AbortController().signal);
    return { ranks: Object.fromEntries(ranks), causes: [...causes].map(([district, said]) => [district, ...said]) };
  };
  const move = (component: string, points: string[], because: object = own) => ({ component, points, because });
  changes.push({
    rivals: [
      { basis: 'claimed', component: '3', text: { zh: '被甲超过' } },
      { basis: 'claimed', component: '4', text: { zh: '…' }, districts: ['a', 'b', 'c', 'd', 'e', 'f'] },
    ],
    moved: [
      {
        district: 'b',
        basis: 'claimed',
        score: ['11.50', '9.50'],
        components: [move('1', ['3.00', '2.00']), move('3', ['2.00', '1.00'], { kind: 'cohort' })],
      },
      { district: 'a', basis: 'verified', score: ['0.00', '9.00'], components: [move('1', ['0.00', '9.00'])] },
      { district: 'c', basis: 'claimed', score: ['9.00', '9.00'], components: [] },
      {
        district: 'd',
        basis: 'claimed',
        score: ['9.00', '9.00'],
        components: [move('4', ['0.50', '0.50'], { kind: 'cohort' })],
      },
    ],
  });

  it('is counted by totals, on the basis that is ranked', async () => {
    expect(await past({})).toEqual({
      ranks: { b: 1, a: 2, c: 3, d: 3 },
      causes: [
        ['b', '1：3.00 → 2.00（本区）', '3：2.00 → 1.00（被甲超过）'],
        ['c'],
        ['d', '4：0.50 → 0.50（a区、b区、c区、d区、e区等6个变动，第4项平均值随之变动）'],
      ],
    });
  });

  it('is counted by what the ranking is by: one component, or those of a category', async () => {
    // b had 9.50 + 1.00 = 10.50.
    const expected = { b: 1, a: 2, c: 3, d: 3 };
    expect(await past({ component: '3' })).toEqual({ ranks: expected, causes: [['b', '3：2.00 → 1.00（被甲超过）']] });
    expect(await past({ category: 'first' })).toEqual({ ranks: expected, causes: [['b', '1：3.00 → 2.00（本区）']] });
    expect(await past({ component: '2' })).toEqual({ ranks: { a: 1, b: 2, c: 3, d: 3 }, causes: [] });
  });
});
