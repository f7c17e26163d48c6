import { describe, expect, it } from 'vitest';
import { canonicalJson, digestOf } from '../../lib/domain/digest.ts';
import type { CheckId } from '../../lib/verifier/findings.ts';
import { verifySnapshot } from '../../lib/verifier/verify-snapshot.ts';
import type { PlainExpression } from '../support/plain-scheme.ts';
import { asJson, type Draft, put, resealed } from '../support/sample-snapshot.ts';
import {
  component,
  given,
  type HandMethod,
  notApplicable,
  recorded,
  sealedByHand,
  verified,
} from '../support/sealed-by-hand.ts';

const applies = { whenNotApplicable: 'mean' } as const;
const perUnit = {
  kind: 'per-unit',
  base: '0',
  from: '0',
  above: { points: '1', per: '1', units: 'exact' },
} as const;

/** Everything that a method can be made of, at these positions: 0 claimed … 5 a veto, and on top what a gap costs. */
const method: HandMethod = {
  grades: [
    { id: 'good', from: '10' },
    { id: 'fair', from: '0' },
    { id: 'poor', from: null },
  ],
  components: [
    component('a', perUnit, { fullPoints: '20', ...applies }),
    component('r', perUnit, { fullPoints: '5', filledBy: 'assessor', unless: { atLeast: [{ target: 't' }, '9'] } }),
    component('m', perUnit, {
      fullPoints: '9',
      measure: { multiply: [{ coefficient: 'hard' }, { subtract: [{ mean: { value: 'a' } }, '10'] }] },
    }),
    component('p', { kind: 'places', points: ['2', '1'] }, { fullPoints: '2', measure: { value: 'a' } }),
    component('v', { kind: 'veto', highest: 'fair' }, { filledBy: 'assessor' }),
  ].toSpliced(1, 0, component('t', { kind: 'completion', zeroTarget: 'any' }, { target: { kind: 'assigned' } })),
  onTop: [
    component('g', perUnit, {
      lowestPoints: '-5',
      fullPoints: '3',
      measure: { subtract: [{ claimed: 'a' }, { value: 'a' }] },
    }),
  ],
};

const target = { t: { ...verified('1'), target: '2' } };
const place = (points: string, held: number) => ({ points, place: held });

// The mean of 11 and 12.5 is 11.75, less 10 is 1.75, and 1.2 times 1.75 is 2.1.
const sealed = sealedByHand(method, [
  {
    ...{ coefficients: { hard: '1' }, grade: 'fair', vetoes: ['v'] },
    book: { ...target, a: verified('12', '11'), r: recorded('1.5'), v: recorded('1') },
    stated: { a: '11.00', r: '1.50', m: '1.75', p: place('1.00', 2), g: '1.00' },
  },
  {
    ...{ coefficients: { hard: '1.2' }, grade: 'good', vetoes: [] },
    book: { ...target, a: verified('12.5'), r: recorded('0'), v: recorded('0') },
    stated: { a: '12.50', r: '0.00', m: '2.10', p: place('2.00', 1), g: '0.00' },
  },
  {
    ...{ coefficients: { hard: '0' }, grade: 'good', vetoes: [] },
    book: { ...target, a: notApplicable, r: recorded('0') },
    stated: {
      a: { points: '11.75', state: 'not-applicable' },
      r: '0.00',
      m: '0.00',
      v: { points: '0.00', state: 'missing' },
    },
  },
]);

/** The rows by rank: 16.60, 16.25, and 11.75 of the district to which a does not apply. */
const [first, second, third] = ['/rows/0', '/rows/1', '/rows/2'];
const part = (row: string | undefined, index: number) => `${row}/components/${index}`;
const document = (index: number) => `/scheme/categories/0/indicators/0/components/${index}`;
const { claim } = sealed.snapshot.rows[0]!.components[0]!;
const record = sealed.snapshot.rows[0]!.components[2]!.verification;

