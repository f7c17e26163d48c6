import type { BookInputs } from '../book.ts';
import type { PointUnits } from '../points.ts';
import type { Quantity } from '../quantity.ts';
import type { Scheme } from '../scheme.ts';
import { type Basis, countedValue } from '../scoring/component-state.ts';
import { earnAlone } from '../scoring/score-component.ts';

/** A book's counted value in one competition, and what it has there without a place. */
export interface OwnCompetitive {
  readonly value: Quantity | null;
  readonly standing: number;
}

/** What one book gives on one basis without looking at any other district. */
export interface OwnStanding {
  /** Points by component in scheme order; `null` where the cohort decides. */
  readonly points: readonly (PointUnits | null)[];
  /** Points by category, competitive components left out. */
  readonly plain: readonly PointUnits[];
  /** In the order of the scheme's competitive components. */
  readonly competitive: readonly OwnCompetitive[];
}

/** Scores one book on one basis as far as that is possible without the cohort. */
export function ownStanding(scheme: Scheme, inputs: BookInputs, basis: Basis): OwnStanding {
  const points: (PointUnits | null)[] = [];
  const plain: PointUnits[] = scheme.categories.map(() => 0);
  const competitive: OwnCompetitive[] = [];
  for (const component of scheme.components) {
    const own = inputs[points.length]!;
    const given = component.rule.sees === 'cohort' ? null : (earnAlone(component, own, basis)?.points ?? 0);
    points.push(given);
    plain[component.category]! += given ?? 0;
    if (component.rule.sees === 'own') continue;
    const value = countedValue(own, basis);
    competitive.push({ value, standing: component.rule.standing(value, own.target) });
  }
  return { points, plain, competitive };
}
