import fc from 'fast-check';
import { anyScheme, type PlainDocument } from './drawn-schemes.ts';

/** A document with one fault: what is wrong, and where a reader must be told of it. */
export interface FaultyDocument {
  readonly fault: string;
  readonly document: unknown;
  readonly path: readonly (string | number)[];
}

type Path = (string | number)[];

/** A fault of an expression: how it is written, and where in it the fault is. */
type ExpressionFault = readonly [fault: string, expression: unknown, path: Path];

const name = { zh: '名称', en: 'name' };
const grades = [
  { id: 'best', name, from: '5' },
  { id: 'fair', name, from: '2' },
  { id: 'poor', name, from: null },
];

/** A component that takes the faults stands between a number that expressions may read and one that they may not. */
function component(id: string, more: object = {}) {
  const blank = { id, name, fullPoints: '0', unit: name, target: { kind: 'none' }, evidence: [], onSite: false };
  return { ...blank, rule: { kind: 'recorded' }, ...more };
}

const nested = (levels: number) =>
  Array.from({ length: levels - 1 }).reduce<unknown>((inner) => ({ subtract: ['1', inner] }), '1');

const below = (levels: number): Path => Array.from({ length: levels - 1 }).flatMap((): Path => ['subtract', 1]);

/** What can't be read, whatever stands before. */
const malformed: readonly ExpressionFault[] = [
  ['subtracts nothing', { subtract: ['1'] }, ['subtract']],
  ['divides three', { divide: ['1', '2', '3'] }, ['divide']],
  ['adds nothing', { add: [] }, ['add']],
  ['an unknown function', { average: { value: 'z.1' } }, ['average']],
  ['two functions at once', { value: 'z.1', points: 'z.1' }, ['points']],
  ['a group without a cohort', { add: ['1'], among: 'group' }, ['among']],
  ['an unknown group', { mean: '1', among: 'region' }, ['among']],
  ['a number that is no text', 1, []],
  ['nothing', null, []],
  ...['1e3', '01', '+1', '.5', '1.', '', '1'.repeat(61)].map(
    (text): ExpressionFault => [`the constant ${text.slice(0, 5)}`, text, []],
  ),
];

/** What can be read and still does not do. */
const misfitting: readonly ExpressionFault[] = [
  ['reads an unknown component', { value: 'nowhere' }, ['value']],
  ['reads itself', { points: 'z.2' }, ['points']],
  ['reads a later component', { verified: 'z.3' }, ['verified']],
  ['reads a later component inside', { mean: { claimed: 'z.3' } }, ['mean', 'claimed']],
  ['reads a target that never is', { target: 'z.1' }, ['target']],
  ['looks at the cohort twice', { mean: { add: ['1', { best: { value: 'z.1' } }] } }, ['mean', 'add', 1, 'best']],
  ['divides by zero', { divide: [{ value: 'z.1' }, '0.00'] }, ['divide', 1]],
  ['divides by what is zero', { divide: ['1', { subtract: ['1.5', '1.50'] }] }, ['divide', 1]],
];

const tooLarge: readonly ExpressionFault[] = [
  ['has 201 parts', { add: Array.from({ length: 200 }, () => '1') }, []],
  ['has 13 levels', nested(13), below(13)],
];

/** Where a component may have an expression, and what it must be besides. */
const hosts: readonly (readonly [at: Path, host: (expression: unknown) => object])[] = [
  [['measure'], (measure) => ({ measure })],
  [['unless', 'atLeast', 0], (first) => ({ unless: { atLeast: [first, '1'] } })],
  [['unless', 'atLeast', 1], (second) => ({ unless: { atLeast: ['1', second] } })],
  [['rule', 'from'], (from) => ({ rule: { kind: 'per-unit', base: '0', from } })],
];

/** An expression around another, and where in it that one stands. */
const wraps: readonly (readonly [at: Path, wrap: (expression: unknown) => unknown])[] = [
  [[], (inner) => inner],
  [['greatest', 1], (inner) => ({ greatest: ['1', inner] })],
  [['divide', 0, 'add', 2], (inner) => ({ divide: [{ add: ['1', '2', inner] }, '3'] })],
];

const side = { points: '1', per: '1', units: 'exact' };
const perUnit = (more: object) => ({ rule: { kind: 'per-unit', base: '0', from: '0', ...more } });
const places = (more: object) => ({ rule: { kind: 'places', points: ['0', '0'], ...more } });
const andThen = (then: object) => Object.fromEntries([['then', then]]);
const proportional = { kind: 'proportional', zeroTarget: 'any' };