/** One value each that is put somewhere into the result, and the check that must notice. */
const values: readonly [string, CheckId, string, unknown][] = [
  ['a grade', 'grades', `${first}/grade`, 'fair'],
  ['a grade that a veto lowered', 'grades', `${second}/grade`, 'good'],
  ['a veto left out', 'grades', `${second}/vetoes`, []],
  ['a veto that lowers nothing', 'grades', `${first}/vetoes`, ['v']],
  ['a grade taken away', 'grades', `${first}/grade`, undefined],
  ['vetoes taken away', 'grades', `${third}/vetoes`, undefined],
  ['a veto that was not recorded', 'grades', `${part(second, 5)}/verification/value`, '0'],
  ['a coefficient', 'points', `${first}/coefficients/hard`, '1.3'],
  ['a coefficient taken away', 'inputs', `${first}/coefficients/hard`, undefined],
  ['all coefficients taken away', 'inputs', `${third}/coefficients`, undefined],
  ['a coefficient that is none', 'form', `${first}/coefficients/hard`, '-1'],
  ['a recorded value', 'points', `${part(first, 2)}/verification/value`, '0.01'],
  ['a record taken away', 'states', `${part(first, 2)}/verification`, null],
  ['a record of a claim', 'inputs', `${part(first, 2)}/verification/claimRevision`, 1],
  ['a claim of what assessors record', 'inputs', `${part(third, 5)}/claim`, claim],
  ['a claim of what is computed', 'inputs', `${part(first, 3)}/claim`, claim],
  ['a verification of what is computed', 'inputs', `${part(first, 3)}/verification`, record],
  ['a record of what districts claim', 'inputs', `${part(third, 0)}/verification`, record],
  ['what was claimed, where it counts', 'points', `${part(second, 0)}/claim/value`, '12.01'],
  ['that a component applies', 'states', `${part(third, 0)}/target`, null],
  ['that a component does not apply', 'states', `${part(second, 0)}/target`, 'not-applicable'],
  ['that one does not apply which applies to all', 'inputs', `${part(first, 1)}/target`, 'not-applicable'],
  ['points of whom a component does not apply to', 'points', `${part(third, 0)}/points`, '11.74'],
  ['the state of what is computed', 'states', `${part(first, 3)}/state`, 'claimed'],
  ['a place in a list', 'places', `${part(first, 4)}/place`, 2],
  ['a place of whom it does not apply to', 'places', `${part(third, 4)}/place`, 3],
  ['a target that an exemption looks at', 'points', `${part(first, 1)}/target`, '9'],
  ['a category on top', 'categories', `${first}/categories/top`, '1.00'],
];

/** Settings of the scheme, its hash made to fit. */
const settings: readonly [string, CheckId, string, unknown][] = [
  ['a category on top counted in the maximum', 'maxima', '/scheme/maxPoints', '39'],
  ['a category on top that is said to be none', 'maxima', '/scheme/categories/1/onTop', false],
  ['lowest points above zero', 'maxima', `${document(0)}/lowestPoints`, '0.5'],
  ['lowest points finer than the scheme keeps', 'maxima', `${document(0)}/lowestPoints`, '-0.005'],
  ['listed points finer than the scheme keeps', 'maxima', `${document(4)}/rule/points/1`, '0.995'],
  ['a grade that begins above the one before', 'grades', '/scheme/grades/1/from', '11'],
  ['a last grade that begins somewhere', 'grades', '/scheme/grades/2/from', '-1'],
  ['a veto to no grade', 'grades', `${document(5)}/rule/highest`, 'best'],
  ['an expression that reads its own component', 'formulas', `${document(3)}/measure`, { value: 'm' }],
  ['an expression that reads a later component', 'formulas', `${document(2)}/unless/atLeast/1`, { points: 'm' }],
  ['an expression that reads no component', 'formulas', `${document(3)}/rule/from`, { mean: { target: 'none' } }],
  ['a function over the cohort inside another', 'form', `${document(3)}/measure`, { sum: { best: { value: 'a' } } }],
  ['an expression of two operations', 'form', `${document(3)}/measure`, { value: 'a', points: 'a' }],
  ['a group where nothing is among districts', 'form', `${document(3)}/measure`, { value: 'a', among: 'group' }],
  ['a difference of three', 'form', `${document(3)}/measure`, { subtract: ['1', '2', '3'] }],
  ['a sum of nothing', 'form', `${document(3)}/measure`, { add: [] }],
  ['an operation that nobody knows', 'form', `${document(3)}/measure`, { power: ['2', '3'] }],
  ['a number that is no text', 'form', `${document(3)}/measure`, { add: [1] }],
  ['a name that is no text', 'form', `${document(3)}/measure`, { value: 5 }],
  ['a constant of 61 digits', 'form', `${document(3)}/measure`, '1'.repeat(61)],
  ['a coefficient of the cohort that nobody has', 'inputs', `${document(3)}/measure`, { sum: { coefficient: 'soft' } }],
  ['a constant that is none', 'form', `${document(3)}/measure`, '1e3'],
  ['an expression of 13 levels', 'form', `${document(3)}/measure`, nested(12)],
  ['an expression of 201 parts', 'form', `${document(3)}/measure`, { add: Array(200).fill('1') }],
  ['a unit of nothing', 'form', `${document(3)}/rule/above/per`, '0.0'],
  ['the lowest grade that a veto leaves', 'grades', `${document(5)}/rule/highest`, 'poor'],
  ['the weight of an expression', 'points', `${document(3)}/measure/multiply/1/subtract/1`, '9'],
];

