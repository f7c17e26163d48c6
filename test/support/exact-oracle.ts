/**
 * The method once more, on purpose written another way than the product and sharing no line with its arithmetic:
 * fractions of BigInts, places by counting, ranks by counting, each component of each district on its own. Slow and
 * obvious.
 */

import { type Asked, type Numbers, numberOf } from './exact-expressions.ts';
import { type Fraction, fraction, isAbove, larger, over, ratio, rounded, smaller, zero } from './exact-fraction.ts';
import { exactPoints, placeIn } from './exact-rules.ts';
import {
  countedText,
  deductionOf,
  type OneBasis,
  type PlainState,
  stateOf,
  targetOf,
  textNumber,
} from './exact-states.ts';
import type { PlainAmong, PlainComponent, PlainDistrict, PlainGrade, PlainScheme } from './plain-scheme.ts';

const bases = ['claimed', 'verified'] as const;

/** A component of one district on one basis; points in units of the scheme's last place. */
export interface JudgedComponent {
  readonly points: bigint;
  readonly state: PlainState;
  /** The measure, or the value that counts. */
  readonly number: Fraction | null;
  readonly target: Fraction | null;
  /** Of a kind that has places. */
  readonly place: number | null;
}

/** A cohort's result on one basis; everything by district, in the order of the cohort. */
export interface OracleResult {
  /** By component. */
  readonly components: readonly Readonly<Record<string, JudgedComponent>>[];
  /** The points alone. */
  readonly points: readonly Readonly<Record<string, bigint>>[];
  readonly categories: readonly (readonly bigint[])[];
  readonly totals: readonly bigint[];
  readonly ranks: readonly number[];
  /** `null` in a scheme without grades. */
  readonly grades: readonly (string | null)[];
  /** The components that lowered the grade. */
  readonly vetoes: readonly (readonly string[])[];
}

/** What is known of a district while components are judged one after the other, on both bases. */
interface Sheet extends Readonly<Record<OneBasis, Record<string, JudgedComponent>>> {
  readonly district: PlainDistrict;
}

/** Scores a cohort on both bases, which may look at each other. */
export function judge(scheme: PlainScheme, cohort: readonly PlainDistrict[]): Readonly<Record<OneBasis, OracleResult>> {
  const sheets = cohort.map((district): Sheet => ({ district, claimed: {}, verified: {} }));
  const parts = scheme.categories.map(({ indicators }) => indicators.flatMap(({ components }) => components));
  for (const part of parts.flat()) {
    for (const basis of bases) {
      const column = judgeComponent(scheme, part, sheets, basis);
      sheets.forEach((sheet, at) => {
        sheet[basis][part.id] = column[at]!;
      });
    }
  }
  const result = (basis: OneBasis) => resultOf(scheme, parts, sheets, basis);
  return { claimed: result('claimed'), verified: result('verified') };
}

/** What a component's points of one district follow from. */
interface Case extends Omit<JudgedComponent, 'points' | 'place'> {
  readonly sheet: Sheet;
  readonly asked: Asked;
  readonly deduction: Fraction | null;
}

/** A component of every district on one basis. */
function judgeComponent(
  scheme: PlainScheme,
  part: PlainComponent,
  sheets: readonly Sheet[],
  basis: OneBasis,
): JudgedComponent[] {
  const cases = sheets.map((sheet) => caseOf(scheme, part, sheet, sheets, basis));
  const column = cases.map((one): JudgedComponent => {
    const among = ('among' in part.rule && part.rule.among) || 'cohort';
    const rivals = cases.flatMap(({ sheet, number }) => (isAmong(one.sheet, sheet, among) ? (number ?? []) : []));
    const place = one.number && placeIn(part.rule, { number: one.number, rivals });
    const { number, target, state } = one;
    return { number, target, state, place, points: pointsOf(scheme, part, one, rivals) };
  });
  if (part.whenNotApplicable !== 'mean') return column;
  const applicable = column.filter(({ state }) => state !== 'not-applicable');
  const all = sum(applicable.map(({ points }) => points));
  const mean = over({ over: all, under: unit(scheme) }, { over: BigInt(applicable.length), under: 1n }) ?? zero;
  return column.map((own) =>
    own.state === 'not-applicable' ? { ...own, points: rounded(mean, scheme.rounding) } : own,
  );
}

