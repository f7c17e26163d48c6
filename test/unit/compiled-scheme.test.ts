import { describe, expect, it } from 'vitest';
import { methodOf, part } from '../support/small-method.ts';

const recorded = { kind: 'recorded' } as const;
const assigned = { target: { kind: 'assigned' } } as const;
const a = { value: 'a' };
const unit = { points: '1', per: '1', units: 'exact' } as const;
const grades = [
  { id: 'good', name: { zh: '良好', en: 'Good' }, from: '1' },
  { id: 'poor', name: { zh: '较差', en: 'Poor' }, from: null },
];

/** Components 0 to 8, each with what it reads of those before; made in each test, so that each sees it being made. */
const madeReady = () =>
  methodOf(
    [
      part('a', recorded),
      part('t', { kind: 'completion', zeroTarget: 'any' }, { ...assigned, fullPoints: '1' }),
      part('p', { kind: 'places', points: ['1'] }, { fullPoints: '1' }),
      part(
        'm',
        { kind: 'proportional', zeroTarget: 'any' },
        { ...assigned, fullPoints: '1', measure: { divide: [a, { best: a }] } },
      ),
      part(
        'u',
        { kind: 'per-unit', base: '1', from: { mean: { points: 't' } }, above: unit },
        { fullPoints: '1', unless: { atLeast: [{ coefficient: 'size' }, { verified: 'a' }] } },
      ),
      part(
        'q',
        { kind: 'bands', of: 'value', bands: [{ from: null, points: '1' }] },
        { ...assigned, fullPoints: '1', unless: { atLeast: [{ points: 'p' }, '1'] } },
      ),
      part('v', { kind: 'veto', highest: 'poor' }),
      part('w', { kind: 'veto', highest: 'poor' }, { measure: { subtract: [{ value: 'm' }, '1'] } }),
      part(
        'z',
        { kind: 'proportional', zeroTarget: 'any' },
        { ...assigned, fullPoints: '1', measure: { add: [{ target: 't' }, { coefficient: 'age' }] } },
      ),
    ],
    { grades },
  );

describe('a scheme made ready', () => {
  it('knows which components depend on other districts, by way of others too', () => {
    const scheme = madeReady();
    expect(scheme.competitive.map(({ id, competitive }) => [id, competitive])).toEqual([
      ['p', 0],
      ['m', 1],
      ['u', 2],
      ['q', 3],
      ['w', 4],
    ]);
    const seeing = scheme.components.filter(({ sees }) => sees.measure || sees.from || sees.unless);
    expect(seeing.map(({ id, sees }) => [id, sees])).toEqual([
      ['m', { measure: true, from: false, unless: false }],
      ['u', { measure: false, from: true, unless: false }],
      ['q', { measure: false, from: false, unless: true }],
      ['w', { measure: true, from: false, unless: false }],
    ]);
  });

  it('keeps the values of vetoes, and the numbers and own targets from which alone the others are settled', () => {
    expect(madeReady().keptNumbers).toEqual([
      { number: 'value', component: 6 },
      { number: 'value', component: 0 },
      { number: 'target', component: 3 },
      { number: 'points', component: 1 },
    ]);
  });

  it('knows which columns each looks at: five of components, then those of the numbers', () => {
    const at = (column: number, basis: 'verified' | null = null) => ({ column, basis });
    expect(madeReady().looksAt).toEqual([
      [at(0)],
      [at(1), at(6), at(7)],
      [at(2), at(6, 'verified'), at(8)],
      [at(3), at(0)],
      [at(4), at(1), at(6), at(7)],
    ]);
  });

  it('keeps apart numbers of the same component, and an own target that is the first of all', () => {
    const [t, share] = [
      part('t', { kind: 'completion', zeroTarget: 'any' }, { ...assigned, fullPoints: '1' }),
      { kind: 'proportional', zeroTarget: 'any' } as const,
    ];
    const both = { add: [{ mean: { value: 't' } }, { mean: { points: 't' } }] };
    const ofBoth = methodOf([t, part('m', share, { target: { kind: 'fixed', value: '1' }, measure: both })]);
    expect(ofBoth.keptNumbers.map(({ number }) => number)).toEqual(['value', 'points', 'target']);
    expect(ofBoth.looksAt[0]!.map(({ column }) => column)).toEqual([0, 1, 2, 3]);
    const alone = methodOf([part('m', share, { ...assigned, measure: { sum: { coefficient: 'size' } } })]);
    expect(alone.keptNumbers).toEqual([{ number: 'target', component: 0 }]);
    expect(alone.looksAt[0]!.map(({ column }) => column)).toEqual([0, 1]);
    // A target is the district's own, whatever its component is measured by.
    const ofTarget = methodOf([
      part('m', share, { ...assigned, measure: { sum: { coefficient: 'size' } } }),
      part('n', share, { target: { kind: 'fixed', value: '1' }, measure: { mean: { target: 'm' } } }),
    ]);
    expect(ofTarget.looksAt[1]!.map(({ column }) => column)).toEqual([1, 2, 3]);
  });

  it('knows what others read, and the coefficients that its formulas take, in order', () => {
    const scheme = madeReady();
    expect([...scheme.readByOthers].sort()).toEqual([0, 1, 2, 3]);
    expect(scheme.coefficients).toEqual(['age', 'size']);
  });

  it('gives components their indicator, category, position, points and target', () => {
    const scheme = madeReady();
    const m = scheme.components[3]!;
    expect(m).toMatchObject({ id: 'm', clause: '1', index: 3, category: 0, full: 100, lowest: 0, target: 'assigned' });
    expect(m.fixedTarget).toBeNull();
    const fixed = part('f', { kind: 'completion', zeroTarget: 'any' }, { target: { kind: 'fixed', value: '2.5' } });
    const [only] = methodOf([{ ...fixed, lowestPoints: '-0.5', whenNotApplicable: 'full' }]).components;
    expect(only).toMatchObject({ lowest: -50, whenNotApplicable: 'full', fixedTarget: { text: '2.5' }, unless: null });
    expect(scheme.indexOf.get('w')).toBe(7);
    expect(scheme.grades.map(({ id, from }) => [id, from])).toEqual([
      ['good', 100],
      ['poor', null],
    ]);
    expect(scheme.categories).toEqual([{ id: 'all', name: { zh: '办法', en: 'Method' } }]);
  });
});