/** What does not fit of a component besides its expressions. */
const componentFaults: readonly (readonly [fault: string, part: object, path: Path])[] = [
  ['more than nothing at least', { lowestPoints: '1' }, ['lowestPoints']],
  ['too fine points at least', { lowestPoints: '-0.00001' }, ['lowestPoints']],
  ['filled by nobody', { filledBy: 'nobody' }, ['filledBy']],
  ['half where it is not applicable', { whenNotApplicable: 'half' }, ['whenNotApplicable']],
  ['one part of an exemption', { unless: { atLeast: ['1'] } }, ['unless', 'atLeast']],
  ['three parts of an exemption', { unless: { atLeast: ['1', '1', '1'] } }, ['unless', 'atLeast']],
  ['an exemption by another comparison', { unless: { atMost: ['1', '1'] } }, ['unless', 'atLeast']],
  ['a share of no target', { rule: proportional }, ['target']],
  ['completion of no target', { rule: { ...proportional, kind: 'completion' } }, ['target']],
  ['rates of no target', { rule: { kind: 'bands', of: 'rate', bands: [{ from: null, points: '0' }] } }, ['target']],
  ['units from no target', perUnit({ from: 'target' }), ['target']],
  ['places with a target', { ...places({}), target: { kind: 'assigned' } }, ['target']],
  ['discretion with a measure', { rule: { kind: 'discretionary' }, measure: '1' }, ['rule', 'kind']],
  ['discretion of assessors', { rule: { kind: 'discretionary' }, filledBy: 'assessor' }, ['rule', 'kind']],
  ['a grade that there is not', { rule: { kind: 'veto', highest: 'middling' } }, ['rule', 'highest']],
  ['no size of a unit', perUnit({ above: { ...side, per: '0' } }), ['rule', 'above', 'per']],
  ['a negative unit', perUnit({ below: { ...side, per: '-1' } }), ['rule', 'below', 'per']],
  ['half units', perUnit({ above: { ...side, units: 'half' } }), ['rule', 'above', 'units']],
  ['a negative bound', perUnit({ above: { ...side, most: '-1' } }), ['rule', 'above', 'most']],
  ['no places', places({ points: [] }), ['rule', 'points']],
  ['too fine points of a place', places({ points: ['0', '0.00001'] }), ['rule', 'points', 1]],
  ['too fine points at least of places', places(andThen({ each: '0', least: '0.00001' })), ['rule', 'then', 'least']],
  ['an unknown order', places({ order: 'best' }), ['rule', 'order']],
  ['an unknown competition', places({ among: 'region' }), ['rule', 'among']],
  ['an unknown kind', { rule: { kind: 'lottery' } }, ['rule', 'kind']],
];

/** What does not fit of the whole. */
const schemeFaults: readonly (readonly [fault: string, scheme: (document: PlainDocument) => object, path: Path])[] = [
  ['no grades', () => ({ grades: [] }), ['grades']],
  ['grades out of order', () => ({ grades: [grades[1], grades[0], grades[2]] }), ['grades', 1, 'from']],
  [
    'grades from the same',
    () => ({ grades: [grades[0], { ...grades[1], from: '5' }, grades[2]] }),
    ['grades', 1, 'from'],
  ],
  ['no grade for the rest', () => ({ grades: grades.slice(0, 2) }), ['grades', 1, 'from']],
  [
    'the rest before the last',
    () => ({ grades: [grades[0], { ...grades[1], from: null }, grades[2]] }),
    ['grades', 1, 'from'],
  ],
  ['a grade twice', () => ({ grades: [grades[0], { ...grades[1], id: 'best' }, grades[2]] }), ['grades', 1, 'id']],
  ['another maximum', ({ maxPoints }) => ({ maxPoints: more(maxPoints) }), ['maxPoints']],
  ['another maximum of a category', (document) => withCategory(document, {}), ['categories', 0, 'maxPoints']],
  ['another maximum on top', (document) => withCategory(document, { onTop: true }), ['categories', 0, 'maxPoints']],
];

const more = (points: string) => String(BigInt(points.split('.')[0]!) + 1n);

/** The first category with a maximum that its indicators don't add up to. */
function withCategory({ categories: [first, ...others] }: PlainDocument, change: object): object {
  return { categories: [{ ...first!, maxPoints: more(first!.maxPoints), ...change }, ...others] };
}

/** A drawn document with grades and a category of its own for the faults at its end. */
function withFault(document: PlainDocument, part: object): unknown {
  const components = [component('z.1'), component('z.2', part), component('z.3')];
  const indicator = { id: 'z', name, clause: '条款', maxPoints: '0', components };
  const category = { id: 'faulty', name, maxPoints: '0', indicators: [indicator] };
  const own = document.grades ?? grades;
  return { ...document, grades: own, categories: [...document.categories, category] };
}

const inExpression = fc
  .record({
    document: anyScheme,
    expression: fc.constantFrom(...malformed, ...misfitting, ...tooLarge),
    host: fc.constantFrom(...hosts),
    wrap: fc.constantFrom(...wraps),
  })
  .map(
    ({ document, expression: [fault, expression, path], host: [at, host], wrap: [around, wrap] }): FaultyDocument => {
      // What is too large would be larger still inside another.
      const isAlone = tooLarge.some(([other]) => other === fault);
      const whole = isAlone ? expression : wrap(expression);
      const place: Path = ['categories', document.categories.length, 'indicators', 0, 'components', 1, ...at];
      return {
        fault,
        document: withFault(document, host(whole)),
        path: [...place, ...(isAlone ? [] : around), ...path],
      };
    },
  );

const inComponent = fc
  .record({ document: anyScheme, drawn: fc.constantFrom(...componentFaults) })
  .map(({ document, drawn: [fault, part, path] }): FaultyDocument => {
    const place: Path = ['categories', document.categories.length, 'indicators', 0, 'components', 1, ...path];
    return { fault, document: withFault(document, part), path: place };
  });

const inScheme = fc
  .record({ document: anyScheme, drawn: fc.constantFrom(...schemeFaults) })
  .map(({ document, drawn: [fault, change, path] }): FaultyDocument => {
    return { fault, document: { ...document, ...change(document) }, path };
  });

/** Documents of any kind with one fault each. */
export const faultyDocument: fc.Arbitrary<FaultyDocument> = fc.oneof(
  { weight: 5, arbitrary: inExpression },
  { weight: 3, arbitrary: inComponent },
  inScheme,
);
