import type { SealedDistrict, Snapshot } from '../domain/finalization/snapshot.ts';
import { isPositive } from '../domain/quantity.ts';
import { rateShown } from '../domain/rules/rule.ts';
import type { ComponentScore } from '../domain/scoring/score-component.ts';
import type { Text } from '../domain/text.ts';
import type { MethodLine } from './explained-district.ts';
import { stateNames } from './paper-words.ts';

/** A district's lines in the method's order, with the spans of the cells that its table merges; scores are in that order. */
export function methodTable(
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
          categorySpan: i === 0 && c === 0 ? lines : 0,
          indicatorSpan: c === 0 ? indicator.components.length : 0,
        };
      }),
    );
  });
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

/** Why points were lost, in the words of the steps; with full points what else there is to say of the state, or nothing. */
export function remark({ score: { component, points, state, steps } }: MethodLine): Text | null {
  if (points < component.full) {
    return { zh: steps.map(({ text }) => text.zh).join(''), en: steps.map(({ text }) => text.en).join(' ') };
  }
  return state === 'verified' ? null : stateNames[state];
}
