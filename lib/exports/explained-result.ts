import { isPositive, shownNumber } from '../domain/amount.ts';
import { inputsOf } from '../domain/book.ts';
import type { SealedComponent, SealedDistrict, Snapshot } from '../domain/finalization/snapshot.ts';
import { formatPoints } from '../domain/points.ts';
import { gradeOf, standingsOf } from '../domain/ranking/ranking.ts';
import { rebuild } from '../domain/recalculation/recalculate.ts';
import { rateShown } from '../domain/rules/words.ts';
import { compileScheme } from '../domain/scheme.ts';
import type { SchemeDocument } from '../domain/scheme-document.ts';
import { scoreBook } from '../domain/scoring/score-book.ts';
import type { ComponentScore } from '../domain/scoring/score-component.ts';
import type { Text } from '../domain/text.ts';
import { stateInWords } from './paper-words.ts';

type Category = SchemeDocument['categories'][number];
type Indicator = Category['indicators'][number];

/** One line of the method's own table: a component with its outcome, under its indicator and category. */
export interface MethodLine {
  readonly category: Category;
  readonly indicator: Indicator;
  readonly component: Indicator['components'][number];
  readonly sealed: SealedComponent;
  readonly score: ComponentScore;
  /** The best grade that its veto leaves, where that is in force. */
  readonly bestGrade: Text | null;
  /** Lines of the category that begin here: 0 on every line but the first. */
  readonly categorySpan: number;
  /** Lines of the indicator that begin here. */
  readonly indicatorSpan: number;
}

/** A district of a sealed result with all that its papers say about it. */
export interface ExplainedDistrict {
  readonly sealed: SealedDistrict;
  /** Whether another district has the same rank. */
  readonly isTied: boolean;
  /** In the method's order. */
  readonly lines: readonly MethodLine[];
}

/** A sealed result with the steps of all its points. Districts are in the order of the rows. */
export interface ExplainedResult {
  readonly snapshot: Snapshot;
  readonly districts: readonly ExplainedDistrict[];
}

/**
 * Computes the steps of all points from the sealed inputs, on the verified basis [D 1]. Throws where anything but the
 * sealed points, places, states, sums, ranks or grades follows from them: a paper explains what was sealed, or is not made [T 42].
 */
export function explainResult(snapshot: Snapshot): ExplainedResult {
  const scheme = compileScheme(snapshot.scheme);
  const books = snapshot.rows.map(({ components, revision, coefficients }, district) => {
    const facts = new Map(components.map((part) => [part.component, part]));
    return { district, revision, inputs: inputsOf(scheme, facts), coefficients };
  });
  const standings = standingsOf(scheme, snapshot.rows, rebuild(scheme, books).board);
  const { ranks } = standings.verified;
  const holders = new Map<number, number>();
  for (const { rank } of snapshot.rows) holders.set(rank, (holders.get(rank) ?? 0) + 1);
  const points = (units: number) => formatPoints(units, scheme.rounding.decimals);
  const districts = snapshot.rows.map((sealed, position): ExplainedDistrict => {
    const { total, categories, components } = scoreBook(
      standings.settled,
      position,
      books[position]!.inputs,
      'verified',
    );
    const sums = scheme.categories.map(({ id }, index) => [points(categories[index]!), sealed.categories[id]] as const);
    const { grade, vetoes } = gradeOf(scheme, total, standings.settled.vetoesAt(position, 'verified'));
    const grades = [
      [grade, sealed.grade ?? null] as const,
      [vetoes.join(' '), (sealed.vetoes ?? []).join(' ')] as const,
    ];
    const whole = [[points(total), sealed.score], [ranks[position], sealed.rank], ...sums, ...grades] as const;
    if (whole.some(([found, kept]) => found !== kept)) throw notFollowing(sealed);
    components.forEach((score, index) => {
      checkComponent(sealed, index, score, points(score.points));
    });
    return { sealed, isTied: holders.get(sealed.rank)! > 1, lines: methodTable(snapshot, sealed, components) };
  });
  return { snapshot, districts };
}

function checkComponent(
  row: SealedDistrict,
  index: number,
  { component, state, place }: ComponentScore,
  points: string,
) {
  const sealed = row.components[index];
  const isSame =
    sealed?.component === component.id && sealed.points === points && sealed.state === state && sealed.place === place;
  if (!isSame) throw notFollowing(row, component.id);
}

function notFollowing({ district }: SealedDistrict, component?: string): Error {
  const what = component === undefined ? 'sums, rank or grade' : `points of ${component}`;
  return new Error(`the sealed ${what} of ${district} do not follow from its sealed inputs`);
}

/** A district's lines in the method's order, with the spans of the cells that its table merges; scores are in that order. */
function methodTable(
  { scheme }: Snapshot,
  { components }: SealedDistrict,
  scores: readonly ComponentScore[],
): MethodLine[] {
  let at = 0;
  return scheme.categories.flatMap((category) => {
    const lines = category.indicators.reduce((sum, item) => sum + item.components.length, 0);
    return category.indicators.flatMap((indicator, i) =>
      indicator.components.map((component, c): MethodLine => {
        const index = at++;
        return {
          category,
          indicator,
          component,
          sealed: components[index]!,
          score: scores[index]!,
          bestGrade: bestGradeOf(scheme, scores[index]!),
          categorySpan: i === 0 && c === 0 ? lines : 0,
          indicatorSpan: c === 0 ? indicator.components.length : 0,
        };
      }),
    );
  });
}

function bestGradeOf({ grades = [] }: SchemeDocument, { component, value, measured }: ComponentScore): Text | null {
  const number = value ?? measured;
  if (!number || !isPositive(number)) return null;
  return grades.find(({ id }) => id === component.rule.highestGrade)?.name ?? null;
}

/** On what the points of a component are checked: the method's own cell, or else the kinds of evidence asked for [T 43]. */
export function checkedOn({ indicator, component }: MethodLine): string {
  if (indicator.checkedOn !== undefined) return indicator.checkedOn;
  const files = component.evidence.map(({ name }) => name.zh).join('、');
  return `${component.onSite ? '现场' : ''}${component.onSite || files !== '' ? '核验' : ''}${files}`;
}

/** The uncapped completion rate in percent, as the steps show it: `125.00%` [D 3]; `null` without a value or a task above 0. */
export function completionRate({ score: { value, target } }: MethodLine): string | null {
  return value && target && isPositive(target) ? rateShown(value, target) : null;
}

/** The number that counts, as verified, recorded or measured, and whether it is that number itself. */
export function verifiedNumber({ sealed, score }: MethodLine): ReturnType<typeof shownNumber> | null {
  if (score.measured) return shownNumber(score.measured);
  return sealed.verification && { value: sealed.verification.value, exact: true };
}

/**
 * Why points were lost, and how a number was measured or why a rule was not asked, in the words of the steps; which grade a
 * veto leaves; else what there is to say of the state, or nothing.
 */
export function remark({ score: { component, points, state, steps }, bestGrade }: MethodLine): Text | null {
  if (bestGrade)
    return { zh: `否决项，等次最高为“${bestGrade.zh}”。`, en: `A veto: the grade is at best “${bestGrade.en}”.` };
  const isWorked = component.measure !== null || component.unless !== null;
  if (points < component.full || (isWorked && state !== 'not-applicable')) {
    return { zh: steps.map(({ text }) => text.zh).join(''), en: steps.map(({ text }) => text.en).join(' ') };
  }
  return state === 'verified' ? null : stateInWords(state, component);
}
