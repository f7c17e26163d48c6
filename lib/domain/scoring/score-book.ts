import type { BookInputs } from '../book.ts';
import type { PointUnits } from '../points.ts';
import type { Basis } from '../recalculation/board.ts';
import type { Settlement } from '../rules/rule.ts';
import type { Scheme } from '../scheme.ts';
import { type ComponentScore, scoreComponent } from './score-component.ts';

/** A district's score on one basis: the total, the categories in scheme order, every component with its steps. */
export interface BookScore {
  readonly total: PointUnits;
  readonly categories: readonly PointUnits[];
  readonly components: readonly ComponentScore[];
}

/** Scores and explains one book; `settlements` are those of its cohort on the same basis. */
export function scoreBook(
  scheme: Scheme,
  inputs: BookInputs,
  basis: Basis,
  settlements: readonly Settlement[],
): BookScore {
  const components = scheme.components.map((component, index) =>
    scoreComponent(component, inputs[index]!, basis, settlements[component.competitive] ?? null),
  );
  const categories = scheme.categories.map((_, category) =>
    components.reduce((sum, { component, points }) => (component.category === category ? sum + points : sum), 0),
  );
  return { total: categories.reduce((sum, points) => sum + points, 0), categories, components };
}
