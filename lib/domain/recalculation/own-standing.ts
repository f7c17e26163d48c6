import type { BookInputs } from '../book.ts';
import type { PointUnits } from '../points.ts';
import type { Quantity } from '../quantity.ts';
import type { Scheme } from '../scheme.ts';
import { type Basis, countedValue } from '../scoring/component-state.ts';
import { ownPoints } from '../scoring/score-component.ts';
import { type Standing, standingOf } from '../scoring/top.ts';

/** What one book gives on one basis without looking at any other district. */
export interface OwnStanding {
  /** Points by component in scheme order; `null` where the cohort decides. */
  readonly points: readonly (PointUnits | null)[];
  /** Points by category, competitive components left out. */
  readonly plain: readonly PointUnits[];
  readonly competitive: readonly { readonly value: Quantity | null; readonly standing: Standing }[];
}

/** Scores one book on one basis as far as that is possible without the cohort. */
export function ownStanding(scheme: Scheme, inputs: BookInputs, basis: Basis): OwnStanding {
  const plain = scheme.categories.map(() => 0);
  const points = scheme.components.map((component, index) => {
    const given = ownPoints(component, inputs[index]!, basis, scheme.rounding);
    plain[component.category]! += given ?? 0;
    return given;
  });
  const competitive = scheme.competitive.map((component) => {
    const own = inputs[scheme.indexOf.get(component.id)!]!;
    const value = countedValue(own, basis);
    const rule = component.rule.kind === 'top' ? component.rule : null;
    return { value, standing: rule ? standingOf(value, own.target, rule) : 0 };
  });
  return { points, plain, competitive };
}