function caseOf(
  scheme: PlainScheme,
  part: PlainComponent,
  sheet: Sheet,
  sheets: readonly Sheet[],
  basis: OneBasis,
): Case {
  const asked: Asked = {
    own: numbersOf(scheme, sheet, basis),
    all: (among) =>
      sheets.filter((other) => isAmong(sheet, other, among)).map((other) => numbersOf(scheme, other, basis)),
  };
  const inputs = sheet.district.book[part.id];
  const given = { sheet, asked, deduction: deductionOf(inputs, basis) };
  if (inputs?.target === 'not-applicable') return { ...given, number: null, target: null, state: 'not-applicable' };
  return {
    ...given,
    number: part.measure === undefined ? textNumber(countedText(part, inputs, basis)) : numberOf(part.measure, asked),
    target: targetOf(part, inputs),
    state: stateOf(part, inputs, basis, (id) => sheet[basis][id]!.state),
  };
}

/** What a mean gives to those to whom a component is not applicable is not known here yet. */
function pointsOf(scheme: PlainScheme, part: PlainComponent, own: Case, rivals: readonly Fraction[]): bigint {
  const { number, asked, state } = own;
  const full = fraction(part.fullPoints);
  if (state === 'not-applicable') return part.whenNotApplicable === 'full' ? rounded(full, scheme.rounding) : 0n;
  if (isExempt(part, asked)) return rounded(full, scheme.rounding);
  const from = part.rule.kind === 'per-unit' && part.rule.from !== 'target' ? numberOf(part.rule.from, asked) : null;
  const exact = number && exactPoints(part, { ...own, number, from, rivals });
  if (!exact) return 0n;
  return rounded(larger(fraction(part.lowestPoints ?? '0'), smaller(full, exact)), scheme.rounding);
}

function isExempt({ unless }: PlainComponent, asked: Asked): boolean {
  const [reached, edge] = unless?.atLeast.map((part) => numberOf(part, asked)) ?? [];
  return reached != null && edge != null && !isAbove(edge, reached);
}

function isAmong(own: Sheet, other: Sheet, among: PlainAmong): boolean {
  return among === 'cohort' || (own.district.group ?? null) === (other.district.group ?? null);
}

function numbersOf(scheme: PlainScheme, sheet: Sheet, basis: OneBasis): Numbers {
  return {
    value: (id) => sheet[basis][id]!.number,
    claimed: (id) => sheet.claimed[id]!.number,
    verified: (id) => sheet.verified[id]!.number,
    target: (id) => sheet[basis][id]!.target,
    points: (id) => ratio(sheet[basis][id]!.points, unit(scheme)),
    coefficient: (name) => textNumber(sheet.district.coefficients?.[name]),
  };
}

/** How many units of the last place a point has. */
function unit({ rounding }: PlainScheme): bigint {
  return 10n ** BigInt(rounding.places);
}

function resultOf(
  scheme: PlainScheme,
  parts: readonly (readonly PlainComponent[])[],
  sheets: readonly Sheet[],
  basis: OneBasis,
): OracleResult {
  const components = sheets.map((sheet) => sheet[basis]);
  const points = components.map((own) =>
    Object.fromEntries(Object.entries(own).map(([id, judged]) => [id, judged.points])),
  );
  const categories = points.map((own) => parts.map((of) => sum(of.map(({ id }) => own[id]!))));
  const totals = categories.map(sum);
  const ranks = totals.map((own) => 1 + totals.filter((other) => other > own).length);
  const graded = components.map((own, at) => {
    const total = ratio(totals[at]!, unit(scheme));
    return scheme.grades ? gradeOf(scheme.grades, parts.flat(), own, total) : { grade: null, vetoes: [] };
  });
  const grades = graded.map(({ grade }) => grade);
  const vetoes = graded.map((own) => own.vetoes);
  return { components, points, categories, totals, ranks, grades, vetoes };
}

/** The grade by the total, or the worst that a veto allows, whichever is lower. */
function gradeOf(
  grades: readonly PlainGrade[],
  parts: readonly PlainComponent[],
  own: Readonly<Record<string, JudgedComponent>>,
  total: Fraction,
): { grade: string; vetoes: string[] } {
  const byTotal = grades.findIndex(({ from }) => from === null || !isAbove(fraction(from), total));
  const lowering = parts.flatMap(({ id, rule }) => {
    const found = own[id]!.number;
    if (rule.kind !== 'veto' || !found || !isAbove(found, zero)) return [];
    const at = grades.findIndex((grade) => grade.id === rule.highest);
    return at > byTotal ? [{ id, at }] : [];
  });
  const lowest = Math.max(byTotal, ...lowering.map(({ at }) => at));
  return { grade: grades[lowest]!.id, vetoes: lowering.map(({ id }) => id) };
}

function sum(terms: readonly bigint[]): bigint {
  return terms.reduce((total, term) => total + term, 0n);
}