function nested(levels: number): PlainExpression {
  return levels === 0 ? '1' : { add: [nested(levels - 1)] };
}

const checksOf = (text: string) => verifySnapshot(text).differences.map(({ check }) => check);

describe('what the verifier refuses of a method with everything', () => {
  it('is nothing of what was sealed', () => {
    expect(verifySnapshot(sealed.text, { ...sealed }).differences).toEqual([]);
  });

  for (const [name, check, path, value] of values)
    it(`is ${name}`, () => {
      const { text } = resealed(sealed.snapshot, (draft) => put(draft, path, value));
      expect(checksOf(text)).toContain(check);
    });

  for (const [name, check, path, value] of settings)
    it(`is ${name}`, () => {
      const { text } = resealed(sealed.snapshot, (draft) => rewrite(draft, path, value));
      expect(checksOf(text)).toContain(check);
      expect(checksOf(text)).not.toContain('scheme-hash');
    });

  it('is no expression of 12 levels or of 200 parts', () => {
    for (const measure of [nested(11), { add: Array(199).fill('1') }]) {
      const { text } = resealed(sealed.snapshot, (draft) => rewrite(draft, `${document(3)}/measure`, measure));
      expect(checksOf(text)).not.toContain('form');
    }
  });

  it('is a veto to a grade that the scheme does not have, by its name', () => {
    const { text } = resealed(sealed.snapshot, (draft) => rewrite(draft, `${document(5)}/rule/highest`, 'best'));
    const { differences } = verifySnapshot(text);
    expect(differences).toContainEqual({
      ...{ check: 'grades', at: '/scheme', of: 'v' },
      ...{ stated: 'best', expected: 'a grade' },
    });
  });

  it('is a grade in a scheme without grades', () => {
    const plain = sealedByHand({ components: [given('a')] }, [{ book: { a: verified('1') } }]);
    expect(checksOf(plain.text)).toEqual([]);
    for (const [field, value] of [
      ['grade', 'good'],
      ['vetoes', []],
    ] as const)
      expect(checksOf(resealed(plain.snapshot, (draft) => put(draft, `/rows/0/${field}`, value)).text)).toEqual(
        expect.arrayContaining(['grades']),
      );
  });

  it('is an audit file in which what does not apply, or what was recorded, is something else', () => {
    for (const [stated, other] of [
      ['"target":"not-applicable"', '"target":"7"'],
      [
        '"claimRevision":0,"deduction":null,"evidence":[],"onSite":null,"value":"1.5"',
        '"claimRevision":0,"deduction":null,"evidence":[],"onSite":null,"value":"1.6"',
      ],
    ] as const) {
      expect(sealed.audit).toContain(stated);
      const { differences } = verifySnapshot(sealed.text, { audit: sealed.audit.replace(stated, other) });
      expect(differences.map(({ check }) => check)).toContain('audit-replay');
    }
  });
});

describe('the public form of what was claimed, where points rest on it', () => {
  const form = JSON.parse(sealed.publicForm) as Draft;
  const changed = (path: string, value: unknown) => {
    const draft = structuredClone(form);
    put(draft, path, value);
    return canonicalJson(asJson(draft));
  };

  it('is shown of these components, with the claim that was judged, and of no others', () => {
    const shown = form.rows[0]!.components.map(({ claim, verification }) => [claim, verification]);
    const judged = { deduction: null, claimRevision: 1 };
    expect(shown.slice(0, 2)).toEqual([
      [
        { value: '12.5', revision: 1, returned: false },
        { value: '12.5', ...judged },
      ],
      [{ returned: false }, { value: '1', deduction: null }],
    ]);
  });

  const of = '/rows/0/components';
  const tampered: readonly [string, CheckId, string, unknown][] = [
    ['another claim', 'points', `${of}/0/claim/value`, '13'],
    ['a claim held back', 'inputs', `${of}/0/claim/value`, undefined],
    ['the revision of a claim held back', 'inputs', `${of}/0/claim/revision`, undefined],
    ['which claim was judged held back', 'inputs', `${of}/0/verification/claimRevision`, undefined],
    ['a claim that nothing rests on', 'inputs', `${of}/1/claim/value`, '1'],
    ['a grade', 'grades', '/rows/0/grade', 'fair'],
    ['a coefficient', 'points', '/rows/0/coefficients/hard', '1.3'],
  ];
  for (const [name, check, path, value] of tampered)
    it(`does not hold with ${name}`, () => {
      expect(checksOf(changed(path, value))).toContain(check);
      expect(verifySnapshot(sealed.text, { publicForm: changed(path, value) }).holds).toBe(false);
    });
});

function rewrite(draft: Draft, path: string, value: unknown): void {
  put(draft, path, value);
  draft.schemeHash = digestOf(asJson(draft.scheme));
}
