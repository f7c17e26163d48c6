import type { BookInputs } from '../book.ts';
import type { PointUnits } from '../points.ts';
import type { Basis } from '../recalculation/board.ts';
import { BookNumbers } from './book-numbers.ts';
import { type ComponentScore, scoreComponent } from './score-component.ts';
import type { SettledCohort } from './settled-cohort.ts';

/** A district's score on one basis: the total, the categories in scheme order, every component with its steps. */
export interface BookScore {
  readonly total: PointUnits;
  readonly categories: readonly PointUnits[];
  readonly components: readonly ComponentScore[];
}

/** Scores and explains the book of the district at a position of a cohort that was settled; its inputs are those that the board has applied. */
export function scoreBook(settled: SettledCohort, district: number, inputs: BookInputs, basis: Basis): BookScore {
  const { scheme, districts } = settled;
  const numbers = new BookNumbers(scheme, inputs, districts[district]!.coefficients ?? {}, { settled, district });
  const components = scheme.components.map((component) => scoreComponent(component, numbers, basis));
  const categories = scheme.categories.map((_, category) =>
    components.reduce((sum, { component, points }) => (component.category === category ? sum + points : sum), 0),
  );
  return { total: categories.reduce((sum, points) => sum + points, 0), categories, components };
}
